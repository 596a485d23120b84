"""What the next recording is called and where it goes."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from fascview_ui.dialogs.frame import Frame
from fascview_ui.models import pseudonym
from fascview_ui.views.buttons import Button

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow


class SessionDialog(Frame):
    """Pseudonym, task and folder; there is no field for a name."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, window.tr("Recording details"), 640, 340)
        self._window = window
        store = window.store
        self.pseudonym = QLineEdit(store.text("recording/pseudonym", "anon"))
        self.task = QLineEdit(store.text("recording/task", "rest"))
        self.folder = QLineEdit(str(store.folder()))
        for field, name in (
            (self.pseudonym, self.tr("Pseudonym")),
            (self.task, self.tr("Task")),
            (self.folder, self.tr("Folder")),
        ):
            field.setAccessibleName(name)
            field.textChanged.connect(lambda _: self._check())
        choose = Button(self.theme, self.tr("Choose..."), icon="folder")
        choose.clicked.connect(self._choose)
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(choose)
        form = QWidget()
        rows = QFormLayout(form)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        self._said, self._preview = QLabel(), QLabel()
        for label in (self._said, self._preview):
            label.setProperty("kind", "caption")
            label.setWordWrap(True)
        rows.addRow(self.tr("Pseudonym"), self.pseudonym)
        rows.addRow("", self._said)
        rows.addRow(self.tr("Task"), self.task)
        rows.addRow(self.tr("Folder"), row)
        rows.addRow(self.tr("Next"), self._preview)
        self.add(form)
        self.keep = Button(self.theme, self.tr("Keep"), role="primary")
        self.keep.clicked.connect(self._keep)
        self.close_button.set_words(self.tr("Cancel"))
        self.close_button.setProperty("role", "")
        self.add_last(self.keep)
        self._check()
        self.pseudonym.setFocus()

    @property
    def said(self) -> str:
        """What is said of the pseudonym."""
        return self._said.text()

    def _check(self) -> None:
        fault, doubt = pseudonym.fault(self.pseudonym.text()), pseudonym.doubt(self.pseudonym.text())
        words = {
            "empty": self.tr("Give a pseudonym, such as sub-0417."),
            "long": self.tr("At most {0} letters.").format(pseudonym.LONGEST),
            "signs": self.tr("Letters, figures and - only, beginning with a letter or a figure."),
            "date": self.tr("This looks like a date. Please use nothing that gives the person away."),
            "name": self.tr("This may be a name. Please use nothing that gives the person away."),
        }
        self._said.setText(words.get(fault or doubt, self.tr("No names, no dates of birth.")))
        good = not fault and not pseudonym.fault(self.task.text()) and Path(self.folder.text()).is_absolute()
        self.keep.setEnabled(good)
        stamp = time.strftime("%Y%m%d-%H%M%S")
        self._preview.setText(f"{stamp}_{self.pseudonym.text()}_{self.task.text()}" if good else "")

    def _choose(self) -> None:
        path = QFileDialog.getExistingDirectory(self, self.tr("Folder for recordings"), self.folder.text())
        if path:
            self.folder.setText(path)

    def _keep(self) -> None:
        store = self._window.store
        store.put("recording/pseudonym", self.pseudonym.text())
        store.put("recording/task", self.task.text())
        store.put("recording/folder", self.folder.text())
        self.close()
        self._window.lobby.show()
