"""The montage editor: which channel lies on which muscle, where, how it is shown, and whether it is any good."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QColor, QPixmap, QUndoCommand, QUndoStack
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from fascview.check.layout import find_layout
from fascview.errors import FascviewError
from fascview.stream import StreamInfo
from fascview_ui.dialogs.frame import Frame
from fascview_ui.dialogs.montage_array import PROVED, ArrayBox
from fascview_ui.dialogs.montage_table import BAD, CHANNEL, MUSCLE, PLACE, SHOWN, SIDE, MontageTable, named
from fascview_ui.models import anatomy, layouts, montage
from fascview_ui.models.arrays import arranged
from fascview_ui.models.montage import MOST_COLOURS, Labels, Montage
from fascview_ui.theme import load
from fascview_ui.views.buttons import Button, Segments

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow


class _Change(QUndoCommand):
    """The montage before and after one change."""

    def __init__(self, dialog: MontageDialog, words: str, after: Montage) -> None:
        super().__init__(words)
        self._dialog, self._before, self._after = dialog, dialog.montage, after

    def undo(self) -> None:
        """Put it back."""
        self._dialog.show_montage(self._before)

    def redo(self) -> None:
        """Put the new one in."""
        self._dialog.show_montage(self._after)


class MontageDialog(Frame):
    """A row per channel; whole selections are changed at once. Applied, the source opens again with it."""

    def __init__(self, window: MainWindow, info: StreamInfo) -> None:
        super().__init__(window, window.tr("Channels and muscles"), 1060, 780)
        self.theme = load(window.theme.name)  # colours by their number
        self._window, self._info = window, info
        self.stack = QUndoStack(self)
        self.table = MontageTable(info, self.theme)
        self.table.edited.connect(lambda m: self._push(self.tr("edit"), m))
        self.view = self._make_view()
        self.array = ArrayBox(self.theme)
        self.array.laid.connect(self._lay)
        self.array.turned.connect(lambda: self._change_array("turned"))
        self.array.mirrored.connect(lambda: self._change_array("mirrored"))
        self.array.placed.connect(self._place)
        self._kept = layouts.kept(window.store, montage.identity(info), info.n_channels)
        self.array.offer(self._kept is not None and self._kept[1])
        self.array.removed.connect(lambda: self._change_array(""))
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self._make_assign())
        left.addWidget(self.view, 1)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self._make_muscles(), 1)
        right.addWidget(self.array)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addLayout(left, 1)
        row.addLayout(right)
        self.add(body)
        self._said = QLabel()
        self._said.setProperty("kind", "caption")
        self._said.setWordWrap(True)
        self.add(self._said, 0)
        self._make_buttons()
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._selected())
        self.show_montage(window.montages.get(info))
        self.view.selectRow(0)

    @property
    def montage(self) -> Montage:
        """What stands in the dialog."""
        return self.table.montage

    @property
    def labels(self) -> Labels:
        """The muscle of every channel."""
        return self.montage.labels

    # ---- parts

    def _make_view(self) -> QTableView:
        view = QTableView()
        view.setModel(self.table)
        view.setAccessibleName(self.tr("Channels and their muscles"))
        view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        view.setTabKeyNavigation(False)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(30)
        view.setShowGrid(False)
        header = view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(MUSCLE, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, wide in ((CHANNEL, 170), (SIDE, 56), (PLACE, 64), (SHOWN, 68), (BAD, 56)):
            view.setColumnWidth(column, wide)
        return view

    def _make_assign(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.muscle = QComboBox()
        self.muscle.setEditable(True)
        language = self._window.language
        self.muscle.addItems([k.said(language) for k in anatomy.kinds()])
        known = [n if n == k.said(language) else f"{n} ({k.said(language)})" for k in anatomy.kinds() for n in k.names]
        completer = QCompleter(list(dict.fromkeys(known)), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.muscle.setCompleter(completer)
        self.muscle.setCurrentText("")
        line = self.muscle.lineEdit()
        if line is not None:
            line.setPlaceholderText(self.tr("Muscle, in English, German or Latin"))
        self.muscle.setAccessibleName(self.tr("Muscle for the selected channels"))
        self.side = Segments(
            self.theme, (("R", self.tr("Right")), ("L", self.tr("Left")), ("", self.tr("None"))), self.tr("Side")
        )
        self._side = "R"
        self.side.set_value("R")
        self.side.chosen.connect(self._side_chosen)
        self.assign = Button(self.theme, self.tr("Give to the selected"))
        self.assign.clicked.connect(self._assign)
        row.addWidget(self.muscle, 1)
        row.addWidget(self.side)
        row.addWidget(self.assign)
        return made

    def _make_muscles(self) -> QFrame:
        frame = QFrame()
        frame.setObjectName("panel")
        frame.setFixedWidth(336)
        title = QLabel(self.tr("Muscles, from top to bottom"))
        title.setProperty("kind", "strong")
        self.muscles = QListWidget()
        self.muscles.setAccessibleName(self.tr("Order of the muscles"))
        self.muscles.currentRowChanged.connect(lambda _: self._muscle_chosen())
        self.up = Button(self.theme, icon="up", name=self.tr("Further up"))
        self.down = Button(self.theme, icon="down", name=self.tr("Further down"))
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.colour = QComboBox()
        self.colour.setAccessibleName(self.tr("Colour of the muscle"))
        for i in range(MOST_COLOURS):
            swatch = QPixmap(28, 14)
            swatch.fill(QColor(self.theme.muscle(i)))
            self.colour.addItem(swatch, self.tr("Colour {0}").format(i + 1), i)
        self.colour.activated.connect(self._coloured)
        row = QHBoxLayout()
        row.setSpacing(6)
        for widget in (self.up, self.down, self.colour):
            row.addWidget(widget)
        row.addStretch(1)
        column = QVBoxLayout(frame)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addWidget(title)
        column.addWidget(self.muscles, 1)
        column.addLayout(row)
        return frame

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

    # ---- what is shown

    def show_montage(self, shown: Montage) -> None:
        """Fill everything."""
        self.table.show_montage(shown)
        at = max(0, self.muscles.currentRow())
        self.muscles.blockSignals(True)
        self.muscles.clear()
        for label in shown.muscles:
            item = QListWidgetItem(label or self.tr("no muscle"))
            item.setForeground(QColor(self.theme.muscle(shown.colour(label))))
            item.setData(Qt.ItemDataRole.UserRole, label)
            self.muscles.addItem(item)
        self.muscles.setCurrentRow(min(at, self.muscles.count() - 1))
        self.muscles.blockSignals(False)
        self._muscle_chosen()
        self._selected()
        self._check()

    def _check(self) -> None:
        faults = [f for f in self.table.faults if f]
        empty, other = faults.count("no muscle"), len(faults) - faults.count("no muscle")
        recording = self._window.work.presenter.recording
        busy = recording is not None and recording.active
        if busy:
            said = self.tr("A recording is running; stop it first. A session keeps the muscles it began with.")
        elif empty:
            said = self.tr("{0} channels have no muscle yet.").format(empty)
        elif other:
            first = next(i for i, f in enumerate(self.table.faults) if f)
            said = f"{self._info.channels[first].name}: {self.table.fault(first)}"
        else:
            many = self.tr("{0} muscles, {1} channels bad, {2} not shown.").format(
                len(set(self.labels)), len(self.montage.bad), len(self.montage.off)
            )
            said = f"{many} {self.tr('Counting begins anew when this is applied.')}"
        self._said.setText(said)
        self.apply.setEnabled(not faults and not busy)

    def _rows(self) -> list[int]:
        return sorted({index.row() for index in self.view.selectionModel().selectedRows()})

    def _selected(self) -> None:
        rows = self._rows()
        own = [a for a in self.montage.arrays if set(a.channels) & set(rows)]
        self.array.show_array(own[0] if own else None, len(rows))

    # ---- hands

    def _push(self, words: str, after: Montage) -> None:
        if after != self.montage:
            self.stack.push(_Change(self, words, after))

    def _side_chosen(self, side: str) -> None:
        self._side = side

    def _assign(self) -> None:
        told = named(self.muscle.currentText().strip())
        rows = set(self._rows())
        if told.name and rows:
            label = f"{told.name} {told.side or self._side}".strip()
            labels = tuple(label if i in rows else old for i, old in enumerate(self.labels))
            self._push(self.tr("give"), replace(self.montage, labels=labels))

    def _muscle_chosen(self) -> None:
        item = self.muscles.currentItem()
        for widget in (self.up, self.down, self.colour):
            widget.setEnabled(item is not None)
        if item is not None:
            self.colour.setCurrentIndex(self.montage.colour(str(item.data(Qt.ItemDataRole.UserRole))))

    def _move(self, by: int) -> None:
        order, at = list(self.montage.muscles), self.muscles.currentRow()
        if 0 <= at < len(order) and 0 <= at + by < len(order):
            order.insert(at + by, order.pop(at))
            self._push(self.tr("order"), replace(self.montage, order=tuple(order)))
            self.muscles.setCurrentRow(at + by)

    def _coloured(self, number: int) -> None:
        item = self.muscles.currentItem()
        if item is not None:
            label = str(item.data(Qt.ItemDataRole.UserRole))
            self._push(self.tr("colour"), replace(self.montage, colours={**self.montage.colours, label: number}))

    def _lay(self) -> None:
        rows, box = self._rows(), self.array
        try:
            made = arranged(
                rows,
                box.rows.value(),
                box.columns.value(),
                str(box.numbering.currentData()),
                box.pitch.value(),
                str(box.fibre.currentData()),
            )
        except FascviewError as error:
            self._said.setText(str(error))
            return
        others = tuple(a for a in self.montage.arrays if not set(a.channels) & set(rows))
        self._push(self.tr("array"), replace(self.montage, arrays=(*others, made)))
        self._select(rows)

    def _place(self, name: str) -> None:
        """Lay the selected channels onto a layout; the map that taps have proved names its channels itself."""
        fibre = str(self.array.fibre.currentData())
        try:
            if name == PROVED and self._kept is not None:
                rows = sorted(self._kept[0].channels)
                made = layouts.laid(self._kept[0], rows, fibre)
            else:
                rows = self._rows()
                made = layouts.laid(find_layout(name), rows, fibre)
        except FascviewError as error:
            self._said.setText(str(error))
            return
        others = tuple(a for a in self.montage.arrays if not set(a.channels) & set(rows))
        self._push(self.tr("array"), replace(self.montage, arrays=(*others, made)))
        self._select(rows)

    def _change_array(self, how: str) -> None:
        rows = set(self._rows())
        arrays = []
        for array in self.montage.arrays:
            if not set(array.channels) & rows:
                arrays.append(array)
            elif how:
                arrays.append(array.turned() if how == "turned" else array.mirrored())
        self._push(self.tr("array"), replace(self.montage, arrays=tuple(arrays)))

    def _select(self, rows: list[int]) -> None:
        model, flags = self.view.selectionModel(), QItemSelectionModel.SelectionFlag
        model.clearSelection()
        for row in rows:
            model.select(self.table.index(row, 0), flags.Select | flags.Rows)

    def _load(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Load a montage"), "", self.tr("Montage (*.toml)"))
        if path:
            self.load_from(Path(path))

    def load_from(self, path: Path) -> None:
        """Take over a montage; channels it does not name keep what they have."""
        try:
            found = montage.load(path)
        except FascviewError as error:
            self._said.setText(str(error))
            return
        n = self._info.n_channels
        labels = (*found.labels[:n], *self.labels[len(found.labels) :])
        inside = frozenset(range(n))
        arrays = tuple(a for a in found.arrays if max(a.channels) < n)
        made = replace(found, labels=labels, bad=found.bad & inside, off=found.off & inside, arrays=arrays)
        self._push(self.tr("load"), made)

    def _save(self) -> None:
        kinds = self.tr("Montage (*.toml)")
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save the montage"), "montage.toml", kinds)
        if path:
            try:
                montage.save(Path(path), self.montage, tuple(c.name for c in self._info.channels))
            except FascviewError as error:
                self._said.setText(str(error))

    def _apply(self) -> None:
        window = self._window
        window.montages.put(self._info, self.montage)
        window.store.put("montage/book", window.montages.as_text())
        self.close()
        if self._info.kind == "file":
            window.open_path(self._info.address.removeprefix("file:"))
        else:
            window.commands.reconnect()
