"""What the trace view knows at a moment, and the painting of it into any exposed region."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap, QRegion

from fascview_ui.views.traces.colours import TraceColours
from fascview_ui.views.traces.frame import AXIS_PX, TimeAxis
from fascview_ui.views.traces.layout import Band
from fascview_ui.views.traces.marks import REACH_PX, Mark
from fascview_ui.views.traces.overlay import Overlay, Rejected
from fascview_ui.views.traces.sweep_image import SweepImage
from fascview_ui.views.traces.time_axis import Span, duration_text, spans, time_text

GAP_PX = 20
MOST_RECTS = 24  # of an exposed region; beyond, all at once is cheaper
CURSOR_PX = 2
SAID_PX = 70.0
WORDS_PX = 260.0  # how far the words on a stretch that is not counted may reach
NOTE_PX = 180.0  # how far the words of a note may reach
CHANNEL_WORDS_PX = 240  # how far the words on a channel may reach
COUNTED = ("fasciculation", "doublet", "provisional")
#: Instead of an event's id: frame whatever is newest.
NEWEST = -2


@dataclass
class Known:
    """Events, rejected time, gaps and words of what is visible, by muscle."""

    marks: dict[int, list[Mark]] = field(default_factory=dict)
    again: dict[int, list[Mark]] = field(default_factory=dict)
    rejected: dict[int, list[Rejected]] = field(default_factory=dict)
    gaps: list[tuple[int, int]] = field(default_factory=list)
    words: tuple[str, ...] = ()
    tail: int = 0  # length of the longest footprint behind its mark, in samples
    notes: list[tuple[int, str]] = field(default_factory=list)
    _until: tuple[float, float] | None = field(default=None, repr=False, compare=False)

    def until(self, per_px: float) -> float:
        """Return the sample up to which anything known reaches on the plot, at ``per_px`` samples per pixel."""
        if self._until is None or self._until[0] != per_px:
            last = -math.inf
            for marks in (*self.marks.values(), *self.again.values()):
                for mark in marks:
                    reach = max(self.tail, per_px * (SAID_PX if mark.said else REACH_PX))
                    last = max(last, mark.sample + reach)
            last = max([last, *(r.stop for found in self.rejected.values() for r in found)])
            last = max([last, *(stop for _, stop in self.gaps)])
            last = max([last, *(at + per_px * NOTE_PX for at, _ in self.notes)])
            self._until = per_px, last
        return self._until[1]

    def touches(self, lo: int, hi: int) -> bool:
        """Return whether anything lies between two samples. Marks are in order; looked at from the newest back."""
        for marks in (*self.marks.values(), *self.again.values()):
            for mark in reversed(marks):
                if mark.sample + self.tail < lo:
                    break
                if mark.sample - self.tail <= hi:
                    return True
        if any(r.stop > lo and r.start < hi for found in self.rejected.values() for r in found):
            return True
        return any(stop > lo and start < hi for start, stop in self.gaps)


@dataclass
class Scene:
    """Everything that is painted. Lengths are logical pixels of the widget."""

    image: SweepImage
    bands: tuple[Band, ...]
    gutter: QPixmap
    plot: QRect
    scroll: float
    ratio: float
    fs_hz: float
    division_s: float
    mode: str
    spp: float  # samples per column of the image
    page: int | None  # column at the left edge of a frozen page; None when live
    done: int = 0  # the column after the newest drawn one
    axis_done: int = 0  # the same for the time axis, which moves in small steps
    selected: int = -1
    cursor: int | None = None
    chosen: int = NEWEST
    state_word: str = ""
    stalled_s: float = 0.0
    known: Known = field(default_factory=Known)
    _spans: dict[int, tuple[Span, ...]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def live(self) -> bool:
        """Whether what comes is drawn."""
        return self.page is None

    @property
    def sweeping(self) -> bool:
        """Whether a cursor sweeps over a standing picture."""
        return self.mode == "sweep"

    @property
    def spans(self) -> tuple[Span, ...]:
        """Which samples are drawn where."""
        return self._spans_at(self.done)

    @property
    def axis_spans(self) -> tuple[Span, ...]:
        """The same for the time axis."""
        return self._spans_at(self.axis_done)

    def _spans_at(self, column: int) -> tuple[Span, ...]:
        found = self._spans.get(column)
        if found is None:
            if len(self._spans) > 1:
                self._spans.clear()
            gap, left, width = round(GAP_PX * self.ratio), self.plot.left(), self.image.width
            found = spans(self.mode, column, width, gap, self.spp, left, self.ratio, self.page)
            self._spans[column] = found
        return found

    def top(self, band: Band) -> float:
        """Return where a band begins in the widget."""
        return self.plot.top() + band.top - self.scroll

    @property
    def bottom(self) -> float:
        """Return where the lowest visible band ends in the widget."""
        lowest = self.top(self.bands[-1]) + self.bands[-1].bottom - self.bands[-1].top if self.bands else 0.0
        return min(lowest, self.plot.bottom() + 1.0)

    def place(self, sample: float) -> float | None:
        """Return where a sample is drawn, or None when it is not visible."""
        return next((s.at(sample) for s in self.spans if s.start <= sample < s.stop), None)


class ScenePainter:
    """Paints a scene in one look."""

    def __init__(self, overlay: Overlay, axis: TimeAxis, colours: TraceColours) -> None:
        self.overlay = overlay
        self.axis = axis
        self.colours = colours
        self._window, self._text = QColor(colours.window), QColor(colours.text)

    def paint(self, painter: QPainter, region: QRegion, scene: Scene) -> None:
        """Compose image, overlays and frame in the exposed region."""
        # One by one: a mark far behind the front of the sweep must not drag all that lies between into the frame.
        several = 1 < region.rectCount() <= MOST_RECTS
        rects: list[QRect] = list(region) if several else [region.boundingRect()]  # type: ignore[call-overload]
        for exposed in rects:
            if not self._front(painter, exposed, scene):
                self._rect(painter, exposed, scene)

    def _rect(self, painter: QPainter, exposed: QRect, scene: Scene) -> None:
        plot = scene.plot
        if exposed.top() < plot.top():
            self._axis(painter, exposed, scene)
        if exposed.left() < plot.left():
            painter.setClipRect(exposed)
            painter.drawPixmap(0, plot.top(), scene.gutter)
            painter.setClipping(False)
        inside = exposed if plot.contains(exposed) else exposed & plot
        if not inside.isEmpty():
            # A whole rectangle of whole pixels is the one clip that costs nothing.
            painter.setClipRect(inside)
            self._image(painter, inside, scene)
            for span in scene.spans:
                if span.right >= inside.left() and span.x <= inside.right() + 1:
                    self._span(painter, inside, scene, span)
            painter.setClipRect(inside)
            self._cursor(painter, inside, scene)
            self._words(painter, inside, scene)
            painter.setClipping(False)
        self._selection(painter, exposed, scene)

    def _front(self, painter: QPainter, exposed: QRect, scene: Scene) -> bool:
        """Paint new columns, cursor and gap of a live sweep; return False, nothing painted, where there is more.

        This is most frames, and the general way takes three times as long.
        """
        if scene.ratio != 1 or scene.page is not None or scene.stalled_s > 0 or scene.cursor is not None:
            return False
        plot, image, per_px = scene.plot, scene.image, scene.spp
        left, top, wide, height = exposed.left(), exposed.top(), exposed.width(), exposed.height()
        at, above = plot.left(), plot.top()
        cursor = scene.done % image.width
        newest = at + cursor
        if left < at or top < above or left + wide > min(newest + GAP_PX, at + plot.width()) or left >= newest:
            return False
        known, first = scene.known, (scene.done - cursor + left - 2 - at) * per_px
        if not scene.sweeping or known.until(per_px) > first or (left < at + CHANNEL_WORDS_PX and any(known.words)):
            return False
        painter.drawImage(left, top, image.image, left - at, top - above, min(newest - left, wide), height)
        height, right = min(height, round(scene.bottom) - top), left + wide
        if height > 0 and right > newest:
            painter.fillRect(newest, top, right - newest, height, self._window)
        if height > 0 and right > newest - CURSOR_PX:
            first = max(left, newest - CURSOR_PX)
            painter.fillRect(first, top, min(right, newest) - first, height, self._text)
        self._selection(painter, exposed, scene)
        return True

    @staticmethod
    def _image(painter: QPainter, exposed: QRect, scene: Scene) -> None:
        ratio, plot, image = scene.ratio, scene.plot, scene.image
        newest = math.ceil(scene.spans[0].right)
        if scene.live and scene.sweeping and scene.stalled_s <= 0 and exposed.right() < newest + GAP_PX:
            # Over the gap nothing of the image is seen; fetching it from memory is most of the work of a frame.
            exposed = exposed & QRect(plot.left(), plot.top(), newest - plot.left(), plot.height())
            if exposed.isEmpty():
                return
        if ratio == 1:
            painter.drawImage(exposed.topLeft(), image.image, exposed.translated(-plot.topLeft()))
            return
        left, top = exposed.left() - plot.left(), exposed.top() - plot.top()
        x0, y0 = math.floor(left * ratio), math.floor(top * ratio)
        x1 = min(math.ceil((left + exposed.width()) * ratio), image.width)
        y1 = min(math.ceil((top + exposed.height()) * ratio), image.height)
        # Where the widget itself lies between two device pixels, the picture is moved onto them.
        device = painter.deviceTransform().map(plot.topLeft().toPointF())
        shift_x, shift_y = round(device.x()) - device.x(), round(device.y()) - device.y()
        target = QRectF(
            plot.left() + (x0 + shift_x) / ratio,
            plot.top() + (y0 + shift_y) / ratio,
            (x1 - x0) / ratio,
            (y1 - y0) / ratio,
        )
        painter.drawImage(target, image.image, QRectF(x0, y0, x1 - x0, y1 - y0))

    def _span(self, painter: QPainter, exposed: QRect, scene: Scene, span: Span) -> None:
        plot, known = scene.plot, scene.known
        right = plot.right() + 1 if span.older else math.ceil(span.right)
        area = QRect(math.floor(span.x), plot.top(), right - math.floor(span.x), plot.height()) & exposed
        if area.isEmpty():
            return
        lo, hi = span.sample(area.left() - SAID_PX), span.sample(area.right() + 1 + REACH_PX)
        if not span.older and not known.touches(lo, hi):
            return  # as at most places of the front of a sweep
        painter.setClipRect(area)
        near = span.sample(area.left() - REACH_PX - 2)
        gaps = [g for g in known.gaps if g[1] > near and g[0] < hi]
        for band in scene.bands:
            top = scene.top(band)
            bottom = top + band.bottom - band.top
            if top > exposed.bottom() + 1 or bottom < exposed.top():
                continue
            if span.older:
                self.overlay.older(painter, QRectF(area.left(), top, area.width(), bottom - top))
            every = known.marks.get(band.muscle, [])
            stretches = [r for r in known.rejected.get(band.muscle, ()) if r.stop > lo and r.start < hi]
            if stretches:
                self.overlay.rejected(painter, span, band, top, stretches, every, area.left() - WORDS_PX)
            for start, stop in gaps:
                place = span.cut(start, stop)
                if place:
                    self.overlay.lost(painter, *place, top, bottom)
            marks = [m for m in every if (lo if m.said else near) <= m.sample <= hi]
            again = [m for m in known.again.get(band.muscle, []) if near <= m.sample <= hi]
            if marks or again:
                painter.setOpacity(self.colours.older if span.older else 1.0)
                self.overlay.footprints(painter, span, band, top, marks, scene.fs_hz)
                chosen = self._newest(every, span) if scene.chosen == NEWEST else scene.chosen
                self.overlay.marks(painter, span, band, top, marks, chosen)
                self.overlay.marks(painter, span, band, top + REACH_PX, again, -1)
                painter.setOpacity(1.0)

    @staticmethod
    def _newest(marks: Sequence[Mark], span: Span) -> int:
        if span.older:
            return -1
        return next((m.event for m in reversed(marks) if m.shape in COUNTED and m.sample < span.stop), -1)

    def _cursor(self, painter: QPainter, exposed: QRect, scene: Scene) -> None:
        plot, colours, high = scene.plot, self.colours, scene.bottom - scene.plot.top()
        if scene.cursor is not None and (x := scene.place(scene.cursor)) is not None:
            painter.fillRect(QRectF(x - 1, plot.top(), CURSOR_PX, high), QColor(colours.stored))
        if not scene.live:
            return
        newest = scene.spans[0].right
        if scene.stalled_s > 0:
            wide = max(scene.stalled_s * scene.fs_hz / scene.spans[0].per_px, GAP_PX)
            self.overlay.lost(painter, newest, min(newest + wide, plot.right() + 1), plot.top(), scene.bottom)
        if not scene.sweeping or exposed.right() + 1 < newest - CURSOR_PX or exposed.left() > newest + GAP_PX:
            return
        if scene.ratio == 1:  # whole pixels are the fastest to fill
            at, low = round(newest), round(high)
            if scene.stalled_s <= 0:
                painter.fillRect(at, plot.top(), min(GAP_PX, plot.right() + 1 - at), low, self._window)
            painter.fillRect(at - CURSOR_PX, plot.top(), CURSOR_PX, low, self._text)
            return
        if scene.stalled_s <= 0:
            gap = min(GAP_PX, plot.right() + 1 - newest)
            painter.fillRect(QRectF(newest, plot.top(), gap, high), self._window)
        painter.fillRect(QRectF(newest - CURSOR_PX, plot.top(), CURSOR_PX, high), self._text)

    def _words(self, painter: QPainter, exposed: QRect, scene: Scene) -> None:
        plot = scene.plot
        for at, text in scene.known.notes:
            if (x := scene.place(at)) is not None and exposed.left() - NOTE_PX <= x <= exposed.right() + 2:
                self.overlay.note(painter, x, plot.top(), scene.bottom, text)
        if any(scene.known.words) and exposed.left() < plot.left() + CHANNEL_WORDS_PX:
            for band in scene.bands:
                height = min(18.0, band.pitch)
                for channel, baseline in zip(band.channels, band.baselines, strict=True):
                    text = scene.known.words[channel] if channel < len(scene.known.words) else ""
                    if text and height >= 9:
                        y = plot.top() + baseline - scene.scroll
                        self.overlay.channel_words(painter, plot.left() + 8, y, text, height)

    def _selection(self, painter: QPainter, exposed: QRect, scene: Scene) -> None:
        if len(scene.bands) < 2:
            return
        for band in scene.bands:
            if band.muscle != scene.selected:
                continue
            top, bottom = round(scene.top(band)), round(scene.top(band) + band.bottom - band.top) - 1
            left, right, ink = exposed.left(), min(exposed.right(), scene.plot.right()), self._text
            painter.fillRect(left, top, right - left + 1, 1, ink)
            painter.fillRect(left, bottom, right - left + 1, 1, ink)
            for x in (0, scene.plot.right()):
                if left <= x <= right:
                    painter.fillRect(x, top, 1, bottom - top + 1, ink)

    def _tags(self, scene: Scene) -> list[tuple[QRectF, str, str | None, str]]:
        """Return box, words, fill and ink of every tag on the time axis; what comes first has the place."""
        colours, axis, fs_hz = self.colours, self.axis, scene.fs_hz
        left, right = float(scene.plot.left()), float(scene.plot.right() + 1)
        tags: list[tuple[QRectF, str, str | None, str]] = []
        if scene.live and scene.sweeping:
            newest = scene.axis_spans[0]
            text = time_text(newest.stop / fs_hz, 1 if scene.division_s >= 0.1 else 3)
            tags.append((axis.tag_rect(newest.right, text, left, right), text, colours.text, colours.plot))
        if scene.cursor is not None and (x := scene.place(scene.cursor)) is not None:
            text = time_text(scene.cursor / fs_hz, 3)
            tags.append((axis.tag_rect(x, text, left, right, ends_at_x=False), text, colours.stored, colours.plot))
        if scene.live and scene.stalled_s > 0:
            text = self.axis.stalled.format(duration_text(math.floor(scene.stalled_s)))
            box = axis.tag_rect(scene.axis_spans[0].right + 8, text, left, right, ends_at_x=False)
            box.moveLeft(min(scene.axis_spans[0].right + 8, right - box.width()))
            if not any(box.intersects(t[0]) for t in tags):
                tags.append((box, text, None, colours.fault))
        for start, stop in scene.known.gaps:
            for span in scene.axis_spans:
                place = span.cut(start, stop)
                if place:
                    text = self.axis.lost.format(duration_text((stop - start) / fs_hz))
                    box = axis.tag_rect(sum(place) / 2, text, left, right, ends_at_x=False)
                    if not any(box.intersects(t[0]) for t in tags):
                        tags.append((box, text, None, colours.text))
        return tags

    def _axis(self, painter: QPainter, exposed: QRect, scene: Scene) -> None:
        exposed = exposed & QRect(0, 0, scene.plot.right() + 1, AXIS_PX)
        painter.setClipRect(exposed)
        painter.fillRect(exposed, self._window)
        tags = self._tags(scene)
        taken = [box.adjusted(-6, 0, 6, 0) for box, *_ in tags]
        self.axis.paint(painter, scene.axis_spans, scene.division_s, scene.fs_hz, QRectF(exposed), taken)
        for box, text, fill, ink in tags:
            if box.intersects(QRectF(exposed)):
                self.axis.tag(painter, box, text, fill, ink)
        if scene.state_word and exposed.left() < scene.plot.left():
            # In the corner above the names nothing else ever stands.
            self.overlay.state_word(painter, scene.plot.left() + 1, 3, scene.state_word)
        painter.setClipping(False)
