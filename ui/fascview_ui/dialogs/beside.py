"""What is recorded beside the EMG: triggers, markers, force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLabel, QLineEdit, QTableView, QWidget

from fascview.errors import FascviewError
from fascview_ui.dialogs.frame import Frame
from fascview_ui.models.words import number, rate_hz
from fascview_ui.views.buttons import Button

if TYPE_CHECKING:
    from fascview.engine.companions import CompanionStatus
    from fascview_drivers.registry import Found
    from fascview_ui.main_window import MainWindow
    from fascview_ui.outside import Outside


class BesideDialog(Frame):
    """A row for each stream that could be recorded beside; a tick records it. Nothing is ticked by itself."""

    def __init__(self, window: MainWindow, outside: Outside) -> None:
        super().__init__(window, window.tr("Record beside the EMG"), 820, 480)
        self._window, self._outside = window, outside
        self._rows: list[str] = []
        self._shown: list[tuple[str, str, str, str]] = []
        self._filling = False
        about = QLabel(
            self.tr(
                "Each keeps its own clock, with the offset to this computer's. Texts are also shown as notes. "
                "The EMG is never held up by them."
            )
        )
        about.setProperty("kind", "caption")
        about.setWordWrap(True)
        self.add(about, 0)
        self.model = QStandardItemModel(self)
        self.view = QTableView()
        self.view.setModel(self.model)
        self.view.setShowGrid(False)
        self.view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.view.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.view.setTabKeyNavigation(False)
        self.view.verticalHeader().hide()
        self.view.setAccessibleName(self.tr("Streams that can be recorded beside"))
        self.add(self.view)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        self.typed = QLineEdit()
        self.typed.setPlaceholderText(self.tr("another, such as lsl:type=Markers or serial:csv@/dev/ttyUSB1"))
        self.typed.setAccessibleName(self.tr("Address of another source"))
        self.add_typed = Button(self.theme, self.tr("Add"))
        self.add_typed.clicked.connect(self._add_typed)
        self.add_typed.setDefault(True)
        row.addWidget(self.typed, 1)
        row.addWidget(self.add_typed)
        self.add(line, 0)
        self.said = QLabel()
        self.said.setProperty("kind", "caption")
        self.said.setWordWrap(True)
        self.add(self.said, 0)
        self.model.itemChanged.connect(self._ticked)
        timer = QTimer(self)
        timer.timeout.connect(self._fill)
        timer.start(1000)
        window.surroundings.start()
        self._fill()

    def done(self, result: int) -> None:
        """Stop looking around, unless the start page does."""
        if self._window.page != "start":
            self._window.surroundings.stop_soon()
        super().done(result)

    def _fill(self) -> None:
        window = self._window
        chosen = self._outside.beside(window.address)
        port = window.watch.port if window.watch is not None else None
        statuses = {c.address: c for c in port.companions()} if port is not None else {}
        info = port.info if port is not None else None
        own = {window.address} | ({info.address} if info is not None else set())
        found = {f.address: f for f in window.surroundings.view.found if _can(f) and f.address not in own}
        resolved = {c.resolved: c.address for c in statuses.values()}  # what was typed may be one of those found
        addresses = [*chosen, *(a for a in found if resolved.get(a, a) not in chosen)]
        known = {resolved.get(a, a): f for a, f in found.items()}
        cells = [self._cells(a, known.get(a), statuses.get(a), a in chosen) for a in addresses]
        if cells == self._shown and addresses == self._rows:
            return
        self._filling = True
        if addresses != self._rows:
            self.model.clear()
            heads = (self.tr("Name"), self.tr("Host"), self.tr("What"), self.tr("State"))
            self.model.setHorizontalHeaderLabels(heads)
            header = self.view.horizontalHeader()
            header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
            for row in cells:
                self.model.appendRow([QStandardItem(c) for c in row])
        for i, (address, row) in enumerate(zip(addresses, cells, strict=True)):
            for column, text in enumerate(row):
                self.model.item(i, column).setText(text)
            tick = self.model.item(i, 0)
            tick.setCheckable(True)
            tick.setToolTip(address)
            tick.setCheckState(Qt.CheckState.Checked if address in chosen else Qt.CheckState.Unchecked)
        self._rows, self._shown = addresses, cells
        self._filling = False
        if not self.said.text() or not addresses:
            none = self.tr("No other stream is here yet; it appears by itself.")
            self.said.setText("" if addresses else none)

    def _cells(
        self, address: str, found: Found | None, status: CompanionStatus | None, chosen: bool
    ) -> tuple[str, str, str, str]:
        name = found.name if found is not None else status.name if status is not None else address
        if found is not None and found.note.startswith("same name") and found.source_id:
            name = f"{name} ({found.source_id})"
        host = found.host if found is not None else ""
        what = ""
        if found is not None:
            rate = rate_hz(found.fs_hz) if found.fs_hz else self.tr("no fixed rate")
            what = f"{number(found.channels)} × {rate}" if found.channels else ""
        states = {
            "receiving": self.tr("recorded beside"),
            "waiting": self.tr("waiting for it"),
            "lost": self.tr("lost"),
        }
        state = states[status.state] if status is not None else self.tr("chosen") if chosen else ""
        if status is not None and status.state == "receiving":
            state += self.tr(", {0} rows").format(number(status.rows))
        return name, host, what, state

    def _ticked(self, item: QStandardItem) -> None:
        if self._filling or item.column() != 0:
            return
        address = self._rows[item.row()]
        chosen = [a for a in self._outside.beside(self._window.address) if a != address]
        if item.checkState() == Qt.CheckState.Checked:
            chosen.append(address)
        self._outside.set_beside(chosen)
        self._fill()

    def _add_typed(self) -> None:
        address = self.typed.text().strip()
        if not address:
            return
        try:
            from fascview_drivers.beside import open_beside

            open_beside(address)
        except FascviewError as error:
            self.said.setText(str(error))
            return
        self.typed.clear()
        self.said.setText("")
        self._outside.set_beside([*self._outside.beside(self._window.address), address])
        self._fill()


def _can(found: Found) -> bool:
    """Say whether something found can be recorded beside: any stream that answers, and ports whose device is known."""
    if found.last_seen_s > 0 or found.source_id.endswith(":fascview events"):  # what goes out of here stays out
        return False
    return found.kind == "lsl" or (found.usable and not found.address.startswith("serial:?"))
