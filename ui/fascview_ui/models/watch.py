"""One source being watched: asks the engine on the clock and holds a new state back until it has lasted."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from fascview.engine.status import EngineStatus, State
from fascview_ui.models.feed import Feed
from fascview_ui.models.port import Port

HOLD_S = 0.5
AT_ONCE = (State.CONNECTING, State.FAILED)


class Watch(QObject):
    """``opened`` once the stream is there; ``status_changed`` once a second; ``state_changed`` with the word."""

    opened = Signal()
    status_changed = Signal()
    lights_changed = Signal()
    state_changed = Signal()

    def __init__(self, port: Port, parent: QObject | None = None, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self.port = port
        self.feed: Feed | None = None
        self.status: EngineStatus = port.status()
        self.state: State = State.CONNECTING
        self._now = now
        self._candidate: tuple[State, float] = (State.CONNECTING, now())

    def look(self) -> None:
        """Ask how things stand; four times a second. The counts are asked for by ``tell``."""
        self.status = dataclasses.replace(self.port.status(muscles=False), muscles=self.status.muscles)
        if self.feed is None and self.port.info is not None and self.port.pyramid is not None:
            self.feed = Feed(self.port)
            self.state = self.status.state
            self._candidate = (self.state, self._now())
            self.status = self.port.status()
            self.opened.emit()
            self.state_changed.emit()
            self.status_changed.emit()
        self._settle(self.status.state)
        self.lights_changed.emit()

    def tell(self) -> None:
        """Let the words follow; once a second."""
        if self.feed is not None:
            self.status = self.port.status()
            self.status_changed.emit()

    def refresh(self) -> None:
        """Fetch events and stretches that are new; cheap when nothing is."""
        if self.feed is not None:
            self.feed.refresh(self.status.version)

    def _settle(self, state: State) -> None:
        if state is self.state:
            self._candidate = (state, self._now())
            return
        if self._candidate[0] is not state:
            self._candidate = (state, self._now())
        if state in AT_ONCE or self.state in AT_ONCE or self._now() - self._candidate[1] >= HOLD_S:
            self.state = state
            self.status = self.port.status()
            self.state_changed.emit()
            self.status_changed.emit()

    def close(self) -> None:
        """End the source."""
        self.port.stop()
