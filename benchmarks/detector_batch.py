"""CPU time of a recording of 30 min, 64 channels at 2 kHz, beside other programs on the same samples.

Run with ``python benchmarks/run.py detector_batch``. ``FASCVIEW_PEERS_PYTHON`` names the Python in which the other
programs are installed (default: this one); those that are not there are left out, and it is said.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from _detector_peers import FS_HZ, N_CHANNELS, PEERS, cpu_s, tile
from detector_own import figure

from fascview.detection.batch import detect_pieces
from fascview.detection.detector import Detector
from fascview.stream import Block

MINUTES = 30
GOALS: dict[str, float | None] = {"spikeinterface": 2.0, "scipy": None, "neurokit2": 500.0}


def pieces(x: np.ndarray, minutes: int) -> Iterator[np.ndarray]:
    for _ in range(minutes):
        yield from (x[at : at + 8000] for at in range(0, len(x), 8000))


def live(x: np.ndarray) -> None:
    detector = Detector(FS_HZ, np.zeros(N_CHANNELS, int))
    for at in range(0, len(x), 32):
        detector.push(Block(at, x[at : at + 32].copy()))


def peer_s(name: str) -> float | None:
    """Return the CPU a peer takes for the minute [s], None where it is absent."""
    python = os.environ.get("FASCVIEW_PEERS_PYTHON", sys.executable)
    script = str(Path(__file__).with_name("_detector_peers.py"))
    said = subprocess.run([python, script, name], capture_output=True, text=True, check=False)
    try:
        return float(said.stdout.strip().splitlines()[-1])
    except (ValueError, IndexError):
        print(f"{name} left out: {(said.stdout or said.stderr).strip()[-200:]}", file=sys.stderr)
        return None


def run() -> dict[str, Any]:
    x = tile()
    minute = cpu_s(lambda: detect_pieces(pieces(x, 2), FS_HZ, ["m"] * N_CHANNELS)) / 2
    whole = cpu_s(lambda: detect_pieces(pieces(x, MINUTES), FS_HZ, ["m"] * N_CHANNELS))
    out = {
        "batch, 30 min of 64 channels, CPU": figure(whole, 10.0, "lower", "s"),
        "batch, times real time": figure(60 * MINUTES / whole, 180.0, unit="x"),
        "memory of time: 30 min against 2 min, CPU per minute": figure(whole / MINUTES / minute, 1.2, "lower", "x"),
    }
    for name in PEERS:
        # by turns, for the machine's speed wanders: the fastest of each
        lives = [cpu_s(lambda: live(x)) for _ in range(2)]
        took = peer_s(name)
        if took is None:
            continue
        lives.append(cpu_s(lambda: live(x)))
        batch = min(cpu_s(lambda: detect_pieces(pieces(x, 1), FS_HZ, ["m"] * N_CHANNELS)) for _ in range(2))
        out[f"{name}: its CPU against live"] = figure(took / min(lives), GOALS[name], unit="x")
        out[f"{name}: its CPU against batch"] = figure(took / batch, None, unit="x")
    return out
