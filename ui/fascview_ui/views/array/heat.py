"""Heat maps of an array: one figure per electrode, its limit on the scale, a frame around what fails."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QLinearGradient, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fascview.check.layout import Layout, row_name
from fascview_ui.theme import Theme, font

#: Cividis (Nunez, Anderton and Renslow 2018): even in lightness, and the same to colour-blind eyes.
SCALE = ("#00204D", "#31446B", "#666970", "#958F78", "#CBBA69", "#FFEA46")
BAR, GAP = 8, 6


def colour(share: float) -> QColor:
    """Return the colour of a value between 0 and 1."""
    place = min(max(share, 0.0), 1.0) * (len(SCALE) - 1)
    low = min(int(place), len(SCALE) - 2)
    a, b, part = QColor(SCALE[low]), QColor(SCALE[low + 1]), place - low
    return QColor.fromRgbF(
        a.redF() + (b.redF() - a.redF()) * part,
        a.greenF() + (b.greenF() - a.greenF()) * part,
        a.blueF() + (b.blueF() - a.blueF()) * part,
    )


@dataclass(frozen=True)
class HeatText:
    """One map: its words, the value of every channel, the top of the scale, the limit, channels that fail."""

    title: str
    unit: str
    values: tuple[float, ...]
    top: float
    limit: float = math.nan
    failing: frozenset[int] = field(default=frozenset())
    digits: int = 0


class HeatMap(QWidget):
    """Paints one map; a click picks the electrode."""

    picked = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._layout: Layout | None = None
        self._text = HeatText("", "", (), 1.0)
        self._chosen = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 96)

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._theme = theme
        self.update()

    def set_map(self, layout: Layout, text: HeatText, chosen: int) -> None:
        """Show other values."""
        if (layout, text, chosen) != (self._layout, self._text, self._chosen):
            self._layout, self._text, self._chosen = layout, text, chosen
            self.setAccessibleName(f"{text.title} {text.unit}")
            self.update()

    def _cells(self) -> tuple[QRectF, float]:
        layout = self._layout
        left, top = 18.0, 38.0
        right = 52.0
        if layout is None:
            return QRectF(left, top, 1, 1), 1.0
        cell = min((self.width() - left - right) / layout.n_columns, (self.height() - top) / layout.n_rows)
        cell = max(4.0, min(cell, 36.0))
        return QRectF(left, top, cell * layout.n_columns, cell * layout.n_rows), cell

    def channel_at(self, x: float, y: float) -> int:
        """Return the channel under a point, -1 for none."""
        area, cell = self._cells()
        if self._layout is None or not area.contains(QPointF(x, y)):
            return -1
        row, column = int((y - area.top()) / cell), int((x - area.left()) / cell)
        if row >= self._layout.n_rows or column >= self._layout.n_columns:
            return -1
        return self._layout.grid[row][column] - 1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick the electrode."""
        channel = self.channel_at(event.position().x(), event.position().y())
        if channel >= 0:
            self.picked.emit(channel)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint title, cells, scale and limit."""
        theme, layout, text = self._theme, self._layout, self._text
        if layout is None:
            return
        painter = QPainter(self)
        painter.setPen(QColor(theme.text))
        painter.setFont(font(12, 600))
        painter.drawText(QPointF(0, 12), text.title)
        wide = painter.fontMetrics().horizontalAdvance(text.title)
        painter.setPen(QColor(theme.text2))
        painter.setFont(font(12))
        painter.drawText(QPointF(wide + 8, 12), text.unit)
        area, cell = self._cells()
        painter.setFont(font(11))
        middle = Qt.AlignmentFlag.AlignCenter
        if cell >= 9:
            for c in range(layout.n_columns):
                painter.drawText(QRectF(area.left() + c * cell, area.top() - 17, cell, 15), middle, str(c + 1))
            for r in range(layout.n_rows):
                painter.drawText(QRectF(0, area.top() + r * cell, 15, cell), middle, row_name(r))
        painter.setFont(font(11 if cell >= 22 else 9, 500))
        for r, row in enumerate(layout.grid):
            for c, number in enumerate(row):
                if 0 < number <= len(text.values):
                    box = QRectF(area.left() + c * cell, area.top() + r * cell, cell - 1, cell - 1)
                    self._cell(painter, box, number - 1, cell)
        self._scale(painter, area)
        painter.end()

    def _cell(self, painter: QPainter, box: QRectF, channel: int, cell: float) -> None:
        theme, text = self._theme, self._text
        value = text.values[channel]
        known = math.isfinite(value)
        ground = colour(value / text.top) if known else QColor(theme.raised)
        painter.fillRect(box, ground)
        if cell >= 16:
            dark = ground.lightnessF() > 0.5
            painter.setPen(QColor("#0B0F12" if dark else "#F4F7F9") if known else QColor(theme.text3))
            shown = "–" if not known else "++" if value >= 1000 else f"{value:.{text.digits}f}"
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
        if channel in text.failing:
            painter.setPen(QPen(QColor(theme.fault), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        if channel == self._chosen:
            painter.setPen(QPen(QColor(theme.text), 2))
            painter.drawRect(box.adjusted(0, 0, 0, 0))

    def _scale(self, painter: QPainter, area: QRectF) -> None:
        theme, text = self._theme, self._text
        bar = QRectF(area.right() + GAP, area.top(), BAR, area.height())
        gradient = QLinearGradient(bar.bottomLeft(), bar.topLeft())
        for i, shade in enumerate(SCALE):
            gradient.setColorAt(i / (len(SCALE) - 1), QColor(shade))
        painter.fillRect(bar, gradient)
        painter.setFont(font(11))
        painter.setPen(QColor(theme.text2))
        painter.drawText(QPointF(bar.right() + 5, bar.top() + 9), f"{text.top:g}")
        painter.drawText(QPointF(bar.right() + 5, bar.bottom()), "0")
        if math.isfinite(text.limit) and 0 < text.limit < text.top:
            y = bar.bottom() - bar.height() * text.limit / text.top
            painter.setPen(QPen(QColor(theme.fault), 2))
            painter.drawLine(QPointF(bar.left() - 2, y), QPointF(bar.right() + 3, y))
            painter.setFont(font(11, 600))
            painter.drawText(QPointF(bar.right() + 5, y + 4), f"{text.limit:g}")
