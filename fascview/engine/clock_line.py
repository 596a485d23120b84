"""Where a moment lies on the EMG's samples."""

from __future__ import annotations

import itertools
import math
from collections import deque

from fascview.stream import Block

KEEP_S = 5.0
SPACING_S = 0.05
SETTLED_S = 1.0
PACE_S = 30.0
"""The pace of the device is judged by the last half minute, from the earliest arrival of each second."""
NEEDED_S = 5
LARGEST_PACE = 0.01


class ClockLine:
    """The line from this computer's monotonic clock to sample numbers; one thread draws it, others ask.

    Blocks with stamps lie on the line. Without stamps only the arrival is known, which is late now and then and never
    early: the earliest arrivals of the last seconds lie on the line. Its slope, where a device is not as fast as it
    says, is that of the edge below all arrivals, in the middle of the last half minute (Moon, Skelly and Towsley 1999).

    Parameters
    ----------
    fs_hz : float
        Nominal rate.
    """

    def __init__(self, fs_hz: float) -> None:
        self._fs_hz = fs_hz
        self._origins: deque[tuple[float, float]] = deque()  # when, and the time of sample 0 as seen then
        self._seconds: deque[tuple[float, float]] = deque()  # the earliest of each second
        self._origin_s = math.nan
        self._slope = 0.0
        self._since_s = self._newest_s = math.nan

    @property
    def settled(self) -> bool:
        """Whether enough has arrived that the earliest of it says something."""
        return self._newest_s - self._since_s > SETTLED_S

    def take(self, block: Block, arrived_s: float) -> None:
        """Draw the line on by a block that arrived at ``arrived_s`` [s, monotonic]."""
        if block.stamp_s is not None and math.isfinite(block.stamp_s):
            self._origins.clear()
            self._seconds.clear()
            self._slope, self._newest_s = 0.0, block.stamp_s
            self._origin_s = block.stamp_s - (block.stop - 1) / self._fs_hz
            return
        self._newest_s = arrived_s
        seen = arrived_s, arrived_s - block.stop / self._fs_hz
        origins = self._origins
        if not origins:
            self._since_s = arrived_s
        if origins and math.floor(arrived_s / SPACING_S) == math.floor(origins[-1][0] / SPACING_S):
            if seen[1] >= origins[-1][1]:
                return
            origins[-1] = seen
        else:
            origins.append(seen)
            while arrived_s - origins[0][0] > KEEP_S:
                origins.popleft()
        self._learn_pace(*seen)
        self._origin_s = min(origin_s + self._slope * (arrived_s - at_s) for at_s, origin_s in origins)

    def _learn_pace(self, at_s: float, origin_s: float) -> None:
        seconds = self._seconds
        if seconds and math.floor(at_s) == math.floor(seconds[-1][0]):
            if origin_s < seconds[-1][1]:
                seconds[-1] = at_s, origin_s
            return
        if len(seconds) > NEEDED_S:
            self._slope = min(max(_slope_below(list(seconds)), -LARGEST_PACE), LARGEST_PACE)
        seconds.append((at_s, origin_s))
        while at_s - seconds[0][0] > PACE_S:
            seconds.popleft()

    def end_of(self, block: Block) -> float | None:
        """Return when the last row of a block came at the earliest [s, monotonic]; None before the first block."""
        return self._origin_s + block.stop / self._fs_hz if math.isfinite(self._origin_s) else None

    def sample_at(self, at_s: float) -> int | None:
        """Return the sample that was taken at ``at_s`` [s, monotonic]; None before the first block."""
        if not (math.isfinite(self._origin_s) and math.isfinite(at_s)):
            return None
        origin_s = self._origin_s + self._slope * (at_s - self._newest_s)
        return max(0, round((at_s - origin_s) * self._fs_hz))


def _slope_below(points: list[tuple[float, float]]) -> float:
    """Return the slope of the edge of the convex hull that lies below all points, where the middle of them is."""
    hull: list[tuple[float, float]] = []
    for x, y in points:
        while len(hull) > 1:
            (x0, y0), (x1, y1) = hull[-2:]
            if (x1 - x0) * (y - y0) > (y1 - y0) * (x - x0):
                break
            hull.pop()
        hull.append((x, y))
    middle = (points[0][0] + points[-1][0]) / 2
    for (x0, y0), (x1, y1) in itertools.pairwise(hull):
        if x1 >= middle:
            return (y1 - y0) / (x1 - x0)
    return 0.0
