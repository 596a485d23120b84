"""Questions in the window's own look: none of the system's boxes, which know nothing of the theme."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from fascview_ui.dialogs.frame import Frame
from fascview_ui.views.buttons import Button

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow


class Question(Frame):
    """A sentence and two answers; Enter and Escape take the safe one."""

    def __init__(self, window: MainWindow, title: str, words: str, yes: str, no: str, run: Callable[[], None]) -> None:
        super().__init__(window, title, 520, 200)
        self._run = run
        said = QLabel(words)
        said.setWordWrap(True)
        said.setTextFormat(Qt.TextFormat.PlainText)
        self.add(said)
        self.no = self.close_button
        self.no.set_words(no, "Esc")
        self.yes = Button(self.theme, yes)
        self.yes.clicked.connect(self._agreed)
        self.add_button(self.yes)
        self.no.setDefault(True)
        self.no.setFocus()

    def _agreed(self) -> None:
        self.close()
        self._run()


class TextDialog(Frame):
    """One line of text; nothing behind it waits, so traces and keys go on."""

    def __init__(self, window: MainWindow, title: str, words: str, keep: str, run: Callable[[str], None]) -> None:
        super().__init__(window, title, 520, 200)
        self._run = run
        said = QLabel(words)
        said.setWordWrap(True)
        self.add(said, 0)
        self.line = QLineEdit()
        self.line.setAccessibleName(words)
        self.line.setMaxLength(200)
        self.add(self.line, 0)
        self.close_button.set_words(self.tr("Cancel"), "Esc")
        self.close_button.setProperty("role", "")
        self.keep = Button(self.theme, keep, role="primary")
        self.keep.setDefault(True)
        self.keep.clicked.connect(self._kept)
        self.add_last(self.keep)
        self.line.setFocus()

    def _kept(self) -> None:
        text = self.line.text().strip()
        self.close()
        if text:
            self._run(text)
