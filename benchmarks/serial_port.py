"""Reading a serial device, against BrainFlow: packets per second at saturation, and processor time at 250 Hz.

Both read a pseudo-terminal that another process fills with the packets of an OpenBCI Cyton, in turns; of the ratios of
turns side by side the median counts, so that what else the machine does touches both alike. (The name of this file is
not that of the library, which it would hide.)
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
SECONDS, TURNS = 2.0, 5
FLOOD_PACKETS = 256 * 64


def run() -> dict[str, dict[str, Any]]:
    """Return the figures; those that need BrainFlow are left out where it is not installed."""
    try:
        import brainflow  # noqa: F401
    except ImportError:
        ours_hz, frames = _flooded(_read_ours)
        return _alone_figures([ours_hz], [frames])
    ours, alone, theirs, ours_s, theirs_s = ([] for _ in range(5))
    for _ in range(TURNS):
        packets_hz, frames = _flooded(_read_ours)
        ours.append(packets_hz)
        alone.append(frames)
        theirs.append(_flooded(_read_brainflow)[0])
        print(f"saturated: {ours[-1]:.0f} and {theirs[-1]:.0f} packets a second", file=sys.stderr)
    for _ in range(TURNS):
        ours_s.append(_paced(_read_ours))
        theirs_s.append(_paced(_read_brainflow))
        print(f"250 Hz: {ours_s[-1]:.4f} and {theirs_s[-1]:.4f} s of processor", file=sys.stderr)
    results = _alone_figures(ours, alone)
    times = _median([one / other for one, other in zip(ours, theirs, strict=True)])
    cpu = _median([one / other for one, other in zip(ours_s, theirs_s, strict=True)])
    results["serial: packets a second, times BrainFlow"] = _figure(times, 10, "higher", "x")
    results["serial: processor time at 250 Hz, times BrainFlow"] = _figure(cpu, 2, "lower", "x")
    results["serial: processor at 250 Hz"] = _figure(100 * _median(ours_s) / SECONDS, None, "lower", "% of a core")
    return results


def _alone_figures(ours: list[float], alone: list[float]) -> dict[str, dict[str, Any]]:
    return {
        "serial: packets a second at saturation": _figure(_median(ours) / 1e6, None, "higher", "million/s"),
        "serial: framing and scaling alone": _figure(_median(alone) / 1e6, None, "higher", "million/s"),
    }


def _median(values: list[float]) -> float:
    return float(np.median(values))


def _figure(figure: float, goal: float | None, better: str, unit: str) -> dict[str, Any]:
    return {"figure": figure, "goal": goal, "better": better, "unit": unit}


def _device(mode: str) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        [sys.executable, __file__, mode], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def _flooded(reader: Any) -> tuple[float, float]:
    process, port = _device("flood")
    try:
        packets, wall_s, _, alone = reader(port)
    finally:
        _end(process)
    return packets / wall_s, alone


def _paced(reader: Any) -> float:
    process, port = _device("paced")
    try:
        _, _, cpu_s, _ = reader(port)
    finally:
        _end(process)
    return cpu_s


def _read_ours(port: str) -> tuple[int, float, float, float]:
    from fascview_drivers.registry import open_source

    source = open_source(f"serial:cyton@{port}")
    source.open()
    got = 0
    while got < 50:
        block = source.read(0.5)
        got += len(block) if block is not None else 0
    began, cpu = time.perf_counter(), time.process_time()
    packets = 0
    while time.perf_counter() - began < SECONDS:
        block = source.read(0.5)
        packets += len(block) if block is not None else 0
    result = packets, time.perf_counter() - began, time.process_time() - cpu, _alone()
    source.close()
    return result


def _alone() -> float:
    """Return packets per second through parser and scale, in pieces of 64 kB, without any port."""
    from fascview_drivers.address import parse
    from fascview_drivers.openbci_cyton.source import CytonFamily

    family = CytonFamily(parse("serial:cyton@none"))
    data = _packets()[: 33 * 256 * 8]
    began = time.perf_counter()
    n = 0
    while time.perf_counter() - began < 0.5:
        n += len(family.decode(data, 0.0).samples)
    return n / (time.perf_counter() - began)


def _read_brainflow(port: str) -> tuple[int, float, float, float]:
    from brainflow.board_shim import BoardShim, BrainFlowInputParams

    BoardShim.disable_board_logger()
    parameters = BrainFlowInputParams()
    parameters.serial_port = port
    board = BoardShim(0, parameters)
    board.prepare_session()
    board.start_stream(4_000_000)
    while board.get_board_data_count() < 50:
        threading.Event().wait(0.01)
    board.get_board_data()
    began, cpu = time.perf_counter(), time.process_time()
    threading.Event().wait(SECONDS)  # its own thread reads; nobody asks for the data, which is to its advantage
    packets = board.get_board_data_count()
    result = packets, time.perf_counter() - began, time.process_time() - cpu, 0.0
    board.release_session()
    return result


def _packets() -> bytes:
    from fascview_drivers.openbci_cyton import protocol

    random = np.random.default_rng(0)
    counts = random.integers(-50_000, 50_000, (FLOOD_PACKETS, 8))
    aux = np.zeros((FLOOD_PACKETS, 3), np.int64)
    return protocol.encode(counts, np.arange(FLOOD_PACKETS), aux, 0xC0).tobytes()


def _be_device(mode: str) -> None:
    """Be the device, until the benchmark ends this process."""
    import tty

    from fascview_drivers.openbci_cyton.simulator import CytonSimulator

    master, slave = os.openpty()
    tty.setraw(slave)
    print(os.ttyname(slave), flush=True)
    device = CytonSimulator()
    data = _packets()
    while True:
        while not device.streaming:
            os.write(master, device.receive(os.read(master, 4096)))
        if mode == "flood":
            while True:
                sent = 0
                while sent < len(data):
                    sent += os.write(master, data[sent : sent + 65_536])
        began, made = time.monotonic(), 0
        while True:
            due = int((time.monotonic() - began) * 250) - made
            if due > 0:
                at = made % FLOOD_PACKETS * 33
                os.write(master, data[at : at + due * 33])
                made += due
            time.sleep(0.004)


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "drivers")]
    sys.path = [p for p in sys.path if Path(p or ".").resolve() != ROOT / "benchmarks"]
    _be_device(sys.argv[1])
