"""What lies over the traces: time that is lost or not counted, footprints, marks, words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from fascview_ui.views.time_axis import Span
from fascview_ui.views.traces_colours import TraceColours, faded
from fascview_ui.views.traces_layout import Band
from fascview_ui.views.traces_marks import AFTER_S, BEFORE_S, Mark, draw_frame, draw_mark

SMALLEST_GAP_PX = 3.0
QUIET_REASONS = ("lost samples", "settling")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A stretch of one muscle that is not counted, and why."""

    muscle: int
    start: int
    stop: int
    reason: str


def merged(rows: Iterable[tuple[int, int, int, str]], reach: int) -> list[Rejected]:
    """Join stretches of one muscle and reason that lie at most ``reach`` samples apart."""
    out: dict[tuple[int, str], list[Rejected]] = {}
    for muscle, start, stop, reason in sorted(rows, key=lambda r: r[1]):
        found = out.setdefault((muscle, reason), [])
        if found and start <= found[-1].stop + reach:
            last = found[-1]
            found[-1] = Rejected(muscle, last.start, max(last.stop, stop), reason)
        else:
            found.append(Rejected(muscle, start, stop, reason))
    return [r for found in out.values() for r in found]


def hatch_brush(colours: TraceColours, ratio: float, step_px: int = 12) -> QBrush:
    """Return diagonal lines on a wash, for what is lost."""
    side = round(step_px * ratio)
    tile = QPixmap(side, side)
    tile.fill(QColor(colours.hatch_wash))
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colours.hatch), 1.7 * ratio))
    for k in (-1, 0, 1):
        painter.drawLine(QLineF(k * side - side, side * 2, k * side + 2 * side, -side))
    painter.end()
    tile.setDevicePixelRatio(ratio)
    return QBrush(tile)


def sized(font: QFont, px: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return a font of the same family in another size and weight."""
    out = QFont(font)
    out.setPixelSize(max(1, round(px)))
    out.setWeight(weight)
    return out


def words_for(reason: str, brief: bool) -> str:
    """Return the words on a stretch that is not counted."""
    word = "VOLUNTARY" if reason == "semi-rhythmic" else reason.upper()
    return word if brief else f"{word}, not counted"


class Overlay:
    """Paints over the image of the traces. Positions are logical pixels of the widget.

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
        self.label_font = sized(font, 12, QFont.Weight.DemiBold)
        self.caption_font = sized(font, 12)
        self.metrics = QFontMetricsF(self.label_font)
        self.hatch = hatch_brush(colours, ratio)

    def dim(self, painter: QPainter, rect: QRectF, strength: float) -> None:
        """Let what was painted keep ``strength`` of itself."""
        painter.fillRect(rect, faded(self.colours.plot, 1 - strength))

    def rejected(
        self, painter: QPainter, span: Span, band: Band, top: float, found: Sequence[Rejected]
    ) -> None:
        """Tint stretches that are not counted, with a dashed edge and words."""
        colours = self.colours
        # Reasons that hold at once are washed once; the words stay those of the first.
        washed = -1e9
        for stretch in found:
            place = span.cut(stretch.start, stretch.stop)
            if place is None or stretch.reason in QUIET_REASONS:
                continue
            left, right = max(place[0], washed), place[1]
            if right <= left:
                continue
            rect = QRectF(left, top, right - left, band.bottom - band.top)
            self.dim(painter, rect, colours.rejected)
            if colours.tint:
                painter.fillRect(rect, faded(colours.caution, colours.tint))
            fresh = place[0] >= washed
            washed = right
            if not fresh:
                continue
            if stretch.start >= span.start:
                painter.setPen(QPen(QColor(colours.caution), 1, Qt.PenStyle.CustomDashLine))
                pen = painter.pen()
                pen.setDashPattern([3, 3])
                painter.setPen(pen)
                x = int(left) + 0.5
                painter.drawLine(QPointF(x, top), QPointF(x, top + band.bottom - band.top))
            self._words(painter, stretch.reason, left, right, top, band)

    def _words(
        self, painter: QPainter, reason: str, left: float, right: float, top: float, band: Band
    ) -> None:
        text = words_for(reason, brief=False)
        if self.metrics.horizontalAdvance(text) + 30 > right - left:
            text = words_for(reason, brief=True)
        width = self.metrics.horizontalAdvance(text) + 16
        height = min(20.0, band.lane)
        if width + 10 > right - left or height < 13:
            return
        box = QRectF(int(left) + 7.5, int(top + 3) + 0.5, width, height - 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self.colours.caution), 1))
        painter.setBrush(QColor(self.colours.plot))
        painter.drawRoundedRect(box, 4, 4)
        painter.setFont(self.label_font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def lost(self, painter: QPainter, left: float, right: float, top: float, bottom: float) -> None:
        """Hatch a stretch of lost samples; nothing shows through."""
        if right - left < SMALLEST_GAP_PX:
            middle = (left + right) / 2
            left, right = middle - SMALLEST_GAP_PX / 2, middle + SMALLEST_GAP_PX / 2
        painter.fillRect(QRectF(left, top, right - left, bottom - top), self.hatch)

    def footprints(
        self, painter: QPainter, span: Span, band: Band, top: float, marks: Iterable[Mark], fs_hz: float
    ) -> None:
        """Wash the channels that carry an event, as long as it is measured."""
        if not self.colours.footprint:
            return
        wash = faded(self.colours.text, self.colours.footprint)
        where = dict(zip(band.channels, band.baselines, strict=True))
        for mark in marks:
            left, right = span.at(mark.sample - BEFORE_S * fs_hz), span.at(mark.sample + AFTER_S * fs_hz)
            middle, half = (left + right) / 2, max((right - left) / 2, 5.0)
            for channel in mark.carriers:
                if channel in where:
                    y = top + where[channel] - band.top - band.pitch / 2
                    painter.fillRect(QRectF(middle - half, y, 2 * half, band.pitch), wash)

    def marks(
        self, painter: QPainter, span: Span, band: Band, top: float, marks: Sequence[Mark], newest: int
    ) -> None:
        """Draw the marks of one muscle in its lane; the event ``newest`` is framed."""
        y = top + min(12.0, band.lane / 2)
        size = min(11.0, max(6.0, band.lane - 6))
        for at, mark in enumerate(marks):
            x = span.at(mark.sample)
            draw_mark(painter, mark.shape, x, y, self.colours, size)
            if mark.event == newest:
                draw_frame(painter, x, y, self.colours, size)
            room = span.at(marks[at + 1].sample) - x if at + 1 < len(marks) else 1e9
            if mark.shape == "artefact" and band.lane >= 16 and room > 80:
                painter.setFont(self.caption_font)
                painter.drawText(QPointF(x + 9, y + 4), painter_text("artefact"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def channel_words(self, painter: QPainter, x: float, y: float, text: str) -> None:
        """Say on the trace what is wrong with a channel."""
        width = self.metrics.horizontalAdvance(text) + 12
        box = QRectF(int(x) + 0.5, int(y - 9) + 0.5, width, 18)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self.colours.fault), 1))
        painter.setBrush(QColor(self.colours.plot))
        painter.drawRoundedRect(box, 4, 4)
        painter.setFont(self.label_font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def painter_text(word: str) -> str:
    """Return a word of the marks in the user's language."""
    return QCoreApplication.translate("TraceView", word)
