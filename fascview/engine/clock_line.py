"""Where a moment lies on the EMG's samples."""

from __future__ import annotations

import math
from collections import deque

from fascview.stream import Block

KEEP_S = 5.0
SPACING_S = 0.05


class ClockLine:
    """The line from this computer's monotonic clock to sample numbers; one thread draws it, others ask.

    Blocks with stamps lie on the line. Without stamps only the arrival is known, which is late now and then and never
    early: the earliest arrivals of the last seconds lie on the line.

    Parameters
    ----------
    fs_hz : float
        Nominal rate.
    """

    def __init__(self, fs_hz: float) -> None:
        self._fs_hz = fs_hz
        self._origins: deque[tuple[float, float]] = deque()  # when, and the time of sample 0 as seen then
        self._origin_s = math.nan

    def take(self, block: Block, arrived_s: float) -> None:
        """Draw the line on by a block that arrived at ``arrived_s`` [s, monotonic]."""
        if block.stamp_s is not None and math.isfinite(block.stamp_s):
            self._origins.clear()
            self._origin_s = block.stamp_s - (block.stop - 1) / self._fs_hz
            return
        if self._origins and arrived_s - self._origins[-1][0] < SPACING_S:
            return
        self._origins.append((arrived_s, arrived_s - block.stop / self._fs_hz))
        while arrived_s - self._origins[0][0] > KEEP_S:
            self._origins.popleft()
        self._origin_s = min(origin_s for _, origin_s in self._origins)

    def end_of(self, block: Block) -> float | None:
        """Return when the last row of a block came at the earliest [s, monotonic]; None before the first block."""
        return self._origin_s + block.stop / self._fs_hz if math.isfinite(self._origin_s) else None

    def sample_at(self, at_s: float) -> int | None:
        """Return the sample that was taken at ``at_s`` [s, monotonic]; None before the first block."""
        if not (math.isfinite(self._origin_s) and math.isfinite(at_s)):
            return None
        return max(0, round((at_s - self._origin_s) * self._fs_hz))
