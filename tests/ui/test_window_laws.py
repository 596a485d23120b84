"""Laws of the whole window: keys, names, focus, colours, references."""

from __future__ import annotations

import sys
from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QApplication, QComboBox, QLineEdit, QScrollBar, QWidget

from fascview_ui import theme
from fascview_ui.icons import pixmap
from fascview_ui.main_window import MainWindow
from fascview_ui.shell import Shell
from fascview_ui.shortcuts import commands
from fascview_ui.theme import register_fonts


def controls(window: QWidget) -> list[QWidget]:
    kinds = (QAbstractButton, QComboBox, QAbstractSlider, QLineEdit)
    found = [w for w in window.findChildren(QWidget) if isinstance(w, kinds) and not isinstance(w, QScrollBar)]
    return [w for w in found if w.objectName() != "qt_tableview_cornerbutton"]


def test_no_key_is_given_twice(window):
    keys = [s.toString() for a in window.actions_by_name.values() for s in a.shortcuts()]
    assert len(keys) > 40
    assert [k for k, n in Counter(keys).items() if n > 1] == []


def test_every_command_does_something(window):
    for command in commands():
        assert callable(window.commands.find(command.name)), command.name


def test_every_command_with_a_key_is_in_the_menu(window):
    window.fill_menu()
    in_menu = {a for m in window.menu.actions() for a in (m.menu().actions() if m.menu() else [])}
    assert set(window.actions_by_name.values()) == in_menu


def test_every_key_says_itself_in_its_tooltip(window):
    for command in commands():
        if command.keys:
            tip = window.actions_by_name[command.name].toolTip()
            assert QKeySequence(command.keys[0]).toString(QKeySequence.SequenceFormat.NativeText) in tip


def test_every_control_has_an_accessible_name(watching):
    nameless = [w for w in controls(watching) if not w.accessibleName().strip()]
    assert [f"{type(w).__name__} {w.objectName()}" for w in nameless] == []


def test_every_control_is_reached_by_tab(watching):
    seen, at = set(), watching.top.menu
    for _ in range(2000):
        seen.add(at)
        at = at.nextInFocusChain()
        if at is watching.top.menu:
            break
    unreached = [
        w.accessibleName()
        for w in controls(watching)
        if w.isVisible() and w.isEnabled() and (w not in seen or not w.focusPolicy() & Qt.FocusPolicy.TabFocus)
    ]
    assert unreached == []


def test_tab_order_is_reading_order(watching):
    """Strip, traces, cards from top to bottom, bottom strip."""
    order, at = [], watching.top.menu
    for _ in range(2000):
        if at.isVisible() and at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            order.append(at)
        at = at.nextInFocusChain()
        if at is watching.top.menu:
            break
    landmarks = [
        watching.top.record.record,
        watching.work.monitor.traces,
        watching.work.monitor.cards.cards[0],
        watching.work.monitor.cards.cards[1],
        watching.work.controls.mark,
        watching.work.controls.bedside,
    ]
    places = [order.index(w) for w in landmarks]
    assert places == sorted(places)


def test_tab_walks_in_reading_order_inside_the_bare_window_too(qtbot, store, port):
    """The program's window is held by another one; banners come later and are reached before the traces."""
    register_fonts()
    shell = Shell(store, "#101418", lambda: MainWindow(store, lambda *_: port, look_around=False, alone=False))
    qtbot.addWidget(shell)
    shell.appear()
    qtbot.waitUntil(lambda: shell.findChild(MainWindow) is not None, timeout=10_000)
    window = shell.findChild(MainWindow)
    window.open_address("demo:")
    qtbot.waitUntil(lambda: window.page == "monitor", timeout=10_000)
    window.work.model.freeze()
    back = window.banners.banner("paused").buttons[-1]
    before = window.work.monitor.traces.previousInFocusChain()
    while not (before.isVisible() and before.focusPolicy() & Qt.FocusPolicy.TabFocus):
        before = before.previousInFocusChain()
    assert before is back
    qtbot.keyClick(back, Qt.Key.Key_Return)
    assert not window.work.model.frozen
    window.clock.stop()
    window.close_source()
    window.finish()


def test_tab_shows_a_ring_where_the_keyboard_is(watching, qtbot):
    assert watching.ring.target is None
    watching.top.menu.setFocus()
    qtbot.keyClick(watching.top.menu, Qt.Key.Key_Tab)
    assert watching.ring.target is QApplication.focusWidget()
    assert watching.ring.isVisible()
    box = watching.ring.geometry()
    target = watching.ring.target
    assert box.contains(target.mapTo(watching, target.rect().center()))
    assert box.width() <= target.width() + 8


@pytest.mark.parametrize("name", theme.NAMES)
def test_text_and_traces_stand_out(name):
    t = theme.load(name)
    for ground in (t.window, t.panel, t.raised):
        for ink in (t.text, t.text2, t.good, t.caution, t.fault, t.notice):
            assert theme.contrast(ink, ground) >= 4.5, (ink, ground)
    assert theme.contrast(t.text3, t.panel) >= 4.5
    for ink, ground in (
        (t.on_live, t.live),
        (t.on_stored, t.stored),
        (t.on_primary, t.primary),
        (t.on_chip, t.caution),
    ):
        assert theme.contrast(ink, ground) >= 4.5, (ink, ground)
    for colour in t.muscles:
        assert theme.contrast(colour, t.plot) >= 4.5
        old = theme.mix(colour, t.plot, t.old_strength).name()
        assert theme.contrast(old, t.plot) >= 3.0


def test_contrast_is_that_of_the_standard():
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert theme.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_figures_are_as_wide_as_each_other(window):
    from PySide6.QtGui import QFontMetricsF

    metrics = QFontMetricsF(theme.font(64, 600))
    assert metrics.horizontalAdvance("1111") == pytest.approx(metrics.horizontalAdvance("0848"), abs=0.5)


def test_icons_take_the_colour_they_are_given(window):
    image = pixmap("check", "#FF0000", 20).toImage()
    inked = {
        image.pixelColor(x, y).name() for x in range(20) for y in range(20) if image.pixelColor(x, y).alphaF() > 0.95
    }
    assert inked == {"#ff0000"}


def test_themes_change_while_running(watching):
    for name in ("light", "contrast", "dark"):
        watching.set_theme(name)
        watching.repaint()
        assert watching.theme.name == name
        corner = watching.grab().toImage().pixelColor(watching.width() - 3, 3).name()
        assert corner == theme.load(name).panel.lower()


def test_letters_do_nothing_while_typing(watching, qtbot, port):
    field = QLineEdit(watching)
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "rmx0")
    assert field.text() == "rmx0"
    assert [c for c, _ in port.calls if c in ("start_recording", "mark")] == []
    field.setParent(None)


def test_3000_frames_lose_no_reference(watching):
    """Some versions of Qt for Python give back a reference too many on each paint and end the program."""
    application = QApplication.instance()
    none, true = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(3000):
        watching.clock.frame.emit()
        watching.work.monitor.traces.update()
        application.processEvents()
    if sys.version_info < (3, 12):
        assert sys.getrefcount(None) > none - 1500
        assert sys.getrefcount(True) > true - 1500
    assert watching.isVisible()


def test_labels_have_the_shipped_type_and_its_tabular_figures(watching):
    from PySide6.QtGui import QFontInfo, QFontMetricsF
    from PySide6.QtWidgets import QLabel

    labels = [w for w in watching.findChildren(QLabel) if w.text() and w.isVisible()]
    assert len(labels) > 5
    for label in labels:
        assert QFontInfo(label.font()).family() == "Inter", label.text()
        metrics = QFontMetricsF(label.font())
        assert metrics.horizontalAdvance("1111") == pytest.approx(metrics.horizontalAdvance("0000"), abs=0.5)
