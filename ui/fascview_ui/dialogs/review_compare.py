"""Two sessions of one person, muscle by muscle."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QTableView,
    QWidget,
)

from fascview.engine.jobs import Job, Task
from fascview.session.export.tsv import write_text
from fascview_ui.dialogs.frame import Frame
from fascview_ui.models import words
from fascview_ui.models.review_compare import CompareTable, Side, as_tsv, other_side, side_of, two_persons
from fascview_ui.views.buttons import Button

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow
    from fascview_ui.review.page import ReviewPage

LOOK_MS = 100


class CompareDialog(Frame):
    """The recording that is open, and another that is chosen here."""

    def __init__(self, window: MainWindow, page: ReviewPage) -> None:
        super().__init__(window, window.tr("Compare sessions"), 1120, 560)
        self._window, self._page = window, page
        self._job: Job[tuple[Side, Side]] | None = None
        self.other = QComboBox()
        self.other.setAccessibleName(self.tr("The other session"))
        self.other.addItem(self.tr("Choose the other session..."), "")
        here = "" if page.state.review is None else str(page.state.review.path.absolute())
        for entry in window.recent.entries:
            if entry.path != here:
                self.other.addItem(f"{entry.title}  ({words.recent(entry)})", entry.path)
        file = Button(self.theme, self.tr("File..."), icon="folder", name=self.tr("Choose a file"))
        folder = Button(self.theme, self.tr("Session folder..."), icon="folder")
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.other, 1)
        row.addWidget(file)
        row.addWidget(folder)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the comparison"))
        self.bar.hide()
        self.model = CompareTable(self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("Rates of both sessions by muscle"))
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(34)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        note = QLabel(
            self.tr(
                "Rates are per analysable minute with exact 95 % limits, widened where events cluster. The ratio is of "
                "the second over the first, with its 95 % limits; ≠ 1 marks an interval that does not hold 1. Vpp is "
                "the median with its quartiles, and its ratio that of the medians with its 95 % limits. This "
                "describes; it is no diagnosis."
            )
        )
        note.setWordWrap(True)
        note.setProperty("kind", "caption")
        for widget, stretch in ((head, 0), (self.said, 0), (self.bar, 0), (self.table, 1), (note, 0)):
            self.add(widget, stretch)
        self.save = Button(self.theme, self.tr("Save as a table..."), icon="save")
        self.save.setEnabled(False)
        self.add_button(self.save)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)
        self.other.activated.connect(lambda _: self.begin(str(self.other.currentData())))
        file.clicked.connect(self._choose_file)
        folder.clicked.connect(self._choose_folder)
        self.save.clicked.connect(self._save)

    def _choose_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self.tr("The other session"))
        self.begin(path)

    def _choose_folder(self) -> None:
        self.begin(QFileDialog.getExistingDirectory(self, self.tr("The other session")))

    def begin(self, path: str) -> None:
        """Work out the comparison with the recording at ``path``."""
        review = self._page.state.review
        mine = None if review is None else review.corrected()
        if not path or review is None or mine is None or self._job is not None:
            return
        here, detection = review.path, review.detection

        def work(task: Task) -> tuple[Side, Side]:
            second = other_side(Path(path), task)
            return side_of(here, mine, detection, task), second

        self._job = Job("compare", work).start()
        self.said.setText(self.tr("Going over {0}").format(Path(path).name))
        self.bar.show()
        self.close_button.set_words(self.tr("Cancel"))
        self._timer.start()

    def _look(self) -> None:
        job = self._job
        if job is None:
            return
        self.bar.setValue(round(100 * job.progress))
        if not job.done:
            return
        self._timer.stop()
        self._job = None
        self.bar.hide()
        self.close_button.set_words(self.tr("Close"))
        if job.result is None:
            self.said.setText(job.problem)
            return
        one, two = job.result
        # The earlier one comes first, whichever was open.
        if (
            one.started_wall_s is not None
            and two.started_wall_s is not None
            and two.started_wall_s < one.started_wall_s
        ):
            one, two = two, one
        self.model.set_sides(one, two)
        said = self.tr("First: {0}.  Second: {1}.").format(_name(one), _name(two))
        other = two_persons(one, two)
        if other:
            doubt = self.tr("The pseudonyms differ ({0}, {1}): these may be two persons.")
            said = doubt.format(one.pseudonym, two.pseudonym) + "\n" + said
        self.said.setStyleSheet(f"color: {self.theme.caution}" if other else "")
        self.said.setText(said)
        self.save.setEnabled(True)
        self._window.announce(self.said.text())

    def _save(self) -> None:
        start = str(self._window.store.folder() / "fascview-comparison.tsv")
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save the table"), start, self.tr("Table (*.tsv)"))
        if path:
            write_text(Path(path), as_tsv(self.model))

    def may_leave(self) -> bool:
        """Cancel what runs, then close."""
        if self._job is not None:
            self._job.cancel()
            self._timer.stop()
            self._job = None
        return True


def _name(side: Side) -> str:
    when = "" if side.started_wall_s is None else f", {words.day_and_time(side.started_wall_s)}"
    return f"{side.name}{when}, {words.long_clock(side.duration_s)}"
