"""Recording with a stop that can be taken back: until ten seconds have passed, writing goes on."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from fascview.errors import FascviewError
from fascview_ui.models.port import Port

UNDO_S = 10.0


class RecordingControl(QObject):
    """Starts and stops the recording of one port.

    A stop is announced first; nothing is lost until it happens, so that undoing it leaves no gap.
    """

    started = Signal(str)  #: folder
    stopping = Signal()  #: the countdown began, or was taken back
    saved = Signal(str, float)  #: folder, seconds
    failed = Signal(str)  #: one sentence

    def __init__(self, port: Port, parent: QObject | None = None, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._port = port
        self._now = now
        self._stop_at_s: float | None = None

    @property
    def active(self) -> bool:
        """True while samples are written."""
        return self._port.status().recording.active

    @property
    def stopping_s(self) -> int:
        """Seconds until the stop happens, 0 when none is coming."""
        if self._stop_at_s is None:
            return 0
        return max(1, round(self._stop_at_s - self._now()))

    def start(self, folder: Path, pseudonym: str = "anon", task: str = "rest") -> bool:
        """Begin a session below ``folder``; tell of it, or of what stood against it."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            made = self._port.start_recording(folder, pseudonym, task)
        except FascviewError as error:
            self.failed.emit(str(error))
            return False
        except OSError as error:
            sentence = self.tr("{0} cannot be used ({1}). Nothing was recorded; choose another folder.")
            self.failed.emit(sentence.format(folder, error.strerror or error))
            return False
        self.started.emit(str(made))
        return True

    def go_on_in(self, folder: Path) -> None:
        """Go on recording in another folder; what the disk refused meanwhile has been kept in memory."""
        try:
            self.started.emit(str(self._port.continue_recording(folder)))
        except FascviewError as error:
            self.failed.emit(str(error))

    def ask_stop(self) -> None:
        """Stop in ten seconds, unless that is taken back; asked again, stop now."""
        if self._stop_at_s is not None:
            self.stop_now()
        elif self.active:
            self._stop_at_s = self._now() + UNDO_S
            self.stopping.emit()

    def undo_stop(self) -> None:
        """Go on recording."""
        if self._stop_at_s is not None:
            self._stop_at_s = None
            self.stopping.emit()

    def stop_now(self) -> None:
        """Close the session."""
        self._stop_at_s = None
        status = self._port.status().recording
        seconds = status.kept_s + status.elapsed_s  # with what came before the button
        try:
            folder = self._port.stop_recording()
        except FascviewError as error:
            self.failed.emit(str(error))
            return
        self.saved.emit(str(folder), seconds)

    def tick(self) -> None:
        """Let the countdown run; called on the clock."""
        if self._stop_at_s is not None and self._now() >= self._stop_at_s:
            self.stop_now()
