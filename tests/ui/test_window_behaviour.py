"""What a person does with the window, and what comes of it."""

from __future__ import annotations

import dataclasses
import sys

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QMessageBox

from fascview.engine.status import Gap, State
from fascview.errors import SourceError
from fascview_ui.app import catch_all
from fascview_ui.main_window import MainWindow
from fascview_ui.models.settings_store import Store
from tests.ui.fake_port import FakePort, event


def settle(window: MainWindow) -> None:
    window.watch.look()
    window.watch.refresh()
    window.watch.tell()
    window.clock.frame.emit()


def test_the_demo_is_one_click_away_and_says_so(window, qtbot):
    assert window.top.chip.chip.word == "NO SOURCE"
    qtbot.mouseClick(window.start.demo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.page == "monitor", timeout=3000)
    assert window.top.chip.chip.word == "DEMO"
    assert window.work.monitor.cards.cards[0].text.name == "Deltoid"


def test_every_muscle_has_a_card_beside_its_band(watching):
    cards = watching.work.monitor.cards.cards
    assert [c.text.name for c in cards] == ["Deltoid", "Biceps brachii"]
    assert cards[0].geometry().bottom() < cards[1].geometry().top()


def test_a_source_that_cannot_be_opened_says_why_and_leaves_the_start_page(qtbot, store):
    def refuse(_address: str, _montages: object) -> FakePort:
        raise SourceError("There is no stream EMG here; start it, then try again.")

    window = MainWindow(store, refuse, look_around=False)
    qtbot.addWidget(window)
    window.open_address("lsl:EMG")
    qtbot.waitUntil(lambda: "open" in window.banners.names(), timeout=3000)
    assert "start it" in window.banners.banner("open").text.detail
    assert window.page == "start"
    window.clock.stop()
    window.finish()


def test_f26_freeze_never_stops_capture(watching, port, qtbot):
    qtbot.keyClick(watching, Qt.Key.Key_Space)
    assert watching.work.model.frozen
    assert watching.top.chip.chip.word == "PAUSED"
    assert "paused" in watching.banners.names()
    assert not port.paused
    assert not port.stopped
    page = watching.work.model.page_start
    port.feed_samples(port.shown.view(0, 5000).copy())
    settle(watching)
    assert watching.work.model.page_start == page
    qtbot.keyClick(watching, Qt.Key.Key_L)
    assert not watching.work.model.frozen
    assert watching.top.chip.chip.word == "DEMO"
    assert "paused" not in watching.banners.names()


def test_keys_change_sensitivity_and_sweep(watching, qtbot):
    before = watching.work.model.sensitivity_uv
    qtbot.keyClick(watching, Qt.Key.Key_Plus)
    assert watching.work.model.sensitivity_uv < before
    qtbot.keyClick(watching, Qt.Key.Key_Minus)
    assert watching.work.model.sensitivity_uv == before
    qtbot.keyClick(watching, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert watching.work.model.sweep_s == 20.0
    assert "2,000 ms/div" in watching.work.controls.time.value.text().replace("2000", "2,000")


def test_recording_starts_stops_and_the_stop_can_be_taken_back(watching, port, qtbot):
    qtbot.keyClick(watching, Qt.Key.Key_R)
    assert port.recording.active
    watching.watch.look()
    assert watching.top.record.stop.isVisible()
    qtbot.keyClick(watching, Qt.Key.Key_R)
    watching.work.presenter._text()
    assert port.recording.active, "a stop waits"
    assert "stopping" in watching.banners.names()
    watching.work.presenter.recording.undo_stop()
    assert "stopping" not in watching.banners.names()
    qtbot.keyClick(watching, Qt.Key.Key_R)
    qtbot.keyClick(watching, Qt.Key.Key_R)
    assert not port.recording.active
    assert "saved" in watching.banners.names()
    assert watching.recent.entries[0].title == "sub-anon_run-01"


def test_a_recording_that_cannot_start_says_why(watching, port, qtbot):
    port.fail_recording = "The disk is full; nothing was recorded. Choose another folder."
    qtbot.keyClick(watching, Qt.Key.Key_R)
    assert "disk is full" in watching.banners.banner("writer").text.title


def test_f04_a_full_disk_is_said_and_recording_goes_on_elsewhere(watching, port, monkeypatch, tmp_path):
    watching.commands.run("record")
    port.recording = dataclasses.replace(port.recording, problem="The disk is full. What was written before is safe.")
    settle(watching)
    banner = watching.banners.banner("writer")
    assert "disk is full" in banner.text.title
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    banner.buttons[0].click()
    assert ("continue_recording", tmp_path) in port.calls
    settle(watching)
    assert "writer" not in watching.banners.names()
    watching.work.presenter.recording.stop_now()


@pytest.mark.parametrize("keep", [True, False])
def test_closing_while_recording_asks_and_keeps_by_default(watching, port, monkeypatch, keep):
    watching.commands.run("record")
    default = []

    def answer(box: QMessageBox) -> int:
        default.append(box.defaultButton().text())
        wanted = "Keep recording" if keep else "Stop and close"
        next(b for b in box.buttons() if b.text() == wanted).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    closed = watching.close()
    assert default == ["Keep recording"]
    assert closed is not keep
    assert port.recording.active is keep


def test_reset_counts_anew_and_can_be_taken_back(watching, port, qtbot):
    qtbot.keyClick(watching, Qt.Key.Key_0)
    assert port.counting_from == 30_000
    assert "reset" in watching.banners.names()
    qtbot.keyClick(watching, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert port.counting_from == 0
    assert "reset" not in watching.banners.names()


def test_a_stream_that_falls_silent_is_said_and_clears_itself(watching, port):
    port.state, port.age_s = State.NO_DATA, 14.0
    watching.watch._candidate = (State.NO_DATA, -1e9)
    settle(watching)
    assert watching.top.chip.chip.word == "NO DATA"
    assert "14" in watching.banners.banner("nodata").text.title
    port.state, port.age_s = State.DEMO, 0.01
    watching.watch._candidate = (State.DEMO, -1e9)
    settle(watching)
    assert watching.top.chip.chip.word == "DEMO"
    assert "nodata" not in watching.banners.names()


def test_a_state_must_last_before_it_shows(port, qtbot):
    from fascview_ui.models.watch import Watch

    now = [0.0]
    watch = Watch(port, now=lambda: now[0])
    watch.look()
    port.state = State.NO_DATA
    now[0] = 0.1
    watch.look()
    now[0] = 0.4
    watch.look()
    assert watch.state is State.DEMO
    now[0] = 0.7
    watch.look()
    assert watch.state is State.NO_DATA


def test_dropping_a_file_opens_it(window, qtbot, tmp_path):
    file = tmp_path / "b.xdf"
    file.touch()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(drop)
    qtbot.waitUntil(lambda: window.page == "review" and "open" in window.banners.names(), timeout=5000)
    assert "b.xdf is empty" in window.banners.banner("open").text.detail


def test_verdicts_with_one_key_undo_and_redo(watching, port, qtbot):
    port.add_events(event(7, 20_000, 0), event(8, 25_000, 0), event(9, 26_000, 1))
    settle(watching)
    qtbot.keyClick(watching, Qt.Key.Key_X)
    assert port.judged == {8: "rejected"}
    qtbot.keyClick(watching, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert port.judged[8] == ""
    qtbot.keyClick(watching, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert port.judged[8] == "rejected"


def test_jumping_from_event_to_event_and_to_gaps(watching, port, qtbot):
    port.add_events(event(1, 4_000, 0), event(2, 12_000, 1))
    port.lost = (Gap(9_000, 9_340, "lost samples"),)
    settle(watching)
    qtbot.keyClick(watching, Qt.Key.Key_E, Qt.KeyboardModifier.ShiftModifier)
    assert watching.work.model.frozen
    middle = watching.work.model.page_start + watching.work.model.page_samples / 2
    assert middle == pytest.approx(12_000, abs=2)
    qtbot.keyClick(watching, Qt.Key.Key_G)
    middle = watching.work.model.page_start + watching.work.model.page_samples / 2
    assert middle == pytest.approx(9_000, abs=2)


def test_mute_and_solo_reach_the_sound(watching, port):
    watching.work.monitor.cards.cards[1].solo.click()
    assert ("set_solo", frozenset({1})) in port.calls
    watching.work.monitor.cards.cards[0].mute.click()
    assert ("set_muted", frozenset({0})) in port.calls
    watching.commands.run("mute")
    assert port.calls[-3] == ("set_volume", 0.0)


def test_selecting_a_card_selects_the_trace(watching, qtbot):
    qtbot.mouseClick(watching.work.monitor.cards.cards[1], Qt.MouseButton.LeftButton)
    assert watching.work.model.selected == 1
    qtbot.keyClick(watching, Qt.Key.Key_N)
    assert watching.work.model.selected == 0


def test_a_fault_inside_becomes_a_banner_and_no_traceback(watching, monkeypatch, capsys):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    catch_all(watching)
    try:
        raise ZeroDivisionError("inside")
    except ZeroDivisionError:
        sys.excepthook(*sys.exc_info())
    assert "fault" in watching.banners.names()
    assert "go on" in watching.banners.banner("fault").text.detail
    assert capsys.readouterr().err == ""


def test_at_most_two_banners_show(watching):
    for i in range(4):
        watching.say_problem(f"problem {i}")
    from fascview_ui.views.banners import BannerText

    for name in "abc":
        watching.banners.post(name, BannerText("notice", name))
    shown = [n for n in watching.banners.names() if watching.banners.banner(n).isVisible()]
    assert shown == ["b", "c"]


def test_f48_settings_that_make_no_sense_become_defaults(qtbot, tmp_path, port):
    file = tmp_path / "s.ini"
    file.write_text(
        "[window]\ntheme=pink\ngeometry=@ByteArray(garbage)\n[screen]\nuv_per_div=-7\nsweep_s=nan\nmode=sideways\n"
        "low_hz=900\nhigh_hz=20\nmains_hz=fifty\n[sound]\nvolume=12\nmuted=perhaps\n[recent]\nlist=[{\n"
    )
    window = MainWindow(Store(file), lambda *_: port, look_around=False)
    qtbot.addWidget(window)
    window.show()
    window.begin(None, None)
    assert window.theme.name == "dark"
    assert (window.work.model.sensitivity_uv, window.work.model.sweep_s, window.work.model.mode) == (
        50.0,
        10.0,
        "sweep",
    )
    assert window.work.controls.volume.value() == 50
    assert window.work.commands.filters.low_hz == 20.0
    assert "settings" in window.banners.names()
    assert window.recent.entries == ()
    window.close()
    window.finish()


def test_what_was_set_is_there_again(qtbot, store, port):
    first = MainWindow(store, lambda *_: port, look_around=False)
    first.show()
    first.set_theme("light")
    first.work.model.set_sensitivity(200.0)
    first.work.model.set_sweep(5.0)
    first.work.controls.volume.setValue(20)
    first.close()
    first.finish()
    second = MainWindow(store, lambda *_: port, look_around=False)
    assert second.theme.name == "light"
    assert (second.work.model.sensitivity_uv, second.work.model.sweep_s) == (200.0, 5.0)
    assert second.work.controls.volume.value() == 20
    second.set_theme("dark")
    for window in (first, second):
        qtbot.addWidget(window)
    second.clock.stop()
    second.finish()


def test_display_filters_say_that_what_is_stored_is_not_touched(watching, port):
    watching.work.controls.band_chosen.emit(50.0, 450.0)
    name, settings = next(c for c in reversed(port.calls) if c[0] == "set_filters")
    assert (name, settings.low_hz) == ("set_filters", 50.0)
    watching.watch.tell()
    assert "50 to 450 Hz" in watching.footer.drawn
    assert "as received" in watching.footer.drawn


def test_a_filter_that_the_rate_cannot_carry_is_refused_in_words(watching, port):
    before = watching.work.commands.filters
    watching.work.controls.band_chosen.emit(100.0, 500.0)
    assert watching.work.commands.filters == before
    assert (
        "500" in watching.banners.banner("problem").text.title
        or "1000" in watching.banners.banner("problem").text.title
    )


@pytest.mark.parametrize(("width", "height"), [(1024, 600), (1366, 768), (1920, 1080), (2560, 1440)])
def test_nothing_is_wider_than_the_window(watching, width, height):
    watching.resize(width, height)
    watching.repaint()
    assert (watching.width(), watching.height()) == (width, height)
    for strip in (watching.top, watching.work.controls, watching.footer):
        assert strip.minimumSizeHint().width() <= width
    for card in watching.work.monitor.cards.cards:
        assert card.width() >= 280
        assert card.height() >= 88


def test_a_slow_status_changes_nothing_twice(watching, port):
    text = watching.work.monitor.cards.cards[0].text
    port.muscles = tuple(dataclasses.replace(m) for m in port.muscles)
    watching.watch.tell()
    assert watching.work.monitor.cards.cards[0].text == text
