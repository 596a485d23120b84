"""The page of the array check: steps on the left, the array in the middle, channels and limits on the right."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QLabel, QScrollArea, QTableView, QVBoxLayout, QWidget

from fascview.check.guided import SHEET, TAPS
from fascview_ui.array import words as array_words
from fascview_ui.array.acts import ArrayActs
from fascview_ui.array.control import ArrayControl
from fascview_ui.models.check_table import CHANNEL, FIRST, PLACE, VERDICT, CheckTable
from fascview_ui.models.words import Chip, clock
from fascview_ui.pages import Page
from fascview_ui.theme import Theme
from fascview_ui.views.array.box import ArrayBox
from fascview_ui.views.array.check_side import CheckSide
from fascview_ui.views.array.check_steps import StepRow
from fascview_ui.views.array.electrodes import ElectrodeGrid
from fascview_ui.views.array.heat import HeatMap
from fascview_ui.views.buttons import Button
from fascview_ui.views.chips import ChipView
from fascview_ui.views.panel import panel
from fascview_ui.views.strips import ElidedLabel, Strip

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow
    from fascview_ui.workspace import Workspace

TICK_S, TRACES_S = 0.1, 1.0
WIDTHS = {PLACE: 34, **{FIRST + k: w for k, w in enumerate((66, 60, 66, 54, 46))}}


class ArrayPage(Page):
    """See the module."""

    def __init__(self, window: MainWindow, work: Workspace) -> None:
        super().__init__()
        self._window, self._work = window, work
        self.control = ArrayControl(window.store, self)
        self._chosen, self.compact = -1, False
        self._ticked_s = -math.inf
        theme = window.theme
        self.commands = self.acts = ArrayActs(window, self)
        row = QHBoxLayout()
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(12)
        self._row = row
        self._left = self._make_left(theme)
        self._right = self._make_right(theme)
        row.addWidget(self._left)
        row.addLayout(self._make_middle(theme), 1)
        row.addWidget(self._right)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(self._make_strip(theme))
        self.control.changed.connect(self.show_all)
        self.control.saved.connect(self.acts.tell_saved)
        self.control.failed.connect(window.say_problem)
        self.show_all()

    # ---- parts

    def _make_left(self, theme: Theme) -> QFrame:
        frame, column = panel()
        column.setContentsMargins(0, 12, 0, 12)
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 16, 4)
        title = QLabel(self.tr("Array check"))
        title.setProperty("kind", "heading")
        self._elapsed = QLabel()
        self._elapsed.setProperty("kind", "caption")
        head.addWidget(title)
        head.addStretch()
        head.addWidget(self._elapsed)
        column.addLayout(head)
        inner = QWidget()
        steps = QVBoxLayout(inner)
        steps.setContentsMargins(0, 0, 0, 0)
        steps.setSpacing(0)
        self.rows = [StepRow(theme, k + 1) for k in range(6)]
        for k, row in enumerate(self.rows):
            row.chosen.connect(lambda step=k: self.control.repeat(step))
            steps.addWidget(row)
        self.array = ArrayBox(theme)
        self.array.chosen.connect(self.acts.choose_layout)
        self.array.turned.connect(self.acts.turn)
        self.array.mirrored.connect(self.acts.mirror)
        steps.addWidget(self.array)
        steps.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        inner.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        column.addWidget(area, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 4, 16, 0)
        self._again = Button(theme, self.tr("Repeat"), icon="refresh")
        self._again.setToolTip(self.tr("Repeat the step (Shift+R)"))
        self._again.clicked.connect(lambda: self.control.repeat())
        self._next = Button(theme, self.tr("Next step"), key=self.tr("Enter"), role="primary")
        self._next.clicked.connect(self.acts.check_next)
        foot.addWidget(self._again)
        foot.addStretch()
        foot.addWidget(self._next)
        column.addLayout(foot)
        return frame

    def _make_middle(self, theme: Theme) -> QVBoxLayout:
        upper, column = panel()
        head = QHBoxLayout()
        self._heading = ElidedLabel("heading")
        self._detail = ElidedLabel("second")
        self._skip = Button(theme, self.tr("Skip"), key="S")
        self._skip.clicked.connect(self.acts.check_skip)
        self._kohm = Button(theme, self.tr("Impedance"))
        self._kohm.setToolTip(self.tr("Let the device measure its electrodes (Ctrl+Shift+I)"))
        self._kohm.clicked.connect(lambda: self._window.commands.run("impedance"))
        self._back = Button(theme, self.tr("Back one"), icon="undo")
        self._back.setToolTip(self.tr("Back one (Backspace)"))
        self._back.clicked.connect(self.acts.check_back)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._heading)
        words.addWidget(self._detail)
        head.addLayout(words, 1)
        head.addWidget(self._kohm)
        head.addWidget(self._skip)
        head.addWidget(self._back)
        column.addLayout(head)
        body = QHBoxLayout()
        body.setSpacing(20)
        self.grid = ElectrodeGrid(theme)
        self.grid.picked.connect(self.choose)
        self.side = CheckSide(theme)
        self._swap = Button(theme, self.tr("Use this map"))
        self._swap.clicked.connect(self.control.use_wiring)
        self._retap = Button(theme, self.tr("Tap again"), role="quiet")
        self._retap.clicked.connect(lambda: self.control.repeat(TAPS))
        self.side.box.add(self._swap)
        self.side.box.add(self._retap)
        self._one = Button(theme, self.tr("Measure again"), icon="refresh")
        self._one.setToolTip(self.tr("Measure this electrode again (Ctrl+Shift+E)"))
        self._one.clicked.connect(self.acts.check_electrode)
        self.side.box.add(self._one)
        body.addWidget(self.grid, 1)
        body.addWidget(self.side)
        column.addLayout(body, 1)
        self._lower, maps = panel()
        line = QHBoxLayout()
        line.setSpacing(16)
        self.maps = [HeatMap(theme) for _ in range(3)]
        for heat in self.maps:
            heat.picked.connect(self.choose)
            line.addWidget(heat, 1)
        maps.addLayout(line, 1)
        note = QLabel(self.tr("Red frame: fails. Mains and what lies below 20 Hz count from 10 µV on."))
        note.setProperty("kind", "caption")
        maps.addWidget(note)
        both = QVBoxLayout()
        both.setSpacing(12)
        both.addWidget(upper, 8)
        both.addWidget(self._lower, 5)
        return both

    def _make_right(self, theme: Theme) -> QFrame:
        frame, column = panel()
        column.setContentsMargins(0, 12, 0, 12)
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 16, 4)
        self._right_title = title = QLabel(self.tr("Channels"))
        title.setProperty("kind", "heading")
        self._chips = [ChipView(theme) for _ in range(3)]
        self._limits = Button(theme, self.tr("Limits"), icon="edit")
        self._limits.clicked.connect(self.acts.check_limits)
        head.addWidget(title)
        for chip in self._chips:
            head.addWidget(chip)
        head.addStretch()
        head.addWidget(self._limits)
        column.addLayout(head)
        self.table = CheckTable(theme)
        self.view = QTableView()
        self.view.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # a channel's number is at its end
        self.view.setModel(self.table)
        self.view.setAccessibleName(self.tr("Channels, the worst on top"))
        self.view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.view.setTabKeyNavigation(False)
        self.view.setShowGrid(False)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(30)
        header = self.view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(VERDICT, QHeaderView.ResizeMode.Stretch)
        for section, width in WIDTHS.items():
            self.view.setColumnWidth(section, width)
        self.view.selectionModel().currentRowChanged.connect(self._row_picked)
        column.addWidget(self.view, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 4, 16, 0)
        self._bad = Button(theme, self.tr("Mark bad in montage"))
        self._bad.clicked.connect(self.acts.check_bad)
        self._export = Button(theme, self.tr("PDF and TSV"), icon="upload")
        self._export.setToolTip(self.tr("Write the sheet as PDF and TSV (Ctrl+Shift+S)"))
        self._export.clicked.connect(self.acts.check_export)
        foot.addWidget(self._bad)
        foot.addStretch()
        foot.addWidget(self._export)
        column.addLayout(foot)
        return frame

    def _make_strip(self, theme: Theme) -> Strip:
        strip = Strip("top")
        strip.setFixedHeight(56)
        row = QHBoxLayout(strip)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(12)
        self._hint = ElidedLabel("lead")
        self._keys = QLabel(self.tr("Footswitch or Enter next, S skip, Shift S skip the step, Backspace back"))
        self._keys.setProperty("kind", "caption")
        leave = Button(theme, self.tr("Leave the check"))
        leave.clicked.connect(lambda: self._window.go("monitor"))
        row.addWidget(self._hint, 1)
        row.addWidget(self._keys)
        row.addWidget(leave)
        self._strip = strip
        return strip

    # ---- the page

    def opened(self) -> None:
        """Begin with the source that is open."""
        watch = self._window.watch
        if watch is not None and watch.feed is not None and watch.feed is not self.control.feed:
            self.control.attach(watch.feed)
        if self._window.focusWidget() is None or self._window.focusWidget() is self._window.top:
            self.grid.setFocus()
        self.advance()

    def closed(self) -> None:
        """Leave the source as it was."""
        self.control.leave()

    def detached(self) -> None:
        """Forget the source."""
        self.control.detach()

    def set_theme(self, theme: Theme) -> None:
        """Colour the table by another theme."""
        self.table.set_theme(theme)

    def advance(self) -> None:
        """Look at the run ten times a second."""
        watch, now = self._window.watch, time.monotonic()
        if watch is None or watch.feed is None or now - self._ticked_s < TICK_S:
            return
        self._ticked_s = now
        if watch.feed is not self.control.feed:
            self.control.attach(watch.feed)
        folder = watch.status.recording.folder
        session = str(folder) if folder and watch.status.recording.active else ""
        self.control.tick(watch.status.measured_fs_hz, watch.status.lost_samples, session)
        self._show_traces()

    def tell(self) -> None:
        """Show the time."""
        self._elapsed.setText(self.tr("{0} so far").format(clock(self.control.elapsed_s)))

    def set_compact(self, compact: bool) -> None:
        """Fit a small window."""
        self._lower.setVisible(not compact)
        self._keys.setVisible(not compact)
        self._left.setFixedWidth(236 if compact else 352)
        self._right.setFixedWidth(320 if compact else 592)
        self.side.setFixedWidth(150 if compact else 300)
        self.side.traces.setVisible(not compact)
        for row in self.rows:
            row.set_compact(compact)
        self.array.set_compact(compact)
        for section in (FIRST + 1, FIRST + 2, FIRST + 3, FIRST + 4):
            self.view.setColumnHidden(section, compact)
        self.view.setColumnHidden(PLACE, compact)
        header = self.view.horizontalHeader()
        for section, width in {**WIDTHS, CHANNEL: 58 if compact else 94}.items():
            self.view.setColumnWidth(section, max(width, header.sectionSizeHint(section)))
        self._limits.setVisible(not compact)
        self._again.set_words("" if compact else self.tr("Repeat"))
        self._again.setAccessibleName(self.tr("Repeat the step"))
        for button, words in ((self._export, self.tr("PDF and TSV")), (self._one, self.tr("Measure again"))):
            button.set_words("" if compact else words)
            button.setAccessibleName(words)
        self._next.set_key("" if compact else self.tr("Enter"))
        self.side.set_narrow(compact)
        self._right_title.setVisible(not compact)
        self.table.set_short(compact)
        self.compact = compact
        self._back.setVisible(not compact)
        self._row.setContentsMargins(*((8, 8, 8, 8) if compact else (16, 12, 16, 12)))
        self._row.setSpacing(8 if compact else 12)
        self._strip.setFixedHeight(44 if compact else 56)

    # ---- showing

    def choose(self, channel: int) -> None:
        """Select an electrode everywhere."""
        if channel != self._chosen:
            self._chosen = channel
            row = self.table.row_of(channel)
            if row >= 0 and self.view.currentIndex().row() != row:
                self.view.selectRow(row)
            self.show_all()

    @property
    def chosen(self) -> int:
        """The selected channel, -1 for none."""
        return self._chosen

    def _row_picked(self) -> None:
        row = self.view.currentIndex().row()
        if 0 < row <= len(self.table.order):
            self.choose(self.table.order[row - 1])

    def show_all(self) -> None:
        """Let every part follow the run."""
        run = self.control.run
        if run is None:
            return
        result = self.control.result
        for row, text in zip(self.rows, array_words.step_texts(run, run.calibration_uv), strict=True):
            row.set_step(text)
        title, detail = array_words.heading(run)
        if measuring := self.control.measuring:
            title, detail = array_words.while_measuring(self.control.measured_so_far, run.info.n_channels)
        self._kohm.setVisible(self.control.can_measure)
        self._kohm.setEnabled(not measuring)
        self._heading.set_words(title)
        self._detail.set_words(detail)
        self._hint.set_words(array_words.hint(run))
        self.grid.set_cells(run.layout, array_words.cells(run, result), self._chosen)
        for heat, seen in zip(
            self.maps,
            array_words.maps(result, run.info.n_channels, array_words.latest_vpp(self.control.feed)),
            strict=True,
        ):
            heat.set_map(run.layout, seen, self._chosen)
        order = list(self.table.order)
        self.table.set_result(result, run.layout, run.limits)
        if order != self.table.order and (row_number := self.table.row_of(self._chosen)) >= 0:
            self.view.selectRow(row_number)
        self.array.show_layout(run.layout, array_words.since(self.control.comparison, self.control.before),
                               "" if self.control.before is None else self.control.before.when[:10])  # fmt: skip
        fail, warn, fine = (0, 0, 0) if result is None else result.counts()
        chips = ((fail, self.tr("fail"), "cross", "fault"), (warn, self.tr("warn"), "warning", "caution"),
                 (fine, self.tr("pass"), "check", "good"))  # fmt: skip
        for chip, (count, word, name, tone) in zip(self._chips, chips, strict=True):
            chip.set_chip(Chip(f"{count}" if self.compact else f"{count} {word}", name, tone))
            chip.setVisible(result is not None)
        failing = self.control.failing()
        named = (str(c + 1) if self.compact else run.info.channels[c].name for c in failing)
        few = ", ".join(named) if len(failing) <= (1 if self.compact else 3) else f"{len(failing)}"
        mark = self.tr("Mark {0} bad") if self.compact else self.tr("Mark {0} bad in montage")
        self._bad.set_words(mark.format(few) if failing else self.tr("No bad channels"))
        self._bad.setEnabled(bool(failing))
        self._export.setEnabled(result is not None)
        busy = run.step.state == "running" and run.current != TAPS
        self._next.set_words(self.tr("Save again") if run.current == SHEET else self.tr("Next step"))
        self._next.setEnabled(not busy and not measuring)
        self._skip.setEnabled(run.current not in (0, SHEET))
        self.acts.say_side(self.side, self._swap, self._retap, self._one)

    def _show_traces(self) -> None:
        run, feed = self.control.run, self.control.feed
        if run is None or feed is None or not self.side.traces.isVisible():
            return
        chosen, stop = self._chosen, feed.raw.end
        if run.current == TAPS and run.last_tap is not None:
            tap = run.last_tap[1]
            chosen = tap.channel
            stop = tap.sample + round(0.7 * TRACES_S * run.info.fs_hz)
        _, rows = feed.raw.read(stop - round(TRACES_S * run.info.fs_hz), stop)
        self.side.traces.set_lines(array_words.lines_of(run, rows, chosen))
