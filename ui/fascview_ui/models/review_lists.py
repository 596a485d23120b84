"""Notes and lost stretches of a recording as small tables."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from fascview_ui.models.review import ReviewState
from fascview_ui.models.words import moment, number

Index = QModelIndex | QPersistentModelIndex


class MomentTable(QAbstractTableModel):
    """Rows that belong to a sample: ``kind`` is ``notes`` or ``gaps``."""

    def __init__(self, state: ReviewState, kind: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._kind = kind
        self._rows: list[tuple[int, tuple[str, ...]]] = []

    def refresh(self) -> None:
        """Take over what there is."""
        rows = self._notes() if self._kind == "notes" else self._gaps()
        if rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def _notes(self) -> list[tuple[int, tuple[str, ...]]]:
        fs_hz = self._state.fs_hz
        return [(n.sample, (moment(n.sample / fs_hz), n.text)) for n in self._state.notes()]

    def _gaps(self) -> list[tuple[int, tuple[str, ...]]]:
        recording, fs_hz = self._state.recording, self._state.fs_hz
        gaps = [] if recording is None else recording.gaps
        out: list[tuple[int, tuple[str, ...]]] = []
        for gap in gaps:
            seconds = self.tr("{0} s").format(number((gap.stop - gap.start) / fs_hz, 3))
            out.append((gap.start, (moment(gap.start / fs_hz), seconds, gap.reason)))
        return out

    def sample_of(self, row: int) -> int:
        """Return the sample of a row, -1 for none."""
        return self._rows[row][0] if 0 <= row < len(self._rows) else -1

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else 2 if self._kind == "notes" else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the head of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if self._kind == "notes":
            return (self.tr("Time"), self.tr("Note"))[section]
        return (self.tr("Time"), self.tr("Lost"), self.tr("Why"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what stands in a cell."""
        if index.isValid() and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._rows[index.row()][1][index.column()]
        return None
