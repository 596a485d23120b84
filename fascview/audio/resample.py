"""From the sampling rate of the amplifier to that of the loudspeaker."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from fascview.stream import FloatArray

MOST_PHASES = 4096
HALF_S = 0.006


class Resampler:
    """Resamples by a linear-phase windowed sinc, with a constant delay, whatever the two rates.

    Output frame ``f`` lies at the input sample ``f * fs_hz / rate_hz`` and is the signal ``delay`` samples before it.
    Each output is worked out by the same additions in the same order, so any cut of the input gives the same bits.
    Kaiser window, beta 7: images about 70 dB down.

    Parameters
    ----------
    fs_hz : float
        Rate of the input [Hz].
    rate_hz : int
        Rate of the output [Hz].
    n_columns : int
        Number of signals.
    """

    def __init__(self, fs_hz: float, rate_hz: int, n_columns: int) -> None:
        step = Fraction(fs_hz).limit_denominator(10_000) / rate_hz
        self._p, self._q = step.numerator, step.denominator
        cutoff = min(1.0, rate_hz / fs_hz)
        half = round(int(np.clip(round(HALF_S * fs_hz), 4, 12)) / cutoff)
        self.delay = half
        self._taps = 2 * half
        self._n_phases = min(self._q, MOST_PHASES)
        # Row: phase; column j: what the sample taps - 1 - j before the newest contributes.
        age = np.arange(self._taps)[::-1] + np.arange(self._n_phases)[:, None] / self._n_phases
        table = (
            np.sinc((age - half) * cutoff)
            * np.kaiser(8192, 7.0)[np.minimum((age / self._taps * 8191).round().astype(int), 8191)]
        )
        self._table = (table / table.sum(axis=1, keepdims=True)).astype(np.float32)
        self._n_columns = n_columns
        self.reset()

    def reset(self) -> None:
        """Forget everything and start at input sample and output frame 0."""
        self._past = np.zeros((self._taps - 1, self._n_columns), np.float32)
        self._behind = 0  # q times the place of the next frame, less q times the number of samples so far
        self._silent = self._taps

    def __call__(self, x: FloatArray) -> FloatArray:
        """Return all frames that lie within the input so far, shape ``(n_frames, n_columns)``."""
        n = len(x)
        # frame places are (behind + j p) / q relative to the start of x; all before n are due
        n_frames = max(0, -(-(n * self._q - self._behind) // self._p))
        place = self._behind + np.arange(n_frames, dtype=np.int64) * self._p
        self._behind += n_frames * self._p - n * self._q
        rows = np.concatenate((self._past, x))
        self._past = rows[len(rows) - (self._taps - 1) :]
        if not rows.any():
            return np.zeros((n_frames, self._n_columns), np.float32)
        index = place // self._q
        phase = (place - index * self._q) * self._n_phases // self._q
        windows = np.lib.stride_tricks.sliding_window_view(rows, self._taps, axis=0)
        return np.asarray(np.einsum("fck,fk->fc", windows[index], self._table[phase]), np.float32)
