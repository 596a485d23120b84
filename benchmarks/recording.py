"""Recording beside a raw append of the same bytes, and opening half an hour of 64 channels."""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from fascview.session.formats import open_recording
from fascview.session.writer import SessionWriter
from fascview.stream import Block, Channel, Muscle, StreamInfo

FS_HZ, N_CHANNELS, ROWS = 2000.0, 64, 32
SECONDS = 60
ROUNDS = 5
OPEN_MINUTES = 30


def _info() -> StreamInfo:
    channels = tuple(Channel(f"TA R {i + 1}", Muscle("TA", "R")) for i in range(N_CHANNELS))
    return StreamInfo("benchmark", "demo", FS_HZ, channels)


def _blocks(seconds: float) -> list[Block]:
    x = np.random.default_rng(0).normal(0, 20, (int(seconds * FS_HZ), N_CHANNELS)).astype(np.float32)
    return [Block(at, x[at : at + ROWS]) for at in range(0, len(x), ROWS)]


def _raw_append(folder: Path, blocks: list[Block]) -> float:
    """Return the CPU time per chunk [us] of one write() per chunk and one fdatasync a second."""
    sync = getattr(os, "fdatasync", os.fsync)
    fd = os.open(folder / "raw", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    began, synced = time.process_time(), 0.0
    for block in blocks:
        os.write(fd, block.samples.tobytes())
        if block.stop / FS_HZ - synced >= 1.0:
            synced = block.stop / FS_HZ
            sync(fd)
    took = time.process_time() - began
    os.close(fd)
    (folder / "raw").unlink()
    return took / len(blocks) * 1e6


def _session(folder: Path, blocks: list[Block]) -> tuple[float, float]:
    """Return the CPU time per chunk [us] of a session, sums and sync included, and to close it [s].

    Closing reads the file once more for its hash, up to 1.5 s.
    """
    writer = SessionWriter(folder, _info())
    began = time.process_time()
    for block in blocks:
        writer.write(block)
        writer.tick(block.stop / FS_HZ)
    done = time.process_time()
    writer.close()
    return (done - began) / len(blocks) * 1e6, time.process_time() - done


_OPENING = """
import sys, time
began = time.perf_counter()
from fascview.session.formats import open_recording
recording = open_recording(sys.argv[1], at_once=True)
n = int(10 * recording.fs_hz)
rows = recording.read(0, n)
assert len(rows) == n
print(time.perf_counter() - began)
"""


def _opening(path: Path) -> float:
    """Return how long a fresh process takes from the first import of the reader to 10 s of samples [s]."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    order = [sys.executable, "-c", _OPENING, str(path)]
    done = subprocess.run(order, capture_output=True, text=True, check=True, env=environment)
    return float(done.stdout)


def _forget(path: Path) -> bool:
    """Take the files out of the page cache, where the platform can."""
    if not hasattr(os, "posix_fadvise"):
        return False
    for file in path.iterdir():
        fd = os.open(file, os.O_RDONLY)
        with contextlib.suppress(OSError):
            os.fsync(fd)
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(fd)
    return True


def run() -> dict[str, dict[str, Any]]:
    """Return ``{name: {figure, goal, better, unit}}``."""
    blocks = _blocks(SECONDS)
    with tempfile.TemporaryDirectory(dir=os.environ.get("FASCVIEW_BENCHMARK_DIR")) as name:
        folder = Path(name)
        raw, own, closing = [], [], []
        for _ in range(ROUNDS):
            raw.append(_raw_append(folder, blocks))
            writing, closed = _session(folder, blocks)
            own.append(writing)
            closing.append(closed)
        ratio = statistics.median(o / r for o, r in zip(own, raw, strict=True))
        writer = SessionWriter(folder, _info(), task="long")
        n = 0
        for _ in range(OPEN_MINUTES * 60 // SECONDS):
            for block in blocks:
                writer.write(Block(n, block.samples))
                n += len(block)
                writer.tick(n / FS_HZ)
        path = writer.close()
        with open_recording(path) as recording:
            assert recording.n_samples == n
        warm = min(_opening(path) for _ in range(3))
        cold = min(_opening(path) for _ in range(2) if _forget(path))
    return {
        "recording: CPU per chunk against a raw append": {"figure": ratio, "goal": 2.0, "better": "lower", "unit": "x"},
        "recording: CPU per chunk of 64 channels, 16 ms": {
            "figure": statistics.median(own), "goal": None, "better": "lower", "unit": "us",
        },
        "recording: CPU to close a minute of 64 channels": {
            "figure": statistics.median(closing), "goal": None, "better": "lower", "unit": "s",
        },
        "opening 30 min of 64 channels, first 10 s of samples": {
            "figure": warm, "goal": 0.5, "better": "lower", "unit": "s",
        },
        "opening 30 min of 64 channels, cold cache": {"figure": cold, "goal": 1.5, "better": "lower", "unit": "s"},
    }  # fmt: skip


if __name__ == "__main__":
    for key, result in run().items():
        print(f"{key}: {result['figure']:.3g} {result['unit']} (goal {result['goal']})")
