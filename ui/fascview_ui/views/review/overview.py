"""The whole recording at a glance: signal and events of each muscle, what is lost or not counted, notes, the page."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from fascview_ui.models.review import ReviewState
from fascview_ui.models.short_names import short_labels
from fascview_ui.views.envelope import paint_envelope, shares
from fascview_ui.views.rain.figures import density, union
from fascview_ui.views.traces.colours import TraceColours, faded
from fascview_ui.views.traces.frame import GUTTER_PX, fitted, label_forms
from fascview_ui.views.traces.overlay import hatch_brush
from fascview_ui.views.traces.sprites import sized
from fascview_ui.views.traces.time_axis import nice_step, time_text

AXIS_PX, NOTES_PX = 20, 20
ROW_PX, LOWEST_PX = 22, 5
BAR_PX = 4
#: Widths of a bar that people read easily [s].
BARS_S = (0.1, 0.2, 0.5, 1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 300, 600)


def bar_s(length_s: float, width_px: float) -> float:
    """Return how many seconds one bar stands for, so that bars are a few pixels wide."""
    wanted = length_s * BAR_PX / max(width_px, 1.0)
    return next((s for s in BARS_S if s >= wanted), BARS_S[-1])


class OverviewView(QWidget):
    """Click or drag to go there; the arrow keys walk by pages."""

    def __init__(self, state: ReviewState, colours: TraceColours, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._colours = colours
        self._ground: QPixmap | None = None
        self._key: object = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Whole recording: events per muscle over time"))
        for signal in (state.changed, state.opened, state.traces.page_changed, state.traces.timing_changed):
            signal.connect(self.update)
        state.traces.selection_changed.connect(lambda _: self.update())
        state.cursor_moved.connect(lambda _: self.update())
        self._compact = False

    def set_colours(self, colours: TraceColours) -> None:
        """Paint in other colours."""
        self._colours = colours
        self._key = None
        self.update()

    def set_compact(self, compact: bool) -> None:
        """Keep to less height."""
        self._compact = compact
        self.fit()

    def fit(self) -> None:
        """Take the height the muscles need."""
        n = max(1, len(self._state.traces.order))
        most = 64 if self._compact else 176
        self.setFixedHeight(AXIS_PX + NOTES_PX + round(n * max(LOWEST_PX, min(ROW_PX, most / n))))

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(1240, 130)

    @property
    def bin_s(self) -> float:
        """Seconds per bar."""
        return bar_s(self._length() / self._state.fs_hz, self._field().width())

    # -- geometry

    def _field(self) -> QRect:
        return QRect(
            GUTTER_PX, AXIS_PX, max(16, self.width() - GUTTER_PX - 8), max(4, self.height() - AXIS_PX - NOTES_PX)
        )

    def _length(self) -> float:
        return max(1.0, float(self._state.n_samples))

    def _x(self, sample: float) -> float:
        field = self._field()
        return field.left() + sample * field.width() / self._length()

    def sample_at(self, x: float) -> int:
        """Return the sample at a place, kept inside the recording."""
        field = self._field()
        share = min(max((x - field.left()) / field.width(), 0.0), 1.0)
        return round(share * max(0, self._state.n_samples - 1))

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy the ground, which changes seldom, and paint page and cursor on it."""
        painter = QPainter(self)
        try:
            data = self._state.data
            if data is None:
                painter.fillRect(self.rect(), QColor(self._colours.panel))
                return
            key = (data.version, self.size(), self._state.traces.selected, self.devicePixelRatioF(), id(data))
            if self._ground is None or key != self._key:
                self._key, self._ground = key, self._painted()
            painter.drawPixmap(0, 0, self._ground)
            self._paint_page(painter)
        finally:
            # A painter left open by an error would take the whole program down.
            painter.end()

    def _painted(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(self._colours.panel))
        painter = QPainter(picture)
        self._paint_rows(painter)
        self._paint_axis(painter)
        self._paint_notes(painter)
        painter.end()
        return picture

    def _paint_rows(self, painter: QPainter) -> None:
        state, colours, field, data = self._state, self._colours, self._field(), self._state.data
        if data is None:
            return
        painter.fillRect(field, QColor(colours.plot))
        order, n = state.traces.order, len(data.info.muscles)
        length, fs_hz = self._length(), state.fs_hz
        bins = max(1, int(np.ceil(length / (self.bin_s * fs_hz))))
        rows = state.counted_rows()
        counts = density(rows["sample"], rows["muscle"], n, bins * self.bin_s * fs_hz, bins)
        most = max(float(counts.max(initial=0.0)), 3.0)
        hatch = hatch_brush(colours, self.devicePixelRatioF(), 8)
        row_px = field.height() / max(1, len(order))
        intervals = data.intervals()
        heights = shares(data.envelope(field.width()))
        for place, muscle in enumerate(order):
            top, bottom = field.top() + round(place * row_px), field.top() + round((place + 1) * row_px)
            self._paint_held(painter, intervals[intervals["muscle"] == muscle], top, bottom)
            if heights is not None:
                paint_envelope(painter, heights[:, muscle], field.left(), top, bottom, QColor(colours.text_2))
            self._paint_bars(painter, counts[muscle], most, colours.muscle(muscle), top, bottom)
            if place:
                painter.fillRect(field.left(), top, field.width(), 1, QColor(colours.strong_graticule))
            self._paint_name(painter, muscle, top, bottom)
        for gap in data.gaps():
            wide = max(self._x(gap.stop) - self._x(gap.start), 4.0)
            painter.fillRect(QRectF(self._x(gap.start), field.top(), wide, field.height()), hatch)

    def _paint_held(self, painter: QPainter, rows: NDArray[np.void], top: int, bottom: int) -> None:
        """Tint what is not counted."""
        rows = rows[~np.isin(rows["reason"], ("lost samples", "settling"))]
        # What is shorter than a bar (the time of a heart beat) would only be a haze.
        rows = rows[rows["stop"] - rows["start"] >= 0.5 * self.bin_s * self._state.fs_hz]
        tint = faded(self._colours.caution, 0.30)
        for start, stop in union(zip(rows["start"].tolist(), rows["stop"].tolist(), strict=True), 0, self._length()):
            wide = max(self._x(stop) - self._x(start), 1.0)
            painter.fillRect(QRectF(self._x(start), top + 1, wide, bottom - top - 1), tint)

    def _paint_bars(
        self, painter: QPainter, counts: NDArray[np.float64], most: float, ink: QColor, top: int, bottom: int
    ) -> None:
        room = bottom - top - 2
        wide = self._x(self.bin_s * self._state.fs_hz) - self._x(0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        found = np.flatnonzero(counts)
        left = self._field().left()
        painter.drawRects(
            [
                QRectF(left + k * wide, bottom - high, max(1.0, wide - (1 if wide >= 3 else 0)), high)
                for k, high in zip(found.tolist(), np.maximum(2, counts[found] / most * room).tolist(), strict=True)
            ]
        )

    def _paint_name(self, painter: QPainter, muscle: int, top: int, bottom: int) -> None:
        data = self._state.data
        if data is None or bottom - top < 9:
            return
        font = sized(self.font(), 12 if bottom - top >= 15 else bottom - top - 1)
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        chosen = muscle == self._state.traces.selected and len(self._state.traces.order) > 1
        painter.setPen(self._colours.muscle(muscle))
        found = data.info.muscles[muscle]
        forms = label_forms(found, short_labels(data.info.muscles)[muscle]) if found.label else [self.tr("Channels")]
        words = fitted(forms, QFontMetricsF(font), GUTTER_PX - 20)
        painter.drawText(QRectF(12, top, GUTTER_PX - 14, bottom - top), Qt.AlignmentFlag.AlignVCenter, words)
        if chosen:
            painter.fillRect(QRectF(4, top + 3, 3, bottom - top - 5), QColor(self._colours.text))

    def _paint_axis(self, painter: QPainter) -> None:
        field, fs_hz = self._field(), self._state.fs_hz
        length_s = self._length() / fs_hz
        step = nice_step(length_s, max(2, field.width() // 80))
        painter.setFont(sized(self.font(), 12))
        painter.setPen(QColor(self._colours.text_2))
        for k in range(int(length_s / step) + 1):
            x = self._x(k * step * fs_hz)
            painter.fillRect(QRectF(round(x), AXIS_PX - 4, 1, 4), QColor(self._colours.strong_line))
            if x + 60 < field.right():
                painter.drawText(QPointF(x, AXIS_PX - 6), time_text(k * step, 0 if step >= 1 else 1))

    def _paint_notes(self, painter: QPainter) -> None:
        field, colours = self._field(), self._colours
        painter.setFont(sized(self.font(), 12))
        metrics = QFontMetricsF(painter.font())
        free = -1e9
        notes = self._state.notes()
        for at, note in enumerate(notes):
            x = round(self._x(note.sample))
            pen = QPen(QColor(colours.text_2), 1)
            pen.setDashPattern([2, 3])
            painter.setPen(pen)
            painter.drawLine(QPointF(x + 0.5, field.top()), QPointF(x + 0.5, field.bottom() + 4))
            y = field.bottom() + 5
            flag = [(0, 0), (8, 0), (6, 3), (8, 6), (1, 6), (1, 12), (0, 12)]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.text))
            painter.drawPolygon(QPolygonF([QPointF(x + a, y + b) for a, b in flag]))
            following = self._x(notes[at + 1].sample) if at + 1 < len(notes) else field.right() + 8
            room = min(following, field.right() + 8) - x - 18
            if x >= free and room >= 24:
                text = metrics.elidedText(note.text, Qt.TextElideMode.ElideRight, min(room, 160))
                painter.setPen(QColor(colours.text))
                painter.drawText(QPointF(x + 13, y + 10), text)
                free = x + 13 + metrics.horizontalAdvance(text)

    def _paint_page(self, painter: QPainter) -> None:
        field, traces, stored = self._field(), self._state.traces, QColor(self._colours.stored)
        left, right = self._x(max(0, traces.page_start)), self._x(traces.page_start + traces.page_samples)
        if right - left < 6:
            middle = (left + right) / 2
            left, right = middle - 3, middle + 3
        box = QRectF(left, field.top() - 1.5, min(right, field.right() + 1) - left, field.height() + 3)
        painter.fillRect(box, faded(stored, 0.22))
        painter.setPen(QPen(stored, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
        painter.fillRect(QRectF(self._x(self._state.cursor) - 0.5, field.top(), 1.5, field.height()), stored)

    # -- hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        if event.button() == Qt.MouseButton.LeftButton and self._state.data is not None:
            field = self._field()
            order = self._state.traces.order
            place = int((event.position().y() - field.top()) * len(order) // max(1, field.height()))
            if 0 <= place < len(order):
                self._state.traces.select(order[place])
            self._state.go(self.sample_at(event.position().x()), centre=True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the page along."""
        if event.buttons() & Qt.MouseButton.LeftButton and self._state.data is not None:
            self._state.go(self.sample_at(event.position().x()), centre=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Return put the page where the cursor is; all other keys are those of the window."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._state.traces.show(self._state.cursor)
        else:
            super().keyPressEvent(event)
