"""The Cyton: own frames, the reference frames, its dialogue, and its simulator read live."""

from __future__ import annotations

import itertools
import math
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fascview.errors import SourceError, UsageError
from fascview_drivers.counting import LossCounter
from fascview_drivers.framing import FrameParser
from fascview_drivers.openbci_cyton import protocol
from fascview_drivers.openbci_cyton.simulator import CytonSimulator
from fascview_drivers.registry import open_source

COUNT_UV = 4.5e6 / 24 / (2**23 - 1)


def packet(number: int, values: list[int], aux: bytes = bytes(6), tail: int = 0xC0) -> bytes:
    return (
        bytes([0xA0, number % 256]) + b"".join(v.to_bytes(3, "big", signed=True) for v in values) + aux + bytes([tail])
    )


def parse(data: bytes, cuts: list[int] = []) -> np.ndarray:  # noqa: B006 - never changed
    parser = FrameParser(protocol.LAYOUT)
    edges = [0, *sorted(c % (len(data) + 1) for c in cuts), len(data)]
    rows = [parser.feed(data[a:b]).rows for a, b in itertools.pairwise(edges)]
    return np.concatenate([*rows, parser.finish().rows])


@given(
    st.lists(st.lists(st.integers(-(2**23), 2**23 - 1), min_size=8, max_size=8), min_size=2, max_size=12),
    st.integers(0, 255),
    st.lists(st.integers(0, 1000), max_size=8),
)
@settings(deadline=None)
def test_counts_come_back_at_any_cut(values: list[list[int]], first: int, cuts: list[int]) -> None:
    data = b"".join(packet(first + i, v) for i, v in enumerate(values))
    rows = parse(data, cuts)
    assert protocol.counts(rows).tolist() == values
    assert protocol.counter(rows).tolist() == [(first + i) % 256 for i in range(len(values))]


def test_one_count_is_22_nanovolt_at_gain_24() -> None:
    scale = protocol.uv_per_count(np.array([24.0, 1.0]))
    assert scale[0] == pytest.approx(0.022351744, rel=1e-6)
    assert scale[1] == pytest.approx(24 * 0.022351744, rel=1e-6)
    assert scale[0] * (2**23 - 1) == pytest.approx(187_500, rel=1e-6)


def test_acceleration_is_held_between_its_own_samples() -> None:
    one = (8000).to_bytes(2, "big", signed=True) + (-8000).to_bytes(2, "big", signed=True) + b"\0\0"
    data = packet(0, [0] * 8) + packet(1, [0] * 8, one) + packet(2, [0] * 8) + packet(3, [0] * 8)
    got = protocol.accelerometer_g(parse(data), np.array([0, 0, 1], np.float32))
    assert got.tolist() == [[0, 0, 1], [1, -1, 0], [1, -1, 0], [1, -1, 0]]


def test_reference_frames(device_frames: dict[str, Any]) -> None:
    for one in device_frames["openbci_cyton"]["frames"]:
        expect = one["expect"]
        rows = parse(bytes.fromhex(one["hex"]))
        assert len(rows) == 1
        assert protocol.counter(rows)[0] == expect["counter"]
        assert protocol.counts(rows)[0].tolist() == expect["raw"]
        if "uv" in expect:
            uv = protocol.counts(rows)[0] * protocol.uv_per_count(np.array(expect["gains"], float))
            np.testing.assert_allclose(uv, expect["uv"], rtol=3e-7)
        if expect.get("accel_g"):
            np.testing.assert_allclose(
                protocol.accelerometer_g(rows, np.zeros(3, np.float32))[0], expect["accel_g"], rtol=1e-6
            )
        if "accel_g" in expect and expect["accel_g"] is None:
            held = np.array([1, 2, 3], np.float32)
            assert protocol.accelerometer_g(rows, held)[0].tolist() == [1, 2, 3]
        if "analog" in expect:
            assert protocol.raw_aux(rows)[0].tolist() == list(expect["analog"].values())
        if "digital" in expect:
            assert protocol.digital_inputs(rows)[0].tolist() == list(expect["digital"].values())
        if "marker" in expect:
            assert chr(protocol.raw_aux(rows)[0, 0]) == expect["marker"]
        if "board_ms" in expect:
            assert protocol.board_ms(rows)[0] == expect["board_ms"]


def test_reference_streams_at_every_cut(device_frames: dict[str, Any]) -> None:
    for one in device_frames["openbci_cyton"]["streams"]:
        data = bytes.fromhex(one["hex"])
        for cuts in ([], list(range(len(data))), *([c] for c in range(len(data)))):
            numbers = protocol.counter(parse(data, cuts))
            assert numbers.tolist() == one["expect"]["counters"], one["name"]
            lost, keep = LossCounter(256, 250.0).count(numbers)
            assert keep is None
            assert lost.sum() == one["expect"]["lost"]


def test_reference_daisy(device_frames: dict[str, Any]) -> None:
    for one in device_frames["openbci_cyton_daisy"]["streams"]:
        expect = one["expect"]
        data = bytes.fromhex(one["hex"])
        for size in range(1, len(data) + 1):
            parser, pairer = FrameParser(protocol.LAYOUT), protocol.DaisyPairer()
            numbers, values = [], []
            for at in [*range(0, len(data), size), None]:
                rows = parser.finish().rows if at is None else parser.feed(data[at : at + size]).rows
                board, daisy = pairer.pair(rows)
                numbers += protocol.counter(daisy).tolist()
                values += np.hstack([protocol.counts(board), protocol.counts(daisy)]).tolist()
            assert numbers == expect["counters"]
            assert values == [expect["raw"]] * expect["samples"]


def test_a_daisy_half_without_its_partner_is_dropped() -> None:
    parts = [packet(i, [i] * 8) for i in range(10)]
    data = b"".join(parts[:3] + parts[4:8] + parts[9:])  # 3 and 8 are lost
    board, daisy = protocol.DaisyPairer().pair(parse(data))
    assert protocol.counter(daisy).tolist() == [0, 4, 6]
    assert protocol.counter(board).tolist() == [1, 5, 7]


def test_reference_commands(device_frames: dict[str, Any]) -> None:
    for one in device_frames["openbci_cyton"]["commands"]:
        simulator = CytonSimulator()
        reply = bytes.fromhex(one["reply_hex"] or "")
        assert simulator.receive(bytes.fromhex(one["send_hex"])) == reply
        if one["send_ascii"] == "v":
            assert protocol.parse_banner(reply) == protocol.Board(False, "v3.1.2")
    assert protocol.channel_command(1, gain=24, bipolar=True) == b"x1060000X"
    assert protocol.channel_command(8, gain=1, bipolar=False) == b"x8000110X"
    assert protocol.lead_off_command(1, on=True) == b"z110Z"


def wave(index: np.ndarray) -> np.ndarray:
    """Whole counts, different in every channel and every sample for more than an hour."""
    return (index[:, None] * 16 + np.arange(16)) * COUNT_UV


@pytest.mark.parametrize("kind", ["cyton", "daisy"])
def test_every_sample_of_the_simulator_comes_through(
    kind: str, simulated: Any, known_source: Any, collect: Any
) -> None:
    daisy = kind == "daisy"
    n_channels, fs_hz = (16, 125.0) if daisy else (8, 250.0)
    running = simulated(kind, known_source(wave, 16, fs_hz))
    source = open_source(running.address)
    info = source.open()
    try:
        assert (info.fs_hz, info.n_channels) == (fs_hz, n_channels)
        assert info.channels[0].unit == "uV"
        assert [c.name for c in info.aux_channels] == ["accX", "accY", "accZ"]
        _, samples = collect(source, 150)
        counts = samples / COUNT_UV
        np.testing.assert_allclose(counts - counts[0], (np.arange(len(counts)) * 16)[:, None] + 0 * counts, atol=1e-2)
        np.testing.assert_allclose(counts[0], counts[0, 0] + np.arange(n_channels), atol=1e-2)
    finally:
        source.close()


def test_gains_channels_and_input_reach_the_board(simulated: Any, known_source: Any, collect: Any) -> None:
    level = np.linspace(-1000, 1000, 8)
    running = simulated("cyton", known_source(lambda i: np.tile(level, (len(i), 1)), 8, 250.0))
    source = open_source(running.address + "?channels=2,5&gain=12,6&input=reference&aux=analog")
    info = source.open()
    try:
        assert [c.name for c in info.channels] == ["ch2", "ch5"]
        assert info.properties["gain"] == "12,6"
        assert [c.name for c in info.aux_channels] == ["A5", "A6", "A7"]
        _, samples = collect(source, 20)
        np.testing.assert_allclose(samples, np.tile(level[[1, 4]], (len(samples), 1)), atol=0.1)
    finally:
        source.close()


def test_f31_dropped_packets_are_counted_exactly(simulated: Any, known_source: Any, collect: Any) -> None:
    running = simulated("cyton", known_source(wave, 16, 250.0), faults=("drop=0.05", "flip=0.02", "cut=0.02"))
    source = open_source(running.address)
    source.open()
    try:
        _, samples = collect(source, 500)
        number = samples[:, 0] / COUNT_UV / 16
        here = ~np.isnan(number)
        assert 0.02 < 1 - here.mean() < 0.2
        # Every sample stands where it belongs, whatever was lost before it (a turned bit may change its value).
        place = np.rint(number[here] - number[here][0]) - (np.flatnonzero(here) - np.flatnonzero(here)[0])
        assert (place == 0).mean() > 0.97
    finally:
        source.close()


def test_impedance_of_each_electrode(simulated: Any, known_source: Any) -> None:
    running = simulated("cyton", known_source(lambda i: np.zeros((len(i), 8)), 8, 250.0))
    source = open_source(running.address + "?channels=3&impedance=on")
    try:
        info = source.open()
        assert float(info.properties["impedance_kohm"]) == pytest.approx(10.0, abs=0.2)
    finally:
        source.close()


def test_impedance_is_measured_during_a_stream_and_the_gap_is_marked(simulated: Any, known_source: Any) -> None:
    running = simulated("cyton", known_source(lambda i: np.zeros((len(i), 8)), 8, 250.0))
    source: Any = open_source(running.address + "?channels=2,5")
    info = source.open()
    try:
        assert source.can_measure_impedance
        assert source.impedance_kohm() is None
        before: list[tuple[float, Any]] = []
        while len(before) < 5:
            block = source.read(0.2)
            before += [(time.monotonic(), block)] if block is not None else []
        source.events()
        source.measure_impedance()
        told: list[str] = []
        after = None
        deadline = time.monotonic() + 20
        while after is None:
            assert time.monotonic() < deadline
            after = source.read(0.2)
            told += [f"{e.kind} {e.text}" for e in source.events()]
        came_s = time.monotonic()
        assert source.impedance_kohm() == pytest.approx((10.0, 10.0), abs=0.2)
        assert [float(w) for w in info.properties["impedance_kohm"].split(",")] == pytest.approx([10.0, 10.0], abs=0.2)
        states = [t.split()[1] for t in told if t.startswith("state ")]
        assert [s for s in states if s != "streaming:"] == ["measuring:"] * 3
        assert states[-1] == "streaming:"
        assert any(t.startswith("impedance impedance [kOhm]: ch2 10.0, ch5 10.0") for t in told)
        # The index goes on by the clock: the gap is as long as the stream really stood.
        elapsed = (after.stop - before[-1][1].stop) / 250
        assert elapsed == pytest.approx(came_s - before[-1][0], abs=0.06)
        assert source.lost_samples == after.start - before[-1][1].stop
    finally:
        source.close()


def test_impedance_of_a_device_that_cannot_and_of_one_that_goes(simulated: Any, known_source: Any) -> None:
    with pytest.raises(UsageError, match="cannot measure"):
        open_source("serial:bitalino@/dev/null").measure_impedance()  # type: ignore[attr-defined]
    running = simulated("cyton", known_source(lambda i: np.zeros((len(i), 8)), 8, 250.0), faults=("unplug=1+1",))
    source: Any = open_source(running.address + "?channels=1,2")
    source.open()
    try:
        source.measure_impedance()
        told: list[str] = []
        deadline = time.monotonic() + 20
        while not any("data again" in t for t in told):
            assert time.monotonic() < deadline, told
            source.read(0.1)
            told += [e.text for e in source.events()]
        assert any(t.startswith("lost:") for t in told)
        assert not source.measuring
    finally:
        source.close()


@pytest.mark.parametrize("ohm", [0.0, 5000.0, 50_000.0])
def test_impedance_is_told_through_emg_and_mains(ohm: float) -> None:
    t = np.arange(500) / 250
    random = np.random.default_rng(1)
    tone = 6e-9 * (ohm + 2200) * 1e6 * np.sin(2 * math.pi * 31.2 * t + 0.7)
    signal = tone + random.normal(0, 2, 500) + 5 * np.sin(2 * math.pi * 50 * t) + 3 * t
    got = protocol.impedance_ohm(signal[:, None].astype(np.float32), 250.0)[0]
    assert got == pytest.approx(ohm, abs=120)


def test_a_daisy_that_is_not_there_is_told(simulated: Any, known_source: Any) -> None:
    running = simulated("cyton", known_source(wave, 16, 250.0))
    source = open_source(f"serial:daisy@{running.path}")
    with pytest.raises(SourceError, match="has no Daisy"):
        source.open()


@pytest.mark.parametrize("options", ["gain=5", "gain=1,2,x", "input=other", "channels=9-20", "colour=red", "channels="])
def test_options_that_make_no_sense(options: str) -> None:
    with pytest.raises(UsageError):
        open_source(f"serial:cyton@/dev/null?{options}")
