"""What the start page says while a device is asked."""

from __future__ import annotations

from typing import Any

from fascview.engine.status import Incident, State


def test_f33_a_silent_port_is_told_while_slow_boards_are_still_asked(window: Any, port: Any, qtbot: Any) -> None:
    port._info, port.state = None, State.CONNECTING
    port.happened = (Incident(1.0, 0, "state", "connecting: connected, but no data yet: check it; still asking"),)
    window.open_address("serial:chords@port")
    qtbot.waitUntil(lambda: "waiting" in window.banners.names(), timeout=5000)
    text = window.banners.banner("waiting").text
    assert text.detail == "Connected, but no data yet: check it; still asking."
    port.state = State.FAILED
    qtbot.waitUntil(lambda: "waiting" not in window.banners.names(), timeout=5000)
    port.state = State.CONNECTING
    qtbot.waitUntil(lambda: "waiting" in window.banners.names(), timeout=5000)
    window.banners.banner("waiting").buttons[0].click()
    assert window.watch is None
    qtbot.waitUntil(lambda: "waiting" not in window.banners.names(), timeout=5000)
