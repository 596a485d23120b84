"""The rain: every counted event of every muscle as a drop on its own row, over minutes and over the session."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fascview_ui.models.short_names import short_labels
from fascview_ui.models.traces import EventRows, TraceData, TraceModel
from fascview_ui.models.traces_counted import CountedEvents
from fascview_ui.views.rain.figures import OBSERVED_S, drops, length, union
from fascview_ui.views.rain.strip import SessionBars, paint_flag, paint_window
from fascview_ui.views.traces.colours import TraceColours, faded
from fascview_ui.views.traces.frame import fitted, label_forms
from fascview_ui.views.traces.overlay import hatch_brush
from fascview_ui.views.traces.sprites import sized
from fascview_ui.views.traces.time_axis import nice_step, time_text

WINDOW_S = 300.0
LABEL_PX = 96
AXIS_PX = 22
STRIP_PX = 34
#: New events are drawn at most this often [s], the slow drift to the left more rarely.
DROPS_S = 0.25
DRIFT_S = 1.0


def _same(before: EventRows | None, now: EventRows | None) -> bool:
    """Return whether no drop has come or gone; one that only moved a little can wait."""
    if before is None or now is None:
        return before is now
    return len(before) == len(now) and before[-1:].tobytes() == now[-1:].tobytes()


class RainView(QWidget):
    """Raster of events per muscle, newest on the right, with a strip of the whole session below.

    Call ``advance`` once per frame.
    """

    time_clicked = Signal(int)  #: sample

    def __init__(self, model: TraceModel, colours: TraceColours | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self._colours = colours or TraceColours()
        self._whole = False
        self._version = -1
        self._column = -1
        self._drawn_s = 0.0
        self._events: EventRows | None = None
        self._counted = CountedEvents()
        self._notes: tuple[int, ...] = ()
        self._hatches: dict[tuple[int, float], QBrush] = {}
        self._names: dict[tuple[int, int], str] = {}  # as they fit, by muscle and size of type
        self._bars = SessionBars()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Events per muscle over time"))
        self.setMinimumSize(240, 96)
        model.data_changed.connect(self._forget)
        for signal in (model.page_changed, model.layout_changed, model.timing_changed, model.selection_changed):
            signal.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(1340, 200)

    def set_colours(self, colours: TraceColours) -> None:
        """Paint in other colours."""
        self._colours = colours
        self._hatches.clear()
        self.update()

    def set_whole_session(self, whole: bool) -> None:
        """Let the rows show the session from its start, or the last five minutes."""
        if whole != self._whole:
            self._whole = whole
            self.update()

    def set_notes(self, samples: Sequence[int]) -> None:
        """Stand a flag at each note."""
        if tuple(samples) != self._notes:
            self._notes = tuple(samples)
            self.update()

    def advance(self) -> None:
        """Repaint when there is something new to see."""
        data = self.model.data
        if data is None or not self.isVisible():
            return
        column = math.floor(data.newest / self._samples_per_px(data))
        now = time.monotonic()
        fresh = data.version != self._version
        if not (fresh or column != self._column) or now - self._drawn_s < (DROPS_S if fresh else DRIFT_S):
            return
        if fresh:
            before = self._events
            self._take(data)
            if now - self._drawn_s < DRIFT_S and _same(before, self._events):
                return  # news of other things than drops can wait for the drift
        self._column, self._drawn_s = column, now
        self.update()

    def _forget(self) -> None:
        self._version, self._events, self._notes = -1, None, ()
        self._bars.forget()
        self._names.clear()
        self.update()

    def _take(self, data: TraceData) -> None:
        self._version = data.version
        self._events = self._counted(data)

    # -- geometry

    def _row_px(self) -> float:
        n = max(1, len(self.model.order))
        return max(4.0, (self.height() - AXIS_PX - STRIP_PX) / n)

    def _field(self) -> QRect:
        """Return where the rows lie."""
        height = self.height() - AXIS_PX - STRIP_PX
        return QRect(LABEL_PX, 0, max(16, self.width() - LABEL_PX), max(8, height))

    def _strip(self) -> QRect:
        """Return where the whole session lies."""
        return QRect(LABEL_PX, self.height() - STRIP_PX + 6, max(16, self.width() - LABEL_PX), STRIP_PX - 8)

    def _range(self, data: TraceData) -> tuple[float, float]:
        """Return first and last sample of the rows."""
        fs_hz = data.info.fs_hz
        if self._whole:
            return 0.0, max(float(data.newest), 60 * fs_hz)
        if self.around_page:
            middle = max(self.model.page_start + self.model.page_samples / 2, WINDOW_S / 2 * fs_hz)
            return middle - WINDOW_S / 2 * fs_hz, middle + WINDOW_S / 2 * fs_hz
        return data.newest - WINDOW_S * fs_hz, float(data.newest)

    @property
    def around_page(self) -> bool:
        """Whether the rows show the minutes around a page that stands further back than the last of them."""
        data, model = self.model.data, self.model
        if data is None or not model.frozen:
            return False
        return model.page_start < data.newest - WINDOW_S * data.info.fs_hz and model.page_start >= 0

    def _samples_per_px(self, data: TraceData) -> float:
        start, stop = self._range(data)
        return max((stop - start) / self._field().width(), 1.0)

    def _session(self, data: TraceData) -> float:
        """Return the last sample of the strip."""
        return max(float(data.newest), 60 * data.info.fs_hz)

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint rows, axis and strip."""
        painter = QPainter(self)
        try:
            self._paint(painter, event.rect())
        finally:
            # A painter left open by an error would take the whole program down.
            painter.end()

    def _paint(self, painter: QPainter, exposed: QRect) -> None:
        painter.fillRect(exposed, QColor(self._colours.panel))
        data = self.model.data
        if data is None:
            return
        if self._events is None:
            self._take(data)
        self._paint_rows(painter, data)
        self._paint_axis(painter, data)
        self._paint_strip(painter, data)

    def _paint_rows(self, painter: QPainter, data: TraceData) -> None:
        colours, field, row_px = self._colours, self._field(), self._row_px()
        start, stop = self._range(data)
        per_px = (stop - start) / field.width()
        begun = field.left() + max(0.0, -start / per_px)
        # What lies before the start was not recorded, and is not shown as empty.
        painter.fillRect(QRectF(begun, 0, field.right() + 1 - begun, field.height()), QColor(colours.plot))
        self._paint_graticule(painter, data, field, start, per_px)
        hatch = self._hatch(12)
        gaps = [(float(g.start), float(g.stop)) for g in data.gaps() if g.stop > start and g.start < stop]
        intervals = data.intervals()
        intervals = intervals[(intervals["stop"] > start) & (intervals["start"] < stop)]
        font, metrics = sized(self.font(), 12), QFontMetricsF(sized(self.font(), 12))
        for place, muscle in enumerate(self.model.order):
            top, bottom = round(place * row_px), round((place + 1) * row_px)
            own = intervals[intervals["muscle"] == muscle]
            stretches = [(float(a), float(b)) for a, b in zip(own["start"], own["stop"], strict=True)]
            held = union([*stretches, *gaps], max(start, 0.0), stop)
            for a, b in held:
                wide = max((b - a) / per_px, 2.0)
                painter.fillRect(QRectF(field.left() + (a - start) / per_px, top, wide, bottom - top - 1), hatch)
            n = self._paint_drops(painter, muscle, start, stop, field, top, bottom)
            if place:
                painter.fillRect(field.left(), top - 1, field.width(), 1, QColor(colours.graticule))
            # After a seek nothing is known of what lies before.
            free_s = (stop - max(start, float(data.shown.origin)) - length(held)) / data.info.fs_hz
            if not n and bottom - top >= metrics.height() and free_s > 0:
                self._paint_nothing(painter, muscle, free_s, begun, top, bottom)
            self._paint_name(painter, data, muscle, top, bottom)
        painter.setFont(font)
        self._paint_page(painter, data, field, start, per_px)

    def _hatch(self, step_px: int) -> QBrush:
        """Return the brush of time that is not analysable, made once for these colours and this screen."""
        key = (step_px, self.devicePixelRatioF())
        if key not in self._hatches:
            self._hatches[key] = hatch_brush(self._colours, self.devicePixelRatioF(), step_px)
        return self._hatches[key]

    def _paint_graticule(self, painter: QPainter, data: TraceData, field: QRect, start: float, per_px: float) -> None:
        for at, _ in self._ticks(data):
            x = field.left() + round((at - start) / per_px)
            if field.left() <= x <= field.right():
                painter.fillRect(x, 0, 1, field.height(), QColor(self._colours.strong_graticule))

    def _paint_drops(
        self, painter: QPainter, muscle: int, start: float, stop: float, field: QRect, top: int, bottom: int
    ) -> int:
        """Paint the events of a muscle, and return how many columns have some."""
        events = self._events
        if events is None:
            return 0
        first, last = np.searchsorted(events["sample"], [start, stop])
        own = events[first:last][events["muscle"][first:last] == muscle]
        wide = 2 if field.width() >= 600 and not self._whole else 1
        columns, tall = drops(own["sample"], own["vpp_uv"], start, stop, field.width() // wide)
        room = bottom - top - 3
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colours.muscle(muscle))
        xs = (field.left() + columns * wide).tolist()
        hs = np.maximum(2, np.round(tall * room)).astype(int).tolist()
        painter.drawRects([QRect(x, bottom - 1 - h, wide, h) for x, h in zip(xs, hs, strict=True)])
        return len(xs)

    def _paint_nothing(
        self, painter: QPainter, muscle: int, free_s: float, begun: float, top: int, bottom: int
    ) -> None:
        """Say "not observed" only after so much analysable time that this means something."""
        if free_s < OBSERVED_S:
            return
        painter.setFont(sized(self.font(), 12))
        painter.setPen(QColor(self._colours.text_2))
        box = QRectF(begun + 12, top, 300, bottom - top)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self.tr("not observed"))

    def _paint_name(self, painter: QPainter, data: TraceData, muscle: int, top: int, bottom: int) -> None:
        px = 12 if bottom - top >= 15 else max(7, bottom - top - 2)
        font = sized(self.font(), px)
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(self._colours.muscle(muscle))
        text = self._names.get((muscle, px))
        if text is None:
            found = data.info.muscles[muscle]
            short = short_labels(data.info.muscles)[muscle]
            names = label_forms(found, short) if found.label else [self.tr("Channels")]
            text = self._names[muscle, px] = fitted(names, QFontMetricsF(font), LABEL_PX - 14)
        painter.drawText(QRectF(4, top, LABEL_PX - 8, bottom - top), Qt.AlignmentFlag.AlignVCenter, text)
        if muscle == self.model.selected and len(self.model.order) > 1:
            painter.setPen(QPen(QColor(self._colours.text), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(0.5, top + 0.5, self.width() - 1, bottom - top - 2))

    def _paint_page(self, painter: QPainter, data: TraceData, field: QRect, start: float, per_px: float) -> None:
        """Frame the frozen page."""
        if not self.model.frozen:
            return
        left = field.left() + (self.model.page_start - start) / per_px
        wide = max(self.model.page_samples / per_px, 5.0)
        if left + wide < field.left():
            left, wide = field.left(), 3.0
        box = QRectF(left, 0.75, wide, field.height() - 1.5) & QRectF(field)
        painter.fillRect(box, faded(self._colours.caution, 0.16))
        painter.setPen(QPen(QColor(self._colours.caution), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)

    def _ticks(self, data: TraceData) -> list[tuple[float, str]]:
        """Return sample and words of each tick of the rows."""
        start, stop = self._range(data)
        fs_hz = data.info.fs_hz
        if self.around_page and not self._whole:
            minute = 60 * fs_hz
            return [(k * minute, time_text(k * 60)) for k in range(math.ceil(start / minute), int(stop / minute) + 1)]
        if not self._whole:
            found = []
            for minute in range(int(WINDOW_S // 60), -1, -1):
                text = self.tr("−{0} min").format(minute) if minute else self.tr("now")
                found.append((stop - minute * 60 * fs_hz, text))
            return found
        step = nice_step((stop - start) / fs_hz, max(2, self._field().width() // 110))
        return [(k * step * fs_hz, time_text(k * step)) for k in range(int(stop / (step * fs_hz)) + 1)]

    def _paint_axis(self, painter: QPainter, data: TraceData) -> None:
        field = self._field()
        start, stop = self._range(data)
        font = sized(self.font(), 12)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(QColor(self._colours.text_2))
        for at, text in self._ticks(data):
            x = field.left() + (at - start) * field.width() / (stop - start)
            wide = metrics.horizontalAdvance(text)
            left = min(max(x - wide / 2, float(field.left())), field.right() + 1 - wide)
            painter.drawText(QPointF(left, field.bottom() + 16), text)

    def _paint_strip(self, painter: QPainter, data: TraceData) -> None:
        colours, strip, stop = self._colours, self._strip(), self._session(data)
        painter.setFont(sized(self.font(), 12))
        painter.setPen(QColor(colours.text_2))
        painter.drawText(
            QRectF(4, strip.top(), LABEL_PX, strip.height()), Qt.AlignmentFlag.AlignVCenter, self.tr("Session")
        )
        per_px = stop / strip.width()
        painter.fillRect(QRectF(strip.left(), strip.top(), data.newest / per_px, strip.height()), QColor(colours.plot))
        painter.setPen(Qt.PenStyle.NoPen)
        for muscle, boxes in self._bars(self._events, self.model.order, data, strip, stop):
            painter.setBrush(colours.muscle(muscle))
            painter.drawRects(boxes)
        hatch = self._hatch(8)
        for gap in data.gaps():
            wide = max((gap.stop - gap.start) / per_px, 3.0)
            painter.fillRect(QRectF(strip.left() + gap.start / per_px, strip.top(), wide, strip.height()), hatch)
        for note in self._notes:
            paint_flag(painter, strip.left() + note / per_px, strip, QColor(colours.text))
        start, end = self._range(data)
        if not self._whole:
            paint_window(painter, strip, max(start, 0.0) / per_px, end / per_px, QColor(colours.text))
        if self.model.frozen:
            page = self.model.page_start / per_px
            paint_window(painter, strip, page, page + self.model.page_samples / per_px, QColor(colours.caution))

    # -- hands

    def sample_at(self, x: float, y: float) -> int | None:
        """Return the sample at a place, None where there is none."""
        data = self.model.data
        if data is None or x < LABEL_PX:
            return None
        if self._strip().top() <= y:
            found = (x - LABEL_PX) * self._session(data) / self._strip().width()
        else:
            start, stop = self._range(data)
            found = start + (x - LABEL_PX) * (stop - start) / self._field().width()
        return int(found) if 0 <= found < data.newest else None

    def muscle_at(self, y: float) -> int | None:
        """Return the muscle whose row is at a height."""
        place = int(y // self._row_px())
        return self.model.order[place] if 0 <= place < len(self.model.order) and y < self._field().height() else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the muscle; go to the time, and at the newest page back to live."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        muscle = self.muscle_at(event.position().y())
        if muscle is not None:
            self.model.select(muscle)
        self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the page along."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event)

    def _go(self, event: QMouseEvent) -> None:
        sample = self.sample_at(event.position().x(), event.position().y())
        if sample is None:
            return
        if sample > self.model.newest - self.model.page_samples / 2:
            self.model.live()
        else:
            self.model.show(sample)
        self.time_clicked.emit(sample)
