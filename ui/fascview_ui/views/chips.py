"""States as a word, an icon and a colour: the large one of the top strip, the small one of a card, and the lamps."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fascview_ui.icons import pixmap
from fascview_ui.models.words import Chip, LightText
from fascview_ui.theme import Theme, font, measured

_WASHES = {"caution": "caution_wash", "fault": "fault_wash", "notice": "notice_wash", "good": "good_wash"}
_ON = {"live": "on_live", "stored": "on_stored"}


class ChipView(QWidget):
    """One chip. ``size`` is ``large`` (top strip), ``huge`` (bedside) or ``small`` (cards)."""

    def __init__(self, theme: Theme, size: str = "small", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._size = size
        self._chip = Chip("", "rest", "text2")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def chip(self) -> Chip:
        """What is shown."""
        return self._chip

    def set_chip(self, chip: Chip) -> None:
        """Show another state."""
        if chip != self._chip:
            self._chip = chip
            self.setAccessibleName(chip.word)
            self.updateGeometry()
            self.update()

    def set_size(self, size: str) -> None:
        """Change between ``small``, ``large`` and ``huge``."""
        self._size = size
        self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._theme = theme
        self.update()

    def _metrics(self) -> tuple[QFont, int, int, int, float]:
        pixels, weight, height, side, icon = {
            "small": (12, 500, 24, 9, 15),
            "large": (18, 700, 32, 14, 14),
            "huge": (26, 700, 48, 16, 20),
            "touch": (24, 600, 52, 18, 28),
        }[self._size]
        made = font(pixels, weight)
        if self._size in ("large", "huge"):
            made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.6)
        if self._chip.icon in ("nodata", "pause", "clock", "archive"):
            icon = max(icon, 18)
        return made, height, side, 7 if self._size == "small" else 9, icon

    def sizeHint(self) -> QSize:
        """Return the size of the word and its icon."""
        made, height, side, gap, icon = self._metrics()
        return QSize(round(QFontMetricsF(made).horizontalAdvance(self._chip.word) + icon + gap + 2 * side + 2), height)

    def minimumSizeHint(self) -> QSize:
        """Return the same: a state is never cut."""
        return self.sizeHint()

    def _colours(self) -> tuple[str, str, str]:
        theme, chip = self._theme, self._chip
        tone = str(getattr(theme, chip.tone))
        if chip.filled:
            return str(getattr(theme, _ON.get(chip.tone, "on_chip"))), tone, tone
        ground = str(getattr(theme, _WASHES[chip.tone])) if chip.tone in _WASHES else theme.panel
        if chip.tone == "text":
            ground = theme.raised
        return tone, ground, theme.line_strong if chip.tone in ("text2", "text3") else tone

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame, icon and word."""
        if not self._chip.word:
            return
        made, _, side, gap, icon = self._metrics()
        ink, ground, frame = self._colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        large = self._size in ("large", "huge")
        pen = QPen(QColor(frame), 2 if large and not self._chip.filled else 1)
        if self._chip.tone == "text3":
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(ground))
        edge = pen.widthF() / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), 4, 4)
        drawing = pixmap(self._chip.icon, ink, round(icon), self.devicePixelRatioF())
        painter.drawPixmap(side, round((self.height() - icon) / 2), drawing)
        painter.setFont(made)
        painter.setPen(QColor(ink))
        x = side + icon + gap
        painter.drawText(QRectF(x, 0, self.width() - x, self.height()), Qt.AlignmentFlag.AlignVCenter, self._chip.word)
        painter.end()


class LightView(QWidget):
    """A lamp with its name and the age of its newest sample."""

    def __init__(self, theme: Theme, name: str, short: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names = (name, short)
        self._compact = False
        self._text = LightText("off", "", "")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    @property
    def light(self) -> LightText:
        """What is shown."""
        return self._text

    def set_light(self, text: LightText) -> None:
        """Show another state or age."""
        if text != self._text:
            before = self.sizeHint()
            self._text = text
            self.setAccessibleName(f"{self._names[0]}: {text.text}")
            if self.sizeHint() != before:
                self.updateGeometry()
            self.update()

    def set_compact(self, compact: bool) -> None:
        """Use the short name and the bare age."""
        self._compact = compact
        self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size that does not change with the usual ages."""
        name = self._names[1] if self._compact else self._names[0]
        usual, now = ("888 ms", self._text.short) if self._compact else ("88 ms ago", self._text.text)
        small = measured(12)[1]
        words = measured(13, 500)[1].horizontalAdvance(name)
        return QSize(round(max(words, small.horizontalAdvance(usual), small.horizontalAdvance(now))) + 28, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint lamp, name and age."""
        theme = self._theme
        state = self._text.state
        icon = {"on": "lampon", "off": "lampoff", "late": "warning", "fault": "lampfault"}[state]
        tone = {"on": theme.good, "off": theme.text2, "late": theme.caution, "fault": theme.fault}[state]
        painter = QPainter(self)
        painter.drawPixmap(0, 11, pixmap(icon, tone, 18, self.devicePixelRatioF()))
        painter.setPen(QColor(theme.text if state != "off" else theme.text2))
        painter.setFont(measured(13, 500)[0])
        name = self._names[1] if self._compact else self._names[0]
        painter.drawText(QRectF(25, 2, self.width() - 25, 18), Qt.AlignmentFlag.AlignVCenter, name)
        painter.setPen(QColor({"fault": theme.fault, "late": theme.caution}.get(state, theme.text2)))
        painter.setFont(measured(12)[0])
        words = self._text.short if self._compact else self._text.text
        painter.drawText(QRectF(25, 20, self.width() - 25, 17), Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()
