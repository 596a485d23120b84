"""From counters to sample indices: what was lost, exactly, and how it is shown."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from fascview.stream import Block, FloatArray

IntArray = NDArray[np.int64]

LATE = 8
"""A counter fewer than this behind the last one is a repeated or late frame, when no time has passed and the counter is
long enough to tell that from a loss."""

LONG = 4096
"""A counter that goes all round so rarely also tells when it was damaged itself: the next one goes on as before."""
SUDDEN_S = 1.0
"""So much cannot have been lost in next to no time."""

STALL_S = 0.4
"""Shorter silences are the jitter of the way here and say nothing of whole turns of the counter."""


class LossCounter:
    """Counts what is missing between frames whose counter wraps.

    Parameters
    ----------
    modulus : int
        The counter runs from 0 to ``modulus - 1``.
    fs_hz : float
        Frames per second: whole turns of the counter are told from the time that passed.
    step : int
        By how much the counter grows per frame.
    """

    def __init__(self, modulus: int, fs_hz: float, step: int = 1) -> None:
        self._modulus, self._fs_hz, self._step = modulus, fs_hz, step
        self._turn = modulus // step
        self._last: int | None = None

    def restart(self) -> None:
        """Begin anew, as the device does with its counter: the next frame follows the last one."""
        self._last = None

    def goes_on(self, counters: IntArray, elapsed_s: float) -> bool:
        """Take counters that are known to follow each other; say whether they also follow those before.

        When False nothing was taken, and `count` must look at them.
        """
        if self._last is None or not len(counters) or elapsed_s >= STALL_S:
            return False
        if (int(counters[0]) - self._last - self._step) % self._modulus:
            return False
        self._last = int(counters[-1])
        return True

    def count(self, counters: IntArray, elapsed_s: float = 0.0) -> tuple[IntArray, NDArray[np.bool_] | None]:
        """Return how many frames are missing before each frame, and which frames to keep.

        Parameters
        ----------
        counters : ndarray, shape (n,)
            In the order received.
        elapsed_s : float
            Time between the last frame of the previous call and the last frame of this one [s].

        Returns
        -------
        lost : ndarray, shape (n_kept,), int64
        keep : ndarray, shape (n,), bool, or None
            None when all are kept; False marks a frame that was given before or comes too late.
        """
        n = len(counters)
        if n == 0:
            return np.zeros(0, np.int64), None
        first = self._last if self._last is not None else int(counters[0]) - self._step
        steps = np.diff(counters, prepend=first) % self._modulus
        self._last = int(counters[-1])
        brief = elapsed_s < STALL_S or elapsed_s * self._fs_hz - n < self._turn / 2
        if brief and not (steps != self._step).any():
            return np.zeros(n, np.int64), None
        if brief:
            return self._walk(counters, first, elapsed_s)
        # So much time has passed that a whole turn of the counter may be missing.
        lost = (steps - self._step) % self._modulus // self._step
        turns = max(0, round((elapsed_s * self._fs_hz - n - int(lost.sum())) / self._turn))
        lost[int(lost.argmax())] += turns * self._turn
        return lost, None

    def _walk(self, counters: IntArray, last: int, elapsed_s: float) -> tuple[IntArray, NDArray[np.bool_] | None]:
        """One by one, so that a repeated, late or damaged frame neither counts as loss nor hides one."""
        keep = np.ones(len(counters), bool)
        lost: list[int] = []
        late = LATE if self._turn >= 8 * LATE else 0
        values = counters.tolist()
        most = (elapsed_s + SUDDEN_S) * self._fs_hz
        for i, value in enumerate(values):
            behind = (last - value) % self._modulus // self._step
            if behind < late:
                keep[i] = False
                continue
            ahead = (value - last) % self._modulus // self._step
            if self._turn >= LONG and ahead > 2:  # two ahead: one lost, and perhaps this one twice
                told = i + 1 < len(values)
                if (values[i + 1] - last) % self._modulus == 2 * self._step if told else ahead > most:
                    lost.append(0)
                    last = (last + self._step) % self._modulus
                    continue
            lost.append((value - last) % self._modulus // self._step - 1)
            last = value
        self._last = last
        return np.array(lost, np.int64), keep if not keep.all() else None


def lay_out(
    start: int, samples: FloatArray, lost: IntArray | None, aux: FloatArray | None, longest: int
) -> list[Block]:
    """Put samples on the index, with what was lost before each of them.

    A short stretch of lost samples inside becomes rows of NaN; a longer one, or one at the beginning, a jump of
    the index. Either way every later sample has its own place.

    Parameters
    ----------
    start : int
        Index of the first sample had nothing been lost.
    samples : ndarray, shape (n, n_channels), float32
    lost : ndarray, shape (n,), or None
        Samples missing before each row; None when nothing is.
    aux : ndarray, shape (n, n_aux), or None
    longest : int
        The longest stretch shown as NaN rows.
    """
    n = len(samples)
    if n == 0:
        return []
    if lost is None or not lost.any():
        return [Block(start, samples, aux)]
    blocks: list[Block] = []
    cuts = [0, *(i for i in np.flatnonzero(lost > longest).tolist() if i), n]
    for a, b in itertools.pairwise(cuts):
        start += int(lost[a])
        rows = np.arange(b - a) + np.cumsum(np.r_[0, lost[a + 1 : b]])
        total = int(rows[-1]) + 1
        filled = np.full((total, samples.shape[1]), np.nan, np.float32)
        filled[rows] = samples[a:b]
        filled_aux = None
        if aux is not None:
            filled_aux = np.full((total, aux.shape[1]), np.nan, np.float32)
            filled_aux[rows] = aux[a:b]
        blocks.append(Block(start, filled, filled_aux))
        start += total
    return blocks
