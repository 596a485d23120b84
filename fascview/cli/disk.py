"""The disk of a recording without a window: what is told of it, and the folder in which it goes on when it refuses."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from fascview.engine.status import RecordingStatus
from fascview.errors import StorageError

AMBER_S, RED_S = 1800.0, 300.0
TRY_EVERY_S = 5.0


class DiskWatch:
    """Tells of a disk that fills up or refuses, each thing once, and goes on in the spare folder.

    Parameters
    ----------
    go_on : callable
        Makes the recording go on in another folder.
    spare : Path, optional
        That folder.
    """

    def __init__(self, go_on: Callable[[Path], Path], spare: Path | None = None) -> None:
        self._go_on, self._spare = go_on, spare
        self._problem, self._warned_s = "", float("inf")
        self._tried_s = -float("inf")

    def look(self, status: RecordingStatus) -> None:
        """Say what is new."""
        if not status.active:
            return
        for limit_s in (RED_S, AMBER_S):
            if status.disk_left_s < limit_s < self._warned_s:
                self._warned_s = limit_s
                left_s = status.disk_left_s
                _say(f"The disk has room for {f'{left_s / 60:.0f} min' if left_s > 120 else f'{left_s:.0f} s'} more.")
                break
        if status.problem and status.problem != self._problem:
            _say(status.problem if self._spare is None else f"{status.problem} Going on in {self._spare}.")
        elif self._problem and not status.problem:
            _say("The disk takes the recording again; nothing was lost.")
        self._problem = status.problem
        if self._problem and self._spare is not None and time.monotonic() - self._tried_s > TRY_EVERY_S:
            self._tried_s = time.monotonic()
            try:
                folder = self._go_on(self._spare)
            except StorageError as error:
                _say(str(error))
                return
            _say(f"The recording goes on in {folder}; nothing was lost.")
            self._problem, self._spare, self._warned_s = "", None, float("inf")


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
