"""Two recordings on a disk that stops answering: ``python blocked_helper.py FOLDER``, run by test_faults.py.

Says ``freeze`` and ``thaw`` on its standard output when that is to be done, waits for a line each, and ends with one
JSON object. The second recording may keep three seconds in memory only.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from fascview.engine import writing  # noqa: E402
from fascview.engine.engine import Engine  # noqa: E402
from fascview.stream import Block, Channel, Muscle, StreamInfo  # noqa: E402

FS_HZ, N_CHANNELS, FROZEN_S = 2000.0, 8, 10.0


class Clocked:
    """A device that sends the sample number in every channel, in real time."""

    ended = False
    info = StreamInfo("clocked", "serial", FS_HZ, tuple(Channel(f"TA {i}", Muscle("TA")) for i in range(N_CHANNELS)))

    def open(self) -> StreamInfo:
        self._began_s, self._at = time.monotonic(), 0
        return self.info

    def read(self, timeout_s: float = 0.1) -> Block | None:
        time.sleep(0.01)
        start, self._at = self._at, int((time.monotonic() - self._began_s) * FS_HZ)
        return Block(start, np.repeat(np.arange(start, self._at, dtype=np.float32)[:, None], N_CHANNELS, axis=1))

    def events(self) -> list:
        return []

    def close(self) -> None:
        pass


def told(word: str) -> None:
    print(word, flush=True)
    sys.stdin.readline()


def main(folder: Path) -> dict:
    patient, hasty = Engine(Clocked()), Engine(Clocked())
    for engine, queue_s in ((patient, 60.0), (hasty, 3.0)):
        writing.QUEUE_S = queue_s
        engine.start()
        engine.wait_ready()
    folders = [e.start_recording(folder, task=t, keep_s=0.0) for e, t in ((patient, "patient"), (hasty, "hasty"))]
    time.sleep(1.2)
    told("freeze")
    until = time.monotonic() + FROZEN_S
    backlog, slowest, processed, moved, stood = 0.0, 0.0, 0, time.monotonic(), 0.0
    problems = set()
    while time.monotonic() < until:
        asked = time.monotonic()
        status, other = patient.status(), hasty.status()
        slowest = max(slowest, time.monotonic() - asked)
        backlog = max(backlog, status.recording.backlog_s)
        problems.add(other.recording.problem)
        if status.processed > processed:
            processed, moved = status.processed, time.monotonic()
        stood = max(stood, time.monotonic() - moved)
        time.sleep(0.02)
    told("thaw")
    limit = time.monotonic() + 20
    while max(e.status().recording.backlog_s for e in (patient, hasty)) > 0.5 and time.monotonic() < limit:
        time.sleep(0.02)
    time.sleep(0.6)
    for engine in (patient, hasty):
        engine.stop_recording()
        engine.stop()
    return {
        "folders": [str(f) for f in folders],
        "backlog_s": backlog,
        "slowest_look_s": slowest,
        "stood_still_s": stood,
        "problems": sorted(problems),
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
