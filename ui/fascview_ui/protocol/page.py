"""The page of the protocol: its steps, how each stands, who is next; choosing, changing, loading and saving one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeySequence, QUndoCommand, QUndoStack
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QTableView,
    QVBoxLayout,
)

from fascview.errors import FascviewError
from fascview.stream import Muscle
from fascview_ui.models.protocol import TEMPLATES, Protocol, Step, load, problems, save, template
from fascview_ui.models.protocol_table import FOUND, MUSCLE, ON, PLACE, REGION, SEEN, SIDE, STATE, WANTED, ProtocolTable
from fascview_ui.pages import Page
from fascview_ui.protocol.control import found_words
from fascview_ui.theme import Theme
from fascview_ui.views.body.view import BodyPanel, rates
from fascview_ui.views.buttons import Button

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow
    from fascview_ui.workspace import Workspace

WIDTHS = {PLACE: 36, SIDE: 56, REGION: 104, WANTED: 86, ON: 150, STATE: 100, SEEN: 96}


class _Change(QUndoCommand):
    """A protocol before and after one change."""

    def __init__(self, page: ProtocolPage, after: Protocol) -> None:
        super().__init__()
        self._page, self._before, self._after = page, page.run.protocol, after

    def undo(self) -> None:
        """Put it back."""
        self._page.take(self._before)

    def redo(self) -> None:
        """Put it in."""
        self._page.take(self._after)


class ProtocolPage(Page):
    """Table on the left, the body on the right, what the hand does below."""

    def __init__(self, window: MainWindow, work: Workspace) -> None:
        super().__init__()
        self._window, self._work = window, work
        self._control = work.protocol
        self.run = work.protocol.run
        self.stack = QUndoStack(self)
        theme = window.theme
        self.table = ProtocolTable(self.run, found_words, QColor(theme.caution))
        self.table.edited.connect(lambda p: self.stack.push(_Change(self, p)))
        self.view = self._make_view()
        self.body = BodyPanel(theme)
        self.body.view.selected.connect(self._pick)
        self._said = QLabel()
        self._said.setProperty("kind", "caption")
        self._said.setWordWrap(True)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addLayout(self._make_head(theme))
        left.addWidget(self.view, 1)
        left.addWidget(self._make_texts())
        left.addLayout(self._make_edit(theme))
        left.addWidget(self._said)
        left.addLayout(self._make_foot(theme))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(12)
        row.addLayout(left, 1)
        self.body.setFixedWidth(430)
        row.addWidget(self.body)
        self.run.changed.connect(self._follow)
        work.model.selection_changed.connect(self.body.view.set_chosen)
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._show_texts())
        self.view.selectRow(0)
        self._follow()

    # ---- parts

    def _make_view(self) -> QTableView:
        view = QTableView()
        view.setModel(self.table)
        view.setAccessibleName(self.tr("Steps of the protocol"))
        view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        view.setTabKeyNavigation(False)
        view.setShowGrid(False)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(30)
        header = view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for column, wide in WIDTHS.items():
            view.setColumnWidth(column, wide)
        for column in (MUSCLE, FOUND):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        view.doubleClicked.connect(self._begin_here)
        return view

    def _make_head(self, theme: Theme) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.chooser = QComboBox()
        self.chooser.setAccessibleName(self.tr("Protocol"))
        self.chooser.setMinimumWidth(220)
        for name in TEMPLATES:
            self.chooser.addItem(template(name, self._control.language).name, name)
        self.chooser.activated.connect(self._chosen)
        row.addWidget(self.chooser)
        self._load_button = Button(theme, self.tr("Load..."), icon="folder")
        self._save_button = Button(theme, self.tr("Save..."), icon="save")
        self._load_button.clicked.connect(self._load)
        self._save_button.clicked.connect(self._save)
        row.addWidget(self._load_button)
        row.addWidget(self._save_button)
        row.addStretch(1)
        words = QLabel(self.tr("Footswitch"))
        words.setProperty("kind", "second")
        row.addWidget(words)
        self.key = QKeySequenceEdit(QKeySequence(self._control.footswitch_key))
        self.key.setMaximumSequenceLength(1)
        self.key.setFixedWidth(90)
        self.key.setAccessibleName(self.tr("Key of the footswitch"))
        self.key.editingFinished.connect(self._key_given)
        row.addWidget(self.key)
        self.does = QComboBox()
        self.does.setAccessibleName(self.tr("What the footswitch does"))
        for value, text in (
            ("protocol_step", self.tr("Begin, next muscle")),
            ("mark", self.tr("Mark")),
            ("pause", self.tr("Freeze")),
            ("accept", self.tr("Accept the event")),
        ):
            self.does.addItem(text, value)
        self.does.setCurrentIndex(max(0, self.does.findData(self._window.store.text("footswitch/does", ""))))
        self.does.activated.connect(lambda i: self._window.store.put("footswitch/does", str(self.does.itemData(i))))
        row.addWidget(self.does)
        return row

    def _make_texts(self) -> QFrame:
        frame = QFrame()
        frame.setObjectName("panel")
        grid = QGridLayout(frame)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setHorizontalSpacing(12)
        self.rest, self.posture = QLineEdit(), QLineEdit()
        pairs = ((self.rest, self.tr("Said to the person")), (self.posture, self.tr("Posture, electrodes")))
        for i, (line, title) in enumerate(pairs):
            label = QLabel(title)
            label.setProperty("kind", "second")
            grid.addWidget(label, i, 0)
            grid.addWidget(line, i, 1)
            line.setAccessibleName(title)
            line.editingFinished.connect(self._texts_edited)
        return frame

    def _make_edit(self, theme: Theme) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._edits = [
            Button(theme, self.tr("Add"), icon="plus"),
            Button(theme, self.tr("Remove"), icon="minus"),
            Button(theme, icon="up", name=self.tr("Earlier")),
            Button(theme, icon="down", name=self.tr("Later")),
            Button(theme, icon="undo", name=self.tr("Undo")),
            Button(theme, icon="redo", name=self.tr("Redo")),
        ]
        runs = (
            self._add,
            self._remove,
            lambda: self._move(-1),
            lambda: self._move(1),
            self.stack.undo,
            self.stack.redo,
        )
        for button, run in zip(self._edits, runs, strict=True):
            button.clicked.connect(run)
            row.addWidget(button)
        self.stack.canUndoChanged.connect(lambda _: self._follow())
        self.stack.canRedoChanged.connect(lambda _: self._follow())
        row.addStretch(1)
        words = QLabel(self.tr("Muscles not in the montage"))
        words.setProperty("kind", "second")
        row.addWidget(words)
        self.stand_in = QComboBox()
        self.stand_in.setAccessibleName(self.tr("Muscles that are not in the montage are recorded on"))
        self.stand_in.setMinimumWidth(200)
        self.stand_in.activated.connect(lambda i: self.run.set_stand_in(int(self.stand_in.itemData(i))))
        row.addWidget(self.stand_in)
        return row

    def _make_foot(self, theme: Theme) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.begin = Button(theme, self.tr("Begin"), icon="play", key="N", role="primary")
        self.back = Button(theme, self.tr("Back"), icon="previous")
        self.finish = Button(theme, self.tr("End"), icon="stop")
        self.monitor = Button(theme, self.tr("To the monitor"), key="P")
        self.begin.clicked.connect(lambda: self._window.commands.run("protocol_step"))
        self.back.clicked.connect(self.run.back)
        self.finish.clicked.connect(self.run.end)
        self.monitor.clicked.connect(lambda: self._window.commands.run("protocol_page"))
        for button in (self.begin, self.back, self.finish):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.monitor)
        return row

    # ---- what the window tells

    def opened(self) -> None:
        """Come to the front."""
        feed = self._window.watch.feed if self._window.watch is not None else None
        muscles = () if feed is None else feed.info.muscles
        self.body.view.set_muscles(muscles)
        self.body.view.set_chosen(self._work.model.selected)
        self.stand_in.clear()
        self.stand_in.addItem(self.tr("are passed over"), -1)
        for i, muscle in enumerate(muscles):
            self.stand_in.addItem(self.tr("are recorded on {0}").format(muscle.label or self.tr("all channels")), i)
        self.stand_in.setCurrentIndex(max(0, self.stand_in.findData(self.run.stand_in)))
        self._follow()
        self.tell()

    def tell(self) -> None:
        """Colour the body."""
        watch = self._window.watch
        if watch is not None:
            self.body.view.set_rates(rates(watch.status))

    def set_compact(self, compact: bool) -> None:
        """Leave the body out of a small window."""
        self.body.setVisible(not compact)
        self.view.setColumnHidden(REGION, compact)
        self.view.setColumnHidden(SEEN, compact)

    def set_theme(self, theme: Theme) -> None:
        """Take over the colour of warnings."""
        self.table.warn = QColor(theme.caution)

    def _follow(self) -> None:
        run = self.run
        running, steps = run.running, run.protocol.steps
        self.begin.set_words(self.tr("Next muscle") if running else self.tr("Begin"))
        self.begin.set_icon_name("next" if running else "play")
        self.begin.setEnabled(run.info is not None and (running or any(s.muscle >= 0 for s in run.standings)))
        self.back.setEnabled(running)
        self.finish.setEnabled(running)
        for button in (*self._edits, self._load_button, self.chooser):
            button.setEnabled(not running)
        self._edits[4].setEnabled(self.stack.canUndo() and not running)
        self._edits[5].setEnabled(self.stack.canRedo() and not running)
        self.chooser.setCurrentIndex(self.chooser.findText(run.protocol.name))
        if self.chooser.currentIndex() < 0:
            self.chooser.setPlaceholderText(run.protocol.name or self.tr("Own protocol"))
        self._say(len(steps))
        if running and self.view.currentIndex().row() != run.at:
            self.view.selectRow(run.at)
        self._show_texts()

    def _say(self, n_steps: int) -> None:
        run, window = self.run, self._window
        minutes = words_minutes(run.protocol.dwell_s)
        parts = [self.tr("{0} muscles, {1} min at least.").format(n_steps, minutes)]
        missing = sum(s.muscle < 0 for s in run.standings)
        faults = sum(bool(p) for p in problems(run.protocol))
        if faults:
            parts.append(self.tr("{0} steps need a look: the tooltip says why.").format(faults))
        if run.info is not None and missing:
            parts.append(self.tr("{0} are not in the montage and are passed over.").format(missing))
        watch = window.watch
        if watch is not None and not watch.status.recording.active:
            parts.append(self.tr("Not recording: what is found is kept until the source is closed."))
        self._said.setText(" ".join(parts))

    def _show_texts(self) -> None:
        at = self.view.currentIndex().row()
        step = self.run.protocol.steps[at] if 0 <= at < len(self.run.protocol.steps) else None
        for line, text in ((self.rest, step.rest if step else ""), (self.posture, step.posture if step else "")):
            line.setEnabled(step is not None and not self.run.running)
            if line.text() != text and not line.hasFocus():
                line.setText(text)
                line.setCursorPosition(0)

    # ---- hands

    def take(self, protocol: Protocol) -> None:
        """Show this protocol."""
        at = self.view.currentIndex().row()
        self._control.choose(protocol)
        self.view.selectRow(min(max(at, 0), len(protocol.steps) - 1))
        self._show_texts()

    def _push(self, steps: tuple[Step, ...]) -> None:
        if steps and not self.run.running:
            before = self.run.protocol
            self.stack.push(_Change(self, Protocol(before.name, steps, before.description)))

    def _chosen(self, at: int) -> None:
        self.stack.push(_Change(self, template(str(self.chooser.itemData(at)), self._control.language)))

    def _add(self) -> None:
        steps, at = self.run.protocol.steps, max(0, self.view.currentIndex().row())
        new = Step(Muscle(self.tr("New muscle"), "R"), steps[at].dwell_s if steps else 120.0)
        self._push((*steps[: at + 1], new, *steps[at + 1 :]))
        self.view.selectRow(at + 1)
        self.view.edit(self.table.index(at + 1, MUSCLE))

    def _remove(self) -> None:
        steps, at = self.run.protocol.steps, self.view.currentIndex().row()
        if at >= 0:
            self._push((*steps[:at], *steps[at + 1 :]))

    def _move(self, by: int) -> None:
        steps, at = list(self.run.protocol.steps), self.view.currentIndex().row()
        if 0 <= at < len(steps) and 0 <= at + by < len(steps):
            steps.insert(at + by, steps.pop(at))
            self._push(tuple(steps))
            self.view.selectRow(at + by)

    def _texts_edited(self) -> None:
        steps, at = self.run.protocol.steps, self.view.currentIndex().row()
        if 0 <= at < len(steps):
            step = replace(steps[at], rest=self.rest.text().strip(), posture=self.posture.text().strip())
            if step != steps[at]:
                self._push((*steps[:at], step, *steps[at + 1 :]))

    def _begin_here(self) -> None:
        if self.run.running:
            self.run.go(self.view.currentIndex().row())

    def _pick(self, muscle: int) -> None:
        self._work.model.select(muscle)
        row = next((i for i, s in enumerate(self.run.standings) if s.muscle == muscle), -1)
        if row >= 0 and not self.run.running:
            self.view.selectRow(row)

    def _key_given(self) -> None:
        key = self.key.keySequence().toString()
        if key and key != self._control.footswitch_key and not self._control.set_footswitch(key):
            self._window.say_problem(
                self.tr("{0} does something else already; the footswitch stays as it was.").format(key)
            )
        self.key.setKeySequence(QKeySequence(self._control.footswitch_key))

    def _load(self) -> None:
        kinds = self.tr("Protocol (*.toml)")
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Load a protocol"), "", kinds)
        if path:
            self.load_from(Path(path))

    def load_from(self, path: Path) -> None:
        """Take over a protocol from a file."""
        try:
            self.stack.push(_Change(self, load(path, self._control.language)))
        except FascviewError as error:
            self._window.say_problem(str(error))

    def _save(self) -> None:
        kinds = self.tr("Protocol (*.toml)")
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save the protocol"), "protocol.toml", kinds)
        if path:
            try:
                save(Path(path), replace(self.run.protocol, name=Path(path).stem))
            except FascviewError as error:
                self._window.say_problem(str(error))


def words_minutes(seconds: float) -> str:
    """Return whole minutes, rounded up."""
    return str(int(-(-seconds // 60)))
