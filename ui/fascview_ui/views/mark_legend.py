"""What the marks mean: each drawn as on the traces, with its word."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPointF, QSize
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from fascview_ui.theme import Theme, font
from fascview_ui.views.traces.colours import TraceColours, from_theme
from fascview_ui.views.traces.marks import REACH_PX, draw_mark

#: All shapes, in the order of the guide.
SHAPES = ("fasciculation", "provisional", "doublet", "again", "rejected", "artefact", "ecg", "stimulus", "open")


def mark_word(shape: str) -> str:
    """Return what a mark means."""
    tr = QCoreApplication.translate
    return {
        "fasciculation": tr("Marks", "counted event"),
        "provisional": tr("Marks", "not decided yet"),
        "doublet": tr("Marks", "doublet"),
        "again": tr("Marks", "re-detected event"),
        "rejected": tr("Marks", "rejected by you"),
        "artefact": tr("Marks", "artefact"),
        "ecg": tr("Marks", "heart beat"),
        "stimulus": tr("Marks", "stimulus"),
        "open": tr("Marks", "seen in another muscle too"),
    }[shape]


def mark_picture(shape: str, colours: TraceColours, ratio: float = 2.0) -> QPixmap:
    """Return a mark as a picture of ``2 * REACH_PX`` points."""
    side = round(2 * REACH_PX * ratio)
    made = QPixmap(side, side)
    made.setDevicePixelRatio(ratio)
    made.fill(QColor(0, 0, 0, 0))
    painter = QPainter(made)
    draw_mark(painter, shape, REACH_PX, REACH_PX, colours)
    painter.end()
    return made


class MarkLegend(QWidget):
    """A row of marks and words; what does not fit is left out from the right."""

    def __init__(self, theme: Theme, shapes: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shapes = tuple(shapes)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(", ".join(mark_word(s) for s in shapes))

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of all."""
        metrics = QFontMetricsF(font(12))
        return QSize(round(sum(metrics.horizontalAdvance(mark_word(s)) + 44 for s in self._shapes)), 32)

    def minimumSizeHint(self) -> QSize:
        """Return room for one mark."""
        return QSize(24, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint marks and words."""
        painter = QPainter(self)
        try:
            painter.setFont(font(12))
            metrics, colours = QFontMetricsF(font(12)), from_theme(self._theme)
            x, y = 4.0, self.height() / 2
            for shape in self._shapes:
                words = mark_word(shape)
                wide = 24 + metrics.horizontalAdvance(words)
                if x + wide > self.width():
                    return
                draw_mark(painter, shape, x + 8, y, colours)
                painter.setPen(QColor(self._theme.text2))
                painter.drawText(QPointF(x + 22, y + metrics.ascent() / 2 - 1), words)
                x += wide + 20
        finally:
            # A painter left open by an error would take the whole program down.
            painter.end()
