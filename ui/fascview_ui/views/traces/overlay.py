"""What lies over the traces: time that is lost or not counted, footprints, marks, words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap

from fascview_ui.views.traces.colours import TraceColours, faded
from fascview_ui.views.traces.layout import Band
from fascview_ui.views.traces.marks import AFTER_S, BEFORE_S, REACH_PX, Mark
from fascview_ui.views.traces.sprites import Sprites
from fascview_ui.views.traces.time_axis import Span

SMALLEST_GAP_PX = 3.0
NOTE_LETTERS = 22
NAME_PX = 66.0  # what reaches further is not repainted with its stretch
QUIET_REASONS = ("lost samples", "settling")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A stretch of one muscle that is not counted, and why.

    ``named``: its reason is said even where the stretch is too narrow for the word; once for several beats of a heart.
    """

    muscle: int
    start: int
    stop: int
    reason: str
    named: bool = False


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
    return sorted((r for found in out.values() for r in found), key=lambda r: (r.start, -r.stop))


def with_names(found: Iterable[Rejected], every: float) -> list[Rejected]:
    """Let the first stretch of each reason and muscle be named in each ``every`` samples of the stream."""
    seen: set[tuple[int, str, int]] = set()
    out = []
    for stretch in found:
        key = (stretch.muscle, stretch.reason, int(stretch.start // every))
        out.append(stretch if key in seen else replace(stretch, named=True))
        seen.add(key)
    return out


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


def words_for(reason: str, brief: bool) -> str:
    """Return the words on a stretch that is not counted, in the user's language."""
    word = "VOLUNTARY" if reason == "semi-rhythmic" else reason.upper()
    text = word if brief else f"{word}, not counted"
    return QCoreApplication.translate("TraceView", text)


def runs(channels: Sequence[int], chosen: Iterable[int]) -> list[tuple[int, int]]:
    """Return first and last place in ``channels`` of each unbroken run of ``chosen``."""
    wanted = set(chosen)
    out: list[tuple[int, int]] = []
    for place, channel in enumerate(channels):
        if channel not in wanted:
            continue
        if out and out[-1][1] == place - 1:
            out[-1] = (out[-1][0], place)
        else:
            out.append((place, place))
    return out


def clear(left: float, right: float, taken: Iterable[float]) -> bool:
    """Return whether no mark, with its frame, reaches into ``left`` to ``right``."""
    return not any(left - REACH_PX < x < right + REACH_PX for x in taken)


class Overlay:
    """Paints over the image of the traces. Positions are logical pixels of the widget."""

    def __init__(self, sprites: Sprites) -> None:
        self.sprites = sprites
        self.colours = colours = sprites.colours
        self.hatch = hatch_brush(colours, sprites.ratio)
        self._older = faded(colours.plot, 1 - colours.older)
        self._uncounted = faded(colours.plot, 1 - colours.rejected)
        self._tint = faded(colours.caution, colours.tint)
        self._wash = faded(colours.text, colours.footprint)

    def older(self, painter: QPainter, rect: QRectF) -> None:
        """Weaken what is left of the sweep before."""
        painter.fillRect(rect, self._older)

    def rejected(
        self,
        painter: QPainter,
        span: Span,
        band: Band,
        top: float,
        found: Sequence[Rejected],
        marks: Sequence[Mark],
        near_px: float,
    ) -> None:
        """Tint stretches that are not counted, with a dashed edge and words that stay clear of ``marks``.

        Edge and words of a stretch that begins further left than ``near_px`` lie outside of what is painted.
        """
        colours, height = self.colours, band.bottom - band.top
        washed = -1e9
        for stretch in found:
            place = span.cut(stretch.start, stretch.stop)
            if place is None or stretch.reason in QUIET_REASONS:
                continue
            # Where reasons overlap the wash is laid once, and the words are those of the first.
            left, right = max(place[0], washed), place[1]
            if right <= left:
                continue
            rect = QRectF(left, top, right - left, height)
            painter.fillRect(rect, self._uncounted)
            if colours.tint:
                painter.fillRect(rect, self._tint)
            fresh, washed = place[0] >= washed, right
            if not fresh or left < near_px:
                continue
            if stretch.start >= span.start:
                pen = QPen(QColor(colours.caution), 1)
                pen.setDashPattern([3, 3])
                painter.setPen(pen)
                x = int(left) + 0.5
                painter.drawLine(QPointF(x, top), QPointF(x, top + height))
            taken = [span.at(m.sample) for m in marks if stretch.start <= m.sample < stretch.stop]
            if not self._words(painter, stretch.reason, left, right, top, band, taken) and stretch.named:
                self._name(painter, stretch.reason, left, top, band, [span.at(m.sample) for m in marks])

    def _words(
        self,
        painter: QPainter,
        reason: str,
        left: float,
        right: float,
        top: float,
        band: Band,
        taken: Sequence[float],
    ) -> bool:
        """Put the words where no mark lies: at the left end, between marks, or at the foot; return whether they fit."""
        height = min(20.0, band.lane - 3)
        if height < 14:
            return False
        for brief in (False, True):
            text = words_for(reason, brief)
            wide = self.sprites.width(text, True) + 17
            starts = [left + 7, *(x + REACH_PX + 2 for x in sorted(taken))]
            free = (x for x in starts if x + wide + 6 <= right and clear(x, x + wide, taken))
            x, y = next(free, left + 7), top + 3
            if not clear(x, x + wide, taken):
                y = top + band.bottom - band.top - height - 2
            if x + wide + 6 <= right and (brief or y == top + 3):
                box = self.sprites.box(text, height, self.colours.caution, self.colours.caution, self.colours.plot)
                self.sprites.put(painter, box, x, y)
                return True
        return False

    def _name(
        self, painter: QPainter, reason: str, left: float, top: float, band: Band, taken: Sequence[float]
    ) -> None:
        """Say the reason of a stretch that is too narrow for it: the word begins there and reaches past its end."""
        height = min(18.0, band.lane - 3)
        text = words_for(reason, True)
        wide = self.sprites.width(text, True) + 17
        if height < 14 or wide > NAME_PX:
            return
        y = top + 3 if clear(left, left + wide, taken) else top + band.bottom - band.top - height - 2
        box = self.sprites.box(text, height, self.colours.caution, self.colours.caution, self.colours.plot)
        self.sprites.put(painter, box, left + 2, y)

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
        for mark in marks:
            left, right = span.at(mark.sample - BEFORE_S * fs_hz), span.at(mark.sample + AFTER_S * fs_hz)
            if right - left < REACH_PX:
                left, right = (left + right - REACH_PX) / 2, (left + right + REACH_PX) / 2
            for first, last in runs(band.channels, mark.carriers):
                y = top + band.lane + first * band.pitch
                painter.fillRect(QRectF(left, y, right - left, (last + 1 - first) * band.pitch), self._wash)

    def marks(self, painter: QPainter, span: Span, band: Band, top: float, marks: Sequence[Mark], newest: int) -> None:
        """Draw the marks of one muscle in its lane; the event ``newest`` is framed."""
        sprites = self.sprites
        y = top + min(12.0, band.lane / 2)
        size = min(11.0, max(6.0, band.lane - 6))
        for mark in marks:
            x = span.at(mark.sample)
            picture = sprites.mark(mark.shape, size, mark.event == newest)
            sprites.put(painter, picture, x - REACH_PX, y - REACH_PX)
            # A word whose mark the cursor has swept away would stand there cut in half.
            if mark.said and band.lane >= 16 and mark.sample >= span.start:
                words = QCoreApplication.translate("TraceView", mark.word or mark.shape)
                ink = self.colours.stored if mark.shape == "again" else self.colours.text
                ink = ink if mark.word else self.colours.fault
                sprites.put(painter, sprites.text(words, ink, 18), x + 9, y - 9)

    def note(self, painter: QPainter, x: float, top: float, bottom: float, text: str) -> None:
        """Stand a flag at a mark or a note, with its words at the foot, clear of the marks of events."""
        pen = QPen(QColor(self.colours.text), 1)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawLine(QPointF(round(x) + 0.5, top), QPointF(round(x) + 0.5, bottom))
        short = text if len(text) <= NOTE_LETTERS else text[: NOTE_LETTERS - 1] + "…"
        box = self.sprites.box(f"⚑ {short}", 20, self.colours.text, self.colours.text_3, self.colours.plot)
        self.sprites.put(painter, box, x + 3, bottom - 23)

    def channel_words(self, painter: QPainter, x: float, y: float, text: str, height: float) -> None:
        """Say on the trace what is wrong with a channel."""
        box = self.sprites.box(text, height, self.colours.fault, self.colours.fault, self.colours.plot)
        self.sprites.put(painter, box, x, y - height / 2)

    def state_word(self, painter: QPainter, right: float, y: float, text: str) -> None:
        """Say in the plot that these are not live data."""
        box = self.sprites.box(text, 20, self.colours.plot, None, self.colours.notice)
        self.sprites.put(painter, box, right - self.sprites.width(text, True) - 17 - 8, y)
