"""Events, notes and gaps as tables, with the three corrections below them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from fascview.detection.events import KINDS
from fascview_ui.models.review import ReviewState
from fascview_ui.models.review_events import EventTable, Wanted, kind_word
from fascview_ui.models.review_lists import MomentTable
from fascview_ui.models.words import number
from fascview_ui.theme import Theme
from fascview_ui.views.buttons import Button, Segments
from fascview_ui.views.kinds_menu import kinds_menu
from fascview_ui.views.strips import ElidedLabel

ROW_PX = 32
COMBO_PX, COMBO_SIDES_PX, HEAD_SIDES_PX = 118, 40, 12  #: sides: what is not words
FOOT_PX, COMPACT_FOOT_PX = 516, 364
WIDTHS = (92, 92, 56, 34, 46, 102)
COMPACT_WIDTHS = (94, 86, 0, 0, 0, 104)


class ListPanel(QFrame):
    """What is chosen in a table is chosen everywhere."""

    run = Signal(str)
    reclassified = Signal(str)  #: a kind

    def __init__(self, theme: Theme, state: ReviewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._theme = theme
        self._state = state
        self._following = False
        self._compact = False
        self.model = EventTable(state, self)
        self.lists = {kind: MomentTable(state, kind, self) for kind in ("notes", "gaps")}
        self.tabs = Segments(
            theme,
            (("events", self.tr("Events")), ("notes", self.tr("Notes")), ("gaps", self.tr("Gaps"))),
            self.tr("What is listed"),
        )
        self.tabs.set_value("events")
        self.tabs.chosen.connect(self.show_list)
        self.muscle = self._combo(self.tr("Muscles listed"))
        self.kind = self._combo(self.tr("Events listed"))
        self._fill_kinds()
        self.table = QTableView()
        self._dress(self.table, self.model, self.tr("Events"))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self._tables: dict[str, QTableView] = {"events": self.table}
        for kind, name in (("notes", self.tr("Notes")), ("gaps", self.tr("Gaps"))):
            view = QTableView()
            self._dress(view, self.lists[kind], name)
            view.selectionModel().currentRowChanged.connect(lambda now, _, k=kind: self._go(k, now))
            self.stack.addWidget(view)
            self._tables[kind] = view
        self.accept = self._button(self.tr("Accept"), "check", "A", "accept")
        self.reject = self._button(self.tr("Reject"), "cross", "X", "reject")
        self.reclassify = self._button(self.tr("Reclassify"), "edit", "C", "reclassify")
        self.undo = self._button("", "undo", "", "undo", self.tr("Undo"))
        self.redo = self._button("", "redo", "", "redo", self.tr("Redo"))
        self.undo.setToolTip(self.tr("Undo (Ctrl+Z)"))
        self.redo.setToolTip(self.tr("Redo (Ctrl+Shift+Z)"))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.tabs)
        head.addStretch(1)
        self._head, self._second = head, QHBoxLayout()
        self._second.setSpacing(8)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for widget in (self.accept, self.reject, self.reclassify):
            foot.addWidget(widget)
        foot.addStretch(1)
        foot.addWidget(self.undo)
        foot.addWidget(self.redo)
        self._foot = QWidget()
        self._foot.setLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 8, 1, 8)
        column.setSpacing(8)
        self.told = ElidedLabel("caption")
        telling = QHBoxLayout()
        telling.addWidget(self.told, 1)
        for row in (head, self._second, telling, foot):
            row.setContentsMargins(12, 0, 12, 0)
        column.addLayout(head)
        column.addLayout(self._second)
        column.addLayout(telling)
        column.addWidget(self.stack, 1)
        column.addWidget(self._foot)
        self.muscle.currentIndexChanged.connect(lambda _: self._want())
        self.kind.currentIndexChanged.connect(lambda _: self._want())
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        state.changed.connect(self.refresh)
        state.opened.connect(self._opened)
        state.event_chosen.connect(self._follow)
        self.set_theme(theme)
        self.set_compact(False)

    def _combo(self, name: str) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.setMinimumWidth(COMBO_PX)
        return made

    def _button(self, text: str, icon: str, key: str, command: str, name: str = "") -> Button:
        button = Button(self._theme, text, icon=icon, key=key, name=name)
        button.clicked.connect(lambda: self.run.emit(command))
        if key:
            button.setToolTip(f"{text} ({key})")
        return button

    @staticmethod
    def _dress(view: QTableView, model: EventTable | MomentTable, name: str) -> None:
        view.setModel(model)
        view.setAccessibleName(name)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(ROW_PX)
        view.horizontalHeader().setHighlightSections(False)
        view.horizontalHeader().setStretchLastSection(True)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def _fill_kinds(self) -> None:
        tr = self.tr
        for words, value in (
            (tr("All events"), ("", "all")),
            (tr("Counted"), ("", "counted")),
            (tr("Not counted"), ("", "uncounted")),
            (tr("Not reviewed"), ("", "unreviewed")),
            (tr("Reviewed by you"), ("", "reviewed")),
        ):
            self.kind.addItem(words, value)
        self.kind.insertSeparator(self.kind.count())
        for kind in KINDS:
            self.kind.addItem(kind_word(kind), (kind, "all"))

    # -- what is shown

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._theme = theme
        self.model.colours = theme.muscles
        self.model.ink = {"good": theme.good, "fault": theme.fault, "faint": theme.text2}
        self.refresh()

    def set_compact(self, compact: bool) -> None:
        """Fit a small window."""
        self._compact = compact
        metrics = self.table.horizontalHeader().fontMetrics()
        for column, width in enumerate(COMPACT_WIDTHS if compact else WIDTHS):
            self.table.setColumnHidden(column, not width)
            if width:
                words = str(self.model.headerData(column, Qt.Orientation.Horizontal) or "")
                self.table.setColumnWidth(column, max(width, metrics.horizontalAdvance(words) + HEAD_SIDES_PX))
        self._place_combos(False)
        self.reclassify.set_words("" if compact else self.tr("Reclassify"))
        self.reclassify.setAccessibleName(self.tr("Reclassify"))
        # Longer words than the English ones take the room of the keys; the tips say these, too.
        buttons = (self.accept, self.reject, self.reclassify)
        for button, key in zip(buttons, ("A", "X", "C"), strict=True):
            button.set_words(button.text(), key)
        wide = sum(b.sizeHint().width() + 8 for b in (*buttons, self.undo, self.redo))
        if wide > (COMPACT_FOOT_PX if compact else FOOT_PX):
            for button in buttons:
                button.set_words(button.text(), "")
        for kind in ("notes", "gaps"):
            self._tables[kind].setColumnWidth(0, 92)
            self._tables[kind].setColumnWidth(1, 92)

    def _place_combos(self, stay: bool) -> None:
        """Put what is listed beside the tabs, or below where their words are too long; ``stay``: not up again."""
        if stay and self._second.count():
            return
        wide = sum(self.tabs.button(kind).sizeHint().width() for kind in self._tables) + 24
        for combo in (self.muscle, self.kind):
            words = combo.itemText(0)
            wide += max(COMBO_PX, combo.fontMetrics().horizontalAdvance(words) + COMBO_SIDES_PX)
        below = self._compact or wide > FOOT_PX
        for combo in (self.muscle, self.kind):
            (self._second if below else self._head).addWidget(combo, 1 if below else 0)

    def _opened(self) -> None:
        recording = self._state.recording
        self.muscle.blockSignals(True)
        self.muscle.clear()
        self.muscle.addItem(self.tr("All muscles"), -1)
        for at, muscle in enumerate(() if recording is None else recording.info.muscles):
            self.muscle.addItem(muscle.label or self.tr("Channels"), at)
        self.muscle.blockSignals(False)
        self.kind.setCurrentIndex(0)
        self._want()

    def _want(self) -> None:
        muscle, found = self.muscle.currentData(), self.kind.currentData()
        kind, standing = found if found is not None else ("", "all")
        self.model.set_wanted(Wanted(-1 if muscle is None else int(muscle), kind, standing))
        self._follow(self._state.chosen)

    def show_list(self, kind: str) -> None:
        """Show events, notes or gaps."""
        self.tabs.set_value(kind)
        self.stack.setCurrentWidget(self._tables[kind])
        for widget in (self.muscle, self.kind, self._foot, self.told):
            widget.setVisible(kind == "events")

    def refresh(self) -> None:
        """Take over what is new."""
        self._following = True
        self.model.refresh()
        self._following = False
        for table in self.lists.values():
            table.refresh()
        names = {"events": self.tr("Events {0}"), "notes": self.tr("Notes {0}"), "gaps": self.tr("Gaps {0}")}
        counts = {"events": self.model.n_all, **{k: t.rowCount() for k, t in self.lists.items()}}
        for kind, words in names.items():
            self.tabs.button(kind).set_words(words.format(number(counts[kind])))
        self._place_combos(True)
        self.told.set_words(self._telling())
        self.told.setToolTip(
            self.tr(
                "A stored list can differ from a fresh pass over the file: live, the detector had begun before the "
                "recording, could have other settings, and labels by hand stay."
            )
        )
        labels = self._state.labels
        self.undo.setEnabled(labels is not None and labels.can_undo)
        self.redo.setEnabled(labels is not None and labels.can_redo)
        self._can()
        self._follow(self._state.chosen)

    def _telling(self) -> str:
        """Say how many count, and whose list it is."""
        review = self._state.review
        if review is None or review.labels is None:
            return ""
        said = self.tr("Counted {0} of {1}; ").format(number(len(self._state.counted_rows())), number(self.model.n_all))
        if review.live:
            return said + self.tr("list of the recorder; it can be judged when it is finished")
        if review.found_now and review.counting:
            return said + self.tr("as far as the pass has come")
        if review.found_now:
            return said + self.tr("found by a pass over the whole file")
        return said + self.tr("list as stored")

    def _can(self) -> None:
        review = self._state.review
        some = bool(self.chosen_events()) and review is not None and not review.hindrance
        for button in (self.accept, self.reject, self.reclassify):
            button.setEnabled(some)

    # -- choosing

    def chosen_events(self) -> Sequence[int]:
        """Return the ids of all selected events; the one selected elsewhere where the table has none."""
        rows = {i.row() for i in self.table.selectionModel().selectedRows()}
        found = [self.model.event_of(row) for row in sorted(rows)]
        if found and (self._state.chosen in found or len(found) > 1):
            return found
        return [self._state.chosen] if self._state.chosen >= 0 else found

    def _chosen(self, now: QModelIndex, _before: QModelIndex) -> None:
        if not self._following and now.isValid():
            self._state.choose(self.model.event_of(now.row()))
        self._can()

    def _go(self, kind: str, now: QModelIndex) -> None:
        sample = self.lists[kind].sample_of(now.row()) if now.isValid() else -1
        if sample >= 0:
            self._state.go(sample, centre=True)

    def _follow(self, event: int) -> None:
        """Select the row of an event that was chosen elsewhere."""
        row = self.model.row_of(event) if event >= 0 else -1
        selection = self.table.selectionModel()
        if row == selection.currentIndex().row() and row >= 0:
            self._can()
            return
        self._following = True
        if row < 0:
            selection.clearSelection()
            selection.clearCurrentIndex()
        else:
            index = self.model.index(row, 0)
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            selection.setCurrentIndex(index, flags)
            self.table.scrollTo(index)
        self._following = False
        self._can()

    def ask_kind(self) -> None:
        """Offer the classes below the button; a first letter chooses."""
        kinds_menu(self.reclassify, self.reclassified.emit)
