"""Bytes of every protocol against the microvolts and losses that others worked out for them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from fascview_drivers import words
from fascview_drivers.bitalino import protocol as bitalino
from fascview_drivers.bitalino.simulator import BitalinoSimulator
from fascview_drivers.chords import protocol as chords
from fascview_drivers.chords.simulator import ChordsSimulator
from fascview_drivers.counting import LossCounter
from fascview_drivers.csv_lines import protocol as csv_lines
from fascview_drivers.framing import FrameParser, Layout
from fascview_drivers.freeeeg32 import protocol as freeeeg32
from fascview_drivers.knight import protocol as knight
from fascview_drivers.olimex import protocol as olimex
from fascview_drivers.otb_muovi import protocol as muovi
from fascview_drivers.otb_quattrocento import protocol as quattrocento
from fascview_drivers.otb_sessantaquattro import protocol as sessantaquattro
from fascview_drivers.shimmer3 import protocol as shimmer3
from fascview_drivers.shimmer3.simulator import ShimmerSimulator
from fascview_drivers.spikerbox import protocol as spikerbox
from fascview_drivers.spikerbox.simulator import SpikerBoxSimulator
from fascview_drivers.weighing import parser_of


def parse(layout: Layout, data: bytes, size: int = 10_000) -> np.ndarray:
    parser = parser_of(layout)
    rows = [parser.feed(data[at : at + size]).rows for at in range(0, len(data), size)]
    return np.concatenate([*rows, parser.finish().rows])


def one(layout: Layout, text: str) -> np.ndarray:
    """A single frame by itself is held to the rules of its bytes alone."""
    row = np.frombuffer(bytes.fromhex(text), np.uint8)[None]
    assert row.shape[1] == layout.length
    assert layout.valid(row)[0]
    return row


def lost(layout: Layout, rows: np.ndarray) -> int:
    assert layout.counter is not None
    counts, keep = LossCounter(layout.modulus, 250.0, layout.step).count(layout.counter(rows))
    assert keep is None
    return int(counts.sum())


def test_bitalino(device_frames: dict[str, Any]) -> None:
    reference = device_frames["bitalino_revolution"]
    for frame in reference["frames"]:
        expect = frame["expect"]
        n = expect["n_channels"]
        layout = bitalino.layout(n)
        row = np.frombuffer(bytes.fromhex(frame["hex"]), np.uint8)[None]
        if expect.get("valid") is False:
            assert not layout.valid(row)[0]
            continue
        assert layout.valid(row)[0]
        assert bitalino.sequence(row)[0] == expect["seq"]
        assert bitalino.digital(row)[0].tolist() == [expect["digital"][k] for k in ("I1", "I2", "O1", "O2")]
        values = bitalino.counts(row, n)
        assert values[0].tolist() == expect["raw"]
        np.testing.assert_allclose(bitalino.microvolt(values, 1009)[0], expect["emg_uv"], rtol=1e-6, atol=1e-4)
    stream = reference["streams"][0]
    data = bytes.fromhex(stream["hex"])
    for size in range(1, len(data) + 1):
        rows = parse(bitalino.layout(2), data, size)
        assert bitalino.sequence(rows).tolist() == stream["expect"]["seqs"]
        assert bitalino.counts(rows, 2)[0].tolist() == stream["expect"]["first_raw"]
        assert lost(bitalino.layout(2), rows) == stream["expect"]["lost"]
    for command in reference["commands"]:
        reply = BitalinoSimulator().receive(bytes.fromhex(command["send_hex"]))
        if command["send_hex"] != "0b":
            assert reply == bytes.fromhex(command["reply_hex"] or "")
    assert bitalino.battery(bytes.fromhex(reference["commands"][-1]["reply_hex"])) == 600
    assert bitalino.start_command(0x3F) == b"\xfd"


def test_spikerbox(device_frames: dict[str, Any]) -> None:
    reference = device_frames["byb_spikerbox_serial"]
    for frame in reference["frames"]:
        row = one(spikerbox.layout(frame["expect"]["n_channels"]), frame["hex"])
        assert spikerbox.counts(row)[0].tolist() == frame["expect"]["raw"]
    for stream in reference["streams"]:
        data, expect = bytes.fromhex(stream["hex"]), stream["expect"]
        for size in range(1, len(data) + 1):
            splitter, parser = spikerbox.MessageSplitter(), FrameParser(spikerbox.layout(expect["n_channels"]))
            values: list[list[int]] = []
            messages: list[str] = []
            for at in range(0, len(data), size):
                samples, said = splitter.feed(data[at : at + size])
                values += spikerbox.counts(parser.feed(samples).rows).tolist()
                messages += said
            values += spikerbox.counts(parser.finish().rows).tolist()
            assert values == expect["raw"]
            assert messages == expect.get("messages", [])
    simulator = SpikerBoxSimulator()
    reply = simulator.receive(bytes.fromhex(reference["commands"][0]["send_hex"]))
    assert reply.startswith(spikerbox.OPEN + b"HWT:MUSCLESS;")
    simulator.receive(bytes.fromhex(reference["commands"][1]["send_hex"]))
    assert (simulator.n_channels, simulator.fs_hz) == (2, 5000)


def test_chords(device_frames: dict[str, Any]) -> None:
    reference = device_frames["chords"]
    for frame in reference["frames"]:
        expect = frame["expect"]
        board = chords.BOARDS[expect["board"]]
        assert (board.n_channels, board.bits, board.fs_hz) == (expect["n_channels"], expect["bits"], expect["rate_hz"])
        values = chords.counts(one(chords.layout(board.n_channels), frame["hex"]))
        assert values[0].tolist() == expect["raw"]
        uv = chords.microvolt(values, board, 2420, 5.0)[0]
        np.testing.assert_allclose(uv, expect["uv_at_input_gain2420_vref5"], rtol=1e-6)
    for stream in reference["streams"]:
        layout = chords.layout(chords.BOARDS[stream["expect"]["board"]].n_channels)
        data = bytes.fromhex(stream["hex"])
        for size in range(1, len(data) + 1):
            rows = parse(layout, data, size)
            assert rows[:, 2].tolist() == stream["expect"]["counters"]
            assert lost(layout, rows) == stream["expect"]["lost"]
    for command in reference["commands"]:
        reply = bytes.fromhex(command["reply_hex"] or "")
        assert ChordsSimulator().receive(bytes.fromhex(command["send_hex"])) == reply


def test_olimex(device_frames: dict[str, Any]) -> None:
    reference = device_frames["olimex_p2"]
    frame = reference["frames"][0]
    row = one(olimex.LAYOUT, frame["hex"])
    assert olimex.counter(row)[0] == frame["expect"]["counter"]
    assert olimex.counts(row)[0].tolist() == frame["expect"]["raw"]
    assert olimex.switches(row)[0, 0] == frame["expect"]["switches"]
    volts = olimex.counts(row)[0] * olimex.uv_per_count(1.0, 5.0) * 1e-6
    np.testing.assert_allclose(volts, frame["expect"]["adc_volts_vref5"], atol=1e-9)
    stream = reference["streams"][0]
    data = bytes.fromhex(stream["hex"])
    for size in range(1, len(data) + 1):
        rows = parse(olimex.LAYOUT, data, size)
        assert olimex.counter(rows).tolist() == stream["expect"]["counters"]
        assert lost(olimex.LAYOUT, rows) == stream["expect"]["lost"]


def test_knight(device_frames: dict[str, Any]) -> None:
    frame = device_frames["neuropawn_knight"]["frames"][0]
    row = one(knight.LAYOUT, frame["hex"])
    assert knight.counter(row)[0] == frame["expect"]["counter"]
    assert knight.counts(row)[0].tolist() == frame["expect"]["raw"]
    np.testing.assert_allclose(knight.counts(row)[0] * knight.uv_per_count(12), frame["expect"]["uv"], rtol=1e-9)
    assert knight.lead_off(row)[0].tolist() == [frame["expect"]["loff_p"], frame["expect"]["loff_n"]]


def test_freeeeg32(device_frames: dict[str, Any]) -> None:
    frame = device_frames["freeeeg32"]["frames"][0]
    row = one(freeeeg32.layout(len(frame["hex"]) // 2), frame["hex"])
    assert freeeeg32.counter(row)[0] == frame["expect"]["counter"]
    assert freeeeg32.counts(row)[0].tolist() == frame["expect"]["raw"]
    uv = freeeeg32.counts(row)[0] * freeeeg32.uv_per_count()
    np.testing.assert_allclose(uv, frame["expect"]["uv"], rtol=1e-9)


@pytest.mark.parametrize("length", [105, 106])
def test_freeeeg32_length_is_told_from_the_stream(length: int) -> None:
    random = np.random.default_rng(2)
    values = random.integers(-(2**23), 2**23, (20, 32))
    data = freeeeg32.encode(values, np.arange(20), length).tobytes()
    for start in range(0, 250, 7):
        assert freeeeg32.find_length(data[start:]) == length
    assert freeeeg32.find_length(data[: length + 5]) is None
    assert freeeeg32.counts(parse(freeeeg32.layout(length), data)).tolist() == values.tolist()


def test_shimmer3(device_frames: dict[str, Any]) -> None:
    reference = device_frames["shimmer3_exg"]
    for frame in reference["frames"]:
        expect = frame["expect"]
        bits = 24 if "24bit" in frame["name"] else 16
        assert shimmer3.FIELDS[bits] == bytes.fromhex(expect["fields"])
        layout = shimmer3.layout(bits, 64)
        row = one(layout, frame["hex"])
        assert layout.counter is not None
        assert layout.counter(row)[0] == expect["timestamp_ticks"]
        assert shimmer3.counts(row, bits)[0].tolist() == expect["raw"]
        uv = shimmer3.counts(row, bits)[0] * shimmer3.uv_per_count(bits, expect["gain"])
        np.testing.assert_allclose(uv, expect["uv"], rtol=1e-9)
    stream = reference["streams"][0]
    data = bytes.fromhex(stream["hex"])
    layout = shimmer3.layout(24, 64)
    assert layout.counter is not None
    for size in range(1, len(data) + 1):
        rows = parse(layout, data, size)
        assert layout.counter(rows).tolist() == stream["expect"]["timestamps"]
        assert lost(layout, rows) == stream["expect"]["lost"]
    simulator = ShimmerSimulator()
    for command in reference["commands"]:
        assert simulator.receive(bytes.fromhex(command["send_hex"])).hex() in (
            command["reply_hex"],
            # the registers of the second chip are as they were written, and here nobody did
            command["reply_hex"].replace("02a010e1e1", "00a010e1e1"),
        )
    assert shimmer3.emg_registers(0, 512, 12).hex() == "03a01069602000000203"
    assert shimmer3.emg_registers(0, 500, 12).hex() == "02a01069602000000203"
    assert shimmer3.set_registers(0, shimmer3.emg_registers(0, 500, 12)).hex() == reference["commands"][4]["send_hex"]


def test_sessantaquattro(device_frames: dict[str, Any]) -> None:
    reference = device_frames["otb_sessantaquattro_plus"]
    frame = reference["frames"][0]
    expect = frame["expect"]
    layout = words.layout(72, 71)
    row = one(layout, frame["hex"])
    numbers = words.whole_numbers(row, 2)
    assert numbers[0].tolist() == expect["raw"]
    np.testing.assert_allclose(numbers[0, :6] * 0.2861, expect["emg_uv_first6"], rtol=1e-9)
    aux = sessantaquattro.auxiliary(numbers, 64)[0].tolist()
    assert aux == [*expect["aux_raw"], *expect["quaternion_raw"], expect["trigger_buffer"]]
    assert layout.counter is not None
    assert layout.counter(row)[0] == expect["ramp"]
    stream = reference["streams"][0]
    data = bytes.fromhex(stream["hex"])
    for size in range(1, len(data) + 1, 5):
        assert lost(layout, parse(layout, data, size)) == stream["expect"]["lost"]
    setting = sessantaquattro.Setting()
    commands = [c["send_hex"] for c in reference["commands"]]
    assert [setting.command(go=True).hex(), setting.command(go=False).hex()] == commands
    assert sessantaquattro.parse(bytes.fromhex(commands[0])) == (setting, True)


def test_muovi(device_frames: dict[str, Any]) -> None:
    reference = device_frames["otb_muovi"]
    expect = reference["frames"][0]["expect"]
    layout = muovi.layout(32)
    row = one(layout, reference["frames"][0]["hex"])
    numbers = words.whole_numbers(row, 2)
    assert numbers[0].tolist() == expect["raw"]
    np.testing.assert_allclose(numbers[0, :6] * muovi.UV_PER_COUNT[8], expect["emg_uv_first6"], rtol=1e-9)
    assert muovi.auxiliary(numbers, 32)[0, 4:].tolist() == [expect["trigger"], expect["buffer_used"]]
    assert layout.counter is not None
    assert layout.counter(row)[0] == expect["ramp"]
    assert muovi.command(gain=8, go=True).hex() == reference["commands"][0]["send_hex"]
    assert muovi.command(gain=8, go=False).hex() == reference["commands"][1]["send_hex"]


def test_quattrocento(device_frames: dict[str, Any]) -> None:
    reference = device_frames["otb_quattrocento"]
    expect = reference["frames"][0]["expect"]
    layout = quattrocento.layout(120)
    row = one(layout, reference["frames"][0]["hex"])
    numbers = words.whole_numbers(row, 2, True)
    assert numbers[0].tolist() == expect["raw"]
    np.testing.assert_allclose(numbers[0, :6] * quattrocento.UV_PER_COUNT, expect["emg_uv_first6"], rtol=1e-9)
    aux = quattrocento.auxiliary(numbers)[0]
    assert aux[0] == pytest.approx(expect["aux_v_first"], rel=1e-6)
    assert aux[16:].tolist() == [1, expect["buffer_used"]]
    assert layout.counter is not None
    assert layout.counter(row)[0] == expect["counter"]
    commands = [bytes.fromhex(c["send_hex"]) for c in reference["commands"]]
    built = [quattrocento.start_command(2048, 408), quattrocento.start_command(2048, 120), quattrocento.stop_command()]
    assert built == commands
    assert quattrocento.parse(commands[0]) == (2048, 408, True)
    assert quattrocento.parse(commands[0][:-1] + b"x") is None


def test_lines(device_frames: dict[str, Any]) -> None:
    for frame in device_frames["ascii_csv"]["frames"]:
        values = frame["expect"]["values"]
        parsed = csv_lines.parse_line(bytes.fromhex(frame["hex"]))
        if values is None:
            assert parsed is None
        elif isinstance(values, str):  # the first line after opening
            assert csv_lines.LineParser().feed(bytes.fromhex(frame["hex"]))[0] == []
        else:
            assert parsed is not None
            expected = [np.nan if isinstance(v, str) else v for v in values]
            np.testing.assert_array_equal(parsed[0], expected)
