"""A protocol in the window: one key walks through it, the bedside shows its four, the notes keep it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from fascview.stream import Muscle
from fascview_ui.models.protocol import Protocol, Step, load, template
from fascview_ui.models.protocol_table import MUSCLE, SIDE, WANTED, in_seconds
from tests.ui.fake_port import FakePort

NAMES = ("Gastrocnemius", "Deltoid", "Biceps brachii", "Tibialis anterior", "Quadriceps")


@pytest.fixture
def port() -> FakePort:
    return FakePort(n_muscles=6)


@pytest.fixture
def chosen(watching):
    watching.work.protocol.choose(Protocol("mine", tuple(Step(Muscle(n, "R"), 60.0, f"relax {n}") for n in NAMES)))
    return watching


def marks(port):
    return [words for name, (_, words) in (c for c in port.calls if c[0] == "mark")]


def test_a_footswitch_alone_walks_through_a_session(chosen, port, qtbot):
    for _ in range(6):
        qtbot.keyClick(chosen, Qt.Key.Key_F8)
    said = marks(port)
    assert len(said) == 10
    assert [s for s in said if s.endswith("begins")] == [
        f"Protocol mine {i + 1}/5: {n} R, begins" for i, n in enumerate(NAMES)
    ]
    assert not chosen.work.protocol.run.running


def test_the_next_muscle_is_selected_everywhere_and_the_bar_says_it(chosen, qtbot):
    qtbot.keyClick(chosen, Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
    assert chosen.work.model.selected == 3
    assert chosen.work.protocol.bar.isVisible()
    qtbot.keyClick(chosen, Qt.Key.Key_N)
    assert chosen.work.model.selected == 0
    text = chosen.work.protocol.text(chosen.work.protocol.run.current)
    assert (text.muscle, text.rest, text.place) == ("Deltoid R", "relax Deltoid", "Protocol, 2 of 5")
    chosen.commands.run("protocol_end")
    assert not chosen.work.protocol.bar.isVisible()
    qtbot.keyClick(chosen, Qt.Key.Key_N)
    assert chosen.work.model.selected == 1, "without a protocol N goes down the list"


def test_the_bedside_shows_the_four_of_the_protocol(chosen, qtbot):
    chosen.commands.run("protocol_step")
    chosen.commands.run("bedside")
    bedside = chosen.work.bedside
    assert bedside.shown() == (3, 0, 1, 2)
    assert len(bedside.cards) == 4
    for _ in range(4):
        chosen.commands.run("next_muscle")
    assert bedside.shown() == (4,)
    chosen.commands.run("live")


def test_a_key_that_is_taken_is_refused(chosen):
    control = chosen.work.protocol
    assert not control.set_footswitch("R")
    assert control.footswitch_key == "F8"
    assert control.set_footswitch("Ctrl+F7")
    assert chosen.store.text("footswitch/key", "") == "Ctrl+F7"
    assert not control.set_footswitch("")


def test_the_footswitch_may_mark_instead(chosen, port, qtbot):
    chosen.store.put("footswitch/does", "mark")
    qtbot.keyClick(chosen, Qt.Key.Key_F8)
    assert marks(port) == ["mark"]


def test_the_page_shows_edits_undo_and_files(chosen, qtbot, monkeypatch, tmp_path):
    chosen.commands.run("protocol_page")
    assert chosen.page == "protocol"
    page = chosen.work.front
    table = page.table
    assert table.rowCount() == 5
    assert table.setData(table.index(0, MUSCLE), "Soleus")
    assert table.setData(table.index(0, SIDE), "links")
    assert table.setData(table.index(0, WANTED), "1:30")
    step = page.run.protocol.steps[0]
    assert (step.muscle, step.dwell_s) == (Muscle("Soleus", "L"), 90.0)
    assert page.run.standings[0].muscle == -1
    for _ in range(3):
        page.stack.undo()
    assert page.run.protocol.steps[0].muscle == Muscle("Gastrocnemius", "R")
    file = tmp_path / "mine.toml"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    page._save()
    assert load(file).steps == page.run.protocol.steps
    file.write_text("nonsense")
    page.load_from(file)
    assert "not a protocol" in chosen.banners.banner("problem").text.title
    chosen.commands.run("protocol_page")
    assert chosen.page == "monitor"


def test_it_is_remembered(chosen, qtbot):
    from fascview_ui.main_window import MainWindow

    second = MainWindow(chosen.store, lambda *_: FakePort(), look_around=False)
    qtbot.addWidget(second)
    assert second.work.protocol.run.protocol.name == "mine"
    second.clock.stop()
    second.finish()


def test_without_its_muscles_a_protocol_says_so(watching):
    watching.work.protocol.choose(Protocol("x", (Step(Muscle("Masseter", "R")),)))
    watching.commands.run("protocol_step")
    assert "montage" in watching.banners.banner("problem").text.title


def test_a_new_source_starts_it_anew(chosen):
    chosen.commands.run("protocol_step")
    chosen.close_source()
    run = chosen.work.protocol.run
    assert not run.running
    assert all(s.state == "to come" for s in run.standings)


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("90", 90),
        ("1:30", 90),
        ("2 min", 120),
        ("1,5 min", 90),
        ("45 s", 45),
        ("soon", None),
        ("", None),
        ("1:2:3:4", None),
    ],
)
def test_times_as_people_write_them(words, seconds):
    assert in_seconds(words) == seconds


def test_templates_fit_the_demo(watching):
    watching.work.protocol.choose(template("short-survey"))
    assert [s.muscle for s in watching.work.protocol.run.standings] == [0, 1, 2, 3]
