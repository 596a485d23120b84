"""Causal canceller of the mains and its harmonics for what is seen and heard.

An adaptive canceller fed with a pair of quadrature references settles to a linear notch whose width is set by its
rate of adaptation (Widrow et al. 1975; Glover 1977). It is written here as that notch: one narrow second-order
section per harmonic, run exactly on chunks of any size.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import signal

from fascview.dsp.bandpass import BlockFilter, Sos
from fascview.stream import FloatArray

#: Width of each notch at -3 dB [Hz]. The grid keeps within 0.05 Hz, so the line falls by 30 dB, while a potential
#: of 10 ms loses a few per cent and rings no more than that.
WIDTH_HZ = 1.5
HIGHEST_LINE_HZ = 1000.0


def mains_notches(fs_hz: float, mains_hz: float, highest_hz: float = HIGHEST_LINE_HZ) -> Sos:
    """Design notches at ``mains_hz`` and its harmonics up to ``highest_hz`` or 0.48 of the rate, shape ``(n, 6)``."""
    if mains_hz <= 0.0:
        return np.empty((0, 6))
    top = min(highest_hz, 0.48 * fs_hz)
    lines = np.arange(1, int(top / mains_hz) + 1) * mains_hz
    rows = [np.concatenate(signal.iirnotch(f, f / WIDTH_HZ, fs=fs_hz)) for f in lines]
    return np.array(rows, np.float64).reshape(-1, 6)


class MainsCanceller:
    """Takes the mains out of a running signal.

    Parameters
    ----------
    fs_hz : float
        Sampling rate [Hz].
    mains_hz : float
        50 or 60; 0 passes everything.
    n_channels : int
        Number of columns.
    """

    def __init__(self, fs_hz: float, mains_hz: float, n_channels: int) -> None:
        sos = mains_notches(fs_hz, mains_hz)
        self._filter = BlockFilter(sos, n_channels) if len(sos) else None

    def reset(self) -> None:
        """Forget the past, as after a gap."""
        if self._filter is not None:
            self._filter.reset()

    def __call__(self, samples: ArrayLike) -> FloatArray:
        """Return ``samples``, shape ``(n_samples, n_channels)``, without the mains."""
        if self._filter is None:
            return np.array(samples, np.float32)
        return self._filter(samples)
