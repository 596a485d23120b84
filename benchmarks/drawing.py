"""CPU time per painted frame: the trace view against pyqtgraph's usual way and against filling the window.

1800x1000 window, 10 s at 2 kHz across it, 60 frames/s, with grid, names, time axis and event marks. All in one run, so
that the ratios hold on any machine. CPU time is that of the whole process, and only painted frames count.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QEventLoop, QObject
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from fascview.detection.events import EVENT_DTYPE, no_intervals
from fascview.pyramid import Pyramid
from fascview.ring import Ring
from fascview.stream import Channel, FloatArray, Muscle, StreamInfo
from fascview_ui.models.traces import TraceModel
from fascview_ui.views.traces.view import TraceView

WIDTH, HEIGHT = 1800, 1000
FS_HZ = 2000
SECONDS = 10
FRAMES_PER_S = 60
GOALS = {8: 20.0, 64: 100.0, 256: 400.0}


class Patient:
    """Noise with potentials in four muscles, as far as it has been fed; two potentials a second are marked."""

    def __init__(self, n_channels: int, seconds: int) -> None:
        muscles = [Muscle(name, "R") for name in ("Deltoid", "Biceps", "Tibialis anterior", "Gastrocnemius")]
        channels = tuple(Channel(f"{i + 1}", muscles[i * 4 // n_channels]) for i in range(n_channels))
        self.info = StreamInfo("benchmark", "demo", float(FS_HZ), channels)
        rng = np.random.default_rng(1)
        self.samples = rng.normal(0, 6, (seconds * FS_HZ, n_channels)).astype(np.float32)
        at = np.arange(300, seconds * FS_HZ - 300, FS_HZ // 2)
        for i in at:
            self.samples[i - 8 : i + 8] += 60 * np.hanning(16)[:, None]
        self.shown = Ring(seconds * FS_HZ, n_channels)
        self.pyramid = Pyramid(seconds * FS_HZ, n_channels)
        self.version = 0
        self.words = ("",) * n_channels
        self.rows = np.zeros(len(at), EVENT_DTYPE)
        self.rows["id"], self.rows["sample"] = np.arange(len(at)), at
        self.rows["muscle"], self.rows["status"], self.rows["kind"] = (
            np.arange(len(at)) % 4,
            "accepted",
            "fasciculation",
        )
        self._known = 0

    @property
    def newest(self) -> int:
        """Index after the newest sample."""
        return self.shown.end

    def feed(self, to: int) -> None:
        """Bring the samples up to ``to``."""
        rows = self.samples[self.newest : to]
        self.pyramid.append(self.newest, rows)
        self.shown.append(self.newest, rows)
        known = int(np.searchsorted(self.rows["sample"], to - FS_HZ // 20))
        self.version += known != self._known
        self._known = known

    def events(self) -> NDArray[np.void]:
        """Return the events known so far."""
        return self.rows[: self._known]

    def intervals(self) -> NDArray[np.void]:
        """Return none."""
        return no_intervals()

    def gaps(self) -> tuple[()]:
        """Return none."""
        return ()

    def footprint(self, event_id: int) -> FloatArray:
        """Return the same on every channel."""
        return np.full(self.info.n_channels // 4, 60, np.float32)

    def verdicts(self) -> dict[int, str]:
        """Return none."""
        return {}

    def notes(self) -> list[tuple[int, str]]:
        """Return none."""
        return []

    def wall_s(self, sample: int) -> float:
        """Return recording time."""
        return sample / FS_HZ


class _Painted(QObject):
    """Counts paint events."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count."""
        self.count += event.type() == QEvent.Type.Paint
        return False


class _Filled(QWidget):
    """The least a window can do per frame."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill."""
        QPainter(self).fillRect(self.rect(), QColor("#0B0F12"))


def _cpu_ms(app: QApplication, painted: QWidget, frame: Callable[[int], None], frames: int) -> float:
    """Return the CPU time of a painted frame [ms]; ``frame`` is called before each and counted with it."""
    watch = _Painted()
    painted.installEventFilter(watch)
    spent = 0.0
    gc.collect()
    for k in range(-3, frames):
        before, start = watch.count, time.process_time()
        frame(k + 3)
        while watch.count == before:
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        spent += (time.process_time() - start) if k >= 0 else 0.0
    painted.removeEventFilter(watch)
    return 1000 * spent / frames


def _ours(app: QApplication, n_channels: int, mode: str, frames: int) -> float:
    """Return our CPU time per frame [ms], without that of feeding the ring."""
    patient = Patient(n_channels, SECONDS + 2 + (frames + 6) // FRAMES_PER_S + 1)
    model = TraceModel()
    model.attach(patient)
    model.set_fit_all(True)
    model.set_sweep(SECONDS)
    model.set_mode("scroll" if mode == "scroll" else "sweep")
    view = TraceView(model)
    view.resize(WIDTH, HEIGHT)
    patient.feed((SECONDS + 2) * FS_HZ)
    view.show()
    view.advance()
    app.processEvents()
    feeding = 0.0

    def frame(k: int) -> None:
        nonlocal feeding
        start = time.process_time()
        patient.feed((SECONDS + 2) * FS_HZ + (k + 1) * FS_HZ // FRAMES_PER_S)
        feeding += (time.process_time() - start) if k >= 3 else 0.0
        view.advance()

    spent = _cpu_ms(app, view, frame, frames)
    view.close()
    return spent - 1000 * feeding / frames


def _naive(app: QApplication, n_channels: int, frames: int) -> float:
    """Return the CPU time per frame [ms] of one curve per channel, given all its samples anew each frame."""
    import pyqtgraph as pg

    plot = pg.PlotWidget()
    plot.resize(WIDTH, HEIGHT)
    plot.setYRange(0, n_channels)
    time_s = np.arange(SECONDS * FS_HZ) / FS_HZ
    samples = np.random.default_rng(2).normal(0, 0.1, (n_channels, 2 * SECONDS * FS_HZ)).astype(np.float32)
    curves = [plot.plot(pen=pg.mkPen("#56B4E9")) for _ in range(n_channels)]
    plot.show()
    app.processEvents()

    def frame(k: int) -> None:
        at = k * FS_HZ // FRAMES_PER_S
        for c, curve in enumerate(curves):
            curve.setData(time_s, samples[c, at : at + len(time_s)] + c)

    spent = _cpu_ms(app, plot.viewport(), frame, frames)
    plot.close()
    return spent


def _floor(app: QApplication, frames: int) -> float:
    """Return the CPU time of filling the window [ms]."""
    window = _Filled()
    window.resize(WIDTH, HEIGHT)
    window.show()
    app.processEvents()
    spent = _cpu_ms(app, window, lambda _: window.update(), frames)
    window.close()
    return spent


def run() -> dict[str, dict[str, object]]:
    """Measure, and return ``{name: {figure, goal, better, unit}}``."""
    app = QApplication.instance() or QApplication([])
    if not isinstance(app, QApplication):
        raise TypeError("drawing needs an application with widgets")
    out: dict[str, dict[str, object]] = {}

    def tell(name: str, figure: float, goal: float | None, better: str, unit: str) -> None:
        out[name] = {"figure": round(figure, 4), "goal": goal, "better": better, "unit": unit}

    floor = _floor(app, 200)
    tell("drawing.floor_ms", floor, None, "lower", "ms/frame")
    for n_channels, naive_frames in ((8, 20), (64, 6), (256, 3)):
        ours = _ours(app, n_channels, "sweep", FRAMES_PER_S * SECONDS)
        naive = _naive(app, n_channels, naive_frames)
        tell(f"drawing.sweep_{n_channels}_ms", ours, None, "lower", "ms/frame")
        tell(f"drawing.pyqtgraph_{n_channels}_ms", naive, None, "lower", "ms/frame")
        tell(f"drawing.sweep_{n_channels}_against_pyqtgraph", naive / ours, GOALS[n_channels], "higher", "x")
        if n_channels == 64:
            scroll = _ours(app, n_channels, "scroll", 200)
            tell("drawing.scroll_64_against_pyqtgraph", naive / scroll, 40.0, "higher", "x")
        if n_channels == 256:
            tell("drawing.sweep_256_against_fill", ours / floor, 1.0, "lower", "x")
            tell("drawing.sweep_256_core_percent", ours * FRAMES_PER_S / 10, 3.0, "lower", "% of a core")
    return out
