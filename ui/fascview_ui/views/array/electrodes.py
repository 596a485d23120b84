"""The array as it lies: one cell per electrode with its number and one word, picked by arrows or a click."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fascview.check.layout import Layout, row_name
from fascview_ui.theme import Theme, font

ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


@dataclass(frozen=True, slots=True)
class CellText:
    """What a cell says. ``tone`` is ``good``, ``caution``, ``fault``, ``now`` or empty."""

    word: str = ""
    tone: str = ""


class ElectrodeGrid(QWidget):
    """``picked`` with the channel that was chosen."""

    picked = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._layout: Layout | None = None
        self._cells: dict[int, CellText] = {}
        self._chosen = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Electrodes"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(180, 140)

    @property
    def chosen(self) -> int:
        """The channel that was picked, -1 for none."""
        return self._chosen

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._theme = theme
        self.update()

    def set_cells(self, layout: Layout, cells: dict[int, CellText], chosen: int) -> None:
        """Show another array or other words, by channel."""
        if (layout, cells, chosen) != (self._layout, self._cells, self._chosen):
            self._layout, self._cells, self._chosen = layout, dict(cells), chosen
            self.update()

    def _area(self) -> tuple[QRectF, float, float]:
        layout = self._layout
        left, top = 22.0, 20.0
        if layout is None:
            return QRectF(left, top, 1, 1), 1.0, 1.0
        across = min((self.width() - left) / layout.n_columns, 96.0)
        down = min((self.height() - top) / layout.n_rows, 72.0)
        across = min(across, 1.8 * down) if layout.n_columns > 1 else min(across, 140.0)
        return QRectF(left, top, across * layout.n_columns, down * layout.n_rows), across, down

    def channel_at(self, x: float, y: float) -> int:
        """Return the channel under a point, -1 for none."""
        area, across, down = self._area()
        if self._layout is None or not area.contains(QPointF(x, y)):
            return -1
        row, column = int((y - area.top()) / down), int((x - area.left()) / across)
        if row >= self._layout.n_rows or column >= self._layout.n_columns:
            return -1
        return self._layout.grid[row][column] - 1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick the electrode."""
        channel = self.channel_at(event.position().x(), event.position().y())
        if channel >= 0:
            self.picked.emit(channel)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk over the array with the arrows."""
        move = ARROWS.get(Qt.Key(event.key()))
        layout = self._layout
        if move is None or layout is None:
            super().keyPressEvent(event)
            return
        places = {n - 1: (r, c) for r, row in enumerate(layout.grid) for c, n in enumerate(row) if n}
        row, column = places.get(self._chosen, (0, -1) if move[1] else (-1, 0))
        while True:
            row, column = row + move[0], column + move[1]
            if not (0 <= row < layout.n_rows and 0 <= column < layout.n_columns):
                return
            if layout.grid[row][column]:
                self.picked.emit(layout.grid[row][column] - 1)
                return

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint rows, columns and cells."""
        theme, layout = self._theme, self._layout
        if layout is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, across, down = self._area()
        painter.setFont(font(12))
        painter.setPen(QColor(theme.text2))
        middle = Qt.AlignmentFlag.AlignCenter
        for c in range(layout.n_columns):
            painter.drawText(QRectF(area.left() + c * across, 0, across - 6, 16), middle, str(c + 1))
        for r in range(layout.n_rows):
            painter.drawText(QRectF(0, area.top() + r * down, 16, down - 4), middle, row_name(r))
        gap = 6.0 if min(across, down) > 40 else 3.0
        for r, row in enumerate(layout.grid):
            for c, number in enumerate(row):
                if number:
                    box = QRectF(area.left() + c * across, area.top() + r * down, across - gap, down - gap)
                    self._cell(painter, box, number - 1)
        painter.end()

    def _cell(self, painter: QPainter, box: QRectF, channel: int) -> None:
        theme = self._theme
        text = self._cells.get(channel, CellText())
        frame, ground, ink, width = theme.line_strong, theme.plot, theme.text2, 1.0
        if text.tone in ("good", "caution", "fault"):
            frame = ink = str(getattr(theme, text.tone))
            ground, width = str(getattr(theme, f"{text.tone}_wash")), 1.0 if text.tone == "good" else 2.0
        elif text.tone == "now":
            frame, ground, ink = theme.notice, theme.notice, theme.on_chip
        painter.setPen(QPen(QColor(frame), width))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)
        if channel == self._chosen:
            painter.setPen(QPen(QColor(theme.text), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), 5, 5)
        two = bool(box.height() >= 38 and box.width() >= 44 and text.word)
        number = QColor(ink if text.tone == "now" or not text.tone else theme.text)
        painter.setPen(number)
        painter.setFont(font(16 if box.height() >= 44 and box.width() >= 34 else 12, 600 if text.tone else 400))
        upper = box.adjusted(0, 4, 0, -box.height() * 0.42) if two else box
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, str(channel + 1))
        if two:
            painter.setPen(QColor(ink))
            painter.setFont(font(12, 700 if text.tone == "now" else 400))
            lower = box.adjusted(2, box.height() * 0.52, -2, -3)
            word = painter.fontMetrics().elidedText(text.word, Qt.TextElideMode.ElideRight, int(lower.width()))
            painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, word)
