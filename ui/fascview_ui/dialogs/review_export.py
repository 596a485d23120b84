"""Exporting what is reviewed: which stretch, in which format, and what of it could tell who was recorded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QWidget,
)

from fascview.engine.jobs import Job, Task
from fascview.errors import FascviewError
from fascview.session.export import FORMATS, ExportOptions, export, identifying
from fascview.session.recording import Recording
from fascview_ui.dialogs.frame import Frame
from fascview_ui.models.words import moment, number
from fascview_ui.views.buttons import Button

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow
    from fascview_ui.review.page import ReviewPage

LOOK_MS = 100


class ExportDialog(Frame):
    """Nothing that identifies goes along unless it is asked for."""

    def __init__(self, window: MainWindow, page: ReviewPage) -> None:
        super().__init__(window, window.tr("Export"), 680, 480)
        self._window, self._page = window, page
        self._recording = page.state.recording
        self._job: Job[Path] | None = None
        self._replace = ""
        self.form = QWidget()
        rows = QFormLayout(self.form)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(10)
        self.what = self._combo(self.tr("What"), self._stretches())
        self.format = self._combo(
            self.tr("Format"),
            [
                (self.tr("BDF+ (24 bit)"), "bdf"),
                (self.tr("EDF+ (16 bit)"), "edf"),
                (self.tr("BIDS dataset"), "bids"),
                (self.tr("XDF"), "xdf"),
                (self.tr("Tables of events and sums (TSV)"), "tsv"),
            ],
        )
        self.subject = QLineEdit("anon")
        self.subject.setAccessibleName(self.tr("Pseudonym"))
        self.uncounted = QCheckBox(self.tr("Events that do not count as well"))
        self.uncounted.setChecked(True)
        rows.addRow(self.tr("What"), self.what)
        rows.addRow(self.tr("Format"), self.format)
        rows.addRow(self.tr("Pseudonym"), self.subject)
        rows.addRow("", self.uncounted)
        self._found = QLabel()
        self._found.setWordWrap(True)
        self._found.setTextFormat(self._found.textFormat().PlainText)
        self.date = QCheckBox(self.tr("Date and time of the recording"))
        self.notes = QCheckBox(self.tr("Notes, as they were typed"))
        rows.addRow(self.tr("Could identify"), self._found)
        rows.addRow(self.tr("Goes along"), self.date)
        rows.addRow("", self.notes)
        self.target = QLineEdit()
        self.target.setAccessibleName(self.tr("File"))
        choose = Button(self.theme, self.tr("Choose..."), icon="folder", name=self.tr("Choose the file"))
        choose.clicked.connect(self._choose)
        line = QHBoxLayout()
        line.addWidget(self.target, 1)
        line.addWidget(choose)
        rows.addRow(self.tr("To"), line)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setProperty("kind", "caption")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the export"))
        self.bar.hide()
        self.add(self.form, 0)
        self.add(self.said, 0)
        self.add(self.bar, 0)
        self._column.insertStretch(self._column.count() - 1, 1)
        self.start = Button(self.theme, self.tr("Export"), icon="upload", role="primary")
        self.start.clicked.connect(self._start)
        self.close_button.setProperty("role", "")
        self.add_last(self.start)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)
        for changed in (self.what.currentIndexChanged, self.format.currentIndexChanged):
            changed.connect(lambda _: self._propose())
        self.target.textChanged.connect(lambda _: self._forget())
        self.subject.textChanged.connect(lambda _: self._forget())
        self._tell_identifying()
        self._propose()

    @staticmethod
    def _combo(name: str, items: list[tuple[str, str]]) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(name)
        for words, value in items:
            made.addItem(words, value)
        return made

    def _stretches(self) -> list[tuple[str, str]]:
        fs_hz = self._page.state.fs_hz
        start, stop = self._page_span()
        page = self.tr("This page, {0} to {1}").format(moment(start / fs_hz), moment(stop / fs_hz))
        return [(self.tr("The whole recording"), "all"), (page, "page")]

    def _page_span(self) -> tuple[int, int]:
        state = self._page.state
        start = max(0, state.traces.page_start)
        return start, min(state.n_samples, start + round(state.traces.page_samples))

    def _tell_identifying(self) -> None:
        if self._recording is None:
            return
        lines = [f"{self._named(what)}: {content}" for what, content in identifying(self._recording)]
        lines.append(self.tr("Left out unless you tick it below; file name and device are always left out."))
        self._found.setText("\n".join(lines))
        self.date.setEnabled(self._recording.started_wall_s is not None)

    def _named(self, what: str) -> str:
        """Return what could identify in the language of the window."""
        count, _, rest = what.partition(" ")
        if rest == "notes of free text":
            one = self.tr("1 note of free text")
            return one if count == "1" else self.tr("{0} notes of free text").format(number(int(count)))
        known = {
            "date and time": self.tr("date and time"),
            "file name": self.tr("file name"),
            "device": self.tr("device"),
        }
        return known.get(what, what)

    def _propose(self) -> None:
        review = self._page.state.review
        if review is None:
            return
        suffix = FORMATS[str(self.format.currentData())]
        folder = review.path.parent
        # No date in the name: an export is made soon after the recording, and shall not tell when that was.
        names = (f"fascview-export-{k}{suffix}" for k in range(1, 10_000))
        self.target.setText(str(next((folder / n for n in names if not (folder / n).exists()), folder / "export")))

    def _choose(self) -> None:
        kind = str(self.format.currentData())
        if kind == "bids":
            path = QFileDialog.getExistingDirectory(self, self.tr("Folder of the dataset"), self.target.text())
        else:
            words = f"{kind.upper()} (*{FORMATS[kind]})"
            path, _ = QFileDialog.getSaveFileName(
                self, self.tr("Export to"), self.target.text(), words,
                options=QFileDialog.Option.DontConfirmOverwrite,
            )  # fmt: skip
        if path:
            self.target.setText(path)

    def _forget(self) -> None:
        self._replace = ""
        self.start.set_words(self.tr("Export"))
        self._say("")

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.setVisible(bool(words))

    # ---- doing it

    def _start(self) -> None:
        if self._job is not None:
            return
        target = Path(self.target.text()).expanduser()
        kind = str(self.format.currentData())
        if not target.is_absolute():
            self._say(self.tr("Choose a file or folder first."))
            return
        if kind != "bids" and target.is_file() and self._replace != str(target):
            self._replace = str(target)
            self._say(self.tr("{0} exists already. Press Replace to write over it.").format(target.name))
            self.start.set_words(self.tr("Replace"))
            return
        recording = self._page.state.review.corrected() if self._page.state.review is not None else None
        if recording is None:
            return
        try:
            options = ExportOptions(
                subject=self.subject.text(),
                keep_date=self.date.isChecked(),
                keep_notes=self.notes.isChecked(),
                rejected=self.uncounted.isChecked(),
            )
        except FascviewError as error:
            self._say(str(error))
            return
        span = self._page_span() if self.what.currentData() == "page" else (None, None)
        replace = self._replace == str(target)
        self._job = Job("export", lambda task: _export(task, recording, kind, target, span, options, replace)).start()
        self._running(True)
        self._timer.start()

    def _running(self, on: bool) -> None:
        self.form.setEnabled(not on)
        self.start.setEnabled(not on)
        self.bar.setVisible(on)
        self.close_button.set_words(self.tr("Cancel") if on else self.tr("Close"))

    def _look(self) -> None:
        job = self._job
        if job is None:
            return
        self.bar.setValue(round(100 * job.progress))
        if not job.done:
            return
        self._timer.stop()
        self._job = None
        self._running(False)
        if job.result is None:
            self._say(job.problem)
            return
        self._say(self.tr("Exported: {0}").format(job.result))
        self._window.announce(self.said.text())

    def may_leave(self) -> bool:
        """Stop what runs first; once that has ended it can close."""
        if self._job is None:
            return True
        self._job.cancel()
        self._say(self.tr("Stopping..."))
        return False


def _export(
    task: Task,
    recording: Recording,
    kind: str,
    target: Path,
    span: tuple[int | None, int | None],
    options: ExportOptions,
    replace: bool,
) -> Path:
    return export(
        recording,
        kind,
        target,
        start=span[0],
        stop=span[1],
        options=options,
        progress=task.tell,
        cancelled=task.stopped,
        overwrite=replace,
    )
