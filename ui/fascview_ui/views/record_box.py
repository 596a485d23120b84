"""Recording in the top strip: the button, and once it runs the clock, what is written and what is left."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from fascview_ui.icons import pixmap
from fascview_ui.models.words import long_clock, size, time_left
from fascview_ui.theme import Theme, font
from fascview_ui.views.buttons import Button


class RecordBox(QWidget):
    """``record`` while idle; ``REC``, clock, size, disk and ``stop`` while recording."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._active = False
        self._stopping = False
        self._compact = False
        self.record = Button(theme, self.tr("Record"), icon="record", key="R", role="record")
        self.stop = Button(theme, self.tr("Stop"), icon="stop", key="R", name=self.tr("Stop recording"))
        self._word = QLabel(self.tr("REC"))
        self._word.setProperty("kind", "rec")
        self._clock = QLabel()
        self._clock.setFont(font(20, 600))
        self._clock.setProperty("kind", "clock")
        self._written = QLabel()
        self._written.setProperty("kind", "strong")
        self._left = QLabel()
        self._left.setProperty("kind", "caption")
        self._lamp = QLabel()
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._written)
        column.addWidget(self._left)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.record)
        for widget in (self._lamp, self._word, self._clock):
            row.addWidget(widget)
        row.addLayout(column)
        row.addWidget(self.stop)
        self._row = row
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Recording"))
        self.set_theme(theme)
        self._arrange()

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._theme = theme
        self._lamp.setPixmap(pixmap("record", theme.record, 18, self.devicePixelRatioF()))
        self.update()

    def set_compact(self, compact: bool) -> None:
        """Leave out what the small window has no room for."""
        self._compact = compact
        self._clock.setFont(font(16 if compact else 20, 600))
        self._arrange()

    def show_recording(
        self, active: bool, elapsed_s: float, written_bytes: int, disk_left_s: float, stopping_s: int = 0
    ) -> None:
        """Show the state of the writer; ``stopping_s`` counts down while a stop can still be undone."""
        if (active, stopping_s > 0) != (self._active, self._stopping):
            self._active, self._stopping = active, stopping_s > 0
            self._arrange()
        if not active:
            return
        self._word.setText(self.tr("REC") if not stopping_s else self.tr("STOPPING"))
        self._clock.setText(long_clock(elapsed_s))
        left = self.tr("{0} of disk left") if not self._compact else self.tr("{0} left")
        self._left.setText(left.format(time_left(disk_left_s)))
        self._written.setText(self.tr("{0} written").format(size(written_bytes)))
        self.setAccessibleName(self.tr("Recording for {0}").format(long_clock(elapsed_s)))

    def _arrange(self) -> None:
        active = self._active
        self.record.setVisible(not active)
        for widget in (self._lamp, self._word, self._clock, self._left, self.stop):
            widget.setVisible(active)
        self._written.setVisible(active and not self._compact)
        self.stop.set_words("" if self._compact else self.tr("Stop"), "" if self._compact else "R")
        self.stop.setAccessibleName(self.tr("Stop recording"))
        self._row.setContentsMargins(*((14, 3, 5, 3) if active else (0, 0, 0, 0)))
        self._row.setSpacing(6 if self._compact else 10)
        self.setFixedHeight(40 if active or not self._compact else 36)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the row."""
        return self._row.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame of a running recording."""
        if not self._active:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.record), 1, Qt.PenStyle.SolidLine))
        painter.setBrush(QColor(self._theme.record_wash))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()
