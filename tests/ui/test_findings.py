"""What new users stumbled over, so that nobody does again."""

from __future__ import annotations

import dataclasses
import math

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from fascview.engine.status import RecordingStatus, State
from fascview_ui.dialogs.asking import Question, TextDialog
from fascview_ui.models import words
from fascview_ui.models.holding import Holding
from fascview_ui.models.traces_counted import counted_since
from fascview_ui.theme import load
from fascview_ui.views.banners import BannerText
from fascview_ui.views.traces.overlay import clear
from tests.ui.fake_port import FakePort, event, muscle_status


def dialogs(window, kind):
    return [d for d in window.findChildren(kind) if d.isVisible()]


@pytest.mark.parametrize("held", [0.0, 0.4, math.nan])
def test_nothing_is_held_for_no_seconds(held):
    text = words.card(muscle_status("Deltoid R", state="no data"), "Deltoid", "R", held)
    assert "0 s" not in text.clock_note
    assert "held" in text.clock_note


def test_a_state_that_holds_the_rate_is_counted_in_seconds():
    now = [5.0]
    holding = Holding(lambda: now[0])
    assert holding(["no data", "at rest"])[0] == 0.0
    now[0] = 26.0
    found = holding(["no data", "too noisy"])
    assert found == [21.0, 0.0]
    assert math.isnan(holding(["at rest", "too noisy"])[0])
    text = words.card(muscle_status("Deltoid R", state="no data"), "Deltoid", "R", found[0])
    assert text.clock_note == "analysable, held for 21 s"


def test_the_lamp_of_the_writer_is_not_green_when_nothing_comes(port):
    quiet = dataclasses.replace(port.status(), recording=RecordingStatus(True, "x", 9.0, 100, 9e4, 14.0))
    assert words.writing(quiet).state == "fault"
    assert "14" in words.writing(quiet).text
    busy = dataclasses.replace(quiet, recording=dataclasses.replace(quiet.recording, age_s=1.2))
    assert words.writing(busy).state == "on"


@pytest.mark.parametrize("n_muscles", [4])
def test_a_banner_in_the_small_window_cuts_no_card(qtbot, store, n_muscles):
    from fascview_ui.main_window import MainWindow

    window = MainWindow(store, lambda *_: FakePort(n_muscles=n_muscles), look_around=False)
    qtbot.addWidget(window)
    window.resize(1024, 600)
    window.show()
    window.open_address("demo:")
    qtbot.waitUntil(lambda: window.page == "monitor", timeout=5000)
    window.banners.post("x", BannerText("notice", "Something happened", "It is safe.", (window.ok("x"),)))
    window.work.protocol.run.forward()
    QApplication.processEvents()
    view = window.work.monitor._scroll.viewport()
    for card in window.work.monitor.cards.cards:
        bottom = card.mapTo(view, card.rect().bottomLeft()).y()
        assert bottom <= view.height()
    window.clock.stop()
    window.close_source()
    window.finish()


def test_the_word_demo_stands_where_no_mark_can_be(watching):
    watching.clock.frame.emit()
    traces = watching.work.monitor.traces
    traces.repaint()
    assert traces._scene.state_word == "DEMO"
    image = traces.grab().toImage()
    notice = load("dark").notice.lower()

    def count(x0, x1, y0, y1):
        return sum(image.pixelColor(x, y).name() == notice for x in range(x0, x1, 3) for y in range(y0, y1, 3))

    assert count(0, traces._scene.plot.left(), 0, 28) > 30
    assert count(traces._scene.plot.left(), image.width(), 0, 60) == 0


def test_words_keep_clear_of_marks():
    assert clear(100.0, 180.0, [60.0, 200.0])
    assert not clear(100.0, 180.0, [95.0])
    assert not clear(100.0, 180.0, [140.0])


@pytest.mark.parametrize("theme", ["dark", "light", "contrast"])
def test_questions_follow_the_theme(watching, theme):
    watching.set_theme(theme)
    watching.commands.run("note")
    watching.commands.run("reset_settings")
    ground = load(theme).window.lower()
    for kind in (TextDialog, Question):
        dialog = dialogs(watching, kind)[0]
        assert not dialog.isModal(), "traces and keys go on behind it"
        assert dialog.grab().toImage().pixelColor(4, 4).name() == ground
        dialog.close()
    watching.set_theme("dark")


def test_a_note_is_of_the_moment_it_was_asked_for(watching, port):
    asked = watching.watch.feed.newest
    watching.commands.run("note")
    port.feed_samples(port.shown.view(0, 5000).copy())
    dialog = dialogs(watching, TextDialog)[0]
    dialog.line.setText("  cough ")
    dialog.keep.click()
    assert ("mark", (asked, "cough")) in port.calls


def test_resetting_settings_is_agreed_to_first(watching):
    watching.store.put("screen/uv_per_div", 200.0)
    watching.commands.run("reset_settings")
    dialog = dialogs(watching, Question)[0]
    assert dialog.no.isDefault()
    dialog.no.click()
    assert watching.store.number("screen/uv_per_div", 0.0, 0.0, 1e4) == 200.0
    watching.commands.run("reset_settings")
    dialogs(watching, Question)[0].yes.click()
    assert watching.store.number("screen/uv_per_div", 0.0, 0.0, 1e4) == 0.0


def test_the_recent_list_counts_what_is_decided_within_the_recording(watching, port):
    port.add_events(
        event(1, 5_000, 0), event(2, 21_000, 0), event(3, 26_000, 1), event(4, 29_500, 0, "provisional"),
        event(5, 29_600, 0, "rejected"),
    )  # fmt: skip
    assert counted_since(watching.watch, 12.0) == 2
    port.judged[2] = "rejected"
    assert counted_since(watching.watch, 12.0) == 1


def test_a_source_that_is_silent_dims_the_cards_and_says_since_when(watching, port):
    port.state, port.age_s = State.NO_DATA, 14.0
    port.muscles = tuple(dataclasses.replace(m, state="no data") for m in port.muscles)
    watching.watch._candidate = (State.NO_DATA, -1e9)
    watching.watch.look()
    watching.watch.tell()
    card = watching.work.monitor.cards.cards[0].text
    assert (card.rate, card.last_10_s) == (words.DASH, words.DASH)
    assert not any(isinstance(d, QDialog) for d in dialogs(watching, QDialog))
