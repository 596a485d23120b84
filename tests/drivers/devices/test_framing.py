"""Laws of the one resynchronising parser, with frames of several kinds and an oracle that knows what was sent."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fascview_drivers.framing import FrameParser, Layout


def _headed(rows: np.ndarray) -> np.ndarray:
    return (rows[:, 0] == 0xA0) & (rows[:, 11] == 0xC0)


# The counter never equals the head, so that a stray byte behind it cannot make a frame out of a frame's rest.
HEADED = Layout(12, _headed, lambda rows: rows[:, 1].astype(np.int64), modulus=0x90)
GUARDED = replace(HEADED, head=0xA0)
WHOLE = Layout(4, lambda rows: np.ones(len(rows), bool), links=0)


def frame(number: int, random: np.random.Generator) -> bytes:
    # The last byte of the payload is never a tail: with a stray byte before it, such a frame could not be told from
    # a whole one with a stray byte behind it, by anybody.
    return bytes([0xA0, number % 0x90, *random.integers(0, 256, 8).tolist(), int(random.integers(0, 0xC0)), 0xC0])


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(p % (len(data) + 1) for p in places), len(data)]
    return [data[a:b] for a, b in itertools.pairwise(edges)]


def parse(layout: Layout, pieces: list[bytes]) -> list[bytes]:
    parser = FrameParser(layout)
    out = [row.tobytes() for piece in pieces for row in parser.feed(piece).rows]
    return out + [row.tobytes() for row in parser.finish().rows]


DAMAGE = st.lists(
    st.tuples(
        st.sampled_from(["drop", "garbage", "delete", "insert", "head", "tail", "counter"]), st.integers(0, 10**6)
    ),
    max_size=8,
)


def stream(seed: int, n: int, damage: list[tuple[str, int]]) -> tuple[bytes, list[bytes]]:
    """Return bytes with damage in them, and the frames that came through whole."""
    random = np.random.default_rng(seed)
    frames: list[bytes | None] = [frame(i + seed, random) for i in range(n)]
    sent = [f or b"" for f in frames]
    touched: set[int] = set()
    for kind, where in damage:
        i = where % n
        if i in touched:
            continue
        touched.add(i)
        whole = sent[i]
        if kind == "drop":
            frames[i], sent[i] = None, b""
        elif kind == "garbage":  # stray bytes of any value but those that make a frame
            sent[i] = bytes(random.integers(0, 0xA0, where % 40 + 1).tolist()) + whole
        elif kind == "delete":
            gone = where % 12
            frames[i], sent[i] = None, whole[:gone] + whole[gone + 1 :]
        elif kind == "insert":
            at = 1 + where % 11
            frames[i], sent[i] = None, whole[:at] + bytes([where % 0xA0]) + whole[at:]
        elif kind == "counter" and 0 < i < n - 1 and not {i - 1, i + 1} & touched:
            # Told by its neighbours, so they are left whole.
            touched.update((i - 1, i + 1))
            frames[i], sent[i] = None, bytes([0xA0, (whole[1] + 1 + where % 0x8E) % 0x90]) + whole[2:]
        elif kind == "counter":
            continue
        elif kind == "head":
            frames[i], sent[i] = None, b"\x20" + whole[1:]
        else:
            frames[i], sent[i] = None, whole[:-1] + b"\x40"
    return b"".join(sent), [f for f in frames if f is not None]


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 60), DAMAGE, st.lists(st.integers(0, 5000), max_size=12))
def test_f30_every_intact_frame_once_none_invented(
    seed: int, n: int, damage: list[tuple[str, int]], places: list[int]
) -> None:
    data, intact = stream(seed, n, damage)
    assert parse(HEADED, cut(data, places)) == intact
    assert parse(GUARDED, cut(data, places)) == intact


def test_f30_a_frame_cut_short_never_borrows_from_the_next() -> None:
    # Every payload byte looks like a tail, so that a cut frame and a piece of the next always look like a whole one.
    frames = [bytes([0xA0, i]) + bytes([0xC0] * 10) for i in range(40)]
    for short in range(1, 12):
        data = b"".join(frames[:20]) + frames[20][:short] + b"".join(frames[21:])
        for size in (1, 5, 12, 13, 500):
            pieces = [data[at : at + size] for at in range(0, len(data), size)]
            assert parse(GUARDED, pieces) == frames[:20] + frames[21:], (short, size)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 10**6), st.lists(st.integers(0, 5000), max_size=12))
def test_f30_outcome_does_not_depend_on_the_cutting(garbage: bytes, seed: int, places: list[int]) -> None:
    data, _ = stream(seed, 20, [("delete", seed), ("head", seed // 7)])
    data = data[:100] + garbage + data[100:]
    for layout in (HEADED, GUARDED):
        whole = parse(layout, [data])
        assert parse(layout, cut(data, places)) == whole
        assert parse(layout, [bytes([b]) for b in data]) == whole


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([0xA0, 0xC0, 0, 1, 2]), min_size=0, max_size=600))
def test_f30_buffer_is_bounded_whatever_comes(values: list[int]) -> None:
    parser = FrameParser(HEADED)
    total = 0
    for at in range(0, len(values), 7):
        total += len(parser.feed(bytes(values[at : at + 7])))
        assert parser.pending <= 3 * HEADED.length
    total += len(parser.finish())
    assert total * HEADED.length <= len(values)


def test_frames_come_without_delay_while_the_chain_holds() -> None:
    random = np.random.default_rng(3)
    parser = FrameParser(HEADED)
    parser.feed(frame(0, random) + frame(1, random))
    for number in range(2, 600):
        assert len(parser.feed(frame(number, random))) == 1
    guarded = FrameParser(GUARDED)
    guarded.feed(frame(0, random) + frame(1, random) + frame(2, random)[:1])
    for number in range(2, 600):
        rest = frame(number, random)[1:] + b"\xa0"  # one byte of the next is enough
        assert len(guarded.feed(rest)) == 1


def test_skipped_bytes_are_told_with_the_frame_behind_them() -> None:
    random = np.random.default_rng(5)
    frames = [frame(i, random) for i in range(8)]
    data = b"hello" + b"".join(frames[:3]) + frames[3][:7] + b"".join(frames[4:])
    parser = FrameParser(HEADED)
    got = parser.feed(data)
    assert got.skipped.tolist() == [5, 0, 0, 7, 0, 0, 0]
    assert parser.discarded == 12


def test_a_shifted_copy_inside_the_payload_is_not_taken() -> None:
    # Every payload holds a head and, one frame on, a tail in the right distance; only the counter gives it away.
    def tricky(number: int) -> bytes:
        return bytes([0xA0, number, 1, 2, 3, 0xC0, 0xA0, 7, 7, 7, 7, 0xC0])

    data = b"".join(tricky(i) for i in range(20))
    for start in range(12):
        whole = [tricky(i) for i in range(1 if start else 0, 20)]
        assert parse(HEADED, [data[start:]]) == whole


def test_trusted_bytes_are_cut_without_looking_for_neighbours() -> None:
    assert parse(WHOLE, [b"abc", b"defg", b"hijkl"]) == [b"abcd", b"efgh", b"ijkl"]


@pytest.mark.parametrize("size", [1, 1000, 100_000])
def test_garbage_alone_gives_nothing(size: int) -> None:
    assert parse(HEADED, [bytes(size)]) == []
