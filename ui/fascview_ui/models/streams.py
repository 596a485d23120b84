"""The table of streams found: one row each, never sorted under the pointer, nothing chosen by itself."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from fascview_ui.models.words import DASH, number, rate_hz

if TYPE_CHECKING:
    from fascview_drivers.registry import Found

NAME, HOST, CHANNELS, RATE, UNIT, SEEN, OPEN = range(7)
NOTE_ROLE = Qt.ItemDataRole.UserRole + 1
TONE_ROLE = Qt.ItemDataRole.UserRole + 2
LAST_ROLE = Qt.ItemDataRole.UserRole + 3
Index = QModelIndex | QPersistentModelIndex


class StreamTable(QAbstractTableModel):
    """What the worker found, with what to know before choosing."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Found, ...] = ()
        self._last_used = ""

    def set_found(self, found: Sequence[Found], last_used: str) -> None:
        """Show other rows; the last used one comes first."""
        rows = tuple(sorted(found, key=lambda f: (not f.usable, f.address != last_used, f.name.lower(), f.host)))
        self._last_used = last_used
        if [f.address for f in rows] == [f.address for f in self._rows]:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, OPEN))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def found(self, row: int) -> Found:
        """Return the stream of a row."""
        return self._rows[row]

    def note(self, row: int) -> tuple[str, str]:
        """Return what to know about a row, and its tone: ``good``, ``caution``, ``notice`` or ``text3``."""
        found = self._rows[row]
        twins = Counter(f.name for f in self._rows)[found.name] > 1
        if not found.usable:
            return found.note or self.tr("cannot be opened"), "text3"
        if found.note:
            return found.note, "caution"
        if twins:
            return self.tr("same name more than once: look at the host"), "notice"
        if found.unit == "counts":
            return self.tr("no scale known: counts only"), "caution"
        return self.tr("ready"), "good"

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return the number of streams."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return the number of columns."""
        return 7

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words above the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            words = ("Name", "Host", "Ch.", "Rate", "Unit", "Seen", "")
            return self.tr(words[section])
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            right = Qt.AlignmentFlag.AlignRight if section in (CHANNELS, RATE) else Qt.AlignmentFlag.AlignLeft
            return right | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return one cell."""
        found, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(found, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column in (CHANNELS, RATE):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == NOTE_ROLE:
            return self.note(index.row())[0]
        if role == TONE_ROLE:
            return self.note(index.row())[1]
        if role == LAST_ROLE:
            return found.address == self._last_used
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._cell(found, column)} {self.note(index.row())[0] if column == NAME else ''}".strip()
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows that cannot be opened are shown and cannot be chosen."""
        if not self._rows[index.row()].usable:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def _cell(self, found: Found, column: int) -> str:
        if column == NAME:
            return found.name
        if column == HOST:
            return found.host
        if column == CHANNELS:
            return number(found.channels) if found.channels else DASH
        if column == RATE:
            return rate_hz(found.fs_hz) if math.isfinite(found.fs_hz) and found.fs_hz > 0 else DASH
        if column == UNIT:
            return {"uV": "µV", "": self.tr("none")}.get(found.unit, found.unit)
        if column == SEEN:
            return self.tr("now") if found.last_seen_s < 3 else self.tr("{0} s ago").format(number(found.last_seen_s))
        return self.tr("Watch")
