"""The ring around what has the keyboard: 2 px wide, 2 px away, and only while the keyboard is used."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from fascview_ui.theme import Theme

AWAY = 4
KEYS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class FocusRing(QWidget):
    """Lies over its window, lets everything through, and follows the focus."""

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._theme = theme
        self._by_keyboard = False
        self._target: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._moved)

    def set_theme(self, theme: Theme) -> None:
        """Paint with another colour."""
        self._theme = theme
        self.update()

    @property
    def target(self) -> QWidget | None:
        """What the ring is around."""
        return self._target if self.isVisible() else None

    def keyboard_used(self) -> None:
        """Show the ring: Tab was pressed."""
        self._by_keyboard = True
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what moves; show with Tab, forget the keyboard when the mouse is used."""
        kind = event.type()
        if kind in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Hide, QEvent.Type.Show):
            self._place()
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in KEYS:
            self.keyboard_used()
        elif kind == QEvent.Type.MouseButtonPress:
            self._by_keyboard = False
            self._place()
        return False

    def _moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._target is not None and isValid(self._target):
            self._target.removeEventFilter(self)
        self._target = new
        if new is not None:
            new.installEventFilter(self)
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._by_keyboard = False
        self._place()

    def _place(self) -> None:
        target, window = self._target, self.window()
        if (
            not self._by_keyboard
            or target is None
            or not isValid(target)
            or target.window() is not window
            or not target.isVisible()
        ):
            self.hide()
            return
        at = target.mapTo(window, QPoint(0, 0))
        box = QRect(at, target.size()).adjusted(-AWAY, -AWAY, AWAY, AWAY)
        self.setGeometry(box.intersected(window.rect()))
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.focus), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()
