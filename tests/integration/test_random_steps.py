"""A source that is started, recorded, plugged, stopped at random: what is counted, told and written stays one."""

from __future__ import annotations

import gc
import sys
import threading
import time

import numpy as np
import psutil
import pytest

from fascview.engine.engine import Engine
from fascview.engine.processing import Processor
from fascview.session.formats import open_recording
from fascview.settings import DetectorSettings, FilterSettings
from fascview.stream import Block, Channel, Muscle, SourceEvent, StreamInfo

FS_HZ, ROWS = 1000.0, 50
INFO = StreamInfo("plugged", "demo", FS_HZ, tuple(Channel(f"c{i}", Muscle("Deltoid", "R")) for i in range(2)))


def rows_of(start: int, n: int) -> np.ndarray:
    """Samples that tell their own index."""
    at = np.arange(start, start + n)
    return np.stack([at % 4096, 7.0 * np.sin(at / 50.0)], axis=1).astype(np.float32)


class Plugged:
    """Sends as much as it is asked to; pulling the plug loses samples, which the index tells."""

    def __init__(self) -> None:
        self._at, self._due = 0, 0
        self.lost: list[tuple[int, int]] = []
        self._lock = threading.Lock()

    def open(self) -> StreamInfo:
        return INFO

    def send(self, blocks: int) -> None:
        with self._lock:
            self._due += blocks

    def pull(self, samples: int) -> None:
        """Lose so much."""
        with self._lock:
            if self._at:
                self.lost.append((self._at, self._at + samples))
            self._at += samples

    @property
    def at(self) -> int:
        return self._at if not self._due else -1

    def read(self, timeout_s: float = 0.1) -> Block | None:
        with self._lock:
            if self._due:
                self._due -= 1
                start, self._at = self._at, self._at + ROWS
                return Block(start, rows_of(start, ROWS))
        time.sleep(0.001)
        return None

    def events(self) -> list[SourceEvent]:
        return []

    ended = False

    def close(self) -> None:
        pass


def wait_until(condition, timeout_s: float = 30.0) -> None:
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.002)


@pytest.mark.parametrize("seed", [1, 2])
def test_f44_500_random_steps_keep_state_file_and_counters_together(tmp_path, seed):
    rng = np.random.default_rng(seed)
    threads = threading.active_count()
    done = 0
    while done < 250:
        source = Plugged()
        engine = Engine(source)
        engine.start()
        engine.wait_ready()
        sent, reset_at, folders = 0, 0, []

        def settled(source=source, engine=engine) -> bool:
            at, processor = source.at, engine.processor
            return at >= 0 and processor is not None and (processor.expected == at or not at)

        for _ in range(int(rng.integers(30, 90))):
            done += 1
            step = rng.choice(["send", "plug", "record", "stop", "reset", "undo", "filter", "judge", "mark"])
            recording = engine.status().recording.active
            if step == "send":
                sent += 1
                source.send(int(rng.integers(1, 12)))
                wait_until(settled)
            elif step == "plug" and sent:
                source.pull(int(rng.integers(1, 400)))
                source.send(1)
                wait_until(settled)
            elif step == "record" and not recording and sent:
                folders.append(engine.start_recording(tmp_path))
            elif step == "stop" and recording:
                engine.stop_recording()
            elif step == "reset":
                reset_at = engine.reset_counters()
            elif step == "undo":
                engine.reset_counters(reset_at)
            elif step == "filter":
                kind = str(rng.choice(["monopolar", "average", "median"]))
                engine.set_filters(FilterSettings(derivation=kind))
            elif step == "judge":
                engine.judge(int(rng.integers(0, 50)), "rejected")
            elif step == "mark":
                engine.mark(None, "x")
            status = engine.status()
            assert status.lost_samples == sum(b - a for a, b in source.lost)
            assert status.recording.active == (bool(folders) and not _closed(engine))
            assert [(g.start, g.stop) for g in engine.gaps()] == source.lost
            assert status.overrun_samples == 0
            assert not status.problem
        if engine.status().recording.active:
            engine.stop_recording()
        newest = engine.position
        engine.stop()
        assert engine.status().processed == newest == source.at
        for folder in folders:
            _matches(folder, source)
    assert threading.active_count() == threads, "no thread is left"


def _closed(engine: Engine) -> bool:
    return not engine._recorder.active


def _matches(folder, source: Plugged) -> None:
    """Every sample of a session is what was sent, and every gap one that was lost."""
    with open_recording(folder) as recording:
        rows = recording.read(0, recording.n_samples)
        if not len(rows):
            return
        good = np.isfinite(rows[:, 0])
        known = np.flatnonzero(good)
        # The session counts from its own start: the first sample tells which of all that was.
        step = (rows[known, 0] - rows[known[0], 0]) % 4096
        np.testing.assert_array_equal(step, (known - known[0]) % 4096)
        lost = [(b - a) for a, b in source.lost]
        assert all(g.stop - g.start in lost for g in recording.gaps)
        assert int((~good).sum()) == sum(g.stop - g.start for g in recording.gaps)


def test_f46_memory_threads_and_references_stay_where_they_are():
    """Data compressed in time: nothing grows but what is counted."""
    processor = Processor(INFO, FilterSettings(), DetectorSettings(), history_s=65.0)
    x = np.random.default_rng(0).normal(0, 5, (10_000, 2)).astype(np.float32)
    at, process = 0, psutil.Process()

    def run(seconds: int) -> None:
        nonlocal at
        for _ in range(seconds * 2):
            processor.process(Block(at, x[at % 9500 : at % 9500 + 500].copy()))
            at += 500

    run(66)  # rings and lists have their size
    gc.collect()
    before = process.memory_info().rss, process.num_fds(), threading.active_count()
    references = sys.getrefcount(None), sys.getrefcount(True)
    run(60)
    gc.collect()
    grown_mb = (process.memory_info().rss - before[0]) / 1e6
    assert grown_mb < 4.0
    assert (process.num_fds(), threading.active_count()) == before[1:]
    assert processor.expected == at
    assert processor.lost_samples == 0
    for was, now in zip(references, (sys.getrefcount(None), sys.getrefcount(True)), strict=True):
        assert now > was - 1000, "a reference to a constant is given away"
