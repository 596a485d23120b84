"""Every dialog goes with Esc, with its button and with the title bar's X."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fascview.analysis.report import build_report
from fascview.check.limits import Limits
from fascview.engine.jobs import Task
from fascview.engine.review_labels import counted
from fascview.engine.review_work import redetect
from fascview.settings import DetectorSettings
from fascview_ui.dialogs.about import AboutDialog
from fascview_ui.dialogs.asking import Question, TextDialog
from fascview_ui.dialogs.beside import BesideDialog
from fascview_ui.dialogs.frame import Frame
from fascview_ui.dialogs.keys import KeysDialog
from fascview_ui.dialogs.language import LanguageDialog
from fascview_ui.dialogs.limits import LimitsDialog
from fascview_ui.dialogs.lsl import LslDialog
from fascview_ui.dialogs.montage import MontageDialog
from fascview_ui.dialogs.review_compare import CompareDialog
from fascview_ui.dialogs.review_export import ExportDialog
from fascview_ui.dialogs.review_print import PrintDialog
from fascview_ui.dialogs.review_report import ReportDialog
from fascview_ui.dialogs.session import SessionDialog
from tests.ui import stored

REVIEWING = (CompareDialog, ExportDialog, PrintDialog, ReportDialog)
PLAIN = (AboutDialog, KeysDialog, LanguageDialog, SessionDialog)
MADE = {
    "limits": lambda w: LimitsDialog(w, Limits(), lambda _: None),
    "beside": lambda w: BesideDialog(w, w.commands.outside),
    "lsl": lambda w: LslDialog(w, w.commands.outside),
    "question": lambda w: Question(w, "Title", "Sure?", "Yes", "No", lambda: None),
    "text": lambda w: TextDialog(w, "Title", "Words", "Keep", lambda _: None),
    **{kind.__name__: kind for kind in PLAIN},
}
WAYS = {
    "key": lambda d: QApplication.sendEvent(
        d, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    ),
    "button": lambda d: QTest.mouseClick(d.close_button, Qt.MouseButton.LeftButton, pos=QPoint(8, 8)),
    "title bar": lambda d: d.windowHandle().close(),
}


def gone(dialog: Frame, way: str, qtbot) -> None:
    dialog.show()
    assert QTest.qWaitForWindowExposed(dialog)
    destroyed = []
    dialog.destroyed.connect(lambda: destroyed.append(True))
    WAYS[way](dialog)
    qtbot.waitUntil(lambda: bool(destroyed), timeout=3000)


@pytest.fixture
def page(window, qtbot, tmp_path):
    window.open_path(str(stored.make_session(tmp_path / "recordings")))
    page = window.work.review
    qtbot.waitUntil(lambda: page.state.data is not None and not page.state.review.counting, timeout=20_000)
    yield page
    page.leave()


def test_dialogs_of_the_review_close_in_every_way(window, page, qtbot):
    for kind in REVIEWING:
        for way in WAYS:
            gone(kind(window, page), way, qtbot)


def test_other_dialogs_close_in_every_way(window, qtbot):
    for make in MADE.values():
        for way in WAYS:
            gone(make(window), way, qtbot)


def test_the_montage_closes_in_every_way(watching, qtbot):
    for way in WAYS:
        gone(MontageDialog(watching, watching.watch.port.info), way, qtbot)


@pytest.mark.parametrize("way", WAYS)
def test_an_export_closes_after_it_is_done_and_stops_where_it_runs(window, page, qtbot, tmp_path, way):
    dialog = ExportDialog(window, page)
    dialog.target.setText(str(tmp_path / "a.bdf"))
    dialog.show()
    assert QTest.qWaitForWindowExposed(dialog)
    dialog._start()
    WAYS[way](dialog)
    assert dialog.isVisible()
    assert "Stopping" in dialog.said.text()
    qtbot.waitUntil(lambda: dialog._job is None, timeout=20_000)
    gone(dialog, way, qtbot)


def test_the_list_says_what_it_counts_and_the_report_counts_the_same(page, window, qtbot):
    review = page.state.review
    n_counted = len(page.state.counted_rows())
    told = page.views.list.told.accessibleName()
    assert f"Counted {n_counted} of {page.views.list.model.n_all}" in told
    assert "as stored" in told
    recording = review.corrected()
    model = build_report(
        recording, recording.events, review.detection.intervals, review.detection.noise_uv, recording.verdicts
    )
    assert sum(m["count"] for m in model["muscles"]) == n_counted


def test_detecting_again_with_the_same_settings_finds_all_that_a_pass_finds(page):
    review = page.state.review
    first = review.detection.events
    task = Task()
    again = redetect(task, review.recording, DetectorSettings(), first[counted(first, {})])
    assert len(again.found) == int(counted(first, {}).sum()) > 0
    assert not len(again.agreement.only_first)
    assert not len(again.agreement.only_second)
