"""The drawing of the traces: all channels by muscle on a sweep that only ever paints what is new."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollBar, QSizePolicy, QWidget

from fascview.ring import Ring
from fascview_ui.models.short_names import short_labels
from fascview_ui.models.traces import DIVISIONS, TraceData, TraceModel
from fascview_ui.views.traces.colours import TraceColours
from fascview_ui.views.traces.frame import AXIS_PX, GUTTER_PX, NARROW_GUTTER_PX, BandText, TimeAxis, gutter, label_forms
from fascview_ui.views.traces.known import Lookup
from fascview_ui.views.traces.layout import Band, cut_at_lanes, image_rows, place_bands
from fascview_ui.views.traces.marks import REACH_PX
from fascview_ui.views.traces.overlay import Overlay
from fascview_ui.views.traces.scene import CURSOR_PX, GAP_PX, NEWEST, SAID_PX, WORDS_PX, Known, Scene, ScenePainter
from fascview_ui.views.traces.sprites import Sprites
from fascview_ui.views.traces.sweep_columns import DENSE_SPP, complete
from fascview_ui.views.traces.sweep_image import SweepImage, make_look
from fascview_ui.views.traces.time_axis import Span

SCROLLBAR_PX = 12
#: The tag of the cursor follows it in steps of this [px]; smoother costs more than it shows.
AXIS_STEP_PX = 24


class TraceCanvas(QWidget):
    """Traces of every channel, pulled on the clock: call ``advance`` once per frame.

    Parameters
    ----------
    model : TraceModel
    colours : TraceColours
    """

    #: Whether what is stale is drawn before it is painted, rather than with the next frame.
    draws_when_painted = True

    def __init__(self, model: TraceModel, colours: TraceColours | None = None, parent: QWidget | None = None) -> None:
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
        self._scene: Scene | None = None
        self._painter: ScenePainter | None = None
        self._lookup = Lookup()
        self._done = 0
        self._spp = 1.0
        self._version = -1
        self._stale = True
        self._ring: Ring | None = None
        self.lanes_cut = False  #: whether traces are cut where the neighbour's lane begins
        self.division_px = 0.0  #: height of a division of the first muscle
        self._cursor: int | None = None
        self._chosen = NEWEST
        self._state_word = ""
        self._stalled_s = 0.0
        for signal in (model.scale_changed, model.timing_changed, model.layout_changed, model.page_changed):
            signal.connect(self.redraw)
        model.data_changed.connect(self._forget)
        model.selection_changed.connect(self._select)

    # -- what the window sets

    def set_colours(self, colours: TraceColours) -> None:
        """Paint in other colours."""
        self._colours = colours
        self.redraw()

    def set_state_word(self, word: str) -> None:
        """Say in the plot that these are not live data (``DEMO``, ``PLAYBACK``, ``STORED``)."""
        if word != self._state_word:
            self._state_word = word
            self._tell()

    def set_stalled(self, seconds: float) -> None:
        """Hatch the time for which nothing has come; 0 when data flow."""
        if seconds != self._stalled_s:
            self._stalled_s = seconds
            self._tell()

    def set_cursor_sample(self, sample: int | None) -> None:
        """Stand a cursor on a sample of a stored recording, or take it away."""
        if sample != self._cursor:
            self._cursor = sample
            self._tell()

    def set_chosen_event(self, event: int) -> None:
        """Frame this event instead of the newest; -1 frames none, and ``NEWEST`` the newest again."""
        if event != self._chosen:
            self._chosen = event
            self._tell()

    def set_other_events(
        self,
        events: NDArray[np.void] | None,
        alone: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset()),
    ) -> None:
        """Show a second set of events (EVENT_DTYPE) beside the first, as open triangles; None takes them away.

        ``alone`` has the ids of events, and of the other events, that are in one of the two only; they say so.
        """
        self._lookup.other, self._lookup.alone = events, alone
        self._version = -1

    def redraw(self) -> None:
        """Draw everything anew at the next frame."""
        self._stale = True
        self.update()

    @property
    def decimated(self) -> bool:
        """Whether more than one sample shares a pixel column (peaks are kept)."""
        return self._spp > 1.0

    @property
    def plot_px(self) -> int:
        """Width of the plot."""
        return self._plot().width()

    @property
    def resolution_s(self) -> float:
        """Seconds that share one bar on the page: a column, or more where the samples are no longer kept one by one."""
        data = self.model.data
        if data is None:
            return 0.0
        start, (shown, pyramid) = self.model.page_start, self.model.rings() or (data.shown, data.pyramid)
        kept = not self.model.frozen or start >= shown.first
        bins = 1 if kept else pyramid.resolution(start, self._spp)
        return float(max(self._spp, bins) / data.info.fs_hz)

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(1264, 660)

    def minimumSizeHint(self) -> QSize:
        """Return the size below which words collide."""
        return QSize(320, 160)

    def _select(self, muscle: int) -> None:
        self._tell()

    def _tell(self) -> None:
        """Hand what has been set to the scene and paint it."""
        if self._scene is not None:
            scene = self._scene
            scene.selected, scene.cursor, scene.chosen = self.model.selected, self._cursor, self._chosen
            scene.state_word, scene.stalled_s = self._state_word, self._stalled_s
        self.update()

    # -- geometry

    def _plot(self) -> QRect:
        left = GUTTER_PX if self.width() >= 800 else NARROW_GUTTER_PX
        bar = SCROLLBAR_PX if self._bar.isVisible() else 0
        return QRect(left, AXIS_PX, max(16, self.width() - left - bar), max(16, self.height() - AXIS_PX))

    def _forget(self) -> None:
        self._lookup.forget()
        self._version = -1
        self.redraw()

    def _lay_out(self, height: int) -> tuple[Band, ...]:
        """Place the bands, with a scroll bar where they do not fit."""
        bands, total = place_bands(self.model.bands(), height, self.model.fit_all)
        overflow = max(0, math.ceil(total - height))
        bar = self._bar
        bar.blockSignals(True)
        bar.setVisible(overflow > 0)
        bar.setGeometry(self.width() - SCROLLBAR_PX, AXIS_PX, SCROLLBAR_PX, height)
        bar.setRange(0, overflow)
        bar.setPageStep(height)
        bar.setSingleStep(24)
        bar.blockSignals(False)
        return bands

    def _prepare(self, data: TraceData) -> Scene:
        """Lay out bands and make a new image."""
        model, ratio, colours = self.model, self.devicePixelRatioF(), self._colours
        bands = self._lay_out(max(16, self.height() - AXIS_PX))
        plot, scroll = self._plot(), float(self._bar.value())
        scales = [[model.channel_sensitivity_uv(c, b.muscle) for c in b.channels] for b in bands]
        width, height = round(plot.width() * ratio), round(plot.height() * ratio)
        self.lanes_cut = any(cut_at_lanes(b, s) for b, own in zip(bands, scales, strict=True) for s in own)
        self.division_px = bands[0].division if bands else 0.0
        self._spp = model.page_samples / width
        rows = image_rows(bands, scales, height, scroll, ratio)
        look = make_look(rows, [b.muscle for b in bands], colours, ratio, self._spp >= DENSE_SPP)
        sprites = Sprites(colours, self.font(), ratio)
        axis = TimeAxis(sprites, self.tr("{0} lost"), self.tr("NO DATA for {0}"))
        self._painter = ScenePainter(Overlay(sprites), axis, colours)
        texts = self._texts(data, bands, scales)
        names = gutter(bands, texts, plot.left(), plot.height(), scroll, colours, self.font(), ratio)
        return Scene(
            image=SweepImage(width, height, look, DIVISIONS),
            bands=bands,
            gutter=names,
            plot=plot,
            scroll=scroll,
            ratio=ratio,
            fs_hz=data.info.fs_hz,
            division_s=model.sweep_s / DIVISIONS,
            mode=model.mode,
            spp=self._spp,
            page=self._page_column() if model.frozen else None,
        )

    def _texts(self, data: TraceData, bands: tuple[Band, ...], scales: list[list[float]]) -> list[BandText]:
        muscles, shorts, out = data.info.muscles, short_labels(data.info.muscles), []
        for band, scale in zip(bands, scales, strict=True):
            names = tuple(self.model.channel_name(c) for c in band.channels)
            value = self.tr("{0} µV").format(self.locale().toString(float(scale[0])))
            text = value if len(set(scale)) == 1 else self.tr("mixed")
            muscle = muscles[band.muscle]
            names_of = label_forms(muscle, shorts[band.muscle]) if muscle.label else [self.tr("Channels")]
            out.append(BandText(tuple(names_of), text, names))
        return out

    def _place(self, scene: Scene) -> None:
        """Tell the scene which samples are where now."""
        scene.done = scene.axis_done = self._done
        if scene.live and scene.sweeping:
            scene.axis_done -= self._done % scene.image.width % round(AXIS_STEP_PX * scene.ratio)

    def _page_column(self) -> int:
        return round(self.model.page_start / self._spp)

    # -- the frame

    def advance(self) -> None:
        """Draw what is new. Cheap when nothing is."""
        data, scene = self.model.data, self._scene
        if data is None or not self.isVisible():
            return
        rings = self.model.rings()
        if rings is not None and rings[0] is not self._ring:
            self._ring, self._stale = rings[0], True  # filtered otherwise, or a page that has been read
        if self._stale or scene is None or scene.ratio != self.devicePixelRatioF():
            self._draw_all(data)
            return
        if not self.model.frozen:
            newest = complete(data.newest, self._spp)
            if newest < self._done or newest - self._done >= scene.image.width:
                self._draw_all(data)
                return
            if newest > self._done:
                self._draw_new(data, scene, newest)
        if data.version != self._version:
            self._look(data, scene)

    def _draw_all(self, data: TraceData) -> None:
        self._scene = scene = self._prepare(data)
        image, spp = scene.image, self._spp
        self._stale = False
        self._done = newest = complete(data.newest, spp)
        if self.model.frozen:
            page = self._page_column()
            shown, pyramid = self.model.rings() or (data.shown, data.pyramid)
            image.draw(shown, pyramid, page, page + image.width, spp, origin=page, safe=True)
            image.blank(max(newest, page), page + image.width, origin=page)
        elif self.model.mode == "scroll":
            first = newest - image.width
            image.draw(data.shown, data.pyramid, first, newest, spp, origin=first, safe=True)
        else:
            image.draw(data.shown, data.pyramid, newest - image.width, newest, spp, safe=True)
        self._place(scene)
        self._look(data, scene)
        self._tell()

    def _draw_new(self, data: TraceData, scene: Scene, newest: int) -> None:
        before, self._done = self._done, newest
        image = scene.image
        if self.model.mode == "scroll":
            image.shift(newest - before)
            image.draw(data.shown, None, before, newest, self._spp, origin=newest - image.width)
            self._place(scene)
            self.update(QRect(scene.plot.left(), 0, scene.plot.width(), self.height()))
            return
        image.draw(data.shown, None, before, newest, self._spp)
        axis_before = scene.axis_done
        self._place(scene)
        if before // image.width != newest // image.width:
            self._look(data, scene)
            self.update()
            return
        plot, page = scene.plot, newest - newest % image.width
        left = math.floor(plot.left() + (before - page) / scene.ratio) - CURSOR_PX - 2
        right = math.ceil(plot.left() + (newest - page) / scene.ratio + GAP_PX)
        self.update(QRect(left, plot.top(), right - left, plot.height()))
        # Above, the cursor's tag moves, and beside it times and tags of lost stretches come and go.
        if scene.axis_done != axis_before:
            reach = self._painter.axis.reach(scene.division_s, bool(scene.known.gaps)) if self._painter else 0
            self.update(QRect(left - reach, 0, right - left + reach + reach // 2, AXIS_PX))

    def _look(self, data: TraceData, scene: Scene) -> None:
        """Take over what is known about the visible stretch, and repaint what changed."""
        before, self._version = scene.known, data.version
        scene.known = known = self._lookup(data, scene.spans, SAID_PX * scene.spans[0].per_px, self.model.channels_of)
        if (before.gaps, before.words, before.again, before.notes) != (
            known.gaps, known.words, known.again, known.notes,
        ):  # fmt: skip
            self.update()
            return
        if before.rejected != known.rejected:
            self._update_rejected(before, known, scene)
        if before.marks != known.marks:
            self._update_marks(before, known, scene)

    def _update_rejected(self, before: Known, known: Known, scene: Scene) -> None:
        """Repaint where time has become uncounted, or counted again; a stretch that grows only where it did."""
        for band in scene.bands:
            old, new = set(before.rejected.get(band.muscle, ())), set(known.rejected.get(band.muscle, ()))
            grown: dict[tuple[int, str], list[int]] = {}
            for stretch in old ^ new:
                grown.setdefault((stretch.start, stretch.reason), []).append(stretch.stop)
            for (start, _), stops in grown.items():
                words = WORDS_PX * scene.spans[0].per_px
                first = start if len(stops) == 1 or min(stops) - start < words else min(stops)
                for span in scene.spans:
                    place = span.cut(first, max(stops) + words)
                    if place:
                        box = QRectF(place[0] - 2, scene.top(band), place[1] - place[0] + 4, band.bottom - band.top)
                        self.update(box.toAlignedRect())

    def _update_marks(self, before: Known, known: Known, scene: Scene) -> None:
        for band in scene.bands:
            old, new = before.marks.get(band.muscle, []), known.marks.get(band.muscle, [])
            if old == new:
                continue
            # The frame moves from one mark to the next, so the last of both are repainted as well.
            for mark in set(old) ^ set(new) | set(old[-2:]) | set(new[-2:]):
                for span in scene.spans:
                    left = span.at(mark.sample) - REACH_PX - 4
                    width = 2 * REACH_PX + (SAID_PX if mark.said else 8)
                    foot = max(0.0, 0.04 * scene.fs_hz / span.per_px - REACH_PX)
                    box = QRectF(left - foot, scene.top(band), width + 2 * foot, band.bottom - band.top)
                    self.update(box.toAlignedRect())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the exposed region."""
        if self._stale and self.draws_when_painted:
            self.advance()
        painter = QPainter(self)
        try:
            if self._scene is None or self._painter is None or self.model.data is None:
                painter.fillRect(event.rect(), QColor(self._colours.window))
                return
            self._painter.paint(painter, event.region(), self._scene)
            right = self._scene.plot.right() + 1
            if right < self.width() and event.rect().right() >= right:
                painter.fillRect(QRect(right, 0, self.width() - right, self.height()), QColor(self._colours.window))
        finally:
            # A painter left open by an error would take the whole program down.
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew in the new size, once it is painted: a window finds its layout in many steps."""
        self.redraw()
        super().resizeEvent(event)

    def band_at(self, y: float) -> Band | None:
        """Return the muscle's band at a height in the widget."""
        scene = self._scene
        if scene is None:
            return None
        return next((b for b in scene.bands if scene.top(b) <= y < scene.top(b) + b.bottom - b.top), None)

    def sample_at(self, x: float) -> int | None:
        """Return the sample drawn at a place in the widget."""
        found: Span | None = None
        if self._scene is not None:
            found = next((s for s in self._scene.spans if s.x <= x < s.right), None)
        return None if found is None else found.sample(x)
