"""Screen calibration: a bar on the screen, a ruler in the hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QWidget

from fascview_ui.dialogs.frame import Frame
from fascview_ui.models import calibration
from fascview_ui.theme import Theme, font
from fascview_ui.views.buttons import Button

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow

BAR_PX = 400


class Bar(QWidget):
    """A bar of a fixed number of pixels with the ticks of a ruler."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.mm = 100.0
        self.setMinimumSize(BAR_PX + 40, 84)
        self.setAccessibleName(self.tr("Bar to measure"))

    def sizeHint(self) -> QSize:
        """Return the room of the bar."""
        return QSize(BAR_PX + 40, 84)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar, and millimetres as far as they are known."""
        painter = QPainter(self)
        left, top = (self.width() - BAR_PX) // 2, 12
        painter.fillRect(QRectF(left, top, BAR_PX, 20), QColor(self._theme.primary))
        painter.setPen(QPen(QColor(self._theme.text), 1))
        painter.setFont(font(11))
        per_mm = BAR_PX / max(self.mm, 1.0)
        for mm in range(int(self.mm) + 1):
            x, high = left + mm * per_mm, 14 if mm % 10 == 0 else 9 if mm % 5 == 0 else 5
            painter.drawLine(QPointF(x, top + 24), QPointF(x, top + 24 + high))
            if mm % 20 == 0:
                box = QRectF(x - 20, top + 40, 40, 16)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(mm))
        painter.end()


class CalibrationDialog(Frame):
    """The length that was measured gives the millimetres of a pixel; kept per screen."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, window.tr("Screen calibration"), 560, 340)
        self._window = window
        known = calibration.of_screen(window.store, window.screen())
        words = QLabel(
            self.tr("Hold a ruler to the blue bar and enter its length. Scales in mm are true then, on this screen.")
        )
        words.setWordWrap(True)
        self.add(words, 0)
        self.bar = Bar(self.theme)
        self.add(self.bar, 0)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(QLabel(self.tr("The blue bar measures")))
        self.length = QDoubleSpinBox()
        self.length.setRange(BAR_PX * calibration.LEAST_MM, BAR_PX * calibration.MOST_MM)
        self.length.setDecimals(1)
        self.length.setSingleStep(0.5)
        self.length.setSuffix(self.tr(" mm"))
        self.length.setAccessibleName(self.tr("Length of the blue bar"))
        self.length.setValue(BAR_PX * known.mm_per_px)
        self.length.valueChanged.connect(self._measured)
        line.addWidget(self.length)
        line.addStretch(1)
        self.add(row, 0)
        self._said = QLabel()
        self._said.setProperty("kind", "caption")
        self._said.setWordWrap(True)
        self.add(self._said)
        keep = Button(self.theme, self.tr("Keep"), role="primary")
        keep.clicked.connect(self._keep)
        self.close_button.set_words(self.tr("Cancel"))
        self.close_button.setProperty("role", "")
        self.add_last(keep)
        self._measured(self.length.value())

    def _measured(self, mm: float) -> None:
        self.bar.mm = mm
        self.bar.update()
        self._said.setText(self._window.work.scale_words(calibration.Calibration(mm / BAR_PX, True)))

    def _keep(self) -> None:
        calibration.keep(self._window.store, self._window.screen(), self.length.value() / BAR_PX)
        self._window.work.presenter.footer()
        self.close()
