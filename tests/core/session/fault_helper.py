"""Writes sessions that come to harm, in a process of its own: ``python fault_helper.py TASK FOLDER [NUMBER]``.

Prints one JSON object. Run by test_faults.py; kept apart so that forks and limits never touch the test process.
"""

import json
import mmap
import os
import random
import resource
import signal
import struct
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from fascview.session.recover import find_unfinished, recover  # noqa: E402
from fascview.session.writer import SessionWriter  # noqa: E402
from fascview.stream import Block, Channel, Muscle, StreamInfo  # noqa: E402

FS_HZ, N_CHANNELS = 2000.0, 8
INFO = StreamInfo("kill", "demo", FS_HZ, tuple(Channel(f"TA {i}", Muscle("TA")) for i in range(N_CHANNELS)))


def rows(start: int, n: int) -> np.ndarray:
    """The sample number in every channel, and the channel's own number behind the point."""
    return ((np.arange(start, start + n) % 65_536)[:, None] + np.arange(N_CHANNELS) / 8).astype(np.float32)


def child(parent: Path, seed: int, shared: mmap.mmap) -> None:
    draw = random.Random(seed)
    writer = SessionWriter(parent, INFO, task=f"k{seed}")
    at = now = 0
    while True:
        n = draw.choice((1, 7, 32, 400))
        writer.write(Block(at, rows(at, n)))
        at += n
        if draw.random() < 0.3:
            writer.flush()
            struct.pack_into("<q", shared, 0, at)
        if draw.random() < 0.1:
            now += 1
            writer.tick(now)
        if draw.random() < 0.05:
            writer.write_note(at, "µ" * draw.randint(0, 300))


def kill(parent: Path, times: int) -> dict:
    """Kill a writer at random instants; return what was acknowledged and what came back, per kill."""
    draw, results = random.Random(5), []
    shared = mmap.mmap(-1, 8)
    for seed in range(times):
        struct.pack_into("<q", shared, 0, 0)
        pid = os.fork()
        if pid == 0:
            try:
                child(parent, seed, shared)
            finally:
                os._exit(1)
        if seed % 3:  # every third is killed at any moment, also while it makes its folder
            limit = time.monotonic() + 20
            while not struct.unpack_from("<q", shared, 0)[0] and time.monotonic() < limit:
                time.sleep(0.001)
        time.sleep(draw.uniform(0.0, 0.03))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        acknowledged = struct.unpack_from("<q", shared, 0)[0]
        folders = [u.folder for u in find_unfinished(parent)]
        results.append({"acknowledged": acknowledged, "folders": [str(f) for f in folders]})
        for folder in folders:
            before = (folder / "recording.xdf").read_bytes()
            report = recover(folder)
            unchanged = (folder / "recording.xdf").read_bytes() == before
            results[-1] |= {"recovered": report.n_samples, "folder": report.folder, "unchanged": unchanged}
            results[-1]["exact"] = _exact(report.folder)
            results[-1]["again"] = recover(folder) == report
    return {"kills": results}


def _exact(folder: str) -> bool:
    from fascview.session.formats import open_recording

    with open_recording(folder) as recording:
        x = np.asarray(recording.samples_uv)
        return recording.warnings == [] and np.array_equal(x, rows(0, len(x)))


def large(parent: Path, limit: int) -> dict:
    """Write past RLIMIT_FSIZE."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    writer = SessionWriter(parent, INFO)
    for at in range(0, 40_000, 100):
        writer.write(Block(at, rows(at, 100)))
        writer.tick(at / FS_HZ)
    return {"folder": str(writer.close()), "problem": writer.problem}


def recover_slowly(parent: Path, folder: str) -> dict:
    """Be killed in the middle of a recovery."""

    def progress(fraction: float) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    recover(folder, progress)
    return {}


if __name__ == "__main__":
    task, where = sys.argv[1], Path(sys.argv[2])
    if task == "kill":
        print(json.dumps(kill(where, int(sys.argv[3]))))
    elif task == "large":
        print(json.dumps(large(where, int(sys.argv[3]))))
    elif task == "recover":
        print(json.dumps(recover_slowly(where, sys.argv[3])))
