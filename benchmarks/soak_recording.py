"""Hours of 64 channels at 2 kHz through the history and the writer, as fast as they go, to see that nothing grows.

    python benchmarks/soak_recording.py [HOURS]

Needs 1.9 GB of disk per hour while it runs, and 0.9 GB for the last half hour. Prints the counts, memory slope,
threads and descriptors.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fascview.detection.events import EVENT_DTYPE
from fascview.session.formats import open_recording
from fascview.session.history import LONGEST_S, History
from fascview.session.writer import SessionWriter
from fascview.stream import Block, Channel, Muscle, StreamInfo

FS_HZ, N_CHANNELS, ROWS = 2000.0, 64, 32


def main() -> None:
    """Run the soak."""
    hours = float(sys.argv[1]) if len(sys.argv) > 1 else 8.0
    info = StreamInfo("soak", "demo", FS_HZ, tuple(Channel(f"TA {i}", Muscle("TA")) for i in range(N_CHANNELS)))
    noise = np.random.default_rng(0).normal(0, 20, (4096 + ROWS, N_CHANNELS)).astype(np.float32)
    row = np.zeros(1, EVENT_DTYPE)
    row["kind"], row["status"] = "fasciculation", "accepted"
    process, n_blocks = psutil.Process(), int(hours * 3600 * FS_HZ / ROWS)
    points: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory(dir=os.environ.get("FASCVIEW_BENCHMARK_DIR")) as name:
        history = History(N_CHANNELS, FS_HZ, keep_s=LONGEST_S)
        writer = SessionWriter(Path(name), info)
        began, files = time.perf_counter(), process.num_fds()
        for k in range(n_blocks):
            at = k * ROWS
            rows = noise[at % 4096 : at % 4096 + ROWS].copy()
            block = Block(at, rows, None, at / FS_HZ)
            history.append(block)
            writer.write(block)
            writer.tick(at / FS_HZ)
            if k % 125 == 0:  # 30 events a minute
                row["id"], row["sample"] = k, at
                writer.write_events(row, [rows[0]])
            if k % (n_blocks // 100) == 0:
                points.append((at / FS_HZ / 3600, process.memory_info().rss / 1e6))
        took, files_now = time.perf_counter() - began, process.num_fds()
        folder = writer.close()
        history.close()
        settled = points[len(points) // 5 :]
        slope = float(np.polyfit(*np.array(settled).T, 1)[0])
        opened = time.perf_counter()
        with open_recording(folder, at_once=True) as recording:
            seen = len(recording.read(0, int(10 * FS_HZ))) == int(10 * FS_HZ)
        at_once = time.perf_counter() - opened
        opened = time.perf_counter()
        with open_recording(folder) as recording:
            exact = recording.n_samples == n_blocks * ROWS and len(recording.events) == -(-n_blocks // 125)
            rows = recording.read(recording.n_samples - ROWS, recording.n_samples)
            exact = seen and exact and not recording.gaps and bool(np.isfinite(rows).all())
        opened = time.perf_counter() - opened
    print(f"{hours:g} h in {took:.0f} s ({hours * 3600 / took:.0f} times real time)")
    print(f"samples and events exact: {exact}; first traces after {at_once:.2f} s, all known after {opened:.2f} s")
    print(f"memory {settled[0][1]:.0f} -> {settled[-1][1]:.0f} MB, {slope:+.2f} MB/h")
    print(f"threads {threading.active_count()}, descriptors {files} -> {files_now}")


if __name__ == "__main__":
    main()
