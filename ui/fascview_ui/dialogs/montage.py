"""The montage editor: which channel lies on which muscle."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QStandardItem, QStandardItemModel, QUndoCommand, QUndoStack
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QHeaderView, QLabel, QTableView, QWidget

from fascview.errors import FascviewError
from fascview.stream import Muscle, StreamInfo, plain_text
from fascview_ui.dialogs.frame import Frame
from fascview_ui.models import montage
from fascview_ui.models.short_names import USUAL
from fascview_ui.views.buttons import Button, Segments

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow

CHANNEL, MUSCLE, SIDE = range(3)


class _Change(QUndoCommand):
    """All labels before and after one change."""

    def __init__(self, dialog: MontageDialog, words: str, after: montage.Labels) -> None:
        super().__init__(words)
        self._dialog, self._before, self._after = dialog, dialog.labels, after

    def undo(self) -> None:
        """Put the labels back."""
        self._dialog.show_labels(self._before)

    def redo(self) -> None:
        """Put the new labels in."""
        self._dialog.show_labels(self._after)


class MontageDialog(Frame):
    """A row per channel; whole selections are given a muscle at once. Applied, the source opens again with it."""

    def __init__(self, window: MainWindow, info: StreamInfo) -> None:
        super().__init__(window, window.tr("Channels and muscles"), 720, 720)
        self._window, self._info = window, info
        self.labels: montage.Labels = tuple(c.muscle.label for c in info.channels)
        self.stack = QUndoStack(self)
        self._filling = False
        self._model = QStandardItemModel(0, 3, self)
        self._model.setHorizontalHeaderLabels([self.tr("Channel"), self.tr("Muscle"), self.tr("Side")])
        self.view = QTableView()
        self.view.setModel(self._model)
        self.view.setAccessibleName(self.tr("Channels and their muscles"))
        self.view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.view.setTabKeyNavigation(False)
        self.view.verticalHeader().setDefaultSectionSize(32)
        self.view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.view.horizontalHeader().setSectionResizeMode(MUSCLE, QHeaderView.ResizeMode.Stretch)
        self.view.setColumnWidth(CHANNEL, 220)
        self.view.setColumnWidth(SIDE, 80)
        self.add(self._make_assign(), 0)
        self.add(self.view)
        self._said = QLabel()
        self._said.setProperty("kind", "caption")
        self._said.setWordWrap(True)
        self.add(self._said, 0)
        self._make_buttons()
        self._model.itemChanged.connect(self._edited)
        self.show_labels(self.labels)
        self.view.selectRow(0)

    def _make_assign(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.muscle = QComboBox()
        self.muscle.setEditable(True)
        self.muscle.addItems(sorted({name.capitalize() for name in USUAL}))
        self.muscle.setCurrentText("")
        self.muscle.setAccessibleName(self.tr("Muscle for the selected channels"))
        self.side = Segments(
            self.theme, (("R", self.tr("Right")), ("L", self.tr("Left")), ("", self.tr("None"))), self.tr("Side")
        )
        self._side = "R"
        self.side.set_value("R")
        self.side.chosen.connect(self._side_chosen)
        self.assign = Button(self.theme, self.tr("Give to the selected channels"))
        self.assign.clicked.connect(self._assign)
        row.addWidget(self.muscle, 1)
        row.addWidget(self.side)
        row.addWidget(self.assign)
        return made

    def _make_buttons(self) -> None:
        self.apply = Button(self.theme, self.tr("Apply"), role="primary")
        self.apply.clicked.connect(self._apply)
        self.close_button.set_words(self.tr("Cancel"))
        self.close_button.setProperty("role", "")
        buttons = (
            (Button(self.theme, icon="undo", name=self.tr("Undo")), self.stack.undo),
            (Button(self.theme, icon="redo", name=self.tr("Redo")), self.stack.redo),
            (Button(self.theme, self.tr("Load..."), icon="folder"), self._load),
            (Button(self.theme, self.tr("Save..."), icon="save"), self._save),
        )
        for button, run in reversed(buttons):
            button.clicked.connect(run)
            self.add_button(button)
        undo, redo = buttons[0][0], buttons[1][0]
        self.stack.canUndoChanged.connect(undo.setEnabled)
        self.stack.canRedoChanged.connect(redo.setEnabled)
        undo.setEnabled(False)
        redo.setEnabled(False)
        self.add_last(self.apply)

    def _side_chosen(self, side: str) -> None:
        self._side = side

    def show_labels(self, labels: montage.Labels) -> None:
        """Fill the table."""
        self._filling = True
        self.labels = labels
        self._model.setRowCount(len(labels))
        for row, (channel, label) in enumerate(zip(self._info.channels, labels, strict=True)):
            muscle = Muscle.from_label(label)
            for column, text in ((CHANNEL, channel.name), (MUSCLE, muscle.name), (SIDE, muscle.side)):
                item = self._model.item(row, column)
                if item is None:
                    item = QStandardItem()
                    item.setEditable(column != CHANNEL)
                    self._model.setItem(row, column, item)
                item.setText(text)
        order = list(dict.fromkeys(labels))
        for row, label in enumerate(labels):
            self._model.item(row, MUSCLE).setForeground(QColor(self.theme.muscle(order.index(label))))
        self._filling = False
        self._check()

    def _check(self) -> None:
        empty = sum(bool(p) for p in montage.problems(self.labels))
        recording = self._window.work.presenter.recording
        busy = recording is not None and recording.active
        if busy:
            said = self.tr("A recording is running; stop it first. A session keeps the muscles it began with.")
        elif empty:
            said = self.tr("{0} channels have no muscle yet.").format(empty)
        else:
            many = len(set(self.labels))
            said = self.tr("{0} muscles. Counting begins anew when this is applied.").format(many)
        self._said.setText(said)
        self.apply.setEnabled(not empty and not busy)

    def _edited(self, item: QStandardItem) -> None:
        if self._filling:
            return
        row = item.row()
        side = self._model.item(row, SIDE).text().strip().upper()[:1]
        name = self._model.item(row, MUSCLE).text().strip()
        label = plain_text(f"{name} {side if side in ('R', 'L') else ''}") if name else ""
        self._push(self.tr("edit"), {row: label})

    def _assign(self) -> None:
        name = self.muscle.currentText().strip()
        rows = {index.row() for index in self.view.selectionModel().selectedRows()}
        if name and rows:
            self._push(self.tr("give"), dict.fromkeys(rows, plain_text(f"{name} {self._side}")))

    def _push(self, words: str, changes: dict[int, str]) -> None:
        after = tuple(changes.get(i, label) for i, label in enumerate(self.labels))
        if after != self.labels:
            self.stack.push(_Change(self, words, after))
        else:
            self.show_labels(self.labels)

    def _load(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Load a montage"), "", self.tr("Montage (*.toml)"))
        if path:
            self.load_from(Path(path))

    def load_from(self, path: Path) -> None:
        """Take over a montage; channels it does not name keep what they have."""
        try:
            labels = montage.load(path)
        except FascviewError as error:
            self._said.setText(str(error))
            return
        self._push(self.tr("load"), dict(enumerate(labels[: len(self.labels)])))

    def _save(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save the montage"), "montage.toml", "Montage (*.toml)")
        if path:
            try:
                montage.save(Path(path), self.labels, tuple(c.name for c in self._info.channels))
            except FascviewError as error:
                self._said.setText(str(error))

    def _apply(self) -> None:
        window = self._window
        window.montages.put(self._info, self.labels)
        window.store.put("montage/book", window.montages.as_text())
        self.close()
        window.commands.reconnect()
