"""Buttons with an icon, a word and the key that does the same; steppers and rows of exclusive choices."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from fascview_ui.icons import pixmap
from fascview_ui.theme import Theme, font

ICON = 18
GAP = 8


class Button(QPushButton):
    """A push button that paints its icon in the colour of its text, and its key in a small box.

    ``role`` is one of ``""``, ``primary``, ``quiet``, ``record``, ``tab``; the style sheet knows them.
    """

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        *,
        icon: str = "",
        key: str = "",
        role: str = "",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._icon_name = icon
        self._key = key
        if role:
            self.setProperty("role", role)
        self.setAccessibleName(name or text)
        self.setFont(font(13, 500))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._theme = theme
        self.update()

    def set_icon_name(self, icon: str) -> None:
        """Show another drawing."""
        if icon != self._icon_name:
            self._icon_name = icon
            self.update()

    def set_words(self, text: str, key: str | None = None) -> None:
        """Say something else; the accessible name follows."""
        if key is not None:
            self._key = key
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)
            self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        """Ask for other room in another type; the style sheet sets it after the words."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Return press it on every desktop; Space may be taken by a command."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():  # held down it could answer what it asked
                self.click()
        else:
            super().keyPressEvent(event)

    def set_key(self, key: str) -> None:
        """Show another key, or none where there is no room for it."""
        if key != self._key:
            self._key = key
            self.updateGeometry()
            self.update()

    @property
    def touch(self) -> bool:
        """True when sized for a finger."""
        return bool(self.property("touch"))

    def _parts(self) -> tuple[float, float, float]:
        icon = (26 if self.touch else 16 if self.property("small") else ICON) if self._icon_name else 0.0
        text = QFontMetricsF(self.font()).horizontalAdvance(self.text()) if self.text() else 0.0
        key = 0.0
        if self._key:
            key = QFontMetricsF(font(14 if self.touch else 11)).horizontalAdvance(self._key) + 10
        return icon, text, key

    def sizeHint(self) -> QSize:
        """Return the size of all parts with their distances."""
        self.ensurePolished()
        parts = [p for p in self._parts() if p]
        side = 16 if self.touch else 12
        if len(parts) == 1 and self._icon_name:
            edge = 56 if self.touch else 24 if self.property("small") else 32
            return QSize(edge, edge)
        base = super().sizeHint()
        return QSize(round(sum(parts) + GAP * (len(parts) - 1)) + 2 * side, base.height())

    def width_with(self, text: str, key: str) -> int:
        """Return how wide it would be with other words and another key [px]."""
        self.ensurePolished()
        icon = self._parts()[0]
        words = QFontMetricsF(self.font()).horizontalAdvance(text) if text else 0.0
        box = QFontMetricsF(font(14 if self.touch else 11)).horizontalAdvance(key) + 10 if key else 0.0
        parts = [p for p in (icon, words, box) if p]
        return round(sum(parts) + GAP * (len(parts) - 1)) + 2 * (16 if self.touch else 12)

    def minimumSizeHint(self) -> QSize:
        """Return the same: a button is never cut."""
        return self.sizeHint()

    def _ink(self) -> str:
        theme, role = self._theme, self.property("role")
        if not self.isEnabled():
            return theme.text3
        if role == "primary":
            return theme.on_primary
        if role == "record":
            return theme.record
        if role == "tab":
            return theme.text if self.isChecked() else theme.text2
        return theme.on_checked if self.isChecked() else theme.text

    def paintEvent(self, event: QPaintEvent) -> None:
        """Let the style sheet paint the ground, then the parts in the middle."""
        painter = QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        ink = self._ink()
        icon, text, key = self._parts()
        parts = [p for p in (icon, text, key) if p]
        x = (self.width() - sum(parts) - GAP * (len(parts) - 1)) / 2
        if self.property("align") == "left":
            x = 12.0
        words = self.text()
        if x < 4.0 and text:
            # Squeezed by its neighbours: the beginning of the words is what tells it apart.
            text, x = max(0.0, text - 2 * (4.0 - x)), 4.0
            words = QFontMetricsF(self.font()).elidedText(words, Qt.TextElideMode.ElideRight, text)
        middle = self.height() / 2
        if icon:
            drawing = pixmap(self._icon_name, ink, round(icon), self.devicePixelRatioF())
            painter.drawPixmap(round(x), round(middle - icon / 2), drawing)
            x += icon + GAP
        if text:
            painter.setFont(self.font())
            painter.setPen(QColor(ink))
            painter.drawText(QRectF(x, 0, text + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
            x += text + GAP
        if key:
            self._paint_key(painter, QRectF(x, middle - 8.5, key, 17), ink)
        painter.end()

    def _paint_key(self, painter: QPainter, box: QRectF, ink: str) -> None:
        if self.touch:
            box.adjust(0, -3, 0, 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QColor(ink)
        frame.setAlphaF(0.45)
        painter.setPen(QPen(frame, 1))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        faded = QColor(ink)
        faded.setAlphaF(0.85)
        painter.setPen(faded)
        painter.setFont(font(14 if self.touch else 11, 500))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._key)


class Segments(QWidget):
    """A row of exclusive choices."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, choices: Sequence[tuple[str, str]], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, Button] = {}
        for i, (value, text) in enumerate(choices):
            button = Button(theme, text, name=f"{name}: {text}")
            button.setCheckable(True)
            place = "first" if i == 0 else "last" if i == len(choices) - 1 else "middle"
            button.setProperty("segment", place)
            button.clicked.connect(lambda _=False, v=value: self.chosen.emit(v))
            self._group.addButton(button)
            self._buttons[value] = button
            row.addWidget(button)

    def button(self, value: str) -> Button:
        """Return the button of one choice."""
        return self._buttons[value]

    def set_value(self, value: str) -> None:
        """Show this choice without telling of it."""
        if value in self._buttons:
            self._buttons[value].setChecked(True)


class Stepper(QWidget):
    """A value between a minus and a plus; the value itself opens the list of all steps."""

    stepped = Signal(int)
    picked = Signal(int)

    def __init__(
        self,
        theme: Theme,
        name: str,
        less: str,
        more: str,
        width: int = 84,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name = name
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.less = Button(theme, icon="minus", name=less)
        self.value = Button(theme, "", name=name)
        self.more = Button(theme, icon="plus", name=more)
        self._least = width
        self.value.setMinimumWidth(width)
        self.value.setFont(font(13, 600))
        self.less.setProperty("segment", "first")
        self.value.setProperty("segment", "middle")
        self.more.setProperty("segment", "last")
        self.less.setToolTip(less)
        self.more.setToolTip(more)
        for button in (self.less, self.value, self.more):
            row.addWidget(button)
        self.less.clicked.connect(lambda: self.stepped.emit(-1))
        self.more.clicked.connect(lambda: self.stepped.emit(1))
        self.value.clicked.connect(self._open_list)
        self.steps: Sequence[tuple[int, str]] = ()
        self._current = 0

    def set_steps(self, steps: Sequence[tuple[int, str]]) -> None:
        """Set all values with their texts."""
        self.steps = steps
        self._fix_width([text for _, text in steps])

    def _fix_width(self, texts: Sequence[str]) -> None:
        """Keep room for the widest of these, so that nothing beside it moves when the value changes."""
        metrics = QFontMetricsF(font(13, 600))
        wide = max((metrics.horizontalAdvance(text) for text in texts), default=0.0)
        self._least = max(self._least, round(wide) + 20)
        self.value.setMinimumWidth(self._least)

    def set_value(self, current: int, text: str) -> None:
        """Show a value."""
        self._current = current
        self.value.set_words(text)
        self.value.setMinimumWidth(max(self._least, self.value.minimumSizeHint().width()))
        self.value.setAccessibleName(f"{self._name}: {text}")

    def _open_list(self) -> None:
        menu = QMenu(self)
        group = QActionGroup(menu)
        for value, text in self.steps:
            action = QAction(text, menu, checkable=True, checked=value == self._current)
            action.triggered.connect(lambda _=False, v=value: self.picked.emit(v))
            group.addAction(action)
            menu.addAction(action)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.value.mapToGlobal(self.value.rect().bottomLeft()))
