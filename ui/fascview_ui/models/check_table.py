"""The channels of a check as a table, the worst on top, the limits in the first row."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from fascview.check.layout import Layout
from fascview.check.limits import Limits
from fascview.check.result import CheckResult
from fascview.check.sheet import figure_text, worst_first
from fascview_ui.array.check_words import told, verdict
from fascview_ui.icons import icon
from fascview_ui.theme import Theme, font

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()

#: Key of the figure, digits, whether with its sign, the kinds that colour it.
COLUMNS: tuple[tuple[str, int, bool, tuple[str, ...]], ...] = (
    ("noise_uv", 1, False, ("noise", "bridged")),
    ("mains_percent", 0, False, ("mains",)),
    ("low_percent", 0, False, ("low_frequency",)),
    ("offset_mv", 1, True, ("offset", "drift")),
    ("impedance_kohm", 0, False, ("impedance",)),
)
CHANNEL, PLACE, FIRST = 0, 1, 2
VERDICT = FIRST + len(COLUMNS)


class CheckTable(QAbstractTableModel):
    """Row 0 holds the limits, row ``k`` the channel ``order[k - 1]``."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._result: CheckResult | None = None
        self._layout: Layout | None = None
        self._limits = Limits()
        self._short = False
        self.order: list[int] = []

    def set_theme(self, theme: Theme) -> None:
        """Colour by another theme."""
        self._theme = theme
        self.layoutChanged.emit()

    def set_short(self, short: bool) -> None:
        """Say numbers instead of names."""
        self._short = short
        self.layoutChanged.emit()

    def set_result(self, result: CheckResult | None, layout: Layout | None, limits: Limits) -> None:
        """Show another result."""
        if result == self._result and layout == self._layout and limits == self._limits:
            return
        self.beginResetModel()
        self._result, self._layout, self._limits = result, layout, limits
        self.order = [] if result is None else worst_first(result)
        self.endResetModel()

    def row_of(self, channel: int) -> int:
        """Return the row of a channel, -1 for none."""
        return self.order.index(channel) + 1 if channel in self.order else -1

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else 1 + len(self.order)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else VERDICT + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the names of the columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and FIRST <= section < VERDICT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        names = (self.tr("Channel"), self.tr("At"), self.tr("Noise µV"), self.tr("Mains %"), self.tr("<20 Hz %"),
                 self.tr("DC mV"), self.tr("kΩ"), self.tr("Verdict"))  # fmt: skip
        return names[section]

    def _limit(self, column: int) -> str:
        limits = self._limits
        texts = (
            self.tr("{0} to {1}").format(f"{limits.noise_low_uv:g}", f"{limits.noise_uv:g}"),
            f"{limits.mains_percent:g}",
            f"{limits.low_percent:g}",
            f"±{limits.offset_mv:g}",
            f"{limits.impedance_kohm:g}",
        )
        return self.tr("limit") if column == CHANNEL else texts[column - FIRST] if FIRST <= column < VERDICT else ""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return words, colours and icons."""
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if FIRST <= column < VERDICT else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if row == 0:
            if role == Qt.ItemDataRole.DisplayRole:
                return self._limit(column)
            return QColor(self._theme.text2) if role == Qt.ItemDataRole.ForegroundRole else None
        if self._result is None or row > len(self.order):
            return None
        number = self.order[row - 1]
        channel = self._result.channels[number]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) and column == VERDICT:
            if role == Qt.ItemDataRole.ToolTipRole:
                return "\n".join(told(f.text) for f in channel.findings)
            return verdict(self._result, number)
        if role == Qt.ItemDataRole.DisplayRole:
            if column == CHANNEL:
                return str(number + 1) if self._short else channel.name
            if column == PLACE:
                return "" if self._layout is None else self._layout.label(number)
            key, digits, signed, _ = COLUMNS[column - FIRST]
            return figure_text(channel.figures.get(key, math.nan), digits, signed)
        if role == Qt.ItemDataRole.DecorationRole and column == VERDICT:
            name, tone = {
                "fail": ("cross", self._theme.fault),
                "warn": ("warning", self._theme.caution),
                "pass": ("check", self._theme.good),
            }[channel.level]
            return icon(name, tone, size=16)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(number, column)
        if role == Qt.ItemDataRole.FontRole and self._coloured(number, column):
            return font(13, 600)
        return None

    def _coloured(self, number: int, column: int) -> str:
        """Return the level of what a column shows, empty for none."""
        if self._result is None:
            return ""
        channel = self._result.channels[number]
        if column == VERDICT:
            return channel.level
        if not FIRST <= column < VERDICT:
            return ""
        kinds = COLUMNS[column - FIRST][3]
        levels = [f.level for f in channel.findings if f.kind in kinds]
        return "fail" if "fail" in levels else "warn" if levels else ""

    def _ink(self, number: int, column: int) -> QColor:
        theme = self._theme
        tone = {"fail": theme.fault, "warn": theme.caution, "pass": theme.good}
        level = self._coloured(number, column)
        return QColor(tone.get(level, theme.text))
