"""The traces: all channels by muscle on a sweep that only ever paints what is new."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QRegion, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollBar, QSizePolicy, QWidget

from fascview_ui.models.traces import DIVISIONS, TraceData, TraceModel
from fascview_ui.views.sweep_columns import DENSE_SPP, complete
from fascview_ui.views.sweep_image import SweepImage, make_look
from fascview_ui.views.time_axis import Span, duration_text, spans, time_text
from fascview_ui.views.traces_colours import TraceColours
from fascview_ui.views.traces_frame import AXIS_PX, GUTTER_PX, NARROW_GUTTER_PX, BandText, TimeAxis, gutter
from fascview_ui.views.traces_layout import Band, image_rows, place_bands
from fascview_ui.views.traces_marks import REACH_PX, Mark, between, carriers, ordered, shape_of
from fascview_ui.views.traces_overlay import Overlay, Rejected, merged

GAP_PX = 20
CURSOR_PX = 2
SCROLLBAR_PX = 12
FIELDS = ["id", "sample", "muscle", "channel", "kind", "status"]
COUNTED = ("fasciculation", "doublet")


class TraceView(QWidget):
    """Traces of every channel, pulled on the clock: call ``advance`` once per frame.

    Parameters
    ----------
    model : TraceModel
    colours : TraceColours
    """

    muscle_clicked = Signal(int)
    time_clicked = Signal(int)  #: sample
    event_clicked = Signal(int)  #: id of the event

    def __init__(
        self, model: TraceModel, colours: TraceColours | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.model = model
        self._colours = colours or TraceColours()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Traces"))
        self._bar = QScrollBar(Qt.Orientation.Vertical, self)
        self._bar.setAccessibleName(self.tr("Channels further down"))
        self._bar.hide()
        self._bar.valueChanged.connect(self.redraw)
        self._image: SweepImage | None = None
        self._bands: tuple[Band, ...] = ()
        self._done = 0
        self._spp = 1.0
        self._version = -1
        self._stale = True
        self._marks: dict[int, list[Mark]] = {}
        self._carriers: dict[int, tuple[int, ...]] = {}
        self._rejected: dict[int, list[Rejected]] = {}
        self._gaps: list[tuple[int, int]] = []
        self._words: tuple[str, ...] = ()
        self._cursor: int | None = None
        self._state_word = ""
        self._stalled_s = 0.0
        self._drag: tuple[QPoint, int] | None = None
        for signal in (model.scale_changed, model.timing_changed, model.layout_changed):
            signal.connect(self.redraw)
        model.page_changed.connect(self.redraw)
        model.data_changed.connect(self._forget)
        model.selection_changed.connect(lambda _: self.update())

    # -- what the window sets

    def set_colours(self, colours: TraceColours) -> None:
        """Paint in other colours."""
        self._colours = colours
        self.redraw()

    def set_state_word(self, word: str) -> None:
        """Say in the plot that these are not live data (``DEMO``, ``PLAYBACK``, ``STORED``)."""
        if word != self._state_word:
            self._state_word = word
            self.update()

    def set_stalled(self, seconds: float) -> None:
        """Hatch the time for which nothing has come; 0 when data flow."""
        if seconds != self._stalled_s:
            self._stalled_s = seconds
            self.update()

    def set_cursor_sample(self, sample: int | None) -> None:
        """Stand a cursor on a sample of a stored recording, or take it away."""
        if sample != self._cursor:
            self._cursor = sample
            self.update()

    def redraw(self) -> None:
        """Draw everything anew at the next frame."""
        self._stale = True
        self.update()

    @property
    def decimated(self) -> bool:
        """Whether more than one sample shares a pixel column (peaks are kept)."""
        return self._spp > 1.0

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(1264, 660)

    def minimumSizeHint(self) -> QSize:
        """Return the size below which words collide."""
        return QSize(320, 160)

    # -- geometry

    def _plot(self) -> QRect:
        left = GUTTER_PX if self.width() >= 800 else NARROW_GUTTER_PX
        bar = SCROLLBAR_PX if self._bar.isVisible() else 0
        return QRect(left, AXIS_PX, max(16, self.width() - left - bar), max(16, self.height() - AXIS_PX))

    def _forget(self) -> None:
        self._carriers.clear()
        self._version = -1
        self.redraw()

    def _prepare(self, data: TraceData) -> None:
        """Lay out bands and make a new image."""
        model, ratio = self.model, self.devicePixelRatioF()
        self._bands, total = place_bands(model.bands(), self.height() - AXIS_PX, model.fit_all)
        overflow = math.ceil(total - (self.height() - AXIS_PX))
        self._bar.blockSignals(True)
        self._bar.setVisible(overflow > 0)
        self._bar.setGeometry(self.width() - SCROLLBAR_PX, AXIS_PX, SCROLLBAR_PX, self.height() - AXIS_PX)
        self._bar.setRange(0, max(0, overflow))
        self._bar.setPageStep(self.height() - AXIS_PX)
        self._bar.setSingleStep(24)
        self._bar.blockSignals(False)
        plot, scroll = self._plot(), float(self._bar.value())
        scales = [[model.channel_sensitivity_uv(c, b.muscle) for c in b.channels] for b in self._bands]
        width, height = round(plot.width() * ratio), round(plot.height() * ratio)
        rows = image_rows(self._bands, scales, height, scroll, ratio)
        self._spp = model.page_samples / width
        look = make_look(rows, [b.muscle for b in self._bands], self._colours, ratio, self._spp >= DENSE_SPP)
        self._image = SweepImage(width, height, look, DIVISIONS)
        self._overlay = Overlay(self._colours, self.font(), ratio)
        self._axis = TimeAxis(self._colours, self.font())
        self._gutter = gutter(
            self._bands,
            self._texts(data, scales),
            plot.left(),
            plot.height(),
            scroll,
            self._colours,
            self.font(),
            ratio,
        )

    def _texts(self, data: TraceData, scales: list[list[float]]) -> list[BandText]:
        muscles, out = data.info.muscles, []
        for band, scale in zip(self._bands, scales, strict=True):
            every = self.model.channels_of(band.muscle)
            names = tuple(str(every.index(c) + 1) for c in band.channels)
            same = len(set(scale)) == 1
            text = (
                self.tr("{0} µV").format(self.locale().toString(float(scale[0])))
                if same
                else self.tr("mixed")
            )
            out.append(BandText(muscles[band.muscle].label or self.tr("Channels"), text, names))
        return out

    def _spans(self) -> tuple[Span, ...]:
        image, ratio, plot = self._image, self.devicePixelRatioF(), self._plot()
        if image is None:
            return ()
        page = self._page_column() if self.model.frozen else None
        gap = round(GAP_PX * ratio)
        return spans(self.model.mode, self._done, image.width, gap, self._spp, plot.left(), ratio, page)

    def _page_column(self) -> int:
        return round(self.model.page_start / self._spp)

    # -- the frame

    def advance(self) -> None:
        """Draw what is new. Cheap when nothing is."""
        data = self.model.data
        if data is None or not self.isVisible():
            return
        if self._stale:
            self._draw_all(data)
            return
        image = self._image
        if image is None:
            return
        if not self.model.frozen:
            newest = complete(data.newest, self._spp)
            if newest < self._done or newest - self._done >= image.width:
                self._draw_all(data)
                return
            if newest > self._done:
                self._draw_new(data, image, newest)
        if data.version != self._version:
            self._look(data)

    def _draw_all(self, data: TraceData) -> None:
        self._prepare(data)
        image, model = self._image, self.model
        if image is None:
            return
        self._stale = False
        self._done = newest = complete(data.newest, self._spp)
        ring, pyramid = data.shown, data.pyramid
        if model.frozen:
            page = self._page_column()
            image.draw(ring, pyramid, page, page + image.width, self._spp, origin=page, safe=True)
            beyond = max(newest, page)
            image.blank(beyond, page + image.width, origin=page)
        elif model.mode == "scroll":
            first = newest - image.width
            image.draw(ring, pyramid, first, newest, self._spp, origin=first, safe=True)
        else:
            image.draw(ring, pyramid, newest - image.width, newest, self._spp, safe=True)
        self._look(data)
        self.update()

    def _draw_new(self, data: TraceData, image: SweepImage, newest: int) -> None:
        before, self._done = self._done, newest
        if self.model.mode == "scroll":
            image.shift(newest - before)
            image.draw(data.shown, None, before, newest, self._spp, origin=newest - image.width)
            self.update()
            return
        image.draw(data.shown, None, before, newest, self._spp)
        if before // image.width != newest // image.width:
            self._look(data)
            self.update()
            return
        ratio, plot, page = self.devicePixelRatioF(), self._plot(), newest - newest % image.width
        left = plot.left() + (before - page) / ratio - CURSOR_PX - 2
        right = plot.left() + (newest - page) / ratio + GAP_PX + 2
        self.update(QRect(math.floor(left), plot.top(), math.ceil(right) - math.floor(left), plot.height()))
        # Above, the cursor's tag moves, and beside it times and tags of lost stretches come and go.
        self.update(QRect(math.floor(left) - 220, 0, math.ceil(right) - math.floor(left) + 360, AXIS_PX))

    # -- events, rejected time, gaps

    def _look(self, data: TraceData) -> None:
        """Take over what is known about the visible stretch, and repaint what changed."""
        visible = self._spans()
        before = (self._marks, self._rejected, self._gaps, self._words)
        self._version = data.version
        lo, hi = min(s.start for s in visible), max(s.stop for s in visible)
        fs_hz = data.info.fs_hz
        self._marks = {}
        for row in between(ordered(data.events()), lo - fs_hz, hi + fs_hz)[FIELDS]:
            event, sample, muscle, channel, kind, status = row.item()
            shape = shape_of(kind, status)
            if shape:
                seen = self._carried(data, event, muscle, channel) if shape in COUNTED else ()
                self._marks.setdefault(muscle, []).append(Mark(event, sample, muscle, shape, seen))
        rows = data.intervals()
        rows = rows[(rows["stop"] > lo) & (rows["start"] < hi)]
        self._rejected = {}
        for found in merged(
            ((int(r[0]), int(r[1]), int(r[2]), str(r[3])) for r in rows.tolist()), round(0.05 * fs_hz)
        ):
            self._rejected.setdefault(found.muscle, []).append(found)
        self._gaps = [(g.start, g.stop) for g in data.gaps() if g.stop > lo and g.start < hi]
        self._words = data.words
        if before[1:] != (self._rejected, self._gaps, self._words):
            self.update()
        elif before[0] != self._marks:
            self._update_marks(before[0], visible)

    def _carried(self, data: TraceData, event: int, muscle: int, channel: int) -> tuple[int, ...]:
        """Return the channels that carry an event; asked for once."""
        known = self._carriers.get(event)
        if known is None:
            known = carriers(data.footprint(event), self.model.channels_of(muscle), channel)
            if len(self._carriers) > 4096:
                self._carriers.clear()
            self._carriers[event] = known
        return known

    def _update_marks(self, before: dict[int, list[Mark]], visible: tuple[Span, ...]) -> None:
        top, scroll = self._plot().top(), self._bar.value()
        for band in self._bands:
            old, new = before.get(band.muscle, []), self._marks.get(band.muscle, [])
            if old == new:
                continue
            # The frame moves from one mark to the next, so the last of both are repainted as well.
            changed = set(old) ^ set(new) | set(old[-2:]) | set(new[-2:])
            for mark in changed:
                for span in visible:
                    x = span.at(mark.sample)
                    box = QRectF(
                        x - REACH_PX - 4, top + band.top - scroll, 2 * REACH_PX + 90, band.bottom - band.top
                    )
                    self.update(box.toAlignedRect())

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Compose image, overlays and frame in the exposed region."""
        painter = QPainter(self)
        exposed = event.rect()
        image, plot = self._image, self._plot()
        data = self.model.data
        if image is None or data is None or (self._stale and not self._bands):
            painter.fillRect(exposed, QColor(self._colours.window))
            return
        visible = self._spans()
        if exposed.top() < plot.top():
            self._paint_axis(painter, exposed, plot, visible, data)
        if exposed.left() < plot.left():
            painter.drawPixmap(0, plot.top(), self._gutter)
        region = event.region() & QRegion(plot)
        if not region.isEmpty():
            painter.setClipRegion(region)
            self._paint_plot(painter, region.boundingRect(), plot, visible, data, image)
            painter.setClipping(False)
        self._paint_selection(painter, plot)
        if plot.right() + 1 < self.width():
            painter.fillRect(
                QRect(plot.right() + 1, 0, self.width(), self.height()), QColor(self._colours.window)
            )

    def _paint_plot(
        self, painter: QPainter, exposed: QRect, plot: QRect, visible: tuple[Span, ...], data: TraceData, image: SweepImage
    ) -> None:  # fmt: skip
        ratio = self.devicePixelRatioF()
        x0, x1 = (
            math.floor((exposed.left() - plot.left()) * ratio),
            math.ceil((exposed.right() + 1 - plot.left()) * ratio),
        )
        y0, y1 = (
            math.floor((exposed.top() - plot.top()) * ratio),
            math.ceil((exposed.bottom() + 1 - plot.top()) * ratio),
        )
        source = QRectF(x0, y0, min(x1, image.width) - x0, min(y1, image.height) - y0)
        target = QRectF(
            plot.left() + x0 / ratio, plot.top() + y0 / ratio, source.width() / ratio, source.height() / ratio
        )
        painter.drawImage(target, image.image, source)
        fs_hz, scroll = data.info.fs_hz, float(self._bar.value())
        for span in visible:
            if span.right < exposed.left() or span.x > exposed.right() + 1:
                continue
            painter.save()
            right = plot.right() + 1 if span.older else span.right
            area = QRectF(span.x, plot.top(), right - span.x, plot.height())
            painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
            part = area & QRectF(exposed)
            lo, hi = span.sample(part.left() - 100), span.sample(part.right() + REACH_PX + 4)
            for band in self._bands:
                top = plot.top() + band.top - scroll
                if top > exposed.bottom() + 1 or top + band.bottom - band.top < exposed.top():
                    continue
                if span.older:
                    self._overlay.dim(
                        painter,
                        QRectF(part.left(), top, part.width(), band.bottom - band.top),
                        self._colours.older,
                    )
                stretches = [
                    r
                    for r in self._rejected.get(band.muscle, ())
                    if r.stop > lo - 200 * span.per_px and r.start < hi
                ]
                if stretches:
                    self._overlay.rejected(painter, span, band, top, stretches)
                for start, stop in self._gaps:
                    place = span.cut(start, stop)
                    if place and place[1] > part.left() - 4 and place[0] < part.right() + 4:
                        self._overlay.lost(painter, *place, top, top + band.bottom - band.top)
                every = self._marks.get(band.muscle, [])
                marks = [m for m in every if lo <= m.sample <= hi]
                if marks:
                    painter.setOpacity(self._colours.older if span.older else 1.0)
                    self._overlay.footprints(painter, span, band, top, marks, fs_hz)
                    self._overlay.marks(painter, span, band, top, marks, self._newest_mark(every, span))
                    painter.setOpacity(1.0)
            painter.restore()
        self._paint_cursor(painter, exposed, plot, visible, data)
        self._paint_words(painter, exposed, plot, scroll)

    @staticmethod
    def _newest_mark(marks: list[Mark], span: Span) -> int:
        if span.older:
            return -1
        counted = [m.event for m in marks if m.shape in COUNTED and m.sample < span.stop]
        return counted[-1] if counted else -1

    def _paint_cursor(
        self, painter: QPainter, exposed: QRect, plot: QRect, visible: tuple[Span, ...], data: TraceData
    ) -> None:
        colours = self._colours
        if self._cursor is not None:
            for span in visible:
                x = span.at(self._cursor)
                if span.start <= self._cursor < span.stop:
                    painter.fillRect(
                        QRectF(x - 1, plot.top(), CURSOR_PX, plot.height()), QColor(colours.stored)
                    )
        if self.model.frozen:
            return
        newest = visible[0].right
        if self._stalled_s > 0:
            wide = self._stalled_s * data.info.fs_hz / visible[0].per_px
            self._overlay.lost(
                painter,
                newest,
                min(newest + max(wide, GAP_PX), plot.right() + 1),
                plot.top(),
                plot.bottom() + 1,
            )
        if self.model.mode != "sweep":
            return
        if self._stalled_s <= 0:
            gap = min(GAP_PX, plot.right() + 1 - newest)
            painter.fillRect(QRectF(newest, plot.top(), gap, plot.height()), QColor(colours.window))
        if exposed.right() + 1 >= newest - CURSOR_PX:
            painter.fillRect(
                QRectF(newest - CURSOR_PX, plot.top(), CURSOR_PX, plot.height()), QColor(colours.text)
            )

    def _paint_words(self, painter: QPainter, exposed: QRect, plot: QRect, scroll: float) -> None:
        if any(self._words) and exposed.left() < plot.left() + 200:
            for band in self._bands:
                for channel, baseline in zip(band.channels, band.baselines, strict=True):
                    if channel < len(self._words) and self._words[channel] and band.pitch >= 9:
                        y = plot.top() + baseline - scroll
                        self._overlay.channel_words(painter, plot.left() + 8, y, self._words[channel])

    def _paint_selection(self, painter: QPainter, plot: QRect) -> None:
        for band in self._bands:
            if band.muscle == self.model.selected and len(self._bands) > 1:
                top = plot.top() + band.top - self._bar.value()
                painter.setPen(QPen(QColor(self._colours.text), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(QRectF(0.5, top + 0.5, plot.right(), band.bottom - band.top - 1))

    def _paint_axis(
        self, painter: QPainter, exposed: QRect, plot: QRect, visible: tuple[Span, ...], data: TraceData
    ) -> None:
        colours, fs_hz, axis = self._colours, data.info.fs_hz, self._axis
        painter.fillRect(exposed & QRect(0, 0, self.width(), AXIS_PX), QColor(colours.window))
        taken: list[QRectF] = []
        tags: list[tuple[QRectF, str, str | None, str]] = []
        division_s = self.model.sweep_s / DIVISIONS
        right = float(plot.right() + 1)
        newest = visible[0].right
        if not self.model.frozen and self.model.mode == "sweep":
            text = time_text(self._done * self._spp / fs_hz, 1 if division_s >= 0.1 else 3)
            tags.append((axis.tag_rect(newest, text, plot.left(), right), text, colours.text, colours.plot))
        if self._cursor is not None:
            for span in visible:
                if span.start <= self._cursor < span.stop:
                    text = time_text(self._cursor / fs_hz, 3)
                    box = axis.tag_rect(span.at(self._cursor), text, plot.left(), right, ends_at_x=False)
                    tags.append((box, text, colours.stored, colours.plot))
        for start, stop in self._gaps:
            for span in visible:
                place = span.cut(start, stop)
                if place:
                    text = self.tr("{0} lost").format(duration_text((stop - start) / fs_hz))
                    box = axis.tag_rect(sum(place) / 2, text, plot.left(), right, ends_at_x=False)
                    if not any(box.intersects(t[0]) for t in tags):
                        tags.append((box, text, None, colours.text))
        taken = [t[0].adjusted(-4, 0, 4, 0) for t in tags]
        axis.paint(painter, visible, division_s, fs_hz, QRectF(exposed), taken)
        for box, text, fill, ink in tags:
            if box.intersects(QRectF(exposed)):
                axis.tag(painter, box, text, fill, ink)

    # -- hands

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew in the new size."""
        self.redraw()
        self.advance()
        super().resizeEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and wheel change the sweep; the wheel alone scrolls channels, or over the names the sensitivity."""
        by = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.model.step_sweep(-int(np.sign(by)))
        elif self._bar.isVisible() and not event.modifiers():
            self._bar.setValue(self._bar.value() - by // 4)
        else:
            band = self._band_at(event.position().y())
            if band is None:
                return
            self.model.step_sensitivity(int(np.sign(by)), band.muscle)
        event.accept()

    def _band_at(self, y: float) -> Band | None:
        row = y - AXIS_PX + self._bar.value()
        return next((b for b in self._bands if b.top <= row < b.bottom), None)

    def _sample_at(self, x: float) -> int | None:
        return next((s.sample(x) for s in self._spans() if s.x <= x < s.right), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the muscle under the pointer; a drag moves the page."""
        band = self._band_at(event.position().y())
        if event.button() != Qt.MouseButton.LeftButton or band is None:
            return
        self.model.select(band.muscle)
        self.muscle_clicked.emit(band.muscle)
        sample = self._sample_at(event.position().x())
        if sample is None:
            return
        self._drag = (event.position().toPoint(), self.model.page_start)
        reach = REACH_PX * self._spans()[0].per_px
        near = [m for m in self._marks.get(band.muscle, []) if abs(m.sample - sample) <= reach]
        if near:
            self.event_clicked.emit(min(near, key=lambda m: abs(m.sample - sample)).event)
        self.time_clicked.emit(sample)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the page through time, freezing it."""
        if self._drag is None:
            return
        moved = event.position().x() - self._drag[0].x()
        if abs(moved) >= 12 or self.model.frozen:
            self.model.freeze(self._drag[1] - round(moved * self._spans()[0].per_px))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag."""
        self._drag = None
