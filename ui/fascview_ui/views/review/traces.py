"""The page of a stored recording: the traces of the monitor, standing still, with a cursor.

A page of many channels takes longer to draw than a window may stand still. So it is drawn a few columns a frame, behind
the page before, which stays in sight until the new one is whole.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from fascview.pyramid import Pyramid
from fascview.ring import Ring
from fascview_ui.models.review import ReviewState
from fascview_ui.models.traces import TraceData
from fascview_ui.views.traces.colours import TraceColours
from fascview_ui.views.traces.scene import Scene
from fascview_ui.views.traces.sweep_columns import complete
from fascview_ui.views.traces.view import TraceView

#: For so long the page before stays while the next one is read [s].
PATIENCE_S = 0.4
DRAG_PX = 6
#: For so long columns are drawn in one frame [s], and so many at least.
SLICE_S, SLICE_COLUMNS = 0.010, 64


class ReviewTraces(TraceView):
    """Shows the page that ``ReviewState`` has read. Call ``advance`` once per frame."""

    draws_when_painted = False  # a page comes bit by bit, and not with a paint event

    def __init__(self, state: ReviewState, colours: TraceColours, parent: QWidget | None = None) -> None:
        super().__init__(state.traces, colours, parent)
        self._state = state
        self._waiting_s: float | None = None
        self._drawn_from: object = None
        self._coming: Scene | None = None  # the page being drawn, from column ``_first`` of the stream to ``_end``
        self._first = self._column = self._end = 0
        self._source: tuple[Ring, Pyramid] | None = None
        self._pressed = QPoint()
        self._dragging = False
        state.cursor_moved.connect(self.set_cursor_sample)
        state.event_chosen.connect(self.set_chosen_event)
        self._took = False
        self.time_clicked.connect(self._clicked_time)
        self.event_clicked.connect(self._clicked_event)

    def _clicked_event(self, event: int) -> None:
        self._took = True
        self._state.choose(event)

    def _clicked_time(self, sample: int) -> None:
        took, self._took = self._took, False
        if not took:  # a click on a mark goes to its event, not to where the hand was
            self._state.choose(-1)
            self._state.go(sample)

    @property
    def waiting(self) -> bool:
        """True while the page is being read."""
        return self._waiting_s is not None

    def advance(self) -> None:
        """Draw the page when it has been read."""
        if self._state.data is None or not self.isVisible():
            return
        if not self._state.page_ready():
            now = time.monotonic()
            self._waiting_s = now if self._waiting_s is None else self._waiting_s
            if now - self._waiting_s < PATIENCE_S:
                return
        else:
            self._waiting_s = None
        stretch = self._state.stretch()
        if stretch is not self._drawn_from:
            self._drawn_from = stretch
            self.redraw()
        if self._coming is not None and self._fits(self._coming):
            self._go_on(self._state.data, self._coming)
        else:
            super().advance()

    def _fits(self, scene: Scene) -> bool:
        """Return whether a page that is being drawn is of this size still."""
        plot, ratio = self._plot(), self.devicePixelRatioF()
        wide, high = round(plot.width() * ratio), round(plot.height() * ratio)
        return scene.ratio == ratio and (scene.image.width, scene.image.height) == (wide, high)

    def _forget(self) -> None:
        self._coming = None
        super()._forget()

    def _draw_all(self, data: TraceData) -> None:
        """Begin another page."""
        self._coming = scene = self._prepare(data)
        self._stale = False
        self._ring, self._source = data.shown, (data.shown, data.pyramid)
        self._first = self._column = self._page_column()
        end = min(self._first + scene.image.width, complete(data.newest, self._spp))
        # Where nothing of the page has been read yet, it is drawn empty.
        self._end = max(self._first, end if self._state.page_here() else 0)
        self._go_on(data, scene)

    def _go_on(self, data: TraceData, scene: Scene) -> None:
        """Draw some columns; show the page when it is whole."""
        image, until = scene.image, time.monotonic() + SLICE_S
        while self._source is not None and self._column < self._end:
            last = min(self._column + SLICE_COLUMNS, self._end)
            image.draw(*self._source, self._column, last, self._spp, origin=self._first, safe=True)
            self._column = last
            if time.monotonic() >= until:
                break
        if self._column < self._end:
            return
        image.blank(self._end, self._first + image.width, origin=self._first)
        self._coming, self._scene, self._done, self._source = None, scene, self._end, None
        self._place(scene)
        self._look(data, scene)
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the page; around one that is still of another size, the ground."""
        scene = self._scene
        if scene is not None and scene.plot.size() != self._plot().size():
            painter = QPainter(self)
            painter.fillRect(event.rect(), QColor(self._colours.window))
            painter.end()
        super().paintEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select what is there, and put the cursor there."""
        self._pressed, self._dragging = event.position().toPoint(), False
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the page; a hand that trembles does not."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            away = (event.position().toPoint() - self._pressed).manhattanLength()
            self._dragging = self._dragging or away >= DRAG_PX
            if self._dragging:
                super().mouseMoveEvent(event)
