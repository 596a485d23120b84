"""Laws of the parser for frames that guard themselves too little: BITalino, and Shimmer without check sums."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fascview_drivers.bitalino import protocol as bitalino
from fascview_drivers.framing import Layout
from fascview_drivers.shimmer3 import protocol as shimmer3
from fascview_drivers.weighing import LONGEST, WeighingParser

DIVIDER = 64


def bitalino_frames(n: int, seed: int) -> list[bytes]:
    values = np.random.default_rng(seed).integers(0, 64, (n, 6))
    return [row.tobytes() for row in bitalino.encode(values, np.arange(n) % 16)]


def shimmer_frames(n: int, seed: int, bits: int = 24) -> list[bytes]:
    values = np.random.default_rng(seed).integers(-(2**15), 2**15, (n, 2))
    ticks = (2**24 - 20 * DIVIDER + DIVIDER * np.arange(n)) % 2**24
    return [row.tobytes() for row in shimmer3.encode(values, ticks, bits)]


FAMILIES: dict[str, tuple[Layout, Any]] = {
    "bitalino": (bitalino.layout(6), bitalino_frames),
    "shimmer": (shimmer3.layout(24, DIVIDER), shimmer_frames),
}


def parse(layout: Layout, pieces: list[bytes]) -> list[bytes]:
    parser = WeighingParser(layout)
    out = [row.tobytes() for piece in pieces for row in parser.feed(piece).rows]
    return out + [row.tobytes() for row in parser.finish().rows]


@settings(deadline=None, max_examples=25)
@given(
    st.sampled_from(sorted(FAMILIES)),
    st.integers(0, 10**6),
    st.binary(max_size=700),
    st.lists(st.integers(0, 2000), max_size=12),
)
def test_f30_outcome_does_not_depend_on_the_cutting(kind: str, seed: int, garbage: bytes, places: list[int]) -> None:
    layout, make = FAMILIES[kind]
    frames = make(60, seed)
    data = b"".join(frames[:20]) + frames[20][: seed % 8] + garbage + b"".join(frames[21:])
    edges = [0, *sorted(p % (len(data) + 1) for p in places), len(data)]
    whole = parse(layout, [data])
    assert parse(layout, [data[a:b] for a, b in itertools.pairwise(edges)]) == whole
    assert parse(layout, [bytes([b]) for b in data]) == whole
    assert whole[-30:] == frames[-30:]


@pytest.mark.parametrize("kind", FAMILIES)
def test_f30_buffer_is_bounded_whatever_comes(kind: str) -> None:
    layout, make = FAMILIES[kind]
    parser = WeighingParser(layout)
    random = np.random.default_rng(1)
    for _ in range(10):
        parser.feed(b"".join(make(6, 1)))
        for _ in range(100):
            parser.feed(random.bytes(int(random.integers(1, 40))))
            assert parser.pending <= LONGEST * layout.length + 40


@settings(deadline=None, max_examples=100)
@given(
    st.sampled_from([16, 24]),
    st.lists(
        st.tuples(st.sampled_from(["drop", "head", "delete", "cut", "inside", "stray"]), st.integers(0, 10**6)),
        max_size=4,
    ),
    st.integers(0, 1000),
)
def test_f30_shimmer_without_check_sums(bits: int, damage: list[tuple[str, int]], seed: int) -> None:
    """Whatever came whole comes out, but a packet with stray bytes right behind it; nothing else comes."""
    frames = shimmer_frames(80, seed, bits)
    random = np.random.default_rng(seed)
    sent, whole = list(frames), [True] * len(frames)
    for place, (kind, where) in enumerate(damage):
        i = 10 + 15 * place
        frame, at = frames[i], where % len(frames[i])
        whole[i] = False
        stray = bytes(random.integers(1, 256, 1 + where % 6).tolist())
        sent[i] = {
            "drop": b"",
            "head": frame[: at % 4] + bytes([frame[at % 4] ^ 1 << where % 8]) + frame[at % 4 + 1 :],
            "delete": frame[:at] + frame[at + 1 :],
            "cut": frame[:at],
            "inside": frame[: max(1, at)] + stray + frame[max(1, at) :],
            "stray": frame + stray,
        }[kind]
    got = parse(shimmer3.layout(bits, DIVIDER), sent)
    assert got == [frame for frame, came in zip(frames, whole, strict=True) if came]


def test_what_two_explanations_claim_is_given_up() -> None:
    # The frame before a shortened one, or, with its last byte, the shortened one: both have all their bits right.
    for seed in range(200):
        frames = bitalino_frames(40, seed)
        data = b"".join(frames[:20]) + frames[20][1:] + b"".join(frames[21:])
        window = frames[19][-1:] + frames[20][1:]
        got = parse(bitalino.layout(6), [data])
        if bitalino.layout(6).valid(np.frombuffer(window, np.uint8)[None])[0]:
            assert got == frames[:19] + frames[21:]
            return
    raise AssertionError("no such stream was drawn")


@pytest.mark.parametrize("seed", range(4))
def test_f31_dropped_frames_cost_no_other_however_many_there_are(seed: int) -> None:
    random = np.random.default_rng(seed)
    frames = [f for f, come in zip(bitalino_frames(3000, seed), random.random(3000) >= 0.05, strict=True) if come]
    got = parse(bitalino.layout(6), [b"".join(frames)])
    # The very first and last ones may be too few for a chain.
    first = frames.index(got[0])
    assert got == frames[first : first + len(got)]
    assert len(got) >= len(frames) - 8
