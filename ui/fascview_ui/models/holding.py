"""How long each muscle's rate has been held back."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence

HELD = ("too noisy", "no data")


class Holding:
    """Remembers since when the state of each muscle lets no rate be told.

    Parameters
    ----------
    now : callable
        The clock [s].
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._since: dict[int, float] = {}

    def __call__(self, states: Sequence[str]) -> list[float]:
        """Return for each muscle how long it has been held [s], NaN where it is not."""
        now = self._now()
        out = []
        for muscle, state in enumerate(states):
            if state in HELD:
                out.append(now - self._since.setdefault(muscle, now))
            else:
                self._since.pop(muscle, None)
                out.append(math.nan)
        return out
