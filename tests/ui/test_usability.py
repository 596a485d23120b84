"""What a person at the bedside may expect, by number: held by a test here, by one named here, or seen on a picture."""

from __future__ import annotations

import ast
import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton, QWidget

from fascview.engine.status import Gap, Incident, RecordingStatus, State
from fascview.stream import StreamInfo
from fascview_resources import path
from fascview_ui.main_window import MainWindow
from fascview_ui.models import words
from fascview_ui.models.counts_table import counts_table
from fascview_ui.models.details import command_in, scrubbed
from fascview_ui.models.settings_store import Store
from fascview_ui.models.streams import StreamTable
from fascview_ui.shortcuts import commands
from fascview_ui.theme import load
from fascview_ui.views.bedside import BigCard
from tests.ui.fake_port import FakePort, event
from tests.ui.held import ELSEWHERE, PICTURES

ROOT = Path(__file__).resolve().parents[2]


def test_every_item_is_held_somewhere():
    here = {int(name.split("_")[2]) for name in globals() if name.startswith("test_item_")}
    assert here | set(ELSEWHERE) | set(PICTURES) == set(range(1, 33))


@pytest.mark.parametrize("place", [p for places in ELSEWHERE.values() for p in places])
def test_what_is_held_elsewhere_is_there(place):
    file, _, name = place.partition("::")
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    names = {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")}
    assert names
    assert not name or name in names


@pytest.mark.parametrize("name", sorted({p for names in PICTURES.values() for p in names}))
def test_the_pictures_are_there(name):
    assert (ROOT / "docs" / f"{name}.png").stat().st_size > 10_000


def texts(widget: QWidget) -> str:
    return " ".join(x.text() for x in widget.findChildren(QLabel) if x.isVisible())


# ---- one by one


def test_item_02_the_state_is_a_word_an_icon_and_the_age_of_the_data(watching, port):
    for state, word in (
        (State.LIVE, "LIVE"),
        (State.DEMO, "DEMO"),
        (State.PLAYBACK, "PLAYBACK"),
        (State.NO_DATA, "NO DATA"),
    ):
        chip = words.state_chip(state)
        assert chip.word == word
        assert (path("icons") / f"{chip.icon}.svg").is_file()
    assert words.state_chip(State.LIVE, paused=True).word == "PAUSED"
    assert words.acquiring(port.status()).text == "12 ms ago"
    assert words.acquiring(dataclasses.replace(port.status(), acquired_age_s=3.21)).text == "none for 3.2 s"


def test_item_03_a_recording_says_how_long_how_much_how_long_still_and_where(watching, port):
    watching.commands.run("record")
    watching.watch.look()
    watching.watch.tell()
    said = texts(watching.top.record)
    assert "00:00:12" in said
    assert "4.0 MB" in said
    assert "25 h" in said
    assert "sub-anon_run-01" in texts(watching.footer)
    watching.work.presenter.recording.stop_now()


def test_item_05_what_happened_is_kept_in_a_list(watching, port, qtbot):
    port.happened = (Incident(1_700_000_000.0, 500, "gap", "0.340 s lost"),)
    watching.commands.run("incidents")
    dialog = next(d for d in watching.findChildren(QDialog) if d.isVisible())
    assert not dialog.isModal()
    view = dialog.findChildren(QWidget)
    table = next(w for w in view if hasattr(w, "model") and w.model() is not None)
    cells = [str(table.model().index(0, c).data()) for c in range(table.model().columnCount())]
    assert any("0.340 s lost" in c for c in cells)
    dialog.close()


def test_item_06_traces_name_muscle_side_and_division_and_the_filters_are_said(watching):
    watching.clock.frame.emit()
    traces = watching.work.monitor.traces
    scale = [[50.0] * len(b.channels) for b in traces._scene.bands]
    found = traces._texts(traces.model.data, traces._scene.bands, scale)
    assert [t.names[0] for t in found] == ["Deltoid R", "Biceps brachii R"]
    assert {t.scale for t in found} == {"50 µV"}
    watching.watch.tell()
    assert "20 to 450 Hz" in watching.footer.drawn
    assert "mains cancelled" in watching.footer.drawn


def test_item_08_the_keys_are_those_people_know():
    wanted = {
        "larger": "+", "smaller": "-", "faster": "Ctrl++", "slower": "Ctrl+-", "page_back": "PgUp",
        "page_on": "PgDown", "tenth_back": "Left", "tenth_on": "Right", "first": "Home", "last": "End",
        "pause": "Space", "record": "R", "mark": "M", "reset": "0", "bedside": "F11", "open": "Ctrl+O",
        "save_counts": "Ctrl+S", "quit": "Ctrl+Q", "guide": "F1", "shortcuts": "Ctrl+?",
    }  # fmt: skip
    keys = {c.name: c.keys for c in commands()}
    for name, key in wanted.items():
        assert key in keys[name], name


def test_item_09_single_letters_do_nothing_in_a_text_field(watching, port, qtbot):
    field = QLineEdit(watching)
    field.show()
    field.setFocus()
    qtbot.waitUntil(lambda: field.hasFocus(), timeout=3000)
    qtbot.keyClicks(field, "rmx0")
    assert field.text() == "rmx0"
    assert not port.recording.active
    assert not any(c[0] == "mark" for c in port.calls)


def test_item_10_nothing_holds_the_window_up_while_recording(watching, port):
    watching.commands.run("record")
    for name in ("note", "session", "montage", "guide", "shortcuts", "incidents", "about", "calibrate", "language"):
        watching.commands.run(name)
    opened = [d for d in watching.findChildren(QDialog) if d.isVisible()]
    assert len(opened) == 9
    assert not any(d.isModal() for d in opened)
    assert port.recording.active
    for dialog in opened:
        dialog.close()
    watching.work.presenter.recording.stop_now()


def test_item_12_a_change_of_state_is_announced(watching, port, monkeypatch):
    said: list[str] = []
    monkeypatch.setattr(watching, "announce", said.append)
    port.state, port.age_s = State.NO_DATA, 9.0
    watching.watch._candidate = (State.NO_DATA, -1e9)
    watching.watch.look()
    assert "NO DATA" in said


def test_item_13_no_state_by_colour_alone():
    states = ("at rest", "voluntary", "artefact", "too noisy", "no data", "insufficient", "not observed")
    chips = [words.muscle_chip(s) for s in states]
    assert len({c.word for c in chips}) == len({c.icon for c in chips}) == len(states)


def test_item_14_the_first_window_is_dark(tmp_path, qtbot, port):
    window = MainWindow(Store(tmp_path / "none.ini"), lambda *_: port, look_around=False)
    qtbot.addWidget(window)
    assert window.theme.name == "dark"
    assert window.grab().toImage().pixelColor(2, window.height() // 2).lightnessF() < 0.2
    window.clock.stop()
    window.finish()


@pytest.mark.parametrize(("width", "height"), [(1024, 600), (1920, 1080), (3840, 2160)])
def test_item_15_counters_are_readable_at_two_metres(watching, width, height):
    """24 pt are 32 px at 96 dots per inch."""
    watching.resize(width, height)
    watching.commands.run("bedside")
    watching.showNormal()
    watching.resize(width, height)
    QApplication.processEvents()
    watching.watch.tell()
    assert len(watching.work.bedside.cards) == 2
    for card in watching.work.bedside.cards:
        top, bottom = 66.0, card.height() - (38 + 28 if card.small else 76 + 52) - 4.0
        assert bottom - top >= 32, "room for figures of 24 pt"
        assert isinstance(card, BigCard)
        assert tallest_ink(card, load("dark").text) >= 32 * 0.7, "capital height of 24 pt"
    watching.commands.run("live")


def tallest_ink(widget: QWidget, colour: str) -> int:
    """Return the height of the tallest unbroken run of rows that have ink of a colour."""
    image = widget.grab().toImage()
    wanted = colour.lower()
    inked = [
        any(image.pixelColor(x, y).name() == wanted for x in range(8, image.width() // 2, 2))
        for y in range(image.height())
    ]
    best = run = 0
    for on in inked:
        run = run + 1 if on else 0
        best = max(best, run)
    return best


@pytest.mark.parametrize("scale", ["1.5", "2"])
def test_item_15_nothing_is_cut_at_another_scale(scale, tmp_path):
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from PySide6.QtWidgets import QApplication\n"
        "app = QApplication([])\n"
        "from fascview_ui.main_window import MainWindow\n"
        "from fascview_ui.models.settings_store import Store\n"
        "from tests.ui.fake_port import FakePort\n"
        "w = MainWindow(Store(Path(sys.argv[1])), lambda *_: FakePort(n_muscles=4), look_around=False)\n"
        "w.resize(1024, 600); w.show(); w.open_address('demo:')\n"
        "import time; end = time.monotonic() + 20\n"
        "while w.page != 'monitor' and time.monotonic() < end: app.processEvents()\n"
        "image = w.grab()\n"
        "assert w.page == 'monitor'\n"
        "assert image.width() == round(w.width() * w.devicePixelRatioF()), image.width()\n"
        "print(w.devicePixelRatioF(), w.work.controls.minimumSizeHint().width(), w.width())\n"
        "w.clock.stop(); w.close_source(); w.finish()\n"
    )
    environment = {
        **os.environ,
        "QT_SCALE_FACTOR": scale,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": os.pathsep.join(str(ROOT / p) for p in (".", "drivers", "ui", "resources")),
    }
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "s.ini")],
        env=environment, capture_output=True, text=True, timeout=90, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    ratio, wide, window = (float(x) for x in done.stdout.split())
    assert ratio == float(scale)
    assert wide <= window


@pytest.mark.parametrize(("width", "height"), [(1024, 600), (1920, 1080)])
def test_item_16_what_a_finger_reaches_for_is_large_enough(watching, width, height):
    watching.commands.run("bedside")
    watching.showNormal()
    watching.resize(width, height)
    watching.work.protocol.run.forward()
    QApplication.processEvents()
    strips = (watching.work.touch, watching.work.bedside, watching.work.protocol.bar)
    buttons = [b for s in strips for b in s.findChildren(QPushButton) if b.isVisible()]
    assert len(buttons) > 6
    for button in buttons:
        assert min(button.width(), button.height()) >= 44, (button.accessibleName(), button.size())
    watching.commands.run("live")


def test_item_16_two_fingers_change_the_sweep(watching):
    traces, before = watching.work.monitor.traces, watching.work.model.sweep_s
    traces.pinch(2.4)
    assert watching.work.model.sweep_s < before


def test_item_18_a_session_that_is_gone_says_so_and_cannot_be_opened(window, tmp_path):
    window.recent.add(tmp_path / "gone", "gone", "yesterday")
    window.start.recent.set_entries(window.recent.entries, frozenset({str(tmp_path / "gone")}))
    index = window.start.recent.list.model().index(0, 0)
    assert not index.flags() & Qt.ItemFlag.ItemIsEnabled
    assert "not found" in str(index.data(Qt.ItemDataRole.AccessibleTextRole))
    window.start.recent.list._open(index)
    assert window.page == "start"


def test_item_19_opening_can_be_given_up(window, qtbot):
    import threading

    gate = threading.Event()

    def slow(*_):
        gate.wait(10)
        return FakePort()

    window._opener = slow
    window.open_address("lsl:slow")
    banner = window.banners.banner("opening")
    assert "lsl" in banner.text.title or "slow" in banner.text.title
    banner.buttons[0].click()
    assert "opening" not in window.banners.names()
    assert window.page == "start"
    gate.set()


def test_item_20_details_tell_nothing_of_a_person(window, qtbot):
    window.store.put("recording/pseudonym", "lastname-7")
    home = str(Path.home())
    fault = f'File "{home}/data/20260101-101010_lastname-7_rest/x.xdf", line 3\nValueError: lastname-7'
    window.show_fault(fault)
    window.banners.banner("fault").buttons[0].click()
    copied = QApplication.clipboard().text()
    assert "lastname" not in copied
    assert home not in copied
    assert "20260101" not in copied
    assert "ValueError" in copied
    assert "line 3" in copied
    assert scrubbed("nothing here") == "nothing here"


def test_item_21_the_command_that_helps_can_be_copied(window):
    sentence = "You are not allowed to use /dev/ttyUSB0: run “sudo usermod -aG dialout $USER” and log in again."
    assert command_in(sentence) == "sudo usermod -aG dialout $USER"
    window.lobby.refuse("serial could not be opened", sentence)
    window.banners.banner("open").buttons[0].click()
    assert QApplication.clipboard().text() == "sudo usermod -aG dialout $USER"
    assert command_in("There is no such port.") == ""
    assert "70-fascview" in " ".join(p.name for p in path("udev").iterdir())


def test_item_22_the_list_says_name_host_channels_rate_unit_and_age():
    table = StreamTable()
    titles = {str(table.headerData(c, Qt.Orientation.Horizontal)) for c in range(table.columnCount())}
    assert {"Name", "Host", "Ch.", "Rate", "Unit", "Seen"} <= titles


def test_item_25_every_drop_has_its_twin_for_the_eye(watching, port):
    port.add_events(event(7, 29_000, 0))
    watching.watch.look()
    watching.watch.refresh()
    watching.clock.frame.emit()
    marks = watching.work.monitor.traces._scene.known.marks
    assert [m.event for m in marks[0]] == [7]


def test_item_26_counters_say_their_window_and_since_when_and_become_a_table(watching, port):
    watching.watch.tell()
    said = texts(watching.work.monitor)
    assert "last 60 s" in said
    assert "counting since" in said
    info: StreamInfo = port.info
    table = counts_table(info, port.status(), 0.0, 0.0)
    assert table.splitlines()[5].split("\t")[:2] == ["muscle", "count"]
    assert "Deltoid R\t12\t95" in table
    assert "not for diagnosis" in table


def test_item_28_there_is_no_field_for_a_name(watching):
    watching.commands.run("session")
    dialog = next(d for d in watching.findChildren(QDialog) if d.isVisible())
    assert {f.accessibleName() for f in dialog.findChildren(QLineEdit)} == {"Pseudonym", "Task", "Folder"}
    dialog.close()


def test_item_29_what_it_is_not_is_said_everywhere(window, watching):
    legal = "Research use only, not for diagnosis"
    assert legal in texts(watching.footer)
    watching.commands.run("about")
    dialog = next(d for d in watching.findChildren(QDialog) if d.isVisible())
    assert legal in texts(dialog)
    dialog.close()
    assert legal in " ".join(x.text() for x in watching.start.findChildren(QLabel))


class Longer(QTranslator):
    """Makes every text two fifths longer, as some languages are."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str:
        return f"{text}{'·' * max(1, round(0.4 * len(text)))}" if text and text[0] not in " *" else text


@pytest.mark.parametrize(("width", "height"), [(1024, 600), (1440, 900), (1920, 1080)])
def test_item_30_longer_languages_fit(qapp, qtbot, store, port, width, height):
    longer = Longer(qapp)
    QCoreApplication.installTranslator(longer)
    try:
        window = MainWindow(store, lambda *_: port, look_around=False)
        qtbot.addWidget(window)
        window.show()
        window.resize(width, height)
        window.open_address("demo:")
        qtbot.waitUntil(lambda: window.page == "monitor", timeout=5000)
        QApplication.processEvents()
        assert window.width() == width
        buttons = [b for strip in (window.top, window.work.controls) for b in strip.findChildren(QPushButton)]

        def cut() -> list[str]:
            seen = [b for b in buttons if b.isVisible()]
            return [b.text() for b in seen if b.width() < b.minimumSizeHint().width() - 1]

        def all_fit() -> None:
            assert cut() == []

        qtbot.waitUntil(all_fit, timeout=3000)
        controls = window.work.controls
        assert all(b.mapTo(controls, b.rect().topRight()).x() <= width for b in controls.findChildren(QPushButton))
        window.clock.stop()
        window.close_source()
        window.finish()
    finally:
        QCoreApplication.removeTranslator(longer)


def test_item_31_little_room_on_the_disk_is_said_in_time(watching, port):
    watching.commands.run("record")
    port.recording = RecordingStatus(True, "x", 60.0, 1_000_000, 20 * 60.0, 0.2)
    watching.watch.look()
    watching.watch.tell()
    assert "20 min" in watching.banners.banner("disk").text.title
    watching.work.presenter.recording.stop_now()


def test_item_32_the_desktop_finds_it():
    entry = (path("desktop") / "fascview.desktop").read_text(encoding="utf-8")
    assert "Exec=fascview-window" in entry
    assert (path("icons") / "fascview.svg").is_file()


def test_item_04_a_gap_goes_out_of_the_rate_and_into_the_list(watching, port):
    port.lost = (Gap(9_000, 9_340, "lost samples"),)
    watching.watch.look()
    watching.watch.refresh()
    assert [(g.start, g.stop) for g in watching.watch.feed.gaps()] == [(9_000, 9_340)]


def test_item_09_every_action_with_a_key_is_told_of(window):
    actions = [a for a in window.findChildren(QAction) if a.shortcuts()]
    assert actions
    assert all(a.toolTip() for a in actions)
