"""The page of a stored recording: the traces of the monitor, standing still, with a cursor."""

from __future__ import annotations

import time

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from fascview_ui.models.review import ReviewState
from fascview_ui.views.traces import TraceView
from fascview_ui.views.traces_colours import TraceColours

#: For so long the page before stays while the next one is read [s].
PATIENCE_S = 0.4
DRAG_PX = 6


class ReviewTraces(TraceView):
    """Shows the page that ``ReviewState`` has read. Call ``advance`` once per frame."""

    def __init__(self, state: ReviewState, colours: TraceColours, parent: QWidget | None = None) -> None:
        super().__init__(state.traces, colours, parent)
        self._state = state
        self._waiting_s: float | None = None
        self._drawn_from: object = None
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
            if self._scene is not None and now - self._waiting_s < PATIENCE_S:
                return
        else:
            self._waiting_s = None
        stretch = self._state.stretch()
        if stretch is not self._drawn_from:
            self._drawn_from = stretch
            self.redraw()
        super().advance()

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
