"""The potentials: the latest events of the chosen muscle on an expanded sweep with a delay line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from shiboken6 import VoidPtr

from fascview.stream import FloatArray
from fascview_ui.models.traces import SENSITIVITY_STEPS_UV, TraceModel, step
from fascview_ui.views.potential.store import Potential, PotentialStore
from fascview_ui.views.traces.colours import TraceColours, faded
from fascview_ui.views.traces.sprites import sized

DELAYS_MS = (10, 20, 50, 100)
SHOWN = 10
DIVISION_PX = 33.0
SCALED_BY = 3  # potentials that settle the scale
GAP_PX = 8
#: Kept free at the right for the scale, so that it never lies on a trace.
SCALE_PX = 58
NARROWEST_PX, LOWEST_PX = 70.0, 56.0


@dataclass(frozen=True)
class Sweep:
    """An expanded sweep: ``delay_ms`` before the deflection, ``total_ms`` in all, a line each ``division_ms``."""

    delay_ms: float
    total_ms: float
    division_ms: float


def sweep_for(delay_ms: float) -> Sweep:
    """Return the sweep for a delay: as long again after the deflection, but at least 30 ms, in whole divisions."""
    division = 10.0 if delay_ms <= 20 else 20.0 if delay_ms <= 50 else 50.0
    total = math.ceil((delay_ms + max(delay_ms, 30.0)) / division) * division
    return Sweep(delay_ms, total, division)


def tiles(n: int, width: float, height: float) -> list[tuple[float, float, float, float]]:
    """Return ``(x, y, width, height)`` of up to ``n`` plots of equal size; fewer when there is no room."""
    if n < 1 or width < 1 or height < 1:
        return []
    columns = max(1, min(n, int((width + GAP_PX) // (NARROWEST_PX + GAP_PX))))
    rows = max(1, min(math.ceil(n / columns), int((height + GAP_PX) // (LOWEST_PX + GAP_PX))))
    columns = min(columns, math.ceil(n / rows))
    wide = (width - (columns - 1) * GAP_PX) / columns
    high = (height - (rows - 1) * GAP_PX) / rows
    places = [(r, c) for r in range(rows) for c in range(columns)][:n]
    return [(c * (wide + GAP_PX), r * (high + GAP_PX), wide, high) for r, c in places]


def chosen_channels(found: Sequence[Potential], n_channels: int, room: int) -> list[int]:
    """Return the places of the channels to plot: all, or where there is no room those with the largest deflections."""
    if n_channels <= room:
        return list(range(n_channels))
    if not found:
        return list(range(room))
    wave = found[-1].wave_uv
    size = np.nan_to_num(np.fmax.reduce(wave, axis=0) - np.fmin.reduce(wave, axis=0))
    return sorted(np.argsort(-size, kind="stable")[:room].tolist())


def fitting_uv(vpp_uv: Sequence[float]) -> float:
    """Return the sensitivity [uV/div] at which potentials of these sizes reach over about two divisions."""
    known = [v for v in vpp_uv if math.isfinite(v) and v > 0.0]
    wanted = sorted(known)[len(known) // 2] / 2.0 if known else 50.0
    return float(next((s for s in SENSITIVITY_STEPS_UV if s >= wanted), SENSITIVITY_STEPS_UV[-1]))


class PotentialView(QWidget):
    """One small plot per channel of the selected muscle. Call ``advance`` once per frame."""

    changed = Signal()  #: another event is in front; read ``front``

    def __init__(self, model: TraceModel, colours: TraceColours | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.store = PotentialStore()
        self._colours = colours or TraceColours()
        self._delay_ms = 20.0
        self._raster = False
        self._pinned: int | None = None
        self._fetched: Potential | None = None  # the event asked for, where it is too old to be kept
        self._own_uv: dict[int, float] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Latest potentials of the selected muscle"))
        self.setMinimumSize(160, 80)
        model.data_changed.connect(self._forget)
        model.selection_changed.connect(self._unpin)
        model.page_changed.connect(self._turned)
        model.scale_changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(520, 176)

    def set_colours(self, colours: TraceColours) -> None:
        """Paint in other colours."""
        self._colours = colours
        self.update()

    @property
    def delay_ms(self) -> float:
        """Time shown before the main deflection."""
        return self._delay_ms

    def set_delay(self, delay_ms: float) -> None:
        """Show 10 to 100 ms before the main deflection."""
        value = min(max(delay_ms, DELAYS_MS[0]), DELAYS_MS[-1])
        if value != self._delay_ms:
            self._delay_ms = value
            self.update()

    def set_raster(self, raster: bool) -> None:
        """Draw the events below each other, or one over the other."""
        if raster != self._raster:
            self._raster = raster
            self.update()

    def show_event(self, event: int | None) -> None:
        """Put one of the kept events in front, or with None the newest."""
        if event != self._pinned:
            self._pinned, self._fetched = event, None
            self._fetch()
            self.changed.emit()
            self.update()

    @property
    def asked(self) -> int | None:
        """The event that was asked for, kept or not; None: the newest."""
        return self._pinned

    @property
    def shown(self) -> list[Potential]:
        """The events drawn, oldest first."""
        return self.store.latest(self.model.selected, SHOWN)

    @property
    def front(self) -> Potential | None:
        """The event in front: the one asked for, else the newest; None while the one asked for is being read."""
        found = self.store.latest(self.model.selected, 10_000)
        if self._pinned is None:
            return found[-1] if found else None
        return next((p for p in found if p.event == self._pinned), self._fetched)

    def _fetch(self) -> bool:
        """Take the event that was asked for out of the page, where it is not kept; return whether it is new."""
        data, muscle = self.model.data, self.model.selected
        if self._pinned is None or self._fetched is not None or data is None or self.front is not None:
            return False
        rings = self.model.rings()
        if rings is not None:
            self._fetched = self.store.fetch(data, rings[0], self._pinned, self.model.channels_of(muscle))
        return self._fetched is not None

    @property
    def sensitivity_uv(self) -> float:
        """Microvolt per division: as set here, else what fits the first potentials, else that of the traces."""
        muscle = self.model.selected
        found = self.shown if muscle not in self._own_uv else []
        if len(found) >= SCALED_BY:
            # Chosen once and then left: a scale that moves by itself hides how large things are.
            self._own_uv[muscle] = fitting_uv([p.vpp_uv for p in found])
        elif found:
            return fitting_uv([p.vpp_uv for p in found])
        return self._own_uv.get(muscle, self.model.muscle_sensitivity_uv(muscle))

    @property
    def _division_px(self) -> float:
        return DIVISION_PX / 2 if self._raster else DIVISION_PX

    def step_sensitivity(self, by: int) -> None:
        """Go ``by`` steps towards larger potentials (positive) or smaller ones."""
        self._own_uv[self.model.selected] = step(SENSITIVITY_STEPS_UV, self.sensitivity_uv, -by)
        self.update()

    def advance(self) -> None:
        """Take new events and repaint when they are of the selected muscle."""
        data = self.model.data
        if data is None:
            return
        channels = {m: self.model.channels_of(m) for m in self.model.order}
        if self.model.selected in self.store.update(data, channels) or self._fetch():
            self.changed.emit()
            self.update()

    def _forget(self) -> None:
        self.store.forget()
        self._own_uv.clear()
        self._unpin()

    def _turned(self) -> None:
        if not self.model.frozen and self._pinned is not None:
            self._unpin()  # back at the newest, the newest is meant

    def _unpin(self) -> None:
        self._pinned = self._fetched = None
        self.changed.emit()
        self.update()

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a plot per channel."""
        painter = QPainter(self)
        try:
            self._paint(painter, event.rect())
        finally:
            # A painter left open by an error would take the whole program down.
            painter.end()

    def _paint(self, painter: QPainter, exposed: QRect) -> None:
        painter.fillRect(exposed, QColor(self._colours.panel))
        data, channels = self.model.data, self.model.channels_of(self.model.selected)
        if data is None or not channels:
            return
        boxes = tiles(len(channels), self.width() - SCALE_PX, self.height())
        found, front = self.shown, self.front
        sweep = sweep_for(self._delay_ms)
        places = chosen_channels(found, len(channels), len(boxes))
        if not found:
            self._paint_waiting(painter)
            return
        if boxes:
            self._paint_scale(painter, QRectF(*boxes[0]), sweep)
        for place, box in zip(places, boxes, strict=True):
            field = QRectF(*box)
            painter.save()
            painter.setClipRect(field.toAlignedRect())
            self._paint_ground(painter, field, sweep)
            self._paint_waves(painter, field, sweep, found, front, place, data.info.fs_hz)
            self._paint_name(painter, field, str(place + 1))
            painter.restore()

    def _paint_waiting(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), QColor(self._colours.plot))
        painter.setFont(sized(self.font(), 13))
        painter.setPen(QColor(self._colours.text_2))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.tr("No event of this muscle yet"))

    def _paint_ground(self, painter: QPainter, field: QRectF, sweep: Sweep) -> None:
        colours = self._colours
        painter.fillRect(field, QColor(colours.plot))
        for k in range(1, round(sweep.total_ms / sweep.division_ms)):
            x = round(field.left() + field.width() * k * sweep.division_ms / sweep.total_ms)
            painter.fillRect(QRectF(x, field.top(), 1, field.height()), QColor(colours.strong_graticule))
        if not self._raster:
            painter.fillRect(
                QRectF(field.left(), round(field.center().y()), field.width(), 1), QColor(colours.strong_graticule)
            )
        pen = QPen(QColor(colours.text_2), 1)
        pen.setDashPattern([3, 2])
        painter.setPen(pen)
        middle = round(field.left() + field.width() * sweep.delay_ms / sweep.total_ms) + 0.5
        painter.drawLine(QPointF(middle, field.top()), QPointF(middle, field.bottom()))

    def _paint_waves(
        self,
        painter: QPainter,
        field: QRectF,
        sweep: Sweep,
        found: Sequence[Potential],
        front: Potential | None,
        place: int,
        fs_hz: float,
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ink, px_per_uv = self._colours.muscle(self.model.selected), self._division_px / self.sensitivity_uv
        older = QPen(faded(ink, 0.62), 1.0)
        bright = QPen(QColor(self._colours.text), 2.0)
        row = field.height() / (len(found) + 1) if self._raster else 0.0
        painter.setPen(older)
        drawn = [p for p in found if front is None or p.event != front.event]
        for at, potential in enumerate(found):
            if potential in drawn or self._raster:
                middle = field.top() + (at + 1) * row if self._raster else field.center().y()
                is_front = front is not None and potential.event == front.event
                painter.setPen(QPen(QColor(self._colours.text), 1.4) if is_front else older)
                self._paint_wave(painter, field, middle, sweep, potential, place, fs_hz, px_per_uv)
        if front is not None and not self._raster:
            painter.setPen(bright)
            self._paint_wave(painter, field, field.center().y(), sweep, front, place, fs_hz, px_per_uv)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    @staticmethod
    def _paint_wave(
        painter: QPainter,
        field: QRectF,
        middle: float,
        sweep: Sweep,
        potential: Potential,
        place: int,
        fs_hz: float,
        px_per_uv: float,
    ) -> None:
        first = max(0, potential.before - math.ceil(sweep.delay_ms * fs_hz / 1000) - 1)
        last = potential.before + math.ceil((sweep.total_ms - sweep.delay_ms) * fs_hz / 1000) + 2
        wave = potential.wave_uv[first:last, place]
        at_ms = (np.arange(first, first + len(wave)) - potential.before) * 1000 / fs_hz + sweep.delay_ms
        x = field.left() + at_ms * field.width() / sweep.total_ms
        for run in runs_of(wave):
            painter.drawPolyline(polygon(x[run], middle - wave[run].astype(float) * px_per_uv))

    def _paint_name(self, painter: QPainter, field: QRectF, text: str) -> None:
        painter.setFont(sized(self.font(), 12))
        painter.setPen(QColor(self._colours.text_2))
        painter.drawText(QPointF(field.left() + 8, field.top() + 17), text)

    def _paint_scale(self, painter: QPainter, field: QRectF, sweep: Sweep) -> None:
        """Paint the scale bar beside the plots: one division up, 10 ms along, as in ``field``."""
        along_ms = 10.0 if sweep.total_ms <= 100 else 50.0
        while field.width() * along_ms / sweep.total_ms > SCALE_PX - 12:
            along_ms /= 2
        wide = field.width() * along_ms / sweep.total_ms
        x, y, high = self.width() - SCALE_PX + 8.5, self.height() - 22.0, self._division_px
        painter.setPen(QPen(QColor(self._colours.text), 2))
        painter.drawPolyline([QPointF(x, y - high), QPointF(x, y), QPointF(x + wide, y)])
        painter.setFont(sized(self.font(), 12))
        painter.setPen(QColor(self._colours.text))
        painter.drawText(
            QPointF(x + 5, y - high / 2 + 4 if high > 20 else y - high - 4),
            self.tr("{0} µV").format(f"{self.sensitivity_uv:g}"),
        )
        painter.drawText(QPointF(x, y + 16), self.tr("{0} ms").format(f"{along_ms:g}"))

    # -- hands

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Make potentials larger or smaller; with Ctrl the delay line longer or shorter."""
        by = event.angleDelta().y()
        direction = (by > 0) - (by < 0)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_delay(step(DELAYS_MS, self._delay_ms, -direction))
        else:
            self.step_sensitivity(direction)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go to the event in the traces."""
        front = self.front
        if front is not None:
            self.model.show(front.sample)


def polygon(x: NDArray[np.float64], y: NDArray[np.float64]) -> QPolygonF:
    """Return the points as Qt wants them, copied as a whole: a point at a time costs more than painting them."""
    points = QPolygonF()
    points.resize(len(x))
    if len(x):
        memory = cast(Any, VoidPtr)(points.data(), 16 * len(x), True)
        both = np.frombuffer(memory, np.float64).reshape(-1, 2)
        both[:, 0] = x
        both[:, 1] = y
    return points


def runs_of(wave: FloatArray) -> list[slice]:
    """Return the stretches of a wave without lost samples."""
    known = np.flatnonzero(np.diff(np.concatenate([[0], ~np.isnan(wave), [0]]).astype(np.int8)))
    return [slice(int(a), int(b)) for a, b in zip(known[::2], known[1::2], strict=True)]
