"""Every protocol against frames packed here by other means, bit by bit or by ``struct``: oracles of our own."""

from __future__ import annotations

import struct
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fascview_drivers import words
from fascview_drivers.bitalino import protocol as bitalino
from fascview_drivers.chords import protocol as chords
from fascview_drivers.csv_lines import protocol as csv_lines
from fascview_drivers.framing import FrameParser, Layout
from fascview_drivers.freeeeg32 import protocol as freeeeg32
from fascview_drivers.knight import protocol as knight
from fascview_drivers.olimex import protocol as olimex
from fascview_drivers.otb_muovi import protocol as muovi
from fascview_drivers.otb_quattrocento import protocol as quattrocento
from fascview_drivers.otb_sessantaquattro import protocol as sessantaquattro
from fascview_drivers.shimmer3 import protocol as shimmer3
from fascview_drivers.spikerbox import protocol as spikerbox
from fascview_drivers.weighing import parser_of


def row(frame: bytes) -> np.ndarray:
    return np.frombuffer(frame, np.uint8)[None]


def parse(layout: Layout, data: bytes, cuts: list[int]) -> list[bytes]:
    parser = parser_of(layout)
    edges = [0, *sorted(c % (len(data) + 1) for c in cuts), len(data)]
    rows = [r for a, b in zip(edges, edges[1:], strict=False) for r in parser.feed(data[a:b]).rows]  # noqa: RUF007
    return [r.tobytes() for r in [*rows, *parser.finish().rows]]


def bitalino_frame(number: int, digital: int, values: list[int]) -> bytes:
    """Build a frame as a string of bits, and its checksum by long division."""
    n = len(values)
    widths = [10, 10, 10, 10, 6, 6][:n]
    # From the end: checksum, counter, and above them the digital lines and the channels, the first one highest.
    body = format(digital, "04b") + "".join(format(v, f"0{w}b") for v, w in zip(values, widths, strict=True))
    low_first = [body[i : i + 8] for i in range(0, len(body), 8)]
    low_first[-1] = low_first[-1].ljust(8, "0")
    data = [*[int(b, 2) for b in low_first][::-1], number << 4]
    remainder = 0
    for bit in "".join(format(b, "08b") for b in data):
        remainder = remainder << 1 | int(bit)
        if remainder & 16:
            remainder ^= 0b10011
    data[-1] |= remainder
    return bytes(data)


@given(st.integers(0, 15), st.integers(0, 15), st.lists(st.integers(0, 1023), min_size=1, max_size=6))
def test_bitalino(number: int, digital: int, values: list[int]) -> None:
    values = [v if i < 4 else v >> 4 for i, v in enumerate(values)]
    frame = bitalino_frame(number, digital, values)
    n = len(values)
    assert len(frame) == bitalino.LENGTHS[n - 1]
    assert bitalino.layout(n).valid(row(frame))[0]
    assert bitalino.counts(row(frame), n)[0].tolist() == values
    assert bitalino.sequence(row(frame))[0] == number
    assert bitalino.digital(row(frame))[0].tolist() == [int(b) for b in format(digital, "04b")]
    assert bitalino.encode(np.array([values]), np.array([number]), digital)[0].tobytes() == frame
    turned = bytes([frame[0] ^ 16, *frame[1:]])
    assert not bitalino.layout(n).valid(row(turned))[0]


def test_bitalino_microvolt() -> None:
    got = bitalino.microvolt(np.array([[0, 512, 1023, 512, 0, 32]]), 1009)[0]
    np.testing.assert_allclose(got, [-1635.2825, 0, 1632.0885, 0, -1635.2825, 0], atol=1e-3)


def bitalino_fits(window: bytes) -> bool:
    """Divide a whole frame, its checksum included: nothing may remain."""
    remainder = 0
    for bit in "".join(format(byte, "08b") for byte in window):
        remainder = remainder << 1 | int(bit)
        if remainder & 16:
            remainder ^= 0b10011
    return remainder == 0


@settings(deadline=None, max_examples=100)
@given(
    st.integers(1, 6),
    st.lists(
        st.tuples(st.sampled_from(["drop", "flip", "delete", "cut", "inside", "stray"]), st.integers(0, 10**6)),
        max_size=5,
    ),
    st.lists(st.integers(0, 5000), max_size=8),
    st.integers(0, 1000),
)
def test_f30_bitalino_with_four_bits_of_counter(
    n: int, damage: list[tuple[str, int]], cuts: list[int], seed: int
) -> None:
    """Damage apart from each other: what is whole comes once, and what comes was sent.

    But where bytes came or went and another window around them has a fitting checksum and the counter of a neighbour,
    four bits each, the protocol itself cannot tell: then one neighbour may be given up, and stray bytes within a frame
    may leave such a window in its place. No other frame is ever made up.
    """
    random = np.random.default_rng(seed)
    frames = [
        bitalino_frame(i % 16, 5, [int(random.integers(0, 1024 if c < 4 else 64)) for c in range(n)]) for i in range(90)
    ]
    length = len(frames[0])
    sent: list[bytes] = list(frames)
    whole: list[bytes | None] = list(frames)
    may_miss: set[int] = set()
    may_appear: set[bytes] = set()
    for place, (kind, where) in enumerate(damage):
        i, frame = 10 + 15 * place, frames[10 + 15 * place]
        at = where % length
        whole[i] = None
        if kind == "drop":
            sent[i] = b""
        elif kind == "flip":
            sent[i] = frame[:at] + bytes([frame[at] ^ 1 << where % 8]) + frame[at + 1 :]
        elif kind == "delete":
            sent[i] = frame[:at] + frame[at + 1 :]
        elif kind == "cut":
            sent[i] = frame[: max(1, at)]
        elif kind == "inside":
            sent[i] = frame[: max(1, at)] + random.bytes(1 + where % 4) + frame[max(1, at) :]
        else:
            whole[i], sent[i] = frame, frame + random.bytes(1 + where % 4)
        around = b"".join(sent[i - 1 : i + 2])
        own = {0, len(around) - length, *([length] if kind == "stray" else [])}
        for offset in set(range(len(around) - length + 1)) - own:
            window = around[offset : offset + length]
            if kind not in ("drop", "flip") and bitalino_fits(window) and (window[-1] >> 4) - i % 16 in (-1, 0, 1):
                may_miss |= {i - 1, i, i + 1}
                may_appear |= {window} if kind == "inside" else set()
    got = parse(bitalino.layout(n), b"".join(sent), cuts)
    expected = [f for f in whole if f is not None]
    strange = Counter(got) - Counter(expected)
    assert set(strange) <= may_appear
    rest = iter([f for f in got if f not in strange])
    missed = [i for i, f in enumerate(whole) if f is not None and f not in got]
    assert set(missed) <= may_miss
    assert len(missed) <= sum(kind not in ("drop", "flip") for kind, _ in damage)
    assert all(f in rest for i, f in enumerate(whole) if f is not None and i not in missed)  # in order


@given(st.lists(st.integers(0, 65535), min_size=1, max_size=16), st.integers(0, 255))
def test_chords(values: list[int], number: int) -> None:
    frame = b"\xc7\x7c" + bytes([number]) + struct.pack(f">{len(values)}H", *values) + b"\x01"
    layout = chords.layout(len(values))
    assert layout.length == len(frame)
    assert layout.valid(row(frame))[0]
    assert chords.counts(row(frame))[0].tolist() == values
    assert chords.encode(np.array([values]), np.array([number]))[0].tobytes() == frame


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (b"UNO-R3\r\n", "UNO-R3"),
        (b"NPG-LITE-6CH\r\n", "NPG-LITE-6CH"),
        (b"NPG-LITE\r\n", "NPG-LITE"),
        (b"\xc7\x7c\x01\x02\x01GIGA-R1\r\n", "GIGA-R1"),
        (b"hello\r\n", None),
        (b"", None),
    ],
)
def test_chords_board_names(answer: bytes, name: str | None) -> None:
    assert chords.board_name(answer) == name


@given(st.lists(st.integers(0, 16383), min_size=1, max_size=6))
def test_spikerbox(values: list[int]) -> None:
    frame = bytearray(b for v in values for b in divmod(v, 128))
    frame[0] += 128
    assert spikerbox.layout(len(values)).valid(row(bytes(frame)))[0]
    assert spikerbox.counts(row(bytes(frame)))[0].tolist() == values
    assert spikerbox.encode(np.array([values]))[0].tobytes() == bytes(frame)


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.one_of(st.integers(0, 1023), st.sampled_from(["EVNT:1;", "HWT:HUMANSB;FWV:1.0;"])), max_size=60),
    st.lists(st.integers(0, 1000), max_size=10),
)
def test_spikerbox_messages_between_samples(items: list[Any], cuts: list[int]) -> None:
    data = b""
    for item in items:
        if isinstance(item, str):
            data += b"\xff\xff\x01\x01\x80\xff" + item.encode() + b"\xff\xff\x01\x01\x81\xff"
        else:
            data += bytes([128 + item // 128, item % 128])
    splitter, parser = spikerbox.MessageSplitter(), FrameParser(spikerbox.layout(1))
    values: list[int] = []
    said: list[str] = []
    edges = [0, *sorted(c % (len(data) + 1) for c in cuts), len(data)]
    for a, b in zip(edges, edges[1:], strict=False):  # noqa: RUF007
        samples, messages = splitter.feed(data[a:b])
        said += messages
        values += spikerbox.counts(parser.feed(samples).rows)[:, 0].tolist()
    values += spikerbox.counts(parser.finish().rows)[:, 0].tolist()
    assert values == [i for i in items if isinstance(i, int)]
    assert said == [i for i in items if isinstance(i, str)]


@given(st.lists(st.integers(-(2**15), 2**15 - 1), min_size=8, max_size=8), st.integers(0, 255))
def test_knight(values: list[int], number: int) -> None:
    frame = b"\xa0" + bytes([number]) + struct.pack(">8h", *values) + b"\x01\x02\xc0"
    assert knight.LAYOUT.valid(row(frame))[0]
    assert knight.counts(row(frame))[0].tolist() == values
    assert knight.lead_off(row(frame))[0].tolist() == [1, 2]
    assert knight.encode(np.array([values]), np.array([number]))[0, :18].tobytes() == frame[:18]
    assert knight.uv_per_count(12) == pytest.approx(10.172836492)


@given(st.lists(st.integers(0, 1023), min_size=6, max_size=6), st.integers(0, 255))
def test_olimex(values: list[int], number: int) -> None:
    frame = b"\xa5\x5a\x02" + bytes([number]) + struct.pack(">6H", *values) + b"\x01"
    assert olimex.LAYOUT.valid(row(frame))[0]
    assert olimex.counts(row(frame))[0].tolist() == values
    assert olimex.encode(np.array([values]), np.array([number]))[0].tobytes() == frame


@given(st.lists(st.integers(-(2**23), 2**23 - 1), min_size=32, max_size=32), st.integers(0, 255))
def test_freeeeg32(values: list[int], number: int) -> None:
    frame = b"\xa0" + bytes([number]) + b"".join(v.to_bytes(3, "big", signed=True) for v in values) + bytes(7) + b"\xc0"
    assert freeeeg32.layout(len(frame)).valid(row(frame))[0]
    assert freeeeg32.counts(row(frame))[0].tolist() == values
    assert freeeeg32.encode(np.array([values]), np.array([number]), len(frame))[0].tobytes() == frame


@given(
    st.sampled_from([16, 24]), st.tuples(st.integers(-(2**15), 2**15 - 1), st.integers(-(2**15), 2**15 - 1)),
    st.integers(0, 2**24 - 1), st.integers(0, 255),
)  # fmt: skip
def test_shimmer3(bits: int, values: tuple[int, int], ticks: int, status: int) -> None:
    scaled = [v * (200 if bits == 24 else 1) for v in values]
    tail = b"".join(v.to_bytes(bits // 8, "big", signed=True) for v in scaled)
    frame = b"\0" + ticks.to_bytes(3, "little") + bytes([status]) + tail
    layout = shimmer3.layout(bits, 32)
    assert layout.length == len(frame)
    assert layout.counter is not None
    assert layout.counter(row(frame))[0] == ticks
    assert shimmer3.counts(row(frame), bits)[0].tolist() == scaled
    assert shimmer3.lead_off(row(frame))[0, 0] == status % 32
    assert shimmer3.encode(np.array([scaled]), np.array([ticks]), bits, status)[0].tobytes() == frame


def test_shimmer3_scale_and_settings() -> None:
    assert shimmer3.uv_per_count(24, 12) * 1000 == pytest.approx(24.040542925)
    assert shimmer3.uv_per_count(16, 12) * 1000 == pytest.approx(3077.28303883)
    assert shimmer3.set_divider(64) == b"\x05\x40\x00"
    # Converter no slower than the stream; gain 8 has code 5 in bits 6 to 4 of bytes 3 and 4.
    registers = shimmer3.emg_registers(0, 1024, 8)
    assert (registers[0] & 7, registers[3] >> 4 & 7, registers[4] >> 4 & 7) == (4, 5, 5)
    said = shimmer3.parse_inquiry(b"\xff\x02\x40\x00\x00\x00\x00\x00\x03\x01\x1d\x1e\x1f")
    assert said == shimmer3.Inquiry(64, b"\x1d\x1e\x1f")
    assert shimmer3.parse_inquiry(b"\xff\x02\x40\x00\x00\x00\x00\x00\x03\x01\x1d\x1e") is None


@given(st.lists(st.integers(-(2**15), 2**15 - 1), min_size=38, max_size=38))
def test_muovi(values: list[int]) -> None:
    frame = struct.pack(">38h", *values)
    assert words.whole_numbers(row(frame), 2)[0].tolist() == values
    assert words.encode(np.array([values]))[0].tobytes() == frame
    counter = muovi.layout(32).counter
    assert counter is not None
    assert counter(row(frame))[0] == values[-1] % 65536
    aux = muovi.auxiliary(np.array([values], np.int32), 32)[0].tolist()
    assert aux == [*values[32:36], float(values[36] < 0), values[36] % 32768]


def test_muovi_commands() -> None:
    assert [muovi.command(gain=g, go=go) for g in (8, 4) for go in (True, False)] == [
        b"\x09",
        b"\x08",
        b"\x0b",
        b"\x0a",
    ]


@given(st.lists(st.integers(-(2**23), 2**23 - 1), min_size=16, max_size=16))
def test_24_bit_words(values: list[int]) -> None:
    frame = b"".join(v.to_bytes(3, "big", signed=True) for v in values)
    assert words.whole_numbers(row(frame), 3)[0].tolist() == values
    assert words.encode(np.array([values]), 3)[0].tobytes() == frame


@given(
    st.sampled_from(sessantaquattro.RATES_HZ), st.sampled_from(sessantaquattro.SIZES),
    st.sampled_from(sorted(sessantaquattro.MODES)), st.sampled_from([(16, 8), (16, 6), (16, 4), (24, 2)]),
    st.booleans(), st.booleans(),
)  # fmt: skip
def test_sessantaquattro_commands(
    fs_hz: int, size: int, mode: str, depth: tuple[int, int], high_pass: bool, go: bool
) -> None:
    setting = sessantaquattro.Setting(fs_hz, size, mode, depth[0], high_pass, depth[1])
    command = setting.command(go=go)
    assert len(command) == 2
    assert sessantaquattro.parse(command) == (setting, go)
    assert command[0] < 128


@given(st.lists(st.integers(-(2**15), 2**15 - 1), min_size=120, max_size=120))
def test_quattrocento(values: list[int]) -> None:
    frame = struct.pack("<120h", *values)
    assert words.whole_numbers(row(frame), 2, True)[0].tolist() == values
    assert words.encode(np.array([values]), little=True)[0].tobytes() == frame
    counter = quattrocento.layout(120).counter
    assert counter is not None
    assert counter(row(frame))[0] == values[112] % 65536


def test_quattrocento_checksum_has_the_catalogues_check_value() -> None:
    assert quattrocento.crc8(b"123456789") == 0xA1  # CRC-8/MAXIM-DOW in the catalogue of parametrised algorithms


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.lists(st.floats(-1e6, 1e6, width=32), min_size=3, max_size=3), min_size=1, max_size=30),
    st.sampled_from([",", ";", "\t", " ", ", "]),
    st.sampled_from(["\n", "\r\n"]),
    st.lists(st.integers(0, 2000), max_size=10),
)
def test_lines_at_any_cut(rows: list[list[float]], comma: str, end: str, cuts: list[int]) -> None:
    data = ("4,5" + end + end.join(comma.join(repr(v) for v in r) for r in rows) + end).encode()
    parser = csv_lines.LineParser(3)
    edges = [0, *sorted(c % (len(data) + 1) for c in cuts), len(data)]
    got = [v for a, b in zip(edges, edges[1:], strict=False) for v in parser.feed(data[a:b])[0]]  # noqa: RUF007
    assert got == rows
    assert parser.pending == 0


@given(st.binary(max_size=300))
def test_lines_survive_anything(garbage: bytes) -> None:
    parser = csv_lines.LineParser()
    parser.feed(b"\n")
    rows, lost, labels = parser.feed(garbage + b"\n1,2\n")
    assert rows[-1] == [1.0, 2.0]
    assert len(rows) == len(lost) == len(labels)


def test_damaged_lines_are_lost_samples() -> None:
    parser = csv_lines.LineParser(2)
    rows, lost, _ = parser.feed(b"7\n1,2\n3\n4,5,6\n7,8\n\nready\n9,nan\n")
    assert rows[:2] == [[1, 2], [7, 8]]
    assert lost == [0, 2, 0]
    assert np.isnan(rows[2][1])
