"""Every command of the window, once: its words, its keys, its place in the menu. Nothing has a key that is not here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Command:
    """``keys`` as Qt writes them; the first is shown. ``where``: the pages on which it works.

    What works on the start page and on the monitor works on every page.
    """

    name: str
    group: str
    text: str
    keys: tuple[str, ...] = ()
    where: tuple[str, ...] = ("start", "monitor")
    checkable: bool = False


def commands() -> tuple[Command, ...]:
    """Return all commands in the order of the menu."""

    def tr(text: str) -> str:
        return translate("Command", text)

    source, record = tr("Source"), tr("Recording")
    view, events, sound, window = tr("Traces"), tr("Events"), tr("Sound"), tr("Window")
    protocol = tr("Protocol")
    live = ("monitor",)
    anyhow, both = ("monitor", "protocol", "array"), ("monitor", "review")
    every = ("monitor", "protocol", "array", "review")
    stored = ("review",)
    review = tr("Review")
    check, array = tr("Array check"), ("array",)
    return (
        Command("demo", source, tr("Demo signal"), ("D",), ("start",)),
        Command("open", source, tr("Open a recording..."), ("Ctrl+O",)),
        Command("open_folder", source, tr("Open a session folder..."), ("Ctrl+Shift+O",)),
        Command("amplifier", source, tr("Amplifier or serial port..."), ("Ctrl+D",)),
        Command("lsl", source, tr("Lab Streaming Layer..."), ("Ctrl+L",)),
        Command("detections", source, tr("Send detections as LSL markers"), ("Ctrl+Shift+L",), checkable=True),
        Command("beside", source, tr("Record beside the EMG..."), ("Ctrl+B",), anyhow),
        Command("impedance", source, tr("Measure the electrodes (impedance)"), ("Ctrl+Shift+I",), anyhow),
        Command("montage", source, tr("Channels and muscles..."), ("Ctrl+Shift+M",), every),
        Command("home", source, tr("Close the source, back to the start page"), ("Ctrl+W",), every),
        Command("record", record, tr("Record, or stop"), ("R",), anyhow),
        Command("keep", record, tr("Keep what was just received, up to half an hour"), ("Shift+K",), live),
        Command("mark", record, tr("Mark now"), ("M",), every),
        Command("note", record, tr("Mark with a note..."), ("Shift+M",), every),
        Command("save_counts", record, tr("Save the counts as a table..."), ("Ctrl+S",), anyhow),
        Command("session", record, tr("Recording details..."), ("Ctrl+R",)),
        Command("pause", view, tr("Freeze the traces, or play and pause"), ("Space",), both),
        Command("live", view, tr("Back to live, or to the cursor"), ("L", "Esc"), both),
        Command("page_back", view, tr("Page back"), ("PgUp",), both),
        Command("page_on", view, tr("Page on"), ("PgDown",), both),
        Command("tenth_back", view, tr("A tenth of a page back"), ("Left",), both),
        Command("tenth_on", view, tr("A tenth of a page on"), ("Right",), both),
        Command("first", view, tr("To the beginning"), ("Home",), both),
        Command("last", view, tr("To the newest"), ("End",), both),
        Command("larger", view, tr("Larger traces"), ("+", "="), both),
        Command("smaller", view, tr("Smaller traces"), ("-",), both),
        Command("muscle_larger", view, tr("Larger traces of the selected muscle"), ("Alt++", "Alt+="), live),
        Command("muscle_smaller", view, tr("Smaller traces of the selected muscle"), ("Alt+-",), live),
        Command("faster", view, tr("Shorter sweep"), ("Ctrl++", "Ctrl+="), both),
        Command("slower", view, tr("Longer sweep"), ("Ctrl+-",), both),
        Command("calibrate", view, tr("Screen calibration..."), (), live),
        Command("derivation", view, tr("Next montage on screen"), ("V",), live),
        Command("scroll", view, tr("Sweep or scroll"), ("W",), live),
        Command("next_muscle", view, tr("Next muscle"), ("N",), every),
        Command("previous_muscle", view, tr("Previous muscle"), ("Shift+N",), every),
        Command("muscle_below", view, tr("Select the muscle below"), ("Down",), live),
        Command("muscle_above", view, tr("Select the muscle above"), ("Up",), live),
        Command("next_event", events, tr("Next event"), ("E",), both),
        Command("previous_event", events, tr("Previous event"), ("Shift+E",), both),
        Command("next_gap", events, tr("Next gap"), ("G",), both),
        Command("accept", events, tr("Accept the event"), ("A",), both),
        Command("reject", events, tr("Reject the event"), ("X",), both),
        Command("undo", events, tr("Undo"), ("Ctrl+Z",), both),
        Command("redo", events, tr("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), both),
        Command("reset", events, tr("Reset the counters"), ("0",), live),
        Command("array_page", check, tr("Array check, or back to the monitor"), ("K",), anyhow),
        Command("check_next", check, tr("Next step"), ("Return", "Enter"), array),
        Command("check_skip", check, tr("Skip the electrode or the step"), ("S",), array),
        Command("check_skip_step", check, tr("Skip the step"), ("Shift+S",), array),
        Command("check_back", check, tr("Back one electrode or step"), ("Backspace",), array),
        Command("check_repeat", check, tr("Repeat the step"), ("Shift+R",), array),
        Command("check_electrode", check, tr("Measure the selected electrode again"), ("Ctrl+Shift+E",), array),
        Command("check_bad", check, tr("Mark failing channels bad in the montage"), ("Shift+B",), array),
        Command("check_limits", check, tr("Limits..."), ("Ctrl+Shift+K",), array),
        Command("check_export", check, tr("Write the sheet as PDF and TSV"), ("Ctrl+Shift+S",), array),
        Command("protocol_page", protocol, tr("Protocol, or back to the monitor"), ("P",), anyhow),
        Command("protocol_step", protocol, tr("Begin the protocol, or next muscle"), ("Shift+P",), anyhow),
        Command("protocol_end", protocol, tr("End the protocol"), ("Ctrl+Shift+P",), anyhow),
        Command("footswitch", protocol, tr("Footswitch"), ("F8",), anyhow),
        Command("previous_gap", events, tr("Previous gap"), ("Shift+G",), stored),
        Command("next_note", events, tr("Next note"), ("T",), stored),
        Command("previous_note", events, tr("Previous note"), ("Shift+T",), stored),
        Command("next_difference", events, tr("Next difference"), ("Y",), stored),
        Command("previous_difference", events, tr("Previous difference"), ("Shift+Y",), stored),
        Command("reclassify", events, tr("Reclassify the event..."), ("C",), both),
        Command("play_faster", review, tr("Play faster"), (".",), stored),
        Command("play_slower", review, tr("Play slower"), (",",), stored),
        Command("export", review, tr("Export..."), ("Ctrl+E",), stored),
        Command("compare", review, tr("Compare sessions..."), ("Ctrl+K",), stored),
        Command("report", review, tr("Report..."), ("Ctrl+Shift+R",), stored),
        Command("print_view", review, tr("Print this view..."), ("Ctrl+P",), stored),
        Command("mute", sound, tr("Mute all sound"), ("Ctrl+M",), anyhow, True),
        Command("mute_muscle", sound, tr("Mute the selected muscle, or hear it again"), ("Alt+M",), stored),
        Command("solo_muscle", sound, tr("Hear the selected muscle only, or all again"), ("Alt+S",), stored),
        Command("louder", sound, tr("Louder"), ("Ctrl+Up",), anyhow),
        Command("softer", sound, tr("Softer"), ("Ctrl+Down",), anyhow),
        Command("bedside", window, tr("Bedside, full screen"), ("F11",), live, True),
        Command("body", window, tr("Body, muscles by rate"), ("B",), live, True),
        Command("health", window, tr("Health of the program"), ("H",), anyhow, True),
        Command("incidents", window, tr("What happened..."), ("I",), anyhow),
        Command("theme", window, tr("Next theme"), ("Ctrl+T",)),
        Command("language", window, tr("Language, Sprache..."), ()),
        Command("reset_settings", window, tr("Reset settings..."), ()),
        Command("guide", window, tr("Guide"), ("F1",)),
        Command("shortcuts", window, tr("Keyboard shortcuts"), ("Ctrl+?", "Ctrl+/")),
        Command("about", window, tr("About fascview"), ()),
        Command("quit", window, tr("Quit"), ("Ctrl+Q",)),
    )


def make_actions(window: QWidget, run: Callable[[str], None]) -> dict[str, QAction]:
    """Return one action per command, added to ``window``; each calls ``run`` with its name.

    Single letters do nothing while a text field has the focus: Qt gives a field its printable keys first.
    """
    made: dict[str, QAction] = {}
    for command in commands():
        action = QAction(command.text, window)
        action.setObjectName(command.name)
        action.setCheckable(command.checkable)
        action.setShortcuts([QKeySequence(k) for k in command.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        if command.keys:
            action.setToolTip(f"{command.text} ({key_text(command.keys[0])})")
        action.triggered.connect(lambda _=False, name=command.name: run(name))
        window.addAction(action)
        made[command.name] = action
    return made


def key_text(key: str) -> str:
    """Return a key as it stands on the keyboard of this system."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def fill_menu(menu: QMenu, actions: dict[str, QAction], page: str) -> None:
    """Put all commands into ``menu``, one submenu per group; those that do nothing on ``page`` are greyed."""
    menu.clear()
    groups: dict[str, QMenu] = {}
    for command in commands():
        if command.group not in groups:
            groups[command.group] = menu.addMenu(command.group)
        groups[command.group].addAction(actions[command.name])
    enable(actions, page)


def enable(actions: dict[str, QAction], page: str) -> None:
    """Switch off the commands that do nothing on ``page``."""
    for command in commands():
        everywhere = "start" in command.where and "monitor" in command.where
        actions[command.name].setEnabled(everywhere or page in command.where)
