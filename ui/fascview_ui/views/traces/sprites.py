"""Small pictures that come again and again: painted once, then copied."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from fascview_ui.views.traces.colours import TraceColours
from fascview_ui.views.traces.marks import REACH_PX, draw_frame, draw_mark

KEPT = 256


def sized(font: QFont, px: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return a font of the same family in another size and weight."""
    out = QFont(font)
    out.setPixelSize(max(1, round(px)))
    out.setWeight(weight)
    return out


class Sprites:
    """Marks, boxed words and times as pictures for one look.

    Parameters
    ----------
    colours : TraceColours
    font : QFont
        Family of all words.
    ratio : float
        Device pixels per logical pixel.
    """

    def __init__(self, colours: TraceColours, font: QFont, ratio: float) -> None:
        self.colours = colours
        self.ratio = ratio
        self.plain = sized(font, 12)
        self.strong = sized(font, 12, QFont.Weight.DemiBold)
        self._metrics = {False: QFontMetricsF(self.plain), True: QFontMetricsF(self.strong)}
        self._kept: dict[Hashable, QPixmap] = {}
        self._widths: dict[tuple[str, bool], float] = {}

    def width(self, text: str, strong: bool = False) -> float:
        """Return how wide a text is [px]."""
        known = self._widths.get((text, strong))
        if known is None:
            if len(self._widths) > KEPT:
                self._widths.clear()
            known = self._widths[text, strong] = self._metrics[strong].horizontalAdvance(text)
        return known

    def _get(self, key: Hashable, width: float, height: float, paint: Callable[[QPainter], None]) -> QPixmap:
        known = self._kept.get(key)
        if known is None:
            if len(self._kept) > KEPT:
                self._kept.clear()
            known = QPixmap(math.ceil(width * self.ratio), math.ceil(height * self.ratio))
            known.setDevicePixelRatio(self.ratio)
            known.fill(Qt.GlobalColor.transparent)
            painter = QPainter(known)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint(painter)
            painter.end()
            self._kept[key] = known
        return known

    def mark(self, shape: str, size: float, framed: bool) -> QPixmap:
        """Return a mark, its middle in the middle of a square of ``2 * REACH_PX``."""

        def paint(painter: QPainter) -> None:
            draw_mark(painter, shape, REACH_PX, REACH_PX, self.colours, size)
            if framed:
                draw_frame(painter, REACH_PX, REACH_PX, self.colours, size)

        return self._get((shape, size, framed), 2 * REACH_PX, 2 * REACH_PX, paint)

    def text(self, text: str, colour: str, height: float, strong: bool = False) -> QPixmap:
        """Return words on nothing."""
        width = self.width(text, strong) + 2

        def paint(painter: QPainter) -> None:
            painter.setFont(self.strong if strong else self.plain)
            painter.setPen(QColor(colour))
            painter.drawText(QRectF(0, 0, width, height), Qt.AlignmentFlag.AlignVCenter, text)

        return self._get((text, colour, height, strong), width, height, paint)

    def box(self, text: str, height: float, ink: str, edge: str | None, fill: str) -> QPixmap:
        """Return words in a box: outlined with ``edge``, or without it filled only."""
        width = math.ceil(self.width(text, True) + 17)

        def paint(painter: QPainter) -> None:
            painter.setBrush(QColor(fill))
            painter.setPen(QPen(QColor(edge), 1) if edge else Qt.PenStyle.NoPen)
            inset = 0.5 if edge else 0.0
            radius = 4 if edge else 2
            box = QRectF(inset, inset, width - 2 * inset, height - 2 * inset)
            painter.drawRoundedRect(box, radius, radius)
            painter.setFont(self.strong)
            painter.setPen(QColor(ink))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

        return self._get((text, height, ink, edge, fill), width, height, paint)

    def put(self, painter: QPainter, picture: QPixmap, x: float, y: float) -> None:
        """Draw a picture with its corner on the nearest device pixel."""
        ratio = self.ratio
        if ratio == 1:
            painter.drawPixmap(round(x), round(y), picture)
            return
        painter.drawPixmap(QPointF(round(x * ratio) / ratio, round(y * ratio) / ratio), picture)
