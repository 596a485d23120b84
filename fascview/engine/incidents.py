"""What happened, for the incident list."""

from __future__ import annotations

import time

from fascview.engine.status import Incident

MAX_INCIDENTS = 1000


class Incidents:
    """The newest thousand things that happened; any thread may add."""

    def __init__(self) -> None:
        self._list: list[Incident] = []

    def add(self, kind: str, sample: int, text: str) -> None:
        """Add what happened at ``sample``, now by the wall clock."""
        self._list.append(Incident(time.time(), sample, kind, text))
        if len(self._list) > MAX_INCIDENTS:
            del self._list[: MAX_INCIDENTS // 10]

    def all(self) -> tuple[Incident, ...]:
        """Return what happened, oldest first."""
        return tuple(self._list)
