"""Beside the electrodes: what to do now in large words, the last tap on its channels, and what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from fascview.stream import FloatArray
from fascview_ui.icons import pixmap
from fascview_ui.theme import Theme, font
from fascview_ui.views.buttons import Button


@dataclass(frozen=True)
class Lines:
    """Traces to show: name and samples of each, and which one is meant."""

    names: tuple[str, ...]
    rows: FloatArray
    strong: int = -1
    uv_per_line: float = 20.0


class LiveTraces(QWidget):
    """A few traces over each other, on one scale that is told."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines: Lines | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(72)
        self.setMaximumHeight(230)

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._theme = theme
        self.update()

    def set_lines(self, lines: Lines | None) -> None:
        """Show other traces."""
        if lines is not self._lines:
            self._lines = lines
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint them."""
        theme, lines = self._theme, self._lines
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.plot))
        if lines is None or not len(lines.rows):
            painter.end()
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        n = len(lines.names)
        pitch = self.height() / max(n, 1)
        left, right = 76.0, self.width() - 8.0
        step = max(1, len(lines.rows) // 800)
        x = np.linspace(left, right, len(lines.rows[::step]))
        painter.setClipRect(self.rect())
        for k, name in enumerate(lines.names):
            middle = (k + 0.5) * pitch
            strong = k == lines.strong
            painter.setPen(QColor(theme.text if strong else theme.text2))
            painter.setFont(font(12, 700 if strong else 400))
            short = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, 64)
            painter.drawText(QRectF(8, middle - 9, 66, 18), Qt.AlignmentFlag.AlignVCenter, short)
            values = np.nan_to_num(lines.rows[::step, k])
            y = middle - np.clip(values / lines.uv_per_line, -1.2, 1.2) * pitch * 0.5
            painter.setPen(QPen(QColor(theme.text if strong else theme.text2), 1.4 if strong else 1.0))
            painter.drawPolyline(QPolygonF([QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)]))
        painter.setPen(QColor(theme.text3))
        painter.setFont(font(11))
        scale = f"± {lines.uv_per_line:g} µV"
        box = QRectF(self.rect()).adjusted(0, 0, -8, -2)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, scale)
        painter.end()


class Said(QLabel):
    """A line with an icon before it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._icon, self._tone = "check", "good"
        self.setWordWrap(True)
        self.setIndent(26)

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._theme = theme
        self.update()

    def say(self, icon: str, tone: str, words: str) -> None:
        """Show other words; none hides the line."""
        self._icon, self._tone = icon, tone
        if words != self.text():
            self.setText(words)
        self.setVisible(bool(words))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint words and icon."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.drawPixmap(
            2, 2, pixmap(self._icon, str(getattr(self._theme, self._tone)), 16, self.devicePixelRatioF())
        )
        painter.end()


class NoticeBox(QFrame):
    """A framed word of caution with its buttons."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._tone = "caution"
        self.title = QLabel()
        self.title.setWordWrap(True)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.row = QHBoxLayout()
        self.row.setSpacing(8)
        self.row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 12, 10)
        column.setSpacing(6)
        column.addWidget(self.title)
        column.addWidget(self.words)
        column.addLayout(self.row)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._theme = theme
        self._ink()

    def add(self, button: Button) -> None:
        """Put another button at the end."""
        self.row.insertWidget(self.row.count() - 1, button)

    def say(self, tone: str, title: str, words: str) -> None:
        """Show other words; no title hides the box."""
        self.setVisible(bool(title))
        if (tone, title, words) != (self._tone, self.title.text(), self.words.text()):
            self._tone = tone
            self.title.setText(title)
            self.words.setText(words)
            self.words.setVisible(bool(words))
            self._ink()

    def set_narrow(self, narrow: bool) -> None:
        """Put the buttons below each other."""
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self.row.setDirection(way)

    def _ink(self) -> None:
        tone = str(getattr(self._theme, self._tone))
        self.title.setStyleSheet(f"font-weight: 600; color: {tone};")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground and frame."""
        tone = QColor(str(getattr(self._theme, self._tone)))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tone, 1))
        painter.setBrush(QColor(str(getattr(self._theme, f"{self._tone}_wash"))))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.fillRect(QRectF(0, 2, 3, self.height() - 4), tone)
        painter.end()


class CheckSide(QWidget):
    """Heading, caption, traces, a box, and lines that say what is known."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.heading = QLabel()
        self.heading.setProperty("kind", "strong")
        self.caption = QLabel()
        self.caption.setProperty("kind", "caption")
        self.caption.setWordWrap(True)
        self.traces = LiveTraces(theme)
        self.box = NoticeBox(theme)
        self.lines = [Said(theme) for _ in range(4)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.heading, self.caption, self.traces, self.box, *self.lines):
            column.addWidget(widget)
        column.addStretch()

    def set_narrow(self, narrow: bool) -> None:
        """Use little width."""
        self.box.set_narrow(narrow)

    def say(self, heading: str, caption: str, lines: Sequence[tuple[str, str, str]]) -> None:
        """Show other words: heading, caption, and lines of icon, tone and words."""
        self.heading.setText(heading)
        self.caption.setText(caption)
        self.caption.setVisible(bool(caption))
        for k, widget in enumerate(self.lines):
            icon, tone, words = lines[k] if k < len(lines) else ("check", "good", "")
            widget.say(icon, tone, words)
