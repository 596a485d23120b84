"""The steps of a protocol as a table that can be edited; every change makes another protocol."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from fascview.stream import Muscle, plain_text
from fascview_ui.models import anatomy
from fascview_ui.models.protocol import LEAST_S, MOST_S, Protocol, problems
from fascview_ui.models.protocol_run import ProtocolRun, Standing
from fascview_ui.models.words import clock

Index = QModelIndex | QPersistentModelIndex
PLACE, MUSCLE, SIDE, REGION, WANTED, ON, STATE, SEEN, FOUND = range(9)


class ProtocolTable(QAbstractTableModel):
    """One row per step. ``edited`` carries the protocol after a change by hand."""

    edited = Signal(object)

    def __init__(self, run: ProtocolRun, found_words: Callable[[Standing], str], warn: QColor) -> None:
        super().__init__(None)
        self._run, self._found_words = run, found_words
        self.warn = warn
        self._rows = 0
        run.changed.connect(self._changed)
        self._changed()

    def _changed(self) -> None:
        n = len(self._run.standings)
        if n != self._rows:
            self.beginResetModel()
            self._rows = n
            self.endResetModel()
        elif n:
            self.dataChanged.emit(self.index(0, 0), self.index(n - 1, FOUND))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of steps."""
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else FOUND + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the title of a column."""
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        titles = (
            "",
            self.tr("Muscle"),
            self.tr("Side"),
            self.tr("Region"),
            self.tr("Wanted"),
            self.tr("Recorded on"),
            self.tr("State"),
            self.tr("Analysed"),
            self.tr("Events, rate per minute (95 %)"),
        )
        return titles[section]

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Muscle, side and time can be edited while the protocol does not run."""
        flags = super().flags(index)
        if index.column() in (MUSCLE, SIDE, WANTED) and not self._run.running:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return words, or the colour of a step that cannot be run."""
        if not index.isValid() or index.row() >= len(self._run.standings):
            return None
        at, column = index.row(), index.column()
        standing = self._run.standings[at]
        if role == Qt.ItemDataRole.EditRole and column == WANTED:
            return f"{standing.step.dwell_s:g}"
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._words(at, standing, column)
        if role == Qt.ItemDataRole.ForegroundRole and column in (ON, MUSCLE) and self.fault(at):
            return self.warn
        if role == Qt.ItemDataRole.ToolTipRole and column == MUSCLE:
            return self.fault(at) or None
        return None

    def fault(self, at: int) -> str:
        """Return what is wrong with a step, in words."""
        said = {
            "no muscle": self.tr("Give this step a muscle."),
            "twice": self.tr("This muscle and side stands here twice."),
            "dwell": self.tr("The time must lie between 5 s and 1 h."),
        }
        return said.get(problems(self._run.protocol)[at], "")

    def _words(self, at: int, standing: Standing, column: int) -> str:
        step, info = standing.step, self._run.info
        if column == ON:
            if info is None:
                return ""
            return info.muscles[standing.muscle].label if standing.muscle >= 0 else self.tr("not in the montage")
        regions = {
            "bulbar": self.tr("bulbar"),
            "cervical": self.tr("cervical"),
            "thoracic": self.tr("thoracic"),
            "lumbosacral": self.tr("lumbosacral"),
        }
        states = {
            "to come": self.tr("to come") if standing.muscle >= 0 else "",
            "running": self.tr("now"),
            "done": self.tr("done"),
            "short": self.tr("too short"),
            "passed over": self.tr("passed over"),
        }
        seen = clock(standing.rate.analysable_s) if standing.state in ("running", "done", "short") else ""
        return {
            PLACE: str(at + 1),
            MUSCLE: step.muscle.name,
            SIDE: step.muscle.side,
            REGION: regions.get(step.region, ""),
            WANTED: clock(step.dwell_s),
            STATE: states[standing.state],
            SEEN: seen,
            FOUND: self._found_words(standing),
        }[column]

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take over an edit; seconds may be written as ``90`` or ``1:30``."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        protocol, at = self._run.protocol, index.row()
        step, words = protocol.steps[at], plain_text(value)
        if index.column() == MUSCLE:
            told = Muscle.from_label(words)
            step = replace(step, muscle=Muscle(told.name, told.side or step.muscle.side))
        elif index.column() == SIDE:
            side = anatomy.SIDES.get(anatomy.plain(words), "")
            step = replace(step, muscle=Muscle(step.muscle.name, side))
        elif index.column() == WANTED:
            seconds = in_seconds(words)
            if seconds is None:
                return False
            step = replace(step, dwell_s=min(max(seconds, LEAST_S), MOST_S))
        steps = (*protocol.steps[:at], step, *protocol.steps[at + 1 :])
        self.edited.emit(Protocol(protocol.name, steps, protocol.description))
        return True


def in_seconds(words: str) -> float | None:
    """Return ``90``, ``90 s``, ``1:30`` or ``1,5 min`` in seconds, None for what is no time."""
    text = words.strip().lower().replace(",", ".")
    factor = 1.0
    for ending, times in (("min", 60.0), ("s", 1.0), ("h", 3600.0)):
        if text.endswith(ending):
            text, factor = text[: -len(ending)].strip(), times
            break
    try:
        if ":" in text:
            parts = [float(p) for p in text.split(":")]
            return sum(p * 60.0 ** (len(parts) - 1 - i) for i, p in enumerate(parts)) if len(parts) < 4 else None
        found = float(text) * factor
    except ValueError:
        return None
    return found if found == found and abs(found) < 1e9 else None
