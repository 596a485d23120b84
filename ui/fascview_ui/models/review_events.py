"""The events of a recording as a table that sorts and filters a hundred thousand rows at once."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPixmap

from fascview_ui.models.review import ReviewState
from fascview_ui.models.short_names import short_labels
from fascview_ui.models.words import moment, number

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("time", "muscle", "vpp", "snr", "group", "machine", "person")
STANDINGS = ("all", "counted", "uncounted", "unreviewed", "reviewed")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is listed: a muscle (-1: all), a kind (empty: all) and one of STANDINGS."""

    muscle: int = -1
    kind: str = ""
    standing: str = "all"


def kind_word(kind: str) -> str:
    """Return a class of events in the user's language."""
    words = {
        "fasciculation": QCoreApplication.translate("Kind", "Fasciculation"),
        "doublet": QCoreApplication.translate("Kind", "Doublet"),
        "combined": QCoreApplication.translate("Kind", "Combined"),
        "voluntary": QCoreApplication.translate("Kind", "Voluntary"),
        "artefact": QCoreApplication.translate("Kind", "Artefact"),
        "ecg": QCoreApplication.translate("Kind", "ECG"),
        "stimulus": QCoreApplication.translate("Kind", "Stimulus"),
        "crosstalk": QCoreApplication.translate("Kind", "Crosstalk"),
    }
    return words.get(kind, kind)


def machine_word(kind: str, status: str) -> str:
    """Return what the program says of an event."""
    word = kind_word(kind)
    if status == "provisional":
        return QCoreApplication.translate("Kind", "{0}?").format(word)
    if status == "rejected" and kind in ("fasciculation", "doublet", "combined"):
        return QCoreApplication.translate("Kind", "({0})").format(word)
    return word


def reason_word(reason: str) -> str:
    """Return in words why something is not counted, by the detector's own name for it."""
    words = {
        "voluntary": QCoreApplication.translate("Reason", "in voluntary activity"),
        "semi-rhythmic": QCoreApplication.translate("Reason", "in semi-rhythmic activity"),
        "movement": QCoreApplication.translate("Reason", "in movement"),
        "artefact": QCoreApplication.translate("Reason", "in an artefact"),
        "ecg": QCoreApplication.translate("Reason", "in a heart beat"),
        "stimulus": QCoreApplication.translate("Reason", "in a stimulus"),
        "crosstalk": QCoreApplication.translate("Reason", "counted in another muscle"),
        "too noisy": QCoreApplication.translate("Reason", "in noise"),
        "lost samples": QCoreApplication.translate("Reason", "in lost samples"),
        "settling": QCoreApplication.translate("Reason", "while it settles"),
    }
    return words.get(reason, reason)


def person_word(verdict: str) -> str:
    """Return what a person says of an event."""
    if not verdict:
        return QCoreApplication.translate("Kind", "not reviewed")
    if verdict == "accepted":
        return QCoreApplication.translate("Kind", "✓ Accepted")
    if verdict == "rejected":
        return QCoreApplication.translate("Kind", "✗ Rejected")
    sign = "✓" if verdict in ("fasciculation", "doublet", "combined") else "✗"
    return f"{sign} {kind_word(verdict)}"


def group_letter(group: int) -> str:
    """Return the name of a shape group: A to Z, then AA and on."""
    if group < 0:
        return "—"
    letters = ""
    group += 1
    while group:
        group, rest = divmod(group - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@functools.lru_cache(maxsize=64)
def bar_of(colour: str) -> QPixmap:
    """Return a bar in the colour of a muscle."""
    made = QPixmap(4, 18)
    made.fill(QColor(colour))
    return made


class EventTable(QAbstractTableModel):
    """Rows are numbers of events in ``ReviewState.visible()``, chosen and put in order by numpy."""

    def __init__(self, state: ReviewState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._rows: NDArray[np.void] = state.visible()
        self._order: NDArray[np.intp] = np.zeros(0, np.intp)
        self._wanted = Wanted()
        self._done = Wanted()
        self._sort = (0, False)
        self.colours: tuple[str, ...] = ("#ffffff",)
        self.ink = {"good": "#45CF9C", "fault": "#FF7B70", "faint": "#8996A1"}
        self._refill()

    # ---- what is listed

    @property
    def n_all(self) -> int:
        """How many events there are, listed or not."""
        return len(self._rows)

    @property
    def wanted(self) -> Wanted:
        """What is listed."""
        return self._wanted

    def set_wanted(self, wanted: Wanted) -> None:
        """List something else."""
        if wanted != self._wanted:
            self._wanted = wanted
            self.refresh()

    def refresh(self) -> None:
        """Take over the events anew."""
        before = self._rows
        rows = self._state.visible()
        if rows is before and self._done == self._wanted and not self._by_label():
            # A label has changed, and neither what is listed nor the order hangs on labels.
            if len(self._order):
                self.dataChanged.emit(self.index(0, 0), self.index(len(self._order) - 1, len(COLUMNS) - 1))
            return
        order = self._ordered(rows)
        self._done = self._wanted
        if len(rows) == len(before) and np.array_equal(order, self._order) and np.array_equal(rows["id"], before["id"]):
            self._rows = rows
            if len(order):
                self.dataChanged.emit(self.index(0, 0), self.index(len(order) - 1, len(COLUMNS) - 1))
            return
        was, now = len(self._order), len(order)
        if 0 < was < now and np.array_equal(rows["id"][order[:was]], before["id"][self._order]):
            # More at the end, as while a recording is followed: place and selection stay.
            self.beginInsertRows(QModelIndex(), was, now - 1)
            self._rows, self._order = rows, order
            self.endInsertRows()
            self.dataChanged.emit(self.index(0, 0), self.index(was - 1, len(COLUMNS) - 1))
            return
        self.beginResetModel()
        self._rows, self._order = rows, order
        self.endResetModel()

    def _by_label(self) -> bool:
        """Return whether a label may change what is listed, or the order."""
        return bool(self._wanted.kind) or self._wanted.standing != "all" or COLUMNS[self._sort[0]] == "person"

    def _refill(self) -> None:
        self._order = self._ordered(self._rows)

    def _ordered(self, rows: NDArray[np.void]) -> NDArray[np.intp]:
        wanted, mask = self._wanted, np.ones(len(rows), bool)
        if wanted.muscle >= 0:
            mask &= rows["muscle"] == wanted.muscle
        verdicts = self._verdicts()
        if wanted.kind:
            given = np.isin(rows["id"], [e for e, v in verdicts.items() if v == wanted.kind])
            mask &= (rows["kind"] == wanted.kind) | given
        if wanted.standing in ("counted", "uncounted"):
            mask &= self._state.is_counted(rows) == (wanted.standing == "counted")
        elif wanted.standing in ("reviewed", "unreviewed"):
            mask &= np.isin(rows["id"], list(verdicts)) == (wanted.standing == "reviewed")
        found = np.flatnonzero(mask)
        column, descending = self._sort
        keys = self._keys(rows[found], COLUMNS[column], verdicts)
        order = np.argsort(keys, kind="stable")
        if descending:
            order = order[::-1]
        return np.asarray(found[order], np.intp)

    def _verdicts(self) -> dict[int, str]:
        labels = self._state.labels
        return {} if labels is None else labels.verdicts

    @staticmethod
    def _keys(rows: NDArray[np.void], column: str, verdicts: dict[int, str]) -> NDArray[Any]:
        if column == "person":
            return np.array([verdicts.get(e, "") for e in rows["id"].tolist()], "U14")
        if column == "machine":
            return np.char.add(rows["kind"], rows["status"]) if len(rows) else np.zeros(0)
        name = {"time": "sample", "vpp": "vpp_uv"}.get(column, column)
        return np.asarray(rows[name])

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the rows in the order of a column."""
        wanted = (max(0, column), order == Qt.SortOrder.DescendingOrder)
        if wanted == self._sort:
            return
        self.layoutAboutToBeChanged.emit()
        before: list[QModelIndex] = self.persistentIndexList()
        known = [(self.event_of(i.row()), i.column()) for i in before]
        self._sort = wanted
        self._refill()
        after = [self.index(self.row_of(event), column) for event, column in known]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    # ---- which is where

    def event_of(self, row: int) -> int:
        """Return the id of the event in a row, -1 for none."""
        return int(self._rows["id"][self._order[row]]) if 0 <= row < len(self._order) else -1

    def moments(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return samples and ids of the events listed, in order of time."""
        places = np.sort(self._order)
        return self._rows["sample"][places], self._rows["id"][places]

    def row_of(self, event: int) -> int:
        """Return the row of an event, -1 where it is not listed."""
        found = np.flatnonzero(self._rows["id"][self._order] == event)
        return int(found[0]) if len(found) else -1

    # ---- Qt

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many events are listed."""
        return 0 if parent is not None and parent.isValid() else len(self._order)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the head of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if COLUMNS[section] in ("vpp", "snr") else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            words = (
                self.tr("Time"), self.tr("Muscle"), self.tr("Vpp µV"), self.tr("R"), self.tr("Group"),
                self.tr("Machine"), self.tr("You"),
            )  # fmt: skip
            return words[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            tips = {"snr": self.tr("Vpp over the noise of the channel"), "group": self.tr("Group of like shapes")}
            return tips.get(COLUMNS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what stands in a cell."""
        if not index.isValid() or not 0 <= index.row() < len(self._order):
            return None
        row, column = self._rows[self._order[index.row()]], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column in ("vpp", "snr") else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DecorationRole and column == "muscle":
            return bar_of(self.colours[int(row["muscle"]) % len(self.colours)])
        if role == Qt.ItemDataRole.ForegroundRole and column == "person":
            verdict = self._verdicts().get(int(row["id"]), "")
            counts = verdict in ("accepted", "fasciculation", "doublet", "combined")
            return QColor(self.ink["faint" if not verdict else "good" if counts else "fault"])
        if role == Qt.ItemDataRole.ForegroundRole and column == "machine" and str(row["status"]) == "rejected":
            return QColor(self.ink["faint"])
        if role == Qt.ItemDataRole.ToolTipRole and column == "machine" and str(row["reason"]):
            return self.tr("Not counted: {0}").format(str(row["reason"]))
        return None

    def _text(self, row: np.void, column: str) -> str:
        if column == "time":
            return moment(int(row["sample"]) / self._state.fs_hz)
        if column == "muscle":
            recording = self._state.recording
            muscles = () if recording is None else recording.info.muscles
            at = int(row["muscle"])
            return short_labels(muscles)[at] if at < len(muscles) and muscles[at].label else self.tr("Channels")
        if column == "vpp":
            return number(float(row["vpp_uv"]))
        if column == "snr":
            return number(float(row["snr"]))
        if column == "group":
            return group_letter(int(row["group"]))
        if column == "machine":
            return machine_word(str(row["kind"]), str(row["status"]))
        return person_word(self._verdicts().get(int(row["id"]), ""))
