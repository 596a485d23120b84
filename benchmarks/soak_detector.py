"""A day of a stream through the live detector, as fast as it goes, to see that nothing grows.

    python benchmarks/soak_detector.py [HOURS]

Eight channels of two muscles at 500 Hz: noise whose strength wanders, potentials of six units, heart beats, and two
seconds without samples every ten minutes. Prints events, memory and its slope, and CPU at the beginning and the end.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import psutil

from fascview.detection.detector import Detector
from fascview.stream import Block

FS_HZ, N_CHANNELS, PIECE_S, TILE_S = 500.0, 8, 4.0, 600.0


def tile() -> np.ndarray:
    """Ten minutes, shape (n, 8)."""
    rng = np.random.default_rng(5)
    n = round(TILE_S * FS_HZ)
    strength = 4 * np.exp(0.3 * np.sin(np.arange(n) / n * 6 * np.pi))[:, None]
    x = rng.normal(size=(n, N_CHANNELS)) * strength
    for unit in range(6):
        length = rng.integers(6, 14)
        wave = rng.uniform(40, 200) * np.sin(np.linspace(0, 2 * np.pi, length)) * np.hanning(length)
        gains = rng.uniform(0.1, 1, N_CHANNELS) * (np.arange(N_CHANNELS) // 4 == unit % 2)
        for at in rng.integers(0, n - 20, 100):
            x[at : at + length] += wave[:, None] * gains
    beat = 60 * np.hanning(40)[:, None]
    for at in range(100, n - 100, round(0.85 * FS_HZ)):
        x[at : at + 40] += beat
    x[-round(2 * FS_HZ) :] = np.nan
    return x.astype(np.float32)


def main() -> None:
    """Run the soak."""
    hours = float(sys.argv[1]) if len(sys.argv) > 1 else 24.0
    x, process = tile(), psutil.Process()
    detector = Detector(FS_HZ, np.arange(N_CHANNELS) // 4)
    piece = round(PIECE_S * FS_HZ)
    pieces, per_tile = int(hours * 3600 / PIECE_S), len(x) // piece
    points: list[tuple[float, float]] = []
    took: list[float] = []
    accepted = 0
    for k in range(pieces):
        at = k % per_tile * piece
        begun = time.process_time()
        events = detector.push(Block(k * piece, x[at : at + piece].copy())).events
        took.append(time.process_time() - begun)
        accepted += int((events["status"] == "accepted").sum())
        if k % 45 == 0:  # every three minutes
            points.append((k * PIECE_S / 3600, process.memory_info().rss / 1e6))
    settled = np.array([p for p in points if p[0] >= 0.5])
    slope = float(np.polyfit(*settled.T, 1)[0])
    tenth = max(1, len(took) // 10)
    early, late = (float(np.median(part)) for part in (took[:tenth], took[-tenth:]))
    print(f"{hours:g} h of {N_CHANNELS} channels: {sum(took):.0f} s of CPU, {accepted} events accepted")
    print(f"memory {settled[0, 1]:.1f} -> {settled[-1, 1]:.1f} MB, {slope:+.3f} MB/h")
    print(f"CPU of the last tenth against the first: {late / early:.2f}")


if __name__ == "__main__":
    main()
