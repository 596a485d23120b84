"""The local noise of every channel, and which channels can be used."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from fascview.detection.table import MuscleTable
from fascview.detection.timing import NOISE_DELAY
from fascview.dsp.noise import middle, middle_finite
from fascview.stream import FloatArray

#: Hops (0.19 s each) in the long and the short view of the noise.
LONG, SHORT = 14, 5
#: The short view wins when it differs from the long one by this factor: a step, not chance.
STEP = 1.3
FLOOR_UV = 0.02


class LocalLevel:
    """Sigma of each channel around a hop, following steps at once.

    The level of hop ``d`` is the median over the hops ``d - 11`` to ``d + 2``; where the hops ``d`` to ``d +
    2`` or the last
    five agree on another level, theirs is taken.

    Parameters
    ----------
    n_channels : int
        Columns.
    """

    def __init__(self, n_channels: int) -> None:
        self._n_channels = n_channels
        self._hops: deque[FloatArray] = deque(maxlen=LONG)

    def reset(self) -> None:
        """Forget the past."""
        self._hops.clear()

    def push(self, newest: FloatArray, bad: NDArray[np.bool_]) -> FloatArray:
        """Take the sigma of the newest hop, shape ``(n_channels,)``, and which channels had lost samples in it.

        Returns
        -------
        ndarray, shape (n_channels,)
            Sigma of the hop ``NOISE_DELAY`` before it [uV]; NaN where nothing is known.
        """
        sigma = newest.copy()
        sigma[bad] = np.nan
        self._hops.append(sigma)
        table = np.array(self._hops)
        median = middle_finite if np.isnan(table).any() else middle
        whole = median(table)
        ahead = median(table[-NOISE_DELAY - 1 :])
        recent = median(table[-SHORT:])
        with np.errstate(invalid="ignore"):
            up = ahead > STEP * whole
            down = (recent < whole / STEP) & ~up
        out = np.where(up, ahead, np.where(down, recent, whole))
        return np.asarray(np.maximum(out, FLOOR_UV), np.float32)


#: A channel is out when its sigma is this far from the median of its muscle, or this share of its samples repeat.
OUTLIER = 4.0
REPEATED = 0.4
#: Hops a channel stays out (2 s).
HELD = 10


class ChannelHealth:
    """Which channels carry a signal.

    Parameters
    ----------
    table : MuscleTable
        Where the channels of each muscle are.
    """

    def __init__(self, table: MuscleTable) -> None:
        self._table = table
        n_channels = len(table.muscle_of)
        self._held = np.zeros(n_channels, int)
        self._many = table.sizes >= 3
        self.flat = np.zeros(n_channels, bool)

    def push(self, raw: FloatArray, sigma: FloatArray, missing: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Take raw rows of a hop, the sigma of its band and which channels lost samples; return which are out."""
        table = self._table
        self.flat = often(raw[1:] == raw[:-1]) & ~missing
        out = self.flat
        if not sigma.max() <= OUTLIER * sigma.min():  # else no channel can be so far from its muscle's median
            usable = np.isfinite(sigma) & ~missing & ~self.flat
            _, typical, counts = table.middles(np.where(usable, sigma, np.float32(np.nan)))
            typical[~self._many | (counts < 2)] = np.nan
            around = typical[table.muscle_of]
            out = self.flat | (usable & ((sigma > OUTLIER * around) | (sigma < around / OUTLIER)))
        self._held = np.where(out, HELD, np.maximum(self._held - 1, 0))
        return self._held > 0


def often(marks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether more than ``REPEATED`` of each column is marked."""
    if np.count_nonzero(marks) <= REPEATED * len(marks):  # too few even if all were in one column
        return np.zeros(marks.shape[1], bool)
    counts = np.ones(len(marks), np.float32) @ marks.astype(np.float32)  # whole numbers: exact
    return np.asarray(counts.astype(np.float64) / len(marks) > REPEATED)


#: A channel that never moved is at the rail when it stands this far out: electrodes give no such offset [uV].
RAIL_UV = 400e3


class Rails:
    """Which channels stand at the end of their range.

    Parameters
    ----------
    n_channels : int
        Columns.
    """

    def __init__(self, n_channels: int) -> None:
        self._top = np.full(n_channels, -np.inf, np.float32)
        self._bottom = np.full(n_channels, np.inf, np.float32)
        self._held = np.zeros(n_channels, int)

    def push(self, raw: FloatArray) -> NDArray[np.bool_]:
        """Take a raw hop, NaN where samples were lost; return the channels that repeat the extreme of all so far."""
        now = np.zeros(raw.shape[1], bool)
        if np.count_nonzero(raw >= self._top) or np.count_nonzero(raw <= self._bottom):  # else they lie in the past
            self._top = np.fmax(self._top, np.fmax.reduce(raw, axis=0))
            self._bottom = np.fmin(self._bottom, np.fmin.reduce(raw, axis=0))
            moved = (self._top > self._bottom) | (np.abs(self._top) > RAIL_UV)
            now = moved & often((raw == self._top) | (raw == self._bottom))
        self._held = np.where(now, HELD, np.maximum(self._held - 1, 0))
        return self._held > 0
