"""Two sessions side by side, worked out in the background and shown as a table."""

from __future__ import annotations

import contextlib
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from fascview.analysis.comparison import Compared, MuscleFacts, compare, held_of, muscle_facts
from fascview.detection.batch import Detection
from fascview.engine.jobs import Task
from fascview.engine.review_labels import counted
from fascview.engine.review_work import whole
from fascview.errors import FascviewError
from fascview.session.folder import SESSION
from fascview.session.formats import open_recording
from fascview.session.joined import read_json
from fascview.session.recording import Recording
from fascview_ui.models.words import DASH, number

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("muscle", "first", "second", "ratio", "vpp_first", "vpp_second", "vpp_ratio")


@dataclass(frozen=True)
class Side:
    """One of the two: what it is called, when it was, whose, and its muscles."""

    name: str
    started_wall_s: float | None
    duration_s: float
    muscles: tuple[MuscleFacts, ...]
    pseudonym: str = ""


def pseudonym_of(path: Path) -> str:
    """Return whose a recording is: from its description, or a BIDS name; empty where neither tells."""
    folder, told = path if path.is_dir() else path.parent, ""
    with contextlib.suppress(FascviewError, OSError):
        document = read_json(folder / SESSION)
        told = str(document.get("pseudonym", "")) if isinstance(document, dict) else ""
    named = re.search(r"(?:^|[/_\\])sub-([A-Za-z0-9]+)", str(path))
    return told or (named.group(1) if named else "")


def two_persons(first: Side, second: Side) -> bool:
    """Return whether two sessions are said to be of different persons."""
    one, two = (s.pseudonym.casefold() for s in (first, second))
    return bool(one and two and one != two and "anon" not in (one, two))


def side_of(path: Path, recording: Recording, detection: Detection | None, task: Task) -> Side:
    """Return the facts of a recording; what is not analysable is found where it is not known yet."""
    found = detection or whole(recording, task)
    events = recording.events if len(recording.events) else found.events
    rows = events[counted(events, recording.verdicts)]
    gaps = [(g.start, g.stop) for g in recording.gaps]
    out = []
    for at, muscle in enumerate(recording.info.muscles):
        own = rows[rows["muscle"] == at]
        held = held_of(at, found.intervals, gaps)
        out.append(muscle_facts(muscle.label, own["sample"], own["vpp_uv"], held, recording.n_samples, recording.fs_hz))
    return Side(path.name, recording.started_wall_s, recording.duration_s, tuple(out), pseudonym_of(path))


def other_side(path: Path, task: Task) -> Side:
    """Open another recording and return its facts."""
    recording = open_recording(path)
    try:
        return side_of(path, recording, None, task)
    finally:
        recording.close()


class CompareTable(QAbstractTableModel):
    """One row per muscle."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Compared] = []

    def set_sides(self, first: Side, second: Side) -> None:
        """Compare these."""
        self.beginResetModel()
        self._rows = compare(first.muscles, second.muscles)
        self.endResetModel()

    @property
    def rows(self) -> list[Compared]:
        """What is shown."""
        return self._rows

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many muscles there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the head of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("Muscle"),
            self.tr("First, per min (95 %)"),
            self.tr("Second, per min (95 %)"),
            self.tr("Second / first (95 %)"),
            self.tr("Vpp first, µV"),
            self.tr("Vpp second, µV"),
            self.tr("Vpp ratio (95 %)"),
        )[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what stands in a cell."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole and column in ("first", "second"):
            facts = row.first if column == "first" else row.second
            return self.tr("not in this session") if facts is None else self._tip(facts)
        return None

    def _tip(self, facts: MuscleFacts) -> str:
        seconds = number(facts.rate.analysable_s)
        return self.tr("{0} events in {1} s analysable").format(number(facts.rate.n), seconds)

    def text(self, row: Compared, column: str) -> str:
        """Return the words of a cell."""
        if column == "muscle":
            return row.label or self.tr("Channels")
        if column in ("first", "second"):
            facts = row.first if column == "first" else row.second
            return DASH if facts is None else rate_words(facts)
        if column == "ratio":
            if not math.isfinite(row.low):
                return DASH
            said = f"{_ratio(row.ratio)} ({_ratio(row.low)} {self.tr('to')} {_ratio(row.high)})"
            return f"{said} ≠ 1" if row.differs else said
        if column == "vpp_ratio":
            if not math.isfinite(row.vpp_ratio):
                return DASH
            if not math.isfinite(row.vpp_low):
                return _ratio(row.vpp_ratio)
            said = f"{_ratio(row.vpp_ratio)} ({_ratio(row.vpp_low)} {self.tr('to')} {_ratio(row.vpp_high)})"
            return f"{said} ≠ 1" if row.vpp_differs else said
        facts = row.first if column == "vpp_first" else row.second
        if facts is None or not math.isfinite(facts.vpp_median_uv):
            return DASH
        return f"{number(facts.vpp_median_uv)} ({number(facts.vpp_q1_uv)} {self.tr('to')} {number(facts.vpp_q3_uv)})"


def rate_words(facts: MuscleFacts) -> str:
    """Return a rate with its interval."""
    rate = facts.rate
    if not math.isfinite(rate.per_min):
        return DASH
    return f"{_rate(rate.per_min)} ({_rate(rate.low_per_min)} – {_rate(rate.high_per_min)})"


def _rate(value: float) -> str:
    return number(value, 1 if value < 9.95 else 0)


def _ratio(value: float) -> str:
    return "∞" if math.isinf(value) else number(value, 2)


def as_tsv(table: CompareTable) -> str:
    """Return the table as tab-separated text, numbers with a point."""
    head = (
        "muscle", "n_first", "analysable_first_s", "rate_first_per_min", "low_first_per_min", "high_first_per_min",
        "n_second", "analysable_second_s", "rate_second_per_min", "low_second_per_min", "high_second_per_min",
        "ratio", "ratio_low", "ratio_high", "vpp_median_first_uv", "vpp_median_second_uv", "vpp_ratio",
        "vpp_ratio_low", "vpp_ratio_high",
    )  # fmt: skip
    lines = ["\t".join(head)]
    for row in table.rows:
        cells: list[object] = [row.label]
        for facts in (row.first, row.second):
            rate = None if facts is None else facts.rate
            cells += (
                ["n/a"] * 5
                if rate is None
                else [rate.n, rate.analysable_s, rate.per_min, rate.low_per_min, rate.high_per_min]
            )
        cells += [row.ratio, row.low, row.high]
        cells += ["n/a" if f is None else f.vpp_median_uv for f in (row.first, row.second)]
        cells += [row.vpp_ratio, row.vpp_low, row.vpp_high]
        lines.append("\t".join(_cell(c) for c in cells))
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.6g}" if math.isfinite(value) else "n/a"
    return " ".join(str(value).split()) or "n/a"
