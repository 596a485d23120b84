"""The last minutes of a rate as a small curve."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from fascview_ui.theme import Theme, mix


def points(values: Sequence[float], width: float, height: float) -> list[list[QPointF]]:
    """Return the curve in runs; where a value is NaN the curve is interrupted.

    The scale begins at 0 and ends at the largest value, but never below 10 per minute, so that a single event does
    not fill the field.
    """
    known = [v for v in values if math.isfinite(v)]
    top = max(10.0, *known) if known else 10.0
    runs: list[list[QPointF]] = [[]]
    for i, value in enumerate(values):
        if math.isfinite(value):
            x = width * (i / (len(values) - 1) if len(values) > 1 else 1.0)
            runs[-1].append(QPointF(x, height * (1.0 - max(0.0, value) / top)))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


class Sparkline(QWidget):
    """Rate per minute over the last five minutes, newest on the right."""

    def __init__(self, theme: Theme, colour: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sparkline")
        self._theme = theme
        self._colour = colour
        self._held = False
        self._values: tuple[float, ...] = ()
        self._picture = QPixmap()
        self._drawn: object = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(60, 24)
        self.setAccessibleName(self.tr("Rate over the last five minutes"))

    def set_values(self, values: tuple[float, ...], held: bool) -> None:
        """Show other values; grey while the count is held."""
        if values != self._values or held != self._held:
            self._values, self._held = values, held
            self.update()

    def set_theme(self, theme: Theme, colour: str) -> None:
        """Paint with other colours."""
        self._theme, self._colour = theme, colour
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture; the card below changes far more often than the curve does."""
        ratio = self.devicePixelRatioF()
        key = (self._values, self._held, self._colour, self._theme, self.size(), ratio)
        if key != self._drawn:
            self._drawn, self._picture = key, QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            self._draw(self._picture)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.end()

    def _draw(self, picture: QPixmap) -> None:
        """Draw the curve, the ground below it and its last point."""
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        colour = theme.text3 if self._held else self._colour
        field = QRectF(self.rect()).adjusted(1, 5, -5, -2)
        painter.setPen(QPen(QColor(theme.line_strong), 1))
        painter.drawLine(QPointF(field.left(), field.bottom() + 0.5), QPointF(field.right(), field.bottom() + 0.5))
        runs = points(self._values, field.width(), field.height())
        painter.translate(field.topLeft())
        for run in runs:
            ground = QPainterPath(QPointF(run[0].x(), field.height()))
            for point in run:
                ground.lineTo(point)
            ground.lineTo(run[-1].x(), field.height())
            painter.fillPath(ground, mix(colour, theme.panel, 0.16))
            painter.setPen(QPen(QColor(colour), 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPolyline(run)
        if runs:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawEllipse(runs[-1][-1], 3.0, 3.0)
        painter.end()
