"""A slider on which a click means that very place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSlider, QStyle, QWidget

HANDLE_PX = 16


class PlaceSlider(QSlider):
    """Horizontal; a click goes to the place instead of a page towards it, and the drag goes on from there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._marks: tuple[float, ...] = ()
        self._ink = QColor("#8996A1")

    def set_marks(self, shares: Sequence[float], ink: str) -> None:
        """Stand small ticks below these shares of the length."""
        self._marks, self._ink = tuple(shares), QColor(ink)
        self.update()

    def value_at(self, x: float) -> int:
        """Return the value at a place of the widget."""
        span = max(1, self.width() - HANDLE_PX)
        return QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), round(x - HANDLE_PX / 2), span)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the place, and hold the handle there."""
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self.setSliderDown(True)
        self.setSliderPosition(self.value_at(event.position().x()))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Take the handle along."""
        if self.isSliderDown():
            self.setSliderPosition(self.value_at(event.position().x()))
            event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the handle go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)
            event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the slider and its ticks."""
        super().paintEvent(event)
        if not self._marks:
            return
        painter = QPainter(self)
        span, y = self.width() - HANDLE_PX, self.height() / 2 + 8
        for share in self._marks:
            x = round(HANDLE_PX / 2 + share * span)
            painter.fillRect(x, round(y), 1, 4, self._ink)
        painter.end()
