"""A report on the recording under review, with its events and labels as they stand: PDF, page, table or all facts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QFileDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QProgressBar, QWidget

from fascview.analysis.report import build_report
from fascview.analysis.report_files import check_name, write_report
from fascview.detection.batch import Detection
from fascview.engine.jobs import Job, Task
from fascview.engine.review_work import whole
from fascview.errors import FascviewError
from fascview.session.recording import Recording
from fascview_ui.dialogs.frame import Frame
from fascview_ui.models import words
from fascview_ui.views.buttons import Button

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow
    from fascview_ui.review.page import ReviewPage

LOOK_MS = 100


class ReportDialog(Frame):
    """The end of the name says how it is written."""

    def __init__(self, window: MainWindow, page: ReviewPage) -> None:
        super().__init__(window, window.tr("Report"), 640, 260)
        self._window, self._page = window, page
        self._job: Job[Path] | None = None
        self._replace = ""
        self.form = QWidget()
        rows = QFormLayout(self.form)
        rows.setContentsMargins(0, 0, 0, 0)
        self.target = QLineEdit(str(window.store.folder() / "fascview-report.pdf"))
        self.target.setAccessibleName(self.tr("File"))
        choose = Button(self.theme, self.tr("Choose..."), icon="folder", name=self.tr("Choose the file"))
        choose.clicked.connect(self._choose)
        line = QHBoxLayout()
        line.addWidget(self.target, 1)
        line.addWidget(choose)
        rows.addRow(self.tr("To"), line)
        self.named = QCheckBox(self.tr("Name of the recording, date and notes"))
        self.named.setToolTip(self.tr("These could tell who was recorded"))
        rows.addRow(self.tr("Goes along"), self.named)
        hint = QLabel(self.tr(".pdf to print, .html to read, .tsv for a table, .json for everything."))
        hint.setProperty("kind", "caption")
        rows.addRow("", hint)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the report"))
        self.bar.hide()
        for widget, stretch in ((self.form, 0), (self.said, 1), (self.bar, 0)):
            self.add(widget, stretch)
        self.start = Button(self.theme, self.tr("Write"), icon="save", role="primary")
        self.start.clicked.connect(self.begin)
        self.close_button.setProperty("role", "")
        self.add_last(self.start)
        self.target.textChanged.connect(lambda _: self._forget())
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)

    def _choose(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Write the report to"), self.target.text(),
            "PDF (*.pdf);;HTML (*.html);;TSV (*.tsv);;JSON (*.json)",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )  # fmt: skip
        if path:
            self.target.setText(path)

    def _forget(self) -> None:
        self._replace = ""
        self.start.set_words(self.tr("Write"))

    def begin(self) -> None:
        """Work it out and write it."""
        review, target = self._page.state.review, Path(self.target.text()).expanduser()
        recording = None if review is None else review.corrected()
        if self._job is not None or review is None or recording is None:
            return
        try:
            check_name(target)
        except FascviewError as error:
            self.said.setText(str(error))
            return
        if target.exists() and self._replace != str(target):
            self._replace = str(target)
            self.said.setText(self.tr("{0} exists already. Press Replace to write over it.").format(target.name))
            self.start.set_words(self.tr("Replace"))
            return
        heading = {"Program": words.version()}
        if self.named.isChecked():
            heading = {"Recording": review.path.name, "Started": self._started(recording), **heading}
        else:
            recording.notes = []
        detection = review.detection
        self._job = Job("report", lambda task: _write(task, recording, detection, heading, target)).start()
        self.form.setEnabled(False)
        self.start.setEnabled(False)
        self.bar.setRange(0, 0)
        self.bar.show()
        self.close_button.set_words(self.tr("Cancel"))
        self._timer.start()

    @staticmethod
    def _started(recording: Recording) -> str:
        return "-" if recording.started_wall_s is None else words.day_and_time(recording.started_wall_s)

    def _look(self) -> None:
        job = self._job
        if job is None or not job.done:
            return
        self._timer.stop()
        self._job = None
        self.bar.hide()
        self.form.setEnabled(True)
        self.start.setEnabled(True)
        self.close_button.set_words(self.tr("Close"))
        self.said.setText(job.problem or self.tr("Written: {0}").format(job.result))
        self._window.announce(self.said.text())

    def may_leave(self) -> bool:
        """Give up what is being worked out."""
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()
        return True


def _write(task: Task, recording: Recording, known: Detection | None, heading: dict[str, str], target: Path) -> Path:
    found = known or whole(recording, task)
    events = recording.events if len(recording.events) else found.events
    model = build_report(
        recording, events, found.intervals, found.noise_uv, recording.verdicts, heading, recording.warnings
    )
    task.check()
    write_report(model, target)
    return target
