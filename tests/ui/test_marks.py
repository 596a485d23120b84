"""Marks and labels live: what a key does is shown, said, and never done to another event than the framed one."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from fascview.engine.status import Incident
from fascview_ui.dialogs.guide import GuideDialog
from fascview_ui.models.words import moment
from fascview_ui.views.mark_legend import SHAPES, mark_picture, mark_word
from fascview_ui.views.traces.colours import TraceColours
from fascview_ui.views.traces.marks import draw_mark, shape_of
from tests.ui.fake_port import event


def settle(window) -> None:
    window.watch.look()
    window.watch.refresh()
    window.watch.tell()
    window.clock.frame.emit()


def test_what_is_not_decided_is_hollow_and_what_is_decided_is_solid():
    assert shape_of("fasciculation", "provisional") == "provisional"
    assert shape_of("fasciculation", "accepted") == "fasciculation"
    assert shape_of("fasciculation", "provisional", "accepted") == "fasciculation"

    def middle(shape: str) -> int:
        image = QImage(20, 20, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.black)
        painter = QPainter(image)
        draw_mark(painter, shape, 10, 9, TraceColours())
        painter.end()
        return image.pixelColor(10, 8).lightness()

    assert middle("fasciculation") > 200
    assert middle("provisional") < 80


def test_every_mark_has_a_picture_and_a_word_in_the_guide(window):
    pictures = {shape: mark_picture(shape, TraceColours()).toImage() for shape in SHAPES}
    assert len({bytes(p.constBits()) for p in pictures.values()}) == len(SHAPES)
    guide = GuideDialog(window)
    for shape in SHAPES:
        assert mark_word(shape) in guide._html()
        assert f"mark:{shape}" in guide._html()
    guide.close()


def test_x_never_takes_what_is_not_decided_and_says_what_it_took(watching, port, qtbot):
    port.add_events(event(7, 20_000, 0), event(8, 25_000, 0, "provisional"))
    settle(watching)
    qtbot.keyClick(watching, Qt.Key.Key_X)
    assert port.judged == {7: "rejected"}
    assert watching.footer.said.startswith(f"Rejected: Deltoid R at {moment(20.0)}")
    assert "not decided yet" in watching.footer.said
    assert watching.work.monitor.traces._scene.chosen in (7, -2)


def test_x_with_nothing_decided_takes_nothing(watching, port, qtbot):
    port.add_events(event(8, 25_000, 0, "provisional"))
    settle(watching)
    qtbot.keyClick(watching, Qt.Key.Key_X)
    assert port.judged == {}
    assert "no decided event" in watching.footer.said


def test_a_clicked_mark_is_what_the_key_means_decided_or_not(watching, port, qtbot):
    port.add_events(event(7, 20_000, 0), event(8, 25_000, 0), event(9, 27_000, 0, "provisional"))
    settle(watching)
    for clicked in (7, 9):
        watching.work.monitor.traces.event_clicked.emit(clicked)
        assert watching.work.monitor.traces._chosen == clicked
        qtbot.keyClick(watching, Qt.Key.Key_X)
        assert port.judged.pop(clicked) == "rejected"
        assert port.judged == {}


def test_reclassifying_undo_and_redo_say_what_became_of_which(watching, port, qtbot):
    port.add_events(event(7, 20_000, 0))
    settle(watching)
    watching.work.commands.events._judge_front("artefact")
    assert port.judged == {7: "artefact"}
    assert watching.footer.said.startswith("Artefact: Deltoid R")
    qtbot.keyClick(watching, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert port.judged[7] == ""
    assert "Without your label" in watching.footer.said
    qtbot.keyClick(watching, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert port.judged[7] == "artefact"


def test_m_sets_a_mark_that_is_said_and_seen_on_the_traces(watching, port, qtbot, monkeypatch):
    def mark(sample: int | None, text: str) -> int:
        at = 28_000 if sample is None else sample
        port.happened = (*port.happened, Incident(time.time(), at, "note", text))
        return at

    monkeypatch.setattr(port, "mark", mark)
    settle(watching)
    traces = watching.work.monitor.traces
    before = traces.grab().toImage()
    qtbot.keyClick(watching, Qt.Key.Key_M)
    assert watching.footer.said == f"Marked at {moment(28.0)}: mark. Shift M writes what happened."
    settle(watching)
    assert traces._scene.known.notes == [(28_000, "mark")]
    x = round(traces._scene.place(28_000))
    after = traces.grab().toImage()
    column = [
        after.pixel(x, y) != before.pixel(x, y) for y in range(traces._scene.plot.top(), round(traces._scene.bottom))
    ]
    assert sum(column) > 0.3 * len(column)


@pytest.mark.parametrize("name", ["reclassify", "next_note", "export"])
def test_commands_of_review_are_found_from_anywhere(window, name):
    assert callable(window.commands.find(name))
