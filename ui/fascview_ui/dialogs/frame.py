"""What all dialogs share: a title, a body, one row of buttons, never in the way of a recording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fascview_ui.theme import Theme, font
from fascview_ui.views.buttons import Button

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow


class Frame(QDialog):
    """A dialog that can stay open: the window behind it goes on taking keys and clicks."""

    def __init__(self, window: MainWindow, title: str, width: int, height: int) -> None:
        super().__init__(window)
        self.theme: Theme = window.theme
        self.setWindowTitle(title)
        self.setModal(False)
        self.setFont(font(13))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(min(width, window.width() - 40), min(height, window.height() - 40))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 16, 20, 16)
        self._column.setSpacing(12)
        head = QLabel(title)
        head.setProperty("kind", "heading")
        self._column.addWidget(head)
        self._row = QHBoxLayout()
        self._row.addStretch()
        self.close_button = Button(self.theme, self.tr("Close"), key="Esc", role="primary")
        self.close_button.clicked.connect(self.close)
        self._row.addWidget(self.close_button)
        self._column.addLayout(self._row)
        self.close_button.setDefault(True)

    def add(self, widget: QWidget, stretch: int = 1) -> None:
        """Put a widget between title and buttons."""
        self._column.insertWidget(self._column.count() - 1, widget, stretch)

    def add_last(self, button: Button) -> None:
        """Put a button on the right of all others; Return presses it, wherever no other button has the focus."""
        self._row.addWidget(button)
        button.setDefault(True)

    def add_button(self, button: Button) -> None:
        """Put a button on the left of the closing one."""
        self._row.insertWidget(0, button)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a Return that is held down for one: the second could answer what the first one asked."""
        if event.isAutoRepeat() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
        else:
            super().keyPressEvent(event)

    def may_leave(self) -> bool:
        """Say whether it can close now; what runs is ended here, whatever the way it is closed in."""
        return True

    def reject(self) -> None:
        """Close: Esc, the button and the title bar all end here."""
        if self.may_leave():
            super().reject()
