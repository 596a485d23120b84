"""The Review page: what a person does with a stored recording, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage

from fascview.session.folder import check_audit
from fascview.session.formats import open_recording
from fascview.settings import DetectorSettings
from fascview_ui.main_window import MainWindow
from tests.ui import stored


@pytest.fixture
def session(tmp_path: Path) -> Path:
    return stored.make_session(tmp_path / "recordings")


@pytest.fixture
def review(window: MainWindow, qtbot, session: Path) -> Iterator[MainWindow]:
    """The window with the session open, and counted."""
    window.work.review.state.kept_in = session.parent / "kept"
    window.open_path(str(session))
    state = window.work.review.state
    qtbot.waitUntil(lambda: state.data is not None and not state.review.counting, timeout=20_000)
    qtbot.waitUntil(lambda: state.page_ready(), timeout=5000)
    beat(window)
    yield window
    window.work.review.leave()


def beat(window: MainWindow, times: int = 8) -> None:
    for _ in range(times):
        window.clock.frame.emit()


def test_opening_leads_to_review_which_says_stored(review):
    assert review.page == "review"
    assert review.top.chip.chip.word == "STORED"
    assert review.top.property("state") == "stored"
    assert not review.top.acquiring.isVisible()
    assert not review.top.record.isVisible()
    assert review.recent.entries[0].title == review.work.review.state.review.path.name


def test_the_counts_are_those_of_the_cursor_wherever_it_goes(review):
    """Seeking wipes nothing: forwards, back and forwards again the same moment says the same."""
    state = review.work.review.state
    told = {}
    for sample in (10_500, 50_500, 20_500, 59_000, 10_500, 50_500, 20_500, 59_000):
        state.go(sample)
        counts = state.counts()
        seen = [(c.count, round(c.analysable_s, 3), c.state) for c in counts]
        assert told.setdefault(sample, seen) == seen
        rows = stored.events()
        rows = rows[(rows["status"] == "accepted") & (rows["sample"] < sample)]
        assert [c.count for c in counts] == [int((rows["muscle"] == m).sum()) for m in (0, 1)]
    assert len(state.visible()) == len(stored.events())


def test_f50_playback_says_so_cannot_record_and_moves_the_cursor(review, qtbot):
    state = review.work.review.state
    qtbot.keyClick(review, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: state.cursor > 100, timeout=5000)
    assert review.top.chip.chip.word == "PLAYBACK"
    qtbot.keyClick(review, Qt.Key.Key_R)
    assert not review.actions_by_name["record"].isEnabled()
    qtbot.keyClick(review, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not state.playing, timeout=5000)
    assert review.top.chip.chip.word == "STORED"


def test_playing_sixteen_times_as_fast_passes_pages(review, qtbot):
    state = review.work.review.state
    review.work.review.orders.speed(16.0)
    review.work.review.views.transport.mute.setChecked(True)
    state.play(True)
    qtbot.waitUntil(lambda: state.cursor > 12_000, timeout=8000)
    assert state.traces.page_start > 0
    state.play(False)


def test_events_gaps_and_notes_are_one_key_away_in_both_directions(review, qtbot):
    state = review.work.review.state
    times = sorted(int(s) for s in stored.events()["sample"])
    qtbot.keyClick(review, Qt.Key.Key_E)
    assert state.cursor == times[0]
    qtbot.keyClick(review, Qt.Key.Key_E)
    assert state.cursor == times[1]
    qtbot.keyClick(review, Qt.Key.Key_E, Qt.KeyboardModifier.ShiftModifier)
    assert state.cursor == times[0]
    qtbot.keyClick(review, Qt.Key.Key_G)
    assert state.cursor == stored.LOST[0]
    qtbot.keyClick(review, Qt.Key.Key_T)
    assert state.cursor == 40_000
    qtbot.keyClick(review, Qt.Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
    assert state.cursor == 10_000
    start = state.traces.page_start
    assert start <= state.cursor < start + state.traces.page_samples


def test_labels_are_kept_in_the_session_with_the_machines_and_an_audit_trail(review, qtbot, session):
    state = review.work.review.state
    qtbot.keyClick(review, Qt.Key.Key_E)
    qtbot.keyClick(review, Qt.Key.Key_E)
    event = state.chosen
    before = state.counts()
    qtbot.keyClick(review, Qt.Key.Key_X)
    assert state.labels.verdicts == {event: "rejected"}
    state.go(59_000)
    assert state.counts()[0].count == int((stored.events()["muscle"] == 0).sum()) - 2
    qtbot.keyClick(review, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert state.labels.verdicts == {}
    assert state.cursor == int(state.labels.row(event)["sample"])
    assert [c.count for c in state.counts()] == [c.count for c in before]
    qtbot.keyClick(review, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert state.labels.verdicts == {event: "rejected"}
    review.work.review.orders.label("artefact")
    review.work.review.leave()
    again = open_recording(session)
    assert again.verdicts == {event: "artefact"}
    assert set(again.events["kind"]) == {"fasciculation", "artefact"}  # the machine's words are untouched
    assert check_audit(session / "corrections.jsonl") is None
    assert len((session / "corrections.jsonl").read_text().splitlines()) == 4
    again.close()


def test_several_events_are_labelled_and_taken_back_as_one(review):
    page = review.work.review
    table = page.views.list.table
    table.selectAll()
    assert len(page.views.list.chosen_events()) == len(stored.events())
    review.commands.run("reject")
    assert len(page.state.labels.verdicts) == len(stored.events())
    review.commands.run("undo")
    assert page.state.labels.verdicts == {}


def test_rejecting_without_a_selection_takes_nothing_and_says_so(review):
    state = review.work.review.state
    state.choose(-1)
    state.go(1_000)
    review.commands.run("reject")
    assert state.labels.verdicts == {}
    assert review.footer.said.startswith("No event is selected")


def test_a_mark_is_confirmed_in_words_and_stays(review, qtbot, session):
    state = review.work.review.state
    state.go(12_345)
    qtbot.keyClick(review, Qt.Key.Key_M)
    assert "00:12.345" in review.footer.said
    assert 12_345 in [n.sample for n in state.notes()]
    review.work.review.leave()
    again = open_recording(session)
    assert (12_345, "mark") in [(n.sample, n.text) for n in again.notes]
    again.close()


def test_the_table_sorts_and_filters(review):
    page = review.work.review
    model, views = page.views.list.model, page.views.list
    column = 2
    views.table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
    values = [float(model.data(model.index(r, column))) for r in range(model.rowCount())]
    assert values == sorted(values, reverse=True)
    views.muscle.setCurrentIndex(2)
    assert model.rowCount() == 1
    views.muscle.setCurrentIndex(0)
    views.kind.setCurrentIndex(2)
    assert [model.data(model.index(0, 5))] == ["Artefact"]
    assert model.rowCount() == 1


def test_a_click_on_a_slider_goes_to_the_place(review, qtbot):
    page = review.work.review
    slider = page.views.transport.slider
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(round(slider.width() * 0.75), slider.height() // 2))
    assert abs(page.state.cursor / page.state.n_samples - 0.75) < 0.02
    overview = page.views.overview.view
    qtbot.mouseClick(
        overview, Qt.MouseButton.LeftButton, pos=QPoint(round(overview._x(15_000)), overview.height() // 2)
    )
    assert abs(page.state.cursor - 15_000) < 200


def test_the_page_shows_the_samples_it_stands_on(review, qtbot):
    """The traces are drawn from what is stored there: a page of bumps has tall columns, one of loss has none."""
    page = review.work.review
    page.state.traces.set_sweep(1.0)
    longest = int(np.argmax(np.diff(stored.AT_S[:10])))
    bump = round(stored.AT_S[longest] * stored.FS_HZ)
    quiet = round(stored.AT_S[longest : longest + 2].mean() * stored.FS_HZ)
    heights = {}
    for name, sample in (("bump", bump), ("quiet", quiet), ("lost", 30_700)):
        page.state.go(sample, centre=True)
        qtbot.waitUntil(page.state.page_ready, timeout=5000)
        data = page.state.data
        _, rows = data.shown.read(sample - 100, sample + 100)
        heights[name] = float(np.nanmax(np.abs(rows[:, 0]), initial=0.0)) if np.isfinite(rows).any() else 0.0
    assert heights["bump"] > 3 * heights["quiet"] > 0
    assert heights["lost"] == 0.0


def test_redetection_stands_beside_the_events_and_changes_nothing_until_kept(review, qtbot):
    page = review.work.review
    state = page.state
    before = state.labels.events.copy()
    page.orders.redetect(DetectorSettings(false_per_min=1.0))
    qtbot.waitUntil(lambda: state.review.redetected is not None, timeout=20_000)
    beat(review)
    found = state.review.redetected.agreement
    counted = len(state.counted_rows())
    assert len(found.both) + len(found.only_first) == counted
    assert page.views.redetect.values["both"].text() == str(len(found.both))
    assert state.labels.events.tobytes() == before.tobytes()
    assert np.isin(2_500, state.differences()[0]["sample"])  # nothing is there in the samples
    assert review.work.review.views.traces._lookup.alone[0] >= {int(before["id"][before["sample"] == 2_500][0])}
    state.go(2_400, centre=True)
    qtbot.waitUntil(state.page_ready, timeout=5000)
    beat(review)
    said = [m.word for marks in page.views.traces._scene.known.marks.values() for m in marks if m.said]
    assert "only stored" in said
    state.choose(int(before["id"][2]))
    review.commands.run("accept")
    page.orders.keep_redetected()
    assert len(state.labels.events) == len(state.review.detection.events)
    assert list(state.labels.verdicts.values()) == ["accepted"]
    review.banners.banner("kept").text.actions[0].run()
    assert state.labels.events.tobytes() == before.tobytes()
    assert state.labels.verdicts == {int(before["id"][2]): "accepted"}


def test_counting_can_be_stopped_and_what_is_known_stays(window, qtbot, session):
    window.open_path(str(session))
    state = window.work.review.state
    qtbot.waitUntil(lambda: state.data is not None, timeout=10_000)
    window.work.review.orders.stop_counting()
    qtbot.waitUntil(lambda: not state.review.counting, timeout=10_000)
    assert len(state.visible()) == len(stored.events())
    window.work.review.leave()


@pytest.mark.parametrize("size", [(1024, 600), (1920, 1080)])
def test_nothing_is_cut_off(review, qtbot, size):
    review.resize(*size)
    beat(review)
    page = review.work.review
    for widget in (page.views.transport, page.views.list, page.views.bar, page.tools):
        assert widget.isVisible()
        assert widget.mapTo(review, QPoint(widget.width(), 0)).x() <= review.width()
    assert page.views.transport.mapTo(review, QPoint(0, page.views.transport.height())).y() <= review.height()
    image: QImage = review.grab().toImage()
    assert not image.isNull()


def test_a_live_source_goes_on_behind_review(watching, qtbot, session, port):
    watching.open_path(str(session))
    state = watching.work.review.state
    qtbot.waitUntil(lambda: state.data is not None, timeout=10_000)
    assert not port.stopped
    watching.watch.look()
    watching.watch.tell()
    assert watching.top.chip.chip.word == "STORED"
    watching.commands.run("home")
    assert watching.page == "monitor"
    assert watching.top.chip.chip.word == "DEMO"
    assert watching.top.property("state") == ""
