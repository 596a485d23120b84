"""The steps of the array check as a list: icon, name, verdict, what was found, what to do."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fascview_ui.icons import pixmap
from fascview_ui.theme import Theme, font

SIDE, TEXT_X = 12.0, 40.0


@dataclass(frozen=True, slots=True)
class StepText:
    """One step as shown: ``state`` is pass, warn, fail, now, skipped or open; ``progress`` 0 to 1 while it runs."""

    title: str
    state: str
    text: str = ""
    remedy: str = ""
    progress: float = 0.0


class StepRow(QWidget):
    """One step; a click or Space begins it again."""

    chosen = Signal()

    def __init__(self, theme: Theme, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._number = theme, number
        self._text = StepText("", "open")
        self._compact = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._theme = theme
        self.update()

    def set_compact(self, compact: bool) -> None:
        """Leave out what was found, but for the step in front."""
        self._compact = compact
        self.updateGeometry()

    def set_step(self, text: StepText) -> None:
        """Show another state."""
        if text != self._text:
            taller = (text.text, text.remedy, text.state) != (self._text.text, self._text.remedy, self._text.state)
            self._text = text
            said = ", ".join(p for p in (self._word(), text.text, text.remedy) if p)
            self.setAccessibleName(f"{self._number}. {text.title}: {said}")
            if taller:
                self.updateGeometry()
            self.update()

    def _word(self) -> str:
        words = {
            "pass": self.tr("PASS"),
            "warn": self.tr("WARN"),
            "fail": self.tr("FAIL"),
            "now": self.tr("NOW"),
            "skipped": self.tr("skipped"),
        }
        return words.get(self._text.state, "")

    def _lines(self, width: float) -> list[tuple[str, bool]]:
        found: list[tuple[str, bool]] = []
        if self._compact and self._text.state != "now":
            return found
        metrics = QFontMetricsF(font(12))
        for words, strong in ((self._text.text, False), (self._text.remedy, True)):
            line = ""
            for word in words.split():
                longer = f"{line} {word}".strip()
                if line and metrics.horizontalAdvance(longer) > width:
                    found.append((line, strong))
                    longer = word
                line = longer
            if line:
                found.append((line, strong))
        return found[:6]

    def hasHeightForWidth(self) -> bool:
        """Return that words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines."""
        lines = len(self._lines(width - TEXT_X - SIDE))
        bar = 16 if self._text.state == "now" and self._text.progress > 0 else 0
        return (34 if self._compact else 42) + 17 * lines + bar

    def sizeHint(self) -> QSize:
        """Return the size at the present width."""
        return QSize(240, self.heightForWidth(max(self.width(), 240)))

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin this step."""
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Begin this step."""
        if event.key() == Qt.Key.Key_Space:
            self.chosen.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint icon, words, verdict and progress."""
        theme, text = self._theme, self._text
        painter = QPainter(self)
        now = text.state == "now"
        if now:
            painter.fillRect(self.rect(), QColor(theme.notice_wash))
            painter.fillRect(QRectF(0, 0, 3, self.height()), QColor(theme.notice))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), QColor(theme.line))
        icon, tone = {
            "pass": ("check", theme.good),
            "warn": ("warning", theme.caution),
            "fail": ("cross", theme.fault),
            "now": ("tap", theme.notice),
        }.get(text.state, ("ring", theme.text3))
        top = 8.0 if self._compact else 12.0
        painter.drawPixmap(round(SIDE), round(top), pixmap(icon, tone, 18, self.devicePixelRatioF()))
        word = self._word()
        painter.setFont(font(15 if text.state != "skipped" else 12, 700 if text.state != "skipped" else 400))
        wide = painter.fontMetrics().horizontalAdvance(word)
        painter.setPen(QColor(tone))
        line = QRectF(TEXT_X, top - 2, self.width() - TEXT_X - SIDE, 22)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, word)
        quiet = text.state in ("open", "skipped")
        painter.setPen(QColor(theme.text2 if quiet else theme.text))
        painter.setFont(font(14, 600))
        title = painter.fontMetrics().elidedText(
            f"{self._number}. {text.title}", Qt.TextElideMode.ElideRight, int(line.width() - wide - 8)
        )
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, title)
        y = top + 24
        painter.setFont(font(12))
        for words, strong in self._lines(self.width() - TEXT_X - SIDE):
            painter.setPen(QColor(theme.text if strong else theme.text2))
            painter.drawText(QRectF(TEXT_X, y, self.width() - TEXT_X, 17), Qt.AlignmentFlag.AlignVCenter, words)
            y += 17
        if now and text.progress > 0:
            bar = QRectF(TEXT_X, y + 4, self.width() - TEXT_X - SIDE, 4)
            painter.fillRect(bar, QColor(theme.line_strong))
            bar.setWidth(bar.width() * min(1.0, text.progress))
            painter.fillRect(bar, QColor(theme.notice))
        painter.end()
