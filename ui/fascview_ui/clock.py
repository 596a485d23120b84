"""The two beats of the window: a fast one for traces, a slow one for text. Nothing else makes the window work."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal

FRAME_MS = 16
TEXT_MS = 1000
LIGHT_MS = 250


class Clock(QObject):
    """``frame`` at 60 per second, ``lights`` at 4, ``text`` at 1. ``frame`` rests while nothing is shown."""

    frame = Signal()
    lights = Signal()
    text = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.longest_stall_s = 0.0
        self._last_s = 0.0
        self._frame = self._timer(FRAME_MS, Qt.TimerType.PreciseTimer)
        self._lights = self._timer(LIGHT_MS, Qt.TimerType.CoarseTimer)
        self._text = self._timer(TEXT_MS, Qt.TimerType.CoarseTimer)
        self._frame.timeout.connect(self._beat)
        self._lights.timeout.connect(self.lights)
        self._text.timeout.connect(self.text)

    def _timer(self, ms: int, kind: Qt.TimerType) -> QTimer:
        timer = QTimer(self)
        timer.setTimerType(kind)
        timer.setInterval(ms)
        return timer

    def start(self) -> None:
        """Begin the slow beats."""
        self._lights.start()
        self._text.start()

    def run_frames(self, on: bool) -> None:
        """Begin or rest the fast beat."""
        if on and not self._frame.isActive():
            self._last_s = time.monotonic()
            self._frame.start()
        elif not on:
            self._frame.stop()

    def stop(self) -> None:
        """End all beats."""
        for timer in (self._frame, self._lights, self._text):
            timer.stop()

    def _beat(self) -> None:
        now = time.monotonic()
        self.longest_stall_s = max(self.longest_stall_s, now - self._last_s)
        self._last_s = now
        self.frame.emit()
