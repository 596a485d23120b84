"""Banners under the top strip: what happened, what is safe, what to do. They push the window down and cover nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from fascview_ui.icons import pixmap
from fascview_ui.theme import Theme, font
from fascview_ui.views.buttons import Button

AT_MOST = 2
ICONS = {"fault": "nodata", "caution": "warning", "notice": "info", "good": "check", "paused": "pause"}


@dataclass(frozen=True, slots=True)
class Action:
    """A button of a banner."""

    text: str
    run: Callable[[], None]
    key: str = ""
    primary: bool = False
    icon: str = ""


@dataclass(frozen=True, slots=True)
class BannerText:
    """What a banner says. ``kind`` is ``fault``, ``caution``, ``notice``, ``good`` or ``paused``."""

    kind: str
    title: str
    detail: str = ""
    actions: tuple[Action, ...] = ()


class Banner(QWidget):
    """One banner."""

    def __init__(self, theme: Theme, text: BannerText, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.text = text
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 8, 12, 8)
        row.setSpacing(10)
        self._icon = QLabel()
        row.addWidget(self._icon)
        self._title = QLabel(text.title)
        self._title.setFont(font(14, 600))
        self._title.setProperty("kind", "strong")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._detail = QLabel(text.detail)
        self._detail.setTextFormat(Qt.TextFormat.PlainText)
        self._detail.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        if text.detail:
            words.addWidget(self._detail)
        row.addLayout(words, 1)
        self.buttons: list[Button] = []
        for action in text.actions:
            role = "primary" if action.primary else ""
            button = Button(theme, action.text, icon=action.icon, key=action.key, role=role)
            button.clicked.connect(action.run)
            row.addWidget(button)
            self.buttons.append(button)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{text.title} {text.detail}".strip())
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._theme = theme
        self._icon.setPixmap(pixmap(ICONS[self.text.kind], self._tone(), 20, self.devicePixelRatioF()))
        for button in self.buttons:
            button.set_theme(theme)
        self.update()

    def update_words(self, text: BannerText) -> None:
        """Change the words and keep the buttons (their texts follow)."""
        self.text = text
        self._title.setText(text.title)
        self._detail.setText(text.detail)
        for button, action in zip(self.buttons, text.actions, strict=False):
            button.set_words(action.text)
        self.setAccessibleName(f"{text.title} {text.detail}".strip())

    def _tone(self) -> str:
        kind = "caution" if self.text.kind == "paused" else self.text.kind
        return str(getattr(self._theme, kind))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, frame and the strong edge."""
        kind = "caution" if self.text.kind == "paused" else self.text.kind
        tone = QColor(self._tone())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tone, 1))
        painter.setBrush(QColor(str(getattr(self._theme, f"{kind}_wash"))))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setClipRect(0, 0, 4, self.height())
        painter.setBrush(tone)
        painter.drawRoundedRect(QRectF(0, 0, 14, self.height()), 4, 4)
        painter.end()


class BannerStack(QWidget):
    """At most two banners, newest cause first; each has a name, so that a cause shows once and clears itself."""

    announced = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._banners: dict[str, Banner] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 8, 16, 0)
        self._column.setSpacing(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.hide()

    def set_margins(self, side: int) -> None:
        """Set the distance from the window's edges."""
        self._column.setContentsMargins(side, 8, side, 0)

    def names(self) -> tuple[str, ...]:
        """Return the causes shown, oldest first."""
        return tuple(self._banners)

    def banner(self, name: str) -> Banner | None:
        """Return the banner of a cause."""
        return self._banners.get(name)

    def post(self, name: str, text: BannerText) -> None:
        """Show a banner, or change the words of the one with this name."""
        known = self._banners.get(name)
        if known is not None and known.text.kind == text.kind and len(known.buttons) == len(text.actions):
            if (known.text.title, known.text.detail) != (text.title, text.detail):
                known.update_words(text)
            return
        self.clear(name)
        banner = Banner(self._theme, text, self)
        self._banners[name] = banner
        self._column.insertWidget(0, banner)
        self._show()
        self.announced.emit(banner.accessibleName())

    def clear(self, name: str) -> None:
        """Take a banner away."""
        banner = self._banners.pop(name, None)
        if banner is not None:
            self._column.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
            self._show()

    def clear_all(self) -> None:
        """Take all banners away."""
        for name in self.names():
            self.clear(name)

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._theme = theme
        for banner in self._banners.values():
            banner.set_theme(theme)

    def _show(self) -> None:
        newest = list(self._banners)[::-1]
        for i, name in enumerate(newest):
            self._banners[name].setVisible(i < AT_MOST)
        self.setVisible(bool(self._banners))
