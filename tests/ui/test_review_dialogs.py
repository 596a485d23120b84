"""Export, comparison, print and report from the Review page."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from fascview.session.formats import open_recording
from fascview_ui.commands import around_session, whole_session
from fascview_ui.dialogs.review_compare import CompareDialog
from fascview_ui.dialogs.review_export import ExportDialog
from fascview_ui.dialogs.review_print import PrintDialog
from fascview_ui.dialogs.review_report import ReportDialog
from fascview_ui.models.review_compare import Side, pseudonym_of, two_persons
from tests.ui import stored


@pytest.fixture
def page(window, qtbot, tmp_path):
    session = stored.make_session(tmp_path / "recordings")
    window.open_path(str(session))
    page = window.work.review
    qtbot.waitUntil(lambda: page.state.data is not None and not page.state.review.counting, timeout=20_000)
    qtbot.waitUntil(page.state.page_ready, timeout=5000)
    yield page
    page.leave()


def exported(dialog: ExportDialog, qtbot) -> None:
    dialog.start.click()
    qtbot.waitUntil(lambda: dialog._job is None, timeout=20_000)


def test_nothing_that_identifies_is_exported_unless_it_is_ticked(window, page, qtbot, tmp_path):
    dialog = ExportDialog(window, page)
    assert "deep breath" in dialog._found.text()
    assert not dialog.date.isChecked()
    assert not dialog.notes.isChecked()
    target = tmp_path / "a.xdf"
    dialog.format.setCurrentIndex(dialog.format.findData("xdf"))
    dialog.target.setText(str(target))
    exported(dialog, qtbot)
    assert "Exported" in dialog.said.text()
    data = target.read_bytes()
    for told in (b"deep breath", b"S017", b"2023"):
        assert told not in data
    with open_recording(target) as again:
        assert again.n_samples == page.state.n_samples
        assert len(again.events) == len(stored.events())
    dialog.notes.setChecked(True)
    dialog.target.setText(str(tmp_path / "b.xdf"))
    exported(dialog, qtbot)
    assert b"deep breath" in (tmp_path / "b.xdf").read_bytes()
    dialog.close()


def test_a_file_that_is_there_is_asked_for_and_a_page_is_only_a_page(window, page, qtbot, tmp_path):
    page.state.traces.set_sweep(5.0)
    page.state.go(20_000, centre=True)
    dialog = ExportDialog(window, page)
    target = tmp_path / "a.bdf"
    target.write_bytes(b"mine")
    dialog.what.setCurrentIndex(1)
    dialog.target.setText(str(target))
    dialog.start.click()
    assert target.read_bytes() == b"mine"
    assert "exists already" in dialog.said.text()
    exported(dialog, qtbot)
    with open_recording(target) as again:
        assert again.n_samples == pytest.approx(5000, abs=1000)
    dialog.close()


def test_a_name_for_a_pseudonym_is_refused_in_words(window, page, tmp_path):
    dialog = ExportDialog(window, page)
    dialog.subject.setText("Erika Mustermann")
    dialog.target.setText(str(tmp_path / "a.bdf"))
    dialog.start.click()
    assert "pseudonym" in dialog.said.text()
    assert not (tmp_path / "a.bdf").exists()
    dialog.close()


def test_a_cancelled_export_leaves_nothing(window, page, qtbot, tmp_path, monkeypatch):
    reading = page.state.recording.signal.read

    def slow(start: int, stop: int):
        time.sleep(0.05)
        return reading(start, stop)

    monkeypatch.setattr(page.state.recording.signal, "read", slow)
    dialog = ExportDialog(window, page)
    dialog.show()
    dialog.target.setText(str(tmp_path / "out" / "a.bdf"))
    (tmp_path / "out").mkdir()
    dialog.start.click()
    qtbot.waitUntil(lambda: dialog.bar.isVisible(), timeout=5000)
    dialog.close()
    qtbot.waitUntil(lambda: dialog._job is None, timeout=20_000)
    assert dialog.isVisible()
    assert "stopped" in dialog.said.text()
    assert list((tmp_path / "out").iterdir()) == []
    dialog.close()


def pressed_return(dialog, qtbot, field) -> None:
    """Press Return as it opens, then in a field: never on a button that was walked to."""
    dialog.show()
    qtbot.waitExposed(dialog)
    QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Return)
    dialog.close_button.setFocus()
    assert dialog.isVisible()
    QTest.keyClick(dialog.close_button, Qt.Key.Key_Return)
    assert not dialog.isVisible()


def test_return_exports_unless_another_button_has_the_focus(window, page, qtbot, tmp_path):
    dialog = ExportDialog(window, page)
    asked = []
    dialog.start.clicked.disconnect()
    dialog.start.clicked.connect(lambda: asked.append(dialog.target.text()))
    dialog.target.setText(str(tmp_path / "a.bdf"))
    pressed_return(dialog, qtbot, dialog.target)
    assert asked == [str(tmp_path / "a.bdf")] * 2


def test_return_writes_the_report_unless_another_button_has_the_focus(window, page, qtbot):
    dialog = ReportDialog(window, page)
    asked = []
    dialog.start.clicked.disconnect()
    dialog.start.clicked.connect(lambda: asked.append(True))
    pressed_return(dialog, qtbot, dialog.target)
    assert len(asked) == 2


def test_return_prints_unless_another_button_has_the_focus(window, page, qtbot):
    dialog = PrintDialog(window, page)
    asked = []
    dialog.go.clicked.disconnect()
    dialog.go.clicked.connect(lambda: asked.append(True))
    pressed_return(dialog, qtbot, dialog.where)
    assert len(asked) == 2


def test_two_sessions_side_by_side(window, page, qtbot, tmp_path, monkeypatch):
    other = stored.make_session(tmp_path / "later", wall_s=1_600_000_000.0, seed=8)
    dialog = CompareDialog(window, page)
    dialog.begin(str(other))
    qtbot.waitUntil(lambda: dialog._job is None, timeout=30_000)
    rows = dialog.model.rows
    assert [r.label for r in rows] == ["Deltoid R", "Biceps brachii R"]
    assert rows[0].ratio == pytest.approx(1.0, abs=0.2)
    assert rows[0].low < 1.0 < rows[0].high
    assert other.name in dialog.said.text().split("Second")[0]  # the earlier one is the first
    assert "pseudonyms" not in dialog.said.text()
    assert rows[0].vpp_low < rows[0].vpp_ratio < rows[0].vpp_high
    path = tmp_path / "c.tsv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
    dialog.save.click()
    table = [line.split("\t") for line in path.read_text().splitlines()]
    assert len({len(r) for r in table}) == 1
    assert float(table[1][table[0].index("ratio")]) == pytest.approx(rows[0].ratio, rel=1e-4)
    dialog.close()


def test_two_persons_are_told_from_one(tmp_path):
    """By the description of a session, or a BIDS name; where neither tells, nothing is said."""
    one, two = (
        stored.make_session(tmp_path / "a"),
        stored.make_session(tmp_path / "b", wall_s=1_600_000_000.0, pseudonym="S018"),
    )
    assert (pseudonym_of(one), pseudonym_of(two / "recording.xdf")) == ("S017", "S018")
    bids = tmp_path / "sub-07" / "emg" / "sub-07_task-rest_emg.bdf"
    assert pseudonym_of(bids) == "07"
    assert pseudonym_of(tmp_path / "other.xdf") == ""

    def side(name: str) -> Side:
        return Side("x", None, 1.0, (), name)

    assert two_persons(side("S017"), side("S018"))
    for same in (("S017", "s017"), ("S017", ""), ("", ""), ("anon", "S017")):
        assert not two_persons(*map(side, same))


def test_what_was_opened_inside_a_session_folder_leads_to_its_folder(tmp_path):
    folder = stored.make_session(tmp_path / "recordings")
    assert whole_session(str(folder / "recording.xdf")) == str(folder)
    assert whole_session(str(tmp_path / "recordings" / "x.bdf")) == str(tmp_path / "recordings" / "x.bdf")
    assert around_session(folder) == around_session(folder / "recording.xdf") == tmp_path / "recordings"


def test_a_view_is_printed_as_pdf(window, page, tmp_path):
    dialog = PrintDialog(window, page)
    path = tmp_path / "view.pdf"
    dialog.save(path)
    assert path.read_bytes().startswith(b"%PDF")
    assert path.stat().st_size > 20_000
    dialog.save(tmp_path / "nowhere" / "view.pdf")
    assert "cannot be written" in dialog.said.text()
    dialog.close()


def test_a_report_counts_what_a_person_decided(window, page, qtbot, tmp_path):
    page.state.choose(11)
    page.orders.label("rejected")
    dialog = ReportDialog(window, page)
    path = tmp_path / "r.json"
    dialog.target.setText(str(path))
    dialog.begin()
    qtbot.waitUntil(lambda: dialog._job is None, timeout=30_000)
    model = json.loads(path.read_text())
    rows = stored.events()
    counted = int(((rows["muscle"] == 0) & (rows["status"] == "accepted")).sum())
    assert model["muscles"][0]["count"] == counted - 1
    assert model["notes"] == []
    assert "Recording" not in model["heading"]
    dialog.target.setText(str(tmp_path / "r.docx"))
    dialog.begin()
    assert ".pdf" in dialog.said.text()
    dialog.close()


def test_without_a_recording_the_page_says_so_and_offers_one(window):
    window.go("review")
    page = window.work.review
    assert page.empty.isVisible()
    assert page.empty.open.isVisible()
    assert not page.tools.export.isEnabled()
    window.commands.run("export")
    window.commands.run("reject")
    window.commands.run("next_gap")
    window.commands.run("pause")
    assert Path(window.store.folder()).name == "recordings"
