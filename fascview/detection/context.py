"""The cleaned signal of the last hops, and what single events look like in it."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from fascview.detection.candidates import Candidate
from fascview.detection.crosstalk import EITHER, LARGER, LIKENESS, SAME, SMALLEST, Shadows, likeness
from fascview.detection.hops import HopBuffer
from fascview.detection.timing import CONTEXT_DELAY, NOISE_DELAY, Timing
from fascview.stream import FloatArray

KEPT_HOPS = NOISE_DELAY + CONTEXT_DELAY + 3
#: Half the length over which an event is described [s].
DESCRIBED_S = 0.012
_SHARP = np.array([1, -4, 6, -4, 1], np.float32) / 16


class Context:
    """Keeps the cleaned band, the slow signal and the losses of the last hops.

    Parameters
    ----------
    timing : Timing
        Lengths.
    parts : list of slice
        Columns of each muscle.
    slow_per_hop : int
        Rows of the slow signal per hop.
    """

    def __init__(self, timing: Timing, parts: list[slice], slow_per_hop: int) -> None:
        self._timing = timing
        self._parts = parts
        self._starts = np.array([p.start for p in parts])
        n = parts[-1].stop
        self.band = HopBuffer(timing.step, n, KEPT_HOPS)
        self.slow = HopBuffer(slow_per_hop, n, KEPT_HOPS)
        self._lost: deque[NDArray[np.bool_] | None] = deque(maxlen=KEPT_HOPS)
        self._shadows = Shadows()
        self._windows: deque[FloatArray] = deque(maxlen=KEPT_HOPS)

    def push(
        self, k: int, band: FloatArray, slow: FloatArray, lost: NDArray[np.bool_] | None, window: FloatArray
    ) -> None:
        """Take hop ``k``: its band, slow signal, lost samples ``(hop, n_channels)`` and the raw samples it is from."""
        self._windows.append(window)
        self.band.push(k, band)
        self.slow.push(k, slow)
        self._lost.append(lost if lost is not None and lost.any() else None)

    def lost(self, d: int) -> NDArray[np.bool_] | None:
        """Return which samples of hop ``d`` were lost, None for none of it."""
        back = self.band.newest - d
        if back < 0 or back >= len(self._lost):
            return None
        return self._lost[len(self._lost) - 1 - back]

    def snippet(self, at: int, half: int, columns: slice) -> FloatArray:
        """Return cleaned rows ``at - half`` to ``at + half`` (inclusive) of some channels; a view."""
        return self.band.rows(at - half, at + half + 1)[:, columns]

    def widened(self, at: int, half: int, column: int, beyond: FloatArray) -> FloatArray:
        """Return a channel's rows ``at - half`` to ``at + half`` in a wider band.

        ``beyond`` is the matrix of what the wider band has beyond the usual one (``Front.beyond``).
        """
        rows = self.snippet(at, half, slice(column, column + 1))[:, 0].copy()
        step, first = self._timing.step, at - half
        for d in range(first // step, (at + half) // step + 1):
            back = self.band.newest - d
            if not 0 <= back < len(self._windows):
                continue
            a, b = max(first, d * step), min(at + half + 1, (d + 1) * step)
            window = self._windows[len(self._windows) - 1 - back][:, column]
            rows[a - first : b - first] += beyond[a - d * step : b - d * step] @ window
        return rows

    def describe(self, c: Candidate, sigma: FloatArray, slow_sigma: FloatArray) -> None:
        """Write size, slow share and steepness of a candidate into its features."""
        part = self._parts[c.muscle]
        near = self._timing.samples(DESCRIBED_S)
        rows = self.snippet(c.at, near, part)
        vpp = rows.max(0) - rows.min(0)
        ratio = vpp / sigma[part]
        ratio[np.isnan(ratio)] = 0.0
        k = int(np.argmax(ratio))
        per = self.slow.step
        middle = c.at * per // self._timing.step
        slow = float(np.abs(self.slow.rows(middle - 6, middle + 7)[:, part.start + k]).max())
        wave = self.band.rows(c.at - 10, c.at + 11)[:, part.start + k]
        sharp = float(np.abs(np.convolve(wave, _SHARP, "valid")).max())
        size = max(float(vpp[k]), 1e-3)
        f = c.features
        f["r"] = float(ratio[k])
        f["lf"] = slow / size
        f["lfz"] = slow / max(float(slow_sigma[part][k]), 1e-3)
        f["hf"] = sharp / size
        f["nch"] = float((ratio > 0.3 * ratio[k]).mean())

    def near_loss(self, at: int, muscle: int) -> bool:
        """Whether samples of the muscle were lost within 25 ms of analysis row ``at``."""
        hop, middle = self._timing.hop, self._timing.to_input(at)
        half = round(0.025 * self._timing.fs_hz)
        for d in range((middle - half) // hop, (middle + half) // hop + 1):
            lost = self.lost(d)
            if lost is None:
                continue
            rows = lost[max(0, middle - half - d * hop) : max(0, middle + half - d * hop), self._parts[muscle]]
            if rows.all(1).any():
                return True
        return False

    def is_shadow(self, c: Candidate, sigma: FloatArray) -> bool:
        """Whether ``c`` is the far shadow of a larger event of another muscle."""
        rate = self._timing.rate_hz
        half = self._timing.samples(0.015)
        rows = self.snippet(c.at, half, slice(None)) * np.where(np.isfinite(sigma), 1 / sigma, np.float32(0))
        size = rows.max(0) - rows.min(0)
        mine = self._parts[c.muscle]
        own = mine.start + int(np.argmax(size[mine]))
        noise = np.full(mine.stop - mine.start, 2 * half + 1.0)
        largest = np.maximum.reduceat(size, self._starts)
        for m in np.nonzero((largest >= SMALLEST) & (EITHER * largest >= size[own]))[0]:
            if m == c.muscle:
                continue
            k = self._parts[m].start + int(np.argmax(size[self._parts[m]]))
            alike = likeness(rows[:, mine], rows[:, k], rate, noise)
            if alike > SAME and size[k] < EITHER * size[own]:
                if self._shadows.gentler((c.muscle, c.group, int(m)), rows[:, own], rows[:, k]):
                    return True
            elif alike > LIKENESS and size[k] >= max(LARGER * size[own], 8.0):
                return True
        return False
