"""Taking samples out of an inlet early and with few wake-ups.

Waking costs more than copying, so whole chunks are waited for. While every pull has given the same
number of samples, the next wait asks for just as many and returns with the last of them, in one wake-up.
"""

from __future__ import annotations

import contextlib
import math
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

SETTLE_S = 0.001  # the rest of a chunk is at most this far behind its first sample
SHORT_S, GATHER_S = 0.004, 0.008  # senders of single samples are gathered, or each would cost a wake-up
STEADY = 8  # this many equal chunks make a rhythm
OFFSET_S = 1.0  # how often the offset of the sender's clock is asked for; liblsl measures it in the background


class Puller:
    """Pulls from one inlet into one buffer.

    Parameters
    ----------
    inlet : pylsl.StreamInlet
    fs_hz : float
    """

    def __init__(self, inlet: Any, fs_hz: float) -> None:
        self.inlet = inlet
        self._fs_hz = fs_hz
        self._buffer = np.empty((max(64, math.ceil(0.25 * fs_hz)), inlet.channel_count), inlet.np_dtype)
        self._usual = 1
        self._steady = 0
        self._short = 0
        self._offset_s = float(inlet.time_correction(timeout=3.0))  # the first estimate takes a moment
        self._asked_s = time.monotonic()

    def refresh(self) -> None:
        """Ask for the offset of the sender's clock, if it is time to; for a moment when nobody waits."""
        now_s = time.monotonic()
        if now_s - self._asked_s > OFFSET_S:
            self._asked_s = now_s
            with contextlib.suppress(RuntimeError):  # gone, or no answer: the last one holds
                self._offset_s = float(self.inlet.time_correction(timeout=0.01))

    def __call__(self, wait_s: float) -> tuple[NDArray[Any], NDArray[np.float64]]:
        """Wait for samples; return them (a view that the next call overwrites) and their stamps on our clock."""
        values, stamps = self._gathered(wait_s)
        return values, stamps + self._offset_s

    def _gathered(self, wait_s: float) -> tuple[NDArray[Any], NDArray[np.float64]]:
        steady = self._steady >= STEADY and self._usual >= SHORT_S * self._fs_hz
        began_s = time.monotonic()
        stamps = self._take(0, wait_s, self._usual if steady else 1)
        count = len(stamps)
        if count == 0:
            return self._buffer[:0], stamps
        parts = [stamps]
        if self._short > 3:
            time.sleep(GATHER_S)
        elif not steady:
            parts.append(self._take(count, SETTLE_S if self._usual > count else 0.0, self._usual - count))
            count += len(parts[-1])
        waited_s = time.monotonic() - began_s
        if not steady or waited_s < 0.5 * self._usual / self._fs_hz:  # more may have piled up
            parts.append(self._take(count, 0.0, len(self._buffer) - count))
            count += len(parts[-1])
        gathered_s = GATHER_S if self._short > 3 else 0.0
        self._short = self._short + 1 if count < (SHORT_S + gathered_s) * 1.5 * self._fs_hz else 0
        self._steady = self._steady + 1 if count == self._usual else 0
        if self._steady == 0:
            self._usual = min(count, len(self._buffer))
        return self._buffer[:count], np.concatenate(parts) if len(parts) > 1 else stamps

    def _take(self, at: int, wait_s: float, most: int) -> NDArray[np.float64]:
        most = min(most, len(self._buffer) - at)
        if most <= 0:
            return np.empty(0)
        _, stamps = self.inlet.pull_chunk(timeout=wait_s, max_samples=most, dest_obj=self._buffer[at:], as_numpy=True)
        return np.asarray(stamps)
