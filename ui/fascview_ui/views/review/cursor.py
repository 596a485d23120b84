"""What held at the cursor: rate and interval of every muscle over the minute before it, and the rain before it."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from fascview.analysis.rates import MuscleCount
from fascview_ui.models.review import ReviewState
from fascview_ui.models.short_names import short_labels
from fascview_ui.models.words import DASH, moment, muscle_chip, number
from fascview_ui.theme import Theme, font
from fascview_ui.views.buttons import Segments
from fascview_ui.views.rain.figures import drops, union
from fascview_ui.views.traces.colours import TraceColours, from_theme
from fascview_ui.views.traces.frame import fitted, label_forms
from fascview_ui.views.traces.marks import between
from fascview_ui.views.traces.overlay import hatch_brush
from fascview_ui.views.traces.sprites import sized

CELL_W, CELL_H = 122, 104
RAIN_S = 300.0
LABEL_PX = 88


class CursorFigures(QWidget):
    """A cell for each muscle."""

    def __init__(self, theme: Theme, state: ReviewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state = state
        self._counts: tuple[MuscleCount, ...] = ()
        self._sure = True
        self.setMinimumHeight(CELL_H)

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._theme = theme
        self.update()

    def set_counts(self, counts: tuple[MuscleCount, ...], sure: bool = True) -> None:
        """Show other figures; those that may still change are fainter."""
        self._counts, self._sure = counts, sure
        self.setAccessibleName(
            "; ".join(self.tr("{0}: {1} per minute").format(c.label, number(c.rate_per_min)) for c in counts)
            or self.tr("No figures yet")
        )
        columns = max(1, self.width() // CELL_W)
        self.setMinimumHeight(CELL_H * max(1, math.ceil(len(counts) / columns)))
        self.update()

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(4 * CELL_W, CELL_H)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells."""
        painter = QPainter(self)
        try:
            columns = max(1, self.width() // CELL_W)
            wide = self.width() / min(columns, max(1, len(self._counts)))
            wide = min(wide, 180.0)
            for at, count in enumerate(self._counts):
                box = QRectF(at % columns * wide, at // columns * CELL_H, wide - 8, CELL_H - 8)
                self._cell(painter, box, at, count)
        finally:
            # A painter left open by an error would take the whole program down.
            painter.end()

    def _cell(self, painter: QPainter, box: QRectF, muscle: int, count: MuscleCount) -> None:
        theme, data = self._theme, self._state.data
        if data is None or muscle >= len(data.info.muscles):
            return
        ink = QColor(theme.muscle(muscle))
        painter.fillRect(QRectF(box.left(), box.top() + 2, 3, box.height()), ink)
        left, width = box.left() + 12, box.width() - 12
        strong = font(13, 600)
        painter.setFont(strong)
        painter.setPen(ink)
        found = data.info.muscles[muscle]
        forms = label_forms(found, short_labels(data.info.muscles)[muscle]) if found.label else [self.tr("Channels")]
        painter.drawText(QRectF(left, box.top(), width, 18), fitted(forms, QFontMetricsF(strong), width))
        known = math.isfinite(count.rate_per_min)
        rate = number(round(count.rate_per_min)) if known else DASH
        large = font(28, 600)
        painter.setFont(large)
        painter.setPen(QColor(theme.text if self._sure else theme.text3))
        painter.drawText(QRectF(left, box.top() + 18, width, 36), Qt.AlignmentFlag.AlignVCenter, rate)
        wide = QFontMetricsF(large).horizontalAdvance(rate)
        painter.setFont(font(12, 500))
        painter.drawText(
            QRectF(left + wide + 5, box.top() + 28, 50, 22), Qt.AlignmentFlag.AlignVCenter, self.tr("/min")
        )
        painter.setPen(QColor(theme.text2))
        low, high = count.rate_low_per_min, count.rate_high_per_min
        second = self.tr("{0} to {1}").format(number(low, _places(low)), number(high, _places(high))) if known else DASH
        seconds = number(count.rate_60_s.analysable_s)
        painter.drawText(QRectF(left, box.top() + 54, width, 16), Qt.AlignmentFlag.AlignVCenter, second)
        third = self.tr("{0} s analysable").format(seconds)
        chip = muscle_chip(count.state)
        if count.state not in ("at rest", "insufficient", "not observed"):
            painter.setPen(QColor(getattr(theme, chip.tone)))
            third = chip.word
        painter.drawText(QRectF(left, box.top() + 70, width, 16), Qt.AlignmentFlag.AlignVCenter, third)


def _places(value: float) -> int:
    return 1 if 0 < value < 4.95 else 0


class CursorRain(QWidget):
    """The counted events of the five minutes before the cursor, one row per muscle; a click goes there."""

    def __init__(self, theme: Theme, state: ReviewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours: TraceColours = from_theme(theme)
        self._state = state
        self.setMinimumHeight(80)
        self.setAccessibleName(self.tr("Events of the five minutes before the cursor"))

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._colours = from_theme(theme)
        self.update()

    def _field(self) -> QRect:
        return QRect(LABEL_PX, 0, max(16, self.width() - LABEL_PX), max(8, self.height() - 18))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint rows and axis."""
        painter = QPainter(self)
        try:
            if self._state.data is not None:
                self._paint(painter)
        finally:
            # A painter left open by an error would take the whole program down.
            painter.end()

    def _paint(self, painter: QPainter) -> None:
        state, colours, field, data = self._state, self._colours, self._field(), self._state.data
        if data is None:
            return
        stop = float(state.cursor)
        start = stop - RAIN_S * state.fs_hz
        per_px = (stop - start) / field.width()
        begun = field.left() + max(0.0, -start / per_px)
        painter.fillRect(QRectF(begun, 0, field.right() + 1 - begun, field.height()), QColor(colours.plot))
        rows, order = between(state.counted_rows(), start, stop), state.traces.order
        row_px = field.height() / max(1, len(order))
        hatch = hatch_brush(colours, self.devicePixelRatioF(), 8)
        gaps = [(float(g.start), float(g.stop)) for g in data.gaps() if g.stop > start and g.start < stop]
        intervals = data.intervals()
        intervals = intervals[(intervals["stop"] > start) & (intervals["start"] < stop)]
        for place, muscle in enumerate(order):
            top, bottom = round(place * row_px), round((place + 1) * row_px)
            own = intervals[intervals["muscle"] == muscle]
            held = [(float(a), float(b)) for a, b in zip(own["start"], own["stop"], strict=True)]
            for a, b in union([*held, *gaps], max(start, 0.0), stop):
                x = field.left() + (a - start) / per_px
                painter.fillRect(QRectF(x, top, max((b - a) / per_px, 1.0), bottom - top - 1), hatch)
            mine = rows[rows["muscle"] == muscle]
            columns, tall = drops(mine["sample"], mine["vpp_uv"], start, stop, field.width() // 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.muscle(muscle))
            highs = np.maximum(2, np.round(tall * (bottom - top - 3))).astype(int).tolist()
            painter.drawRects(
                [
                    QRect(field.left() + 2 * c, bottom - 1 - h, 2, h)
                    for c, h in zip(columns.tolist(), highs, strict=True)
                ]
            )
            if bottom - top >= 9:
                small = sized(self.font(), min(12, bottom - top - 1))
                painter.setFont(small)
                painter.setPen(colours.muscle(muscle))
                names = label_forms(data.info.muscles[muscle], short_labels(data.info.muscles)[muscle])
                words = fitted(names, QFontMetricsF(small), LABEL_PX - 8)
                painter.drawText(QRectF(0, top, LABEL_PX - 6, bottom - top), Qt.AlignmentFlag.AlignVCenter, words)
        painter.setFont(sized(self.font(), 12))
        painter.setPen(QColor(colours.text_2))
        for minute in range(5, -1, -1):
            x = field.right() - minute * 60 * state.fs_hz / per_px
            text = self.tr("−{0} min").format(minute) if minute else self.tr("cursor")
            wide = QFontMetricsF(painter.font()).horizontalAdvance(text)
            place_x = min(max(x - wide / 2, float(field.left())), field.right() - wide)
            painter.drawText(QRectF(place_x, field.bottom() + 2, wide + 2, 16), text)
        painter.fillRect(QRectF(field.right() - 1, 0, 2, field.height()), QColor(colours.stored))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        field, state = self._field(), self._state
        share = (event.position().x() - field.right()) / field.width()
        if event.button() == Qt.MouseButton.LeftButton and -1 <= share <= 0:
            state.go(round(state.cursor + share * RAIN_S * state.fs_hz), centre=True)


class CursorPanel(QFrame):
    """Figures or rain."""

    def __init__(self, theme: Theme, state: ReviewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._state = state
        title = QLabel(self.tr("At the cursor"))
        title.setProperty("kind", "strong")
        self._words = QLabel()
        self._words.setProperty("kind", "caption")
        self.way = Segments(
            theme, (("figures", self.tr("Figures")), ("rain", self.tr("Rain"))), self.tr("Shown at the cursor")
        )
        self.way.set_value("figures")
        self.figures = CursorFigures(theme, state)
        self.rain = CursorRain(theme, state)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self.figures)
        self._scroll.viewport().setAutoFillBackground(False)
        self.figures.setAutoFillBackground(False)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._scroll)
        self._stack.addWidget(self.rain)
        head = QHBoxLayout()
        head.addWidget(title)
        head.addWidget(self._words, 1)
        head.addWidget(self.way)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        self.way.chosen.connect(lambda w: self._stack.setCurrentWidget(self.rain if w == "rain" else self._scroll))

    def refresh(self) -> None:
        """Show what holds at the cursor."""
        state = self._state
        words = self.tr("60 s up to {0}").format(moment(state.cursor / state.fs_hz))
        review = state.review
        # What the pass over the recording has not reached may hold voluntary activity that is not known yet.
        sure = review is None or state.cursor <= review.counted_to
        if not sure and review is not None:
            words = self.tr("provisional; known up to {0}").format(moment(review.counted_to / state.fs_hz))
        self._words.setText(words)
        self.figures.set_counts(state.counts(), sure)
        self.rain.update()
