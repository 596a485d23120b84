"""The channels of a montage as a table that can be edited; every change makes another montage."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from fascview.stream import Muscle, StreamInfo, plain_text
from fascview_ui.models import anatomy
from fascview_ui.models.montage import Montage, problems
from fascview_ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
CHANNEL, MUSCLE, SIDE, PLACE, SHOWN, BAD = range(6)
Role = Qt.ItemDataRole


class MontageTable(QAbstractTableModel):
    """One row per channel. ``edited`` carries the montage after a change by hand."""

    edited = Signal(object)

    def __init__(self, info: StreamInfo, theme: Theme) -> None:
        super().__init__(None)
        self._info, self.theme = info, theme
        self.montage = Montage.of(info)
        self.faults: tuple[str, ...] = problems(self.montage)

    def show_montage(self, montage: Montage) -> None:
        """Fill the table."""
        self.montage, self.faults = montage, problems(montage)
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, BAD))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of channels."""
        return 0 if parent.isValid() else self._info.n_channels

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else BAD + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        """Return the title of a column."""
        if role != Role.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        return (
            self.tr("Channel"),
            self.tr("Muscle"),
            self.tr("Side"),
            self.tr("Place"),
            self.tr("Shown"),
            self.tr("Bad"),
        )[section]

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Muscle and side are edited, shown and bad are ticked."""
        flags = super().flags(index)
        if index.column() in (MUSCLE, SIDE):
            flags |= Qt.ItemFlag.ItemIsEditable
        elif index.column() in (SHOWN, BAD):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """Return words, ticks and colours."""
        if not index.isValid():
            return None
        row, column, montage = index.row(), index.column(), self.montage
        muscle = Muscle.from_label(montage.labels[row])
        if role in (Role.DisplayRole, Role.EditRole):
            name = self._info.channels[row].name
            return {CHANNEL: name, MUSCLE: muscle.name, SIDE: muscle.side, PLACE: montage.place(row)}.get(column, "")
        if role == Role.CheckStateRole and column in (SHOWN, BAD):
            on = row in montage.bad if column == BAD else row not in montage.off
            return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        if role == Role.ForegroundRole:
            if self.faults[row]:
                return QColor(self.theme.fault)
            if row in montage.bad or row in montage.off:
                return QColor(self.theme.text3)
            return QColor(self.theme.muscle(montage.colour(montage.labels[row]))) if column == MUSCLE else None
        if role == Role.ToolTipRole:
            return self.fault(row) or None
        if role == Role.AccessibleTextRole and column in (SHOWN, BAD):
            title = self.headerData(column, Qt.Orientation.Horizontal)
            on = row in montage.bad if column == BAD else row not in montage.off
            return f"{title}: {self.tr('yes') if on else self.tr('no')}"
        return None

    def fault(self, row: int) -> str:
        """Return what is wrong with a channel, in words."""
        return {
            "no muscle": self.tr("This channel has no muscle yet."),
            "twice": self.tr("This muscle is written in another way further up."),
            "apart": self.tr("The channels of this array lie on several muscles."),
            "overlap": self.tr("This channel lies on two arrays."),
        }.get(self.faults[row], "")

    def setData(self, index: Index, value: object, role: int = Role.EditRole) -> bool:
        """Take over an edit; a name in another language becomes the usual one."""
        if not index.isValid():
            return False
        row, column, montage = index.row(), index.column(), self.montage
        if role == Role.CheckStateRole and column in (SHOWN, BAD):
            on = Qt.CheckState(value) == Qt.CheckState.Checked
            if column == BAD:
                changed = replace(montage, bad=montage.bad | {row} if on else montage.bad - {row})
            else:
                changed = replace(montage, off=montage.off - {row} if on else montage.off | {row})
        elif role == Role.EditRole and column in (MUSCLE, SIDE):
            muscle = Muscle.from_label(montage.labels[row])
            words = plain_text(value)
            if column == MUSCLE:
                told = named(words)
                muscle = Muscle(told.name, told.side or muscle.side) if told.name else Muscle("")
            else:
                muscle = Muscle(muscle.name, anatomy.SIDES.get(anatomy.plain(words), ""))
            labels = (*montage.labels[:row], muscle.label, *montage.labels[row + 1 :])
            changed = replace(montage, labels=labels)
        else:
            return False
        if changed != montage:
            self.edited.emit(changed)
        return True


def named(words: str) -> Muscle:
    """Return the muscle people mean: ``Deltamuskel (Deltoid)`` or ``M. deltoideus R`` is the deltoid."""
    before, bracket, inside = words.partition("(")
    told = Muscle.from_label(inside.rstrip(") ") if bracket else words)
    side = told.side or anatomy.split_side(words)[1]
    name = told.name
    exact = {anatomy.plain(n): k.name for k in anatomy.kinds() for n in k.names}
    bare = anatomy.split_side(words if not bracket else name)[0]
    return Muscle(exact.get(bare, name if not side or told.side else before.strip()), side)
