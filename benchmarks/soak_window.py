"""An hour of 128 channels at 2 kHz, compressed in time and recorded, while keys, sizes and themes come at random.

    python benchmarks/soak_window.py [--hours 1] [--speed 8] [--channels 128] [--at-most MINUTES]

Needs 3.7 GB of disk per hour for the recording and as much for what the screen goes back in. At the end the
recording is read again and held against what was sent, bit by bit. Prints counts, memory slope, threads and stalls.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import psutil

HERE = Path(__file__).resolve().parent
for folder in (HERE.parent, HERE.parent / "drivers", HERE.parent / "ui", HERE.parent / "resources", HERE):
    sys.path.insert(0, str(folder))

from _sources import rendered  # noqa: E402

from fascview.stream import Block, SourceEvent, StreamInfo  # noqa: E402

BLOCK_S, STEP_MS, PROBE_MS = 0.25, 200, 10
#: What would end the run or wait for an answer of the desktop.
LEFT_OUT = {"quit", "home", "record", "open", "open_folder", "save_counts", "export", "print_view", "check_export"}


class FastSource:
    """Gives an array over and over, ``speed`` times as fast as real time, as long as the engine keeps up."""

    def __init__(self, info: StreamInfo, samples: np.ndarray, speed: float, n_samples: int) -> None:
        self.info, self.speed, self._samples, self._n = info, speed, samples, n_samples
        self._at = 0
        self._began_s = 0.0
        self._closed = threading.Event()

    def open(self) -> StreamInfo:
        """Begin."""
        self._began_s = time.monotonic()
        return self.info

    def read(self, timeout_s: float = 0.1) -> Block | None:
        """Return the next block when it is due."""
        rows = min(round(BLOCK_S * self.info.fs_hz), self._n - self._at)
        wait_s = self._began_s + (self._at + rows) / self.info.fs_hz / self.speed - time.monotonic()
        if rows == 0 or wait_s > timeout_s:
            self._closed.wait(timeout_s)
            return None
        if wait_s > 0:
            self._closed.wait(wait_s)
        block = Block(self._at, sent(self._samples, self._at, self._at + rows))
        self._at += rows
        return block

    def events(self) -> list[SourceEvent]:
        """Return nothing."""
        return []

    ended = False

    def close(self) -> None:
        """End."""
        self._closed.set()


def sent(samples: np.ndarray, start: int, stop: int) -> np.ndarray:
    """Return what was sent from ``start`` to ``stop``."""
    out: np.ndarray = samples[np.arange(start, stop) % len(samples)]
    return out


class Hand:
    """Presses, resizes, turns and clicks at random."""

    def __init__(self, window: Any, seed: int) -> None:
        from PySide6.QtGui import QKeySequence

        from fascview_ui.shortcuts import commands

        self.window, self.rng = window, np.random.default_rng(seed)
        self.keys = [QKeySequence(k)[0] for c in commands() if c.name not in LEFT_OUT for k in c.keys]
        self.steps: dict[str, int] = {}

    def step(self) -> None:
        """Do one thing."""
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication, QDialog, QMenu

        rng, window = self.rng, self.window
        popup = QApplication.activePopupWidget()
        if isinstance(popup, QMenu):
            popup.close()
        dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
        if dialogs and rng.random() < 0.3:
            dialogs[0].close()
            self._did("dialog closed")
            return
        kind = rng.choice(["key", "size", "theme", "page", "click", "wheel"], p=[0.68, 0.08, 0.06, 0.06, 0.08, 0.04])
        self._did(str(kind))
        if kind == "key":
            key = self.keys[rng.integers(len(self.keys))]
            target = QApplication.focusWidget() or window
            QTest.keyClick(target, key.key(), key.keyboardModifiers())
        elif kind == "size":
            if not window.isFullScreen():
                window.resize(int(rng.integers(900, 1921)), int(rng.integers(560, 1081)))
        elif kind == "theme":
            window.set_theme(str(rng.choice(["dark", "light", "contrast"])))
        elif kind == "page":
            window.go(str(rng.choice(["monitor", "monitor", "monitor", "protocol", "array", "review"])))
        elif window.page == "monitor":
            self._touch(str(kind))

    def _touch(self, kind: str) -> None:
        from PySide6.QtCore import QPoint, QPointF, Qt
        from PySide6.QtGui import QWheelEvent
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        page, rng = self.window.work.monitor, self.rng
        view = [page.traces, page.rain.view, page.potential.view][rng.integers(3)]
        if not view.isVisible():
            return
        at = QPoint(int(rng.integers(0, max(1, view.width()))), int(rng.integers(0, max(1, view.height()))))
        if kind == "click":
            QTest.mouseClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
            return
        held = [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier][rng.integers(2)]
        turned = QPoint(0, 120 if rng.random() < 0.5 else -120)
        place = QPointF(at)
        event = QWheelEvent(
            place, QPointF(view.mapToGlobal(at)), QPoint(), turned, Qt.MouseButton.NoButton, held,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(view, event)

    def _did(self, what: str) -> None:
        self.steps[what] = self.steps.get(what, 0) + 1


def main() -> int:
    """Run the soak; return 0 when nothing was lost and nothing failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--speed", type=float, default=8.0, help="at most so many times real time")
    parser.add_argument("--at-most", type=float, default=240.0, help="minutes after which what there is is judged")
    parser.add_argument("--channels", type=int, default=128)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    from PySide6.QtCore import QTimer, qInstallMessageHandler
    from PySide6.QtWidgets import QApplication, QFileDialog

    from fascview.engine.engine import Engine
    from fascview.session.formats import open_recording
    from fascview_ui.main_window import MainWindow
    from fascview_ui.models.recording import RecordingControl
    from fascview_ui.models.settings_store import Store
    from fascview_ui.theme import register_fonts

    muscles = 16
    per_muscle = max(1, options.channels // muscles)
    info, samples = rendered(f"demo:?channels={per_muscle}&muscles={muscles}&fs_hz=2000&speed=inf", 60.0)
    n_samples = int(options.hours * 3600 * info.fs_hz)
    application = QApplication(["fascview"])
    register_fonts()
    # The one recording goes on to the end, and a dialog of the desktop would wait for a person.
    RecordingControl.ask_stop = RecordingControl.start = lambda *_: None  # type: ignore[method-assign]
    for asks, empty in (("getExistingDirectory", ""), ("getOpenFileName", ("", "")), ("getSaveFileName", ("", ""))):
        setattr(QFileDialog, asks, staticmethod(lambda *_, empty=empty, **__: empty))
    told: list[str] = []
    qInstallMessageHandler(lambda _kind, _context, text: told.append(text))
    faults: list[str] = []
    sys.excepthook = lambda kind, fault, _trace: faults.append(f"{kind.__name__}: {fault}")
    process, points, gaps = psutil.Process(), [], []
    with tempfile.TemporaryDirectory(dir=os.environ.get("FASCVIEW_BENCHMARK_DIR")) as name:
        engine = Engine(FastSource(info, samples, options.speed, n_samples))
        store = Store(Path(name) / "settings.ini")
        store.put("recording/folder", str(Path(name) / "recordings"))
        window = MainWindow(store, lambda *_: engine, look_around=False)
        window.resize(1600, 1000)
        window.show()
        window.begin("demo:", None)
        hand = Hand(window, options.seed)
        last = [time.monotonic()]
        recorded: list[Path] = []

        def probe() -> None:
            now = time.monotonic()
            gaps.append(now - last[0])
            last[0] = now

        def step() -> None:
            if window.watch is None or window.watch.feed is None:
                return
            if not recorded:
                recorded.append(engine.start_recording(Path(name) / "recordings"))
            hand.step()
            done = engine.processor.expected if engine.processor is not None else 0
            if done - (points[-1][0] if points else 0) >= 60 * info.fs_hz:
                points.append((done, process.memory_info().rss / 1e6, threading.active_count(), process.num_fds()))
                print(f"{done / info.fs_hz / 60:5.0f} min, {points[-1][1]:6.0f} MB", file=sys.stderr, flush=True)
            if done >= n_samples or time.perf_counter() - began > 60 * options.at_most:
                application.exit(0)  # not quit: that would ask about the recording

        began, timers = time.perf_counter(), []
        for every_ms, act in ((PROBE_MS, probe), (STEP_MS, step)):
            timer = QTimer()
            timer.timeout.connect(act)
            timer.start(every_ms)
            timers.append(timer)
        application.exec()
        took = time.perf_counter() - began
        for timer in timers:
            timer.stop()
        lost = engine.status().lost_samples + engine.status().overrun_samples
        events = len(engine.events())
        folder = engine.stop_recording()
        window.close_source()
        window.finish()
        engine.stop()
        with open_recording(folder) as recording:
            done, piece = recording.n_samples, round(20 * info.fs_hz)
            exact = done >= points[-1][0] and not recording.gaps
            for at in range(0, done, piece):
                stop = min(at + piece, done)
                exact = exact and np.array_equal(recording.read(at, stop), sent(samples, at, stop))
    settled = np.array(points[len(points) // 3 :], float)
    slope = float(np.polyfit(settled[:, 0] / info.fs_hz / 3600, settled[:, 1], 1)[0])
    stalls = np.sort(gaps)
    minutes = done / info.fs_hz / 60
    print(f"{minutes:.0f} min of {info.n_channels} channels in {took:.0f} s ({60 * minutes / took:.1f} x)")
    print(f"samples lost: {lost}; recorded and read again bit by bit: {'exact' if exact else 'NOT EXACT'}")
    print(f"steps: {sum(hand.steps.values())} ({', '.join(f'{k} {v}' for k, v in sorted(hand.steps.items()))})")
    print(f"events {events}; faults {len(faults)}; messages of Qt {len(told)}")
    for text in sorted(set(faults + told))[:12]:
        print(f"    {text}")
    print(f"memory {settled[0, 1]:.0f} -> {settled[-1, 1]:.0f} MB, {slope:+.1f} MB per hour of data")
    for what, column in (("threads", 2), ("descriptors", 3)):
        print(f"{what} {settled[0, column]:.0f} -> {settled[-1, column]:.0f}")
    p99 = stalls[int(0.99 * len(stalls))]
    print(f"the window's thread stood still: p99 {1e3 * p99:.0f} ms, longest {1e3 * stalls[-1]:.0f} ms")
    return 0 if exact and not lost and not faults else 1


if __name__ == "__main__":
    sys.exit(main())
