"""Which language the window speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLabel

from fascview_ui import language
from fascview_ui.dialogs.frame import Frame
from fascview_ui.views.buttons import Button

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow


class LanguageDialog(Frame):
    """A choice that holds from the next start on: half a window in each language would help nobody."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, "Language, Sprache", 460, 220)
        self._window = window
        self.choice = QComboBox()
        self.choice.setAccessibleName("Language, Sprache")
        own = language.LANGUAGES[language.wanted(language.SYSTEM)]
        self.choice.addItem(self.tr("As the system: {0}").format(own), language.SYSTEM)
        for code, name in language.LANGUAGES.items():
            self.choice.addItem(name, code)
        kept = window.store.text("window/language", language.SYSTEM, language.CHOICES)
        self.choice.setCurrentIndex(self.choice.findData(kept))
        self.add(self.choice, 0)
        said = QLabel(
            self.tr("The language changes when fascview is started again. Files are the same in every language.")
        )
        said.setWordWrap(True)
        said.setProperty("kind", "caption")
        self.add(said)
        keep = Button(self.theme, self.tr("Keep"), role="primary")
        keep.clicked.connect(self.keep)
        self.close_button.set_words(self.tr("Cancel"))
        self.close_button.setProperty("role", "")
        self.add_last(keep)

    def keep(self) -> None:
        """Remember the choice."""
        self._window.store.put("window/language", str(self.choice.currentData()))
        self.close()
