"""How fast a device really runs, told from the arrival of its samples."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

SPACING_S = 0.25
KEPT = 240
ARRIVAL_S = 0.03
"""Batches arrive at most about this early or late; it bounds what can be said of the rate."""


class RateMeter:
    """Straight line through (time, samples so far) of the last minute."""

    def __init__(self) -> None:
        self._points: deque[tuple[float, int]] = deque(maxlen=KEPT)
        self.fs_hz = math.nan
        """The measured rate [Hz]; NaN in the first two seconds."""

    def restart(self) -> None:
        """Begin anew, as after a stall."""
        self._points.clear()
        self.fs_hz = math.nan

    def add(self, now_s: float, index: int) -> None:
        """Note that the samples up to ``index`` were here at ``now_s``."""
        if not self._points or now_s - self._points[-1][0] >= SPACING_S:
            self._points.append((now_s, index))
            if self.span_s >= 2.0:
                self.fs_hz = self._slope()

    @property
    def span_s(self) -> float:
        """How long the rate has been watched [s]."""
        return self._points[-1][0] - self._points[0][0] if len(self._points) > 1 else 0.0

    def _slope(self) -> float:
        times, counts = (np.array(column, np.float64) for column in zip(*self._points, strict=True))
        times -= times.mean()
        return float((times * (counts - counts.mean())).sum() / (times * times).sum())

    @property
    def uncertainty(self) -> float:
        """How far the measured rate may be off, as a part of it."""
        return 2 * ARRIVAL_S / self.span_s if self.span_s else math.inf
