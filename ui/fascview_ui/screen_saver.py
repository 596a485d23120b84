"""Holds the screen saver off while a recording runs.

Desktops on Linux answer on the session bus (org.freedesktop.ScreenSaver) for as long as the connection lives; on other
systems what keeps the computer awake keeps its screen on too.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from fascview_ui.models.recording import RecordingControl

SERVICE, PATH = "org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"
CONNECTION = "fascview-screen-saver"
ANSWER_MS = 500


class ScreenSaver(QObject):
    """Follows the recording: held from its start to its end."""

    def __init__(self, recording: RecordingControl, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.held = False
        """True while a desktop has promised to keep the screen on."""
        recording.started.connect(self.hold)
        recording.saved.connect(self.release)
        recording.failed.connect(lambda: None if recording.active else self.release())

    def hold(self) -> None:
        """Ask the desktop to keep the screen on; one without such a service is left as it is."""
        if self.held or not sys.platform.startswith("linux"):
            return
        from PySide6.QtDBus import QDBusConnection, QDBusInterface, QDBusMessage

        # The promise holds as long as the connection lives, so it has one of its own: nothing is left if we crash.
        bus = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, CONNECTION)
        if bus.isConnected():
            service = QDBusInterface(SERVICE, PATH, SERVICE, bus)
            service.setTimeout(ANSWER_MS)
            if service.isValid():
                answer = service.call("Inhibit", "fascview", "A recording is running")
                self.held = answer.type() == QDBusMessage.MessageType.ReplyMessage
        if not self.held:
            QDBusConnection.disconnectFromBus(CONNECTION)

    def release(self) -> None:
        """Let the screen go dark again. Safe to call twice."""
        if self.held:
            from PySide6.QtDBus import QDBusConnection

            self.held = False
            QDBusConnection.disconnectFromBus(CONNECTION)
