"""What happened since the source was opened: gaps, notes, faults, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QHeaderView, QTableView

from fascview.engine.status import Incident
from fascview_ui.dialogs.frame import Frame
from fascview_ui.models.port import Port
from fascview_ui.models.words import wall_clock
from fascview_ui.views.buttons import Button

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow


def as_text(incidents: tuple[Incident, ...]) -> str:
    """Return the list as lines of text."""
    return "\n".join(f"{wall_clock(i.wall_s)}\t{i.sample}\t{i.kind}\t{i.text}" for i in incidents)


class IncidentDialog(Frame):
    """A table that follows what happens; double click shows the place."""

    def __init__(self, window: MainWindow, port: Port) -> None:
        super().__init__(window, window.tr("What happened"), 760, 520)
        self._window, self._port, self._known = window, port, 0
        self._model = QStandardItemModel(self)
        self._view = QTableView()
        self._view.setModel(self._model)
        self._view.setShowGrid(False)
        self._view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self._view.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self._view.setTabKeyNavigation(False)
        self._view.verticalHeader().hide()
        self._view.setAccessibleName(self.tr("What happened"))
        self._view.doubleClicked.connect(lambda index: self._show(index.row()))
        self._view.activated.connect(lambda index: self._show(index.row()))
        self.add(self._view)
        copy = Button(self.theme, self.tr("Copy"), icon="copy")
        copy.clicked.connect(lambda: QApplication.clipboard().setText(as_text(self._port.incidents())))
        self.add_button(copy)
        timer = QTimer(self)
        timer.timeout.connect(self._fill)
        timer.start(1000)
        self._fill()

    def _fill(self) -> None:
        incidents = self._port.incidents()
        if len(incidents) < self._known or not self._known:
            self._model.clear()
            self._model.setHorizontalHeaderLabels(
                [self.tr("Time"), self.tr("Sample"), self.tr("Kind"), self.tr("What")]
            )
            self._view.horizontalHeader().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
            self._known = 0
        for incident in incidents[self._known :]:
            cells = (wall_clock(incident.wall_s), str(incident.sample), incident.kind, incident.text)
            self._model.appendRow([QStandardItem(c) for c in cells])
        self._known = len(incidents)

    def _show(self, row: int) -> None:
        incidents = self._port.incidents()
        if row < len(incidents) and self._window.watch is not None and self._window.watch.port is self._port:
            self._window.work.model.show(incidents[row].sample)
