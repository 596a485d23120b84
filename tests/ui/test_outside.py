"""What goes in and out beside the source: asked for in the window, told to the engine, remembered."""

from __future__ import annotations

import os
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt

from fascview.engine.companions import CompanionStatus
from fascview.engine.status import Incident
from fascview_drivers.lsl.reach import VARIABLE, Reach
from fascview_drivers.registry import Found
from fascview_ui.dialogs.beside import BesideDialog
from fascview_ui.dialogs.lsl import LslDialog
from fascview_ui.outside import take_reach

from .fake_port import FakePort

TRIGGER = "lsl:name=Trigger,source_id=t"


def found(name: str, address: str, **more: Any) -> Found:
    return Found(name=name, kind="lsl", address=address, host="cart", **more)


@pytest.fixture
def open_as(window, qtbot) -> Any:
    """Opens an address, behind which is this engine."""

    def open_(port: FakePort, address: str) -> None:
        window._opener = lambda *_: port
        window.open_address(address)
        qtbot.waitUntil(lambda: window.watch is not None and window.watch.port is port, timeout=5000)

    return open_


@pytest.fixture
def live(window, open_as, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A window on a live source, and the engine behind it."""
    port = FakePort("lsl")
    monkeypatch.setattr(window.surroundings, "start", lambda: None)
    open_as(port, "lsl:name=EMG,source_id=e")
    return SimpleNamespace(window=window, port=port, outside=window.commands.outside)


def test_detections_are_off_until_asked_for_and_never_go_out_of_a_recording(live: Any, open_as: Any) -> None:
    window, port = live.window, live.port
    assert not port.sends
    window.commands.run("detections")
    assert port.sends
    assert window.actions_by_name["detections"].isChecked()
    assert window.store.flag("lsl/detections", False)
    window.open_address("file:/somewhere/a.bdf")  # is reviewed, without an engine that could send
    assert window.watch.port is port
    again = FakePort("lsl")
    open_as(again, "lsl:name=EMG,source_id=e")
    assert again.sends
    window.commands.run("detections")
    assert not again.sends


def test_a_tick_records_a_stream_beside_and_is_remembered_for_this_source(live: Any, open_as: Any) -> None:
    window, port = live.window, live.port
    text = found("Trigger", TRIGGER, channels=1, usable=False, note="carries text markers")
    here = (
        found("EMG", "lsl:name=EMG,source_id=e", channels=8, fs_hz=2000.0),
        text,
        found("Gone", "g", last_seen_s=9.0),
    )
    window.surroundings.view = SimpleNamespace(**{**vars_of(window.surroundings.view), "found": here})
    dialog = BesideDialog(window, live.outside)
    assert dialog.model.rowCount() == 1  # neither the EMG itself nor what has gone
    assert dialog.model.item(0, 0).checkState() == Qt.CheckState.Unchecked
    dialog.model.item(0, 0).setCheckState(Qt.CheckState.Checked)
    assert port.beside == (TRIGGER,)
    port.companion_list = (CompanionStatus(TRIGGER, "Trigger", "receiving", 12, 0.5),)
    dialog._fill()
    assert dialog.model.item(0, 3).text() == "recorded beside, 12 rows"
    dialog.close()
    again = FakePort("lsl")
    open_as(again, "lsl:name=EMG,source_id=e")
    assert again.beside == (TRIGGER,)
    other = FakePort("lsl")
    open_as(other, "lsl:Another")
    assert other.beside == ()


def test_a_typed_address_that_makes_no_sense_is_told(live: Any) -> None:
    dialog = BesideDialog(live.window, live.outside)
    dialog.typed.setText("nonsense")
    dialog.add_typed.click()
    assert "not a source fascview knows" in dialog.said.text()
    assert live.port.beside == ()
    dialog.typed.setText("lsl:type=Markers")
    dialog.add_typed.click()
    assert live.port.beside == ("lsl:type=Markers",)
    dialog.close()


def test_a_typed_address_and_the_stream_it_found_are_one_row(live: Any) -> None:
    window, port = live.window, live.port
    here = (found("Trigger", TRIGGER, channels=1, usable=False),)
    window.surroundings.view = SimpleNamespace(**{**vars_of(window.surroundings.view), "found": here})
    live.outside.set_beside(["lsl:Trigger"])
    port.companion_list = (CompanionStatus("lsl:Trigger", "Trigger", "receiving", 3, 0.1, TRIGGER),)
    dialog = BesideDialog(window, live.outside)
    assert dialog.model.rowCount() == 1
    assert dialog.model.item(0, 1).text() == "cart"
    assert dialog.model.item(0, 0).checkState() == Qt.CheckState.Checked
    dialog.close()


def test_a_companion_that_is_not_there_is_told(live: Any) -> None:
    window, port = live.window, live.port
    port.companion_list = (CompanionStatus(TRIGGER, "Trigger", "waiting", 0, float("nan")),)
    window.clock.text.emit()
    assert "beside" in window.banners.names()
    port.companion_list = (CompanionStatus(TRIGGER, "Trigger", "receiving", 1, 0.1),)
    window.clock.text.emit()
    assert "beside" not in window.banners.names()


def test_electrodes_are_measured_and_told(live: Any) -> None:
    window, port = live.window, live.port
    window.commands.run("impedance")
    assert port.measured
    assert "impedance" in window.banners.names()
    port.happened = (*port.happened, Incident(0.0, 5, "impedance", "impedance [kOhm]: ch1 4.2"))
    window.clock.text.emit()
    assert "4.2" in window.banners.banner("impedance").text.detail
    port.can_measure_impedance = False
    window.commands.run("impedance")
    assert "problem" in window.banners.names()


def test_the_reach_is_kept_and_says_when_it_holds(live: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "machine")
    outside, window = live.outside, live.window
    outside._reach_at_start = "machine"
    monkeypatch.setitem(__import__("sys").modules, "pylsl", SimpleNamespace())
    dialog = LslDialog(window, outside)
    assert dialog.restart.isHidden()
    dialog.scope.setCurrentIndex(1)
    dialog.peers.setText("cart2 10.0.0.7")
    dialog.peers.editingFinished.emit()
    assert Reach.parse(os.environ[VARIABLE]) == Reach("link", ("cart2", "10.0.0.7"))
    assert window.store.text("lsl/reach", "") == "link,cart2,10.0.0.7"
    assert not dialog.restart.isHidden()
    assert "started again" in dialog.said.text()
    dialog.peers.setText("a{b")
    dialog.peers.editingFinished.emit()
    assert "not the name or address" in dialog.said.text()
    assert window.store.text("lsl/reach", "") == "link,cart2,10.0.0.7"
    dialog.close()


def test_the_kept_reach_holds_from_the_start_unless_the_command_line_says_otherwise(
    window, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.store.put("lsl/reach", "site,cart2")
    monkeypatch.setenv(VARIABLE, "machine")
    take_reach(window.store)
    assert os.environ[VARIABLE] == "machine"
    monkeypatch.delenv(VARIABLE)
    take_reach(window.store)
    assert os.environ[VARIABLE] == "site,cart2"
    monkeypatch.delenv(VARIABLE)
    window.store.put("lsl/reach", "{}\n")
    take_reach(window.store)
    assert VARIABLE not in os.environ
    assert "lsl/reach" in window.store.broken


def vars_of(view: Any) -> dict[str, Any]:
    return {name: getattr(view, name) for name in view.__slots__}
