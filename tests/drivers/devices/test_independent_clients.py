"""Programs by other people read the simulators; what they get must be what went in, count by count."""

from __future__ import annotations

import importlib
import importlib.util
import threading
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

PERIOD = 1000


def load(package: str, file: str) -> ModuleType:
    """Load one file of a package without the rest of it, whose dependencies nobody needs here."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        pytest.skip(f"{package} is not installed")
    spec = importlib.util.spec_from_file_location(f"client_{Path(file).stem}", Path(found.origin).parent / file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def numbered(count_uv: float, first: int = -500) -> Any:
    """Return a wave of whole counts: every channel counts up by three, channels are seven apart."""

    def wave(index: np.ndarray) -> np.ndarray:
        return ((3 * index[:, None] + 7 * np.arange(32)[None, :]) % PERIOD + first) * count_uv

    return wave


def assert_counts(counts: np.ndarray, atol: float = 1e-3) -> None:
    """Check that no sample of ``(n, n_channels)`` is missing, doubled or changed."""
    assert len(counts) > 50
    whole = np.rint(counts)
    np.testing.assert_allclose(counts, whole, atol=atol)
    assert (np.diff(whole, axis=0) % PERIOD == 3).all()
    assert (np.diff(whole, axis=1) % PERIOD == 7).all()


COUNT_24 = 4.5e6 / 24 / (2**23 - 1)
BOARDS = {
    "cyton": (0, COUNT_24, 8, 250.0),
    "daisy": (2, COUNT_24, 16, 125.0),
    "freeeeg32": (17, 2.5e6 / 8 / (2**23 - 1), 32, 512.0),
    "knight": (57, 4e6 / 12 / 32767, 8, 125.0),
    "shimmer": (68, 2.42e6 / 12 / (2**23 - 1), 2, 512.0),
}


@pytest.mark.parametrize("kind", BOARDS)
def test_brainflow(kind: str, simulated: Any, known_source: Any) -> None:
    shim = pytest.importorskip("brainflow.board_shim", reason="brainflow is not installed")
    board_id, count_uv, n_channels, fs_hz = BOARDS[kind]
    running = simulated(kind, known_source(numbered(count_uv), 32, fs_hz))
    shim.BoardShim.disable_board_logger()
    parameters = shim.BrainFlowInputParams()
    parameters.serial_port = running.path
    board = shim.BoardShim(board_id, parameters)
    board.prepare_session()
    try:
        board.start_stream()
        deadline = time.monotonic() + 15
        while board.get_board_data_count() < 120 and time.monotonic() < deadline:
            threading.Event().wait(0.05)
        data = board.get_board_data()
    finally:
        board.release_session()
    described = shim.BoardShim.get_board_descr(board_id)
    rows = described["ecg_channels"] if kind == "shimmer" else described["eeg_channels"]
    values = data[rows[:n_channels]].T
    if kind != "shimmer":  # there BrainFlow gives counts
        values = values / count_uv
    # BrainFlow joins a Daisy half from before with the first board half; and a talker's first packet may be torn.
    assert_counts(values[2:], 0.02)
    numbers = data[described["package_num_channel"]][2:]
    if kind != "shimmer":
        assert (np.diff(numbers) % 256 == (2 if kind == "daisy" else 1)).all()


def test_pyopenbci(simulated: Any, known_source: Any) -> None:
    cyton = load("pyOpenBCI", "cyton.py")
    running = simulated("cyton", known_source(numbered(COUNT_24), 32, 250.0))
    board = cyton.OpenBCICyton(port=running.path, timeout=2)
    samples: list[Any] = []

    def keep(sample: Any) -> None:
        samples.append((sample.id, list(sample.channels_data)))
        if len(samples) >= 120:
            board.streaming = False

    try:
        board.start_stream(keep)
        board.ser.write(b"s")
    finally:
        board.disconnect()
        cyton.atexit.unregister(board.disconnect)
    assert [number for number, _ in samples] == list(range(120))
    assert_counts(np.array([values for _, values in samples], float))


def test_bitalino(simulated: Any, known_source: Any) -> None:
    client = pytest.importorskip("bitalino", reason="bitalino is not installed")
    running = simulated("bitalino", known_source(numbered(3.3e6 / 1009 / 1024), 32, 1000.0))
    device = client.BITalino(running.path)
    try:
        assert "BITalino_v5.2" in device.version()
        state = device.state()
        assert state["battery"] == 700
        device.start(1000, [0, 1, 2, 3])
        data = np.vstack([device.read(100) for _ in range(4)])
        device.stop()
    finally:
        device.close()
    assert (np.diff(data[:, 0]) % 16 == 1).all()
    assert_counts(data[:, 5:9] - 512)


def test_chordspy(simulated: Any, known_source: Any, capsys: pytest.CaptureFixture[str]) -> None:
    client = load("chordspy", "chords_serial.py")
    running = simulated("chords", known_source(numbered(5e6 / 2420 / 1024), 32, 250.0))
    usb = object.__new__(client.Chords_USB)  # its own beginning takes over Ctrl-C
    usb.ser, usb.buffer, usb.retry_limit, usb.data, usb.board = None, bytearray(), 4, None, ""
    usb.packet_length = usb.num_channels = None
    usb.streaming_active = False
    try:
        assert usb.connect_hardware(running.path, 115_200)
        assert usb.board == "UNO-R3"
        usb.send_command("START")
        usb.buffer.clear()
        pieces = []
        deadline = time.monotonic() + 8
        got = 0
        while got < 120 and time.monotonic() < deadline:
            usb.data[:] = np.nan
            usb.read_data()
            fresh = usb.data[:, ~np.isnan(usb.data[0])]
            pieces.append(fresh.copy())
            got += fresh.shape[1]
        usb.send_command("STOP")
    finally:
        usb.ser.close()
    assert_counts(np.hstack(pieces).T[1:] - 512)


def test_pyshimmer(simulated: Any, known_source: Any) -> None:
    client = pytest.importorskip("pyshimmer", reason="pyshimmer is not installed")
    import serial

    running = simulated("shimmer", known_source(numbered(2.42e6 / 12 / (2**23 - 1)), 32, 512.0))
    packets: list[Any] = []
    port = serial.Serial(running.path, 115_200)
    unit = client.ShimmerBluetooth(port)
    unit.initialize()
    try:
        assert unit.get_sampling_rate() == 512.0
        unit.add_stream_callback(packets.append)
        unit.start_streaming()
        deadline = time.monotonic() + 8
        while len(packets) < 120 and time.monotonic() < deadline:
            threading.Event().wait(0.05)
        unit.stop_streaming()
    finally:
        unit.shutdown()
    kinds = client.EChannelType
    values = np.array([[p[kinds.EXG_ADS1292R_1_CH1_24BIT], p[kinds.EXG_ADS1292R_1_CH2_24BIT]] for p in packets], float)
    ticks = np.array([p[kinds.TIMESTAMP] for p in packets])
    assert (np.diff(ticks) % 2**24 == 64).all()
    assert_counts(values)


def test_olimex_ekg_emg(simulated: Any, known_source: Any) -> None:
    found = importlib.util.find_spec("olimex")
    if found is None:
        pytest.skip("olimex-ekg-emg is not installed")
    reader_class = importlib.import_module("olimex.exg").PacketStreamReader
    import serial

    running = simulated("olimex", known_source(numbered(5e6 / 1024 / 2848), 32, 250.0))
    port = serial.Serial(running.path, 57_600, timeout=1)
    reader = reader_class(port)
    rows: list[list[int]] = []
    deadline = time.monotonic() + 8
    while len(rows) < 120 and time.monotonic() < deadline:
        values = reader._get_next_packet_values()
        if values is None:
            threading.Event().wait(0.01)
        else:
            rows.append(values)
    port.close()
    reader._serial = None
    # The client turns the signal upside down around 1024.
    assert_counts(1024 - np.array(rows, float) - 512)
