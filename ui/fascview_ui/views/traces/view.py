"""The traces: what is drawn of them, and what a hand does to them."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from fascview_ui.models.traces import TraceModel
from fascview_ui.views.traces.canvas import TraceCanvas
from fascview_ui.views.traces.colours import TraceColours
from fascview_ui.views.traces.marks import REACH_PX
from fascview_ui.views.traces.menu import make_menu


class TraceView(TraceCanvas):
    """Traces of every channel, pulled on the clock: call ``advance`` once per frame.

    Parameters
    ----------
    model : TraceModel
    colours : TraceColours
    """

    muscle_clicked = Signal(int)
    time_clicked = Signal(int)  #: sample
    event_clicked = Signal(int)  #: id of the event

    def __init__(self, model: TraceModel, colours: TraceColours | None = None, parent: QWidget | None = None) -> None:
        super().__init__(model, colours, parent)
        self._drag: tuple[QPoint, int] | None = None
        self._pinched = 0
        self.grabGesture(Qt.GestureType.PinchGesture)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and wheel change the sweep; the wheel alone scrolls channels, or where all fit the sensitivity."""
        by = event.angleDelta().y() or event.angleDelta().x()
        direction = (by > 0) - (by < 0)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.model.step_sweep(-direction)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.model.turn(-0.1 * direction)
        elif self._bar.isVisible():
            self._bar.setValue(self._bar.value() - by // 4)
        else:
            band = self.band_at(event.position().y())
            if band is None:
                return
            self.model.step_sensitivity(direction, band.muscle)
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Follow another font, and two fingers that change the sweep."""
        if event.type() == QEvent.Type.FontChange:
            self.redraw()
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                if pinch.state() == Qt.GestureState.GestureStarted:
                    self._pinched = 0
                self.pinch(pinch.totalScaleFactor())
                event.accept(pinch)
                return True
        return super().event(event)

    def pinch(self, scale: float) -> None:
        """Shorten the sweep by a step each time the fingers have parted by half as much again, or the reverse."""
        steps = round(math.log(max(scale, 1e-3)) / math.log(1.5))
        if steps != self._pinched:
            self.model.step_sweep(self._pinched - steps)
            self._pinched = steps

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the muscle under the pointer, and what is there; a drag moves the page."""
        scene, band = self._scene, self.band_at(event.position().y())
        if event.button() != Qt.MouseButton.LeftButton or band is None or scene is None:
            return
        self.model.select(band.muscle)
        self.muscle_clicked.emit(band.muscle)
        sample = self.sample_at(event.position().x())
        if sample is None:
            return
        self._drag = (event.position().toPoint(), self.model.page_start)
        reach = REACH_PX * scene.spans[0].per_px
        near = [m for m in scene.known.marks.get(band.muscle, []) if abs(m.sample - sample) <= reach]
        if near:
            self.event_clicked.emit(min(near, key=lambda m: abs(m.sample - sample)).event)
        self.time_clicked.emit(sample)

    def channel_at(self, y: float) -> tuple[int, int] | None:
        """Return muscle and channel whose baseline is nearest to a height in the widget."""
        scene, band = self._scene, self.band_at(y)
        if scene is None or band is None:
            return None
        place = y - scene.top(band) + band.top
        nearest = min(zip(band.baselines, band.channels, strict=True), key=lambda b: abs(b[0] - place))
        return band.muscle, nearest[1]

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the muscle and channel there; from the keyboard with the selected muscle."""
        found = self.channel_at(event.pos().y()) if event.reason() == QContextMenuEvent.Reason.Mouse else None
        if found is None and self.model.selected >= 0:
            found = self.model.selected, self.model.channels_of(self.model.selected)[0]
        menu = None if found is None else make_menu(self, self.model, *found)
        if menu is not None:
            menu.popup(event.globalPos())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the page through time, freezing it."""
        if self._drag is None or self._scene is None:
            return
        moved = event.position().x() - self._drag[0].x()
        if abs(moved) >= 12 or self.model.frozen:
            self.model.freeze(self._drag[1] - round(moved * self._scene.spans[0].per_px))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag."""
        self._drag = None
