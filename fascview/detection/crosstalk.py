"""Tell whether an event is the far shadow of a larger one in another muscle."""

from __future__ import annotations

import numpy as np

from fascview.stream import FloatArray

#: The source must be this much larger in units of its noise.
LARGER = 1.3
#: Likeness of the event to the smoothed source.
LIKENESS = 0.75


def smoothed(wave: FloatArray, rate_hz: float, corner_hz: float = 150.0) -> FloatArray:
    """Low-pass as the tissue between two muscles does: a symmetric exponential with the given corner."""
    n = min(max(2, round(rate_hz / 100)), (len(wave) - 1) // 2)
    a = np.exp(-2 * np.pi * corner_hz / rate_hz * np.abs(np.arange(-n, n + 1)))
    return np.convolve(wave, a / a.sum(), "same").astype(np.float32)


def likeness(event: FloatArray, source: FloatArray, rate_hz: float, noise: FloatArray) -> float:
    """How much of the event's energy beyond noise, over all its channels, looks like the smoothed source.

    Parameters
    ----------
    event : ndarray, shape (n, n_channels)
        The event in units of sigma.
    source : ndarray, shape (n,)
        Strongest channel of the other muscle.
    rate_hz : float
        Sampling rate [Hz].
    noise : ndarray, shape (n_channels,)
        Expected energy of pure noise in ``n`` rows.

    Returns
    -------
    float
        Root of the share explained, 0 to 1.
    """
    reach = max(1, round(0.003 * rate_hz))
    lead = smoothed(source, rate_hz)
    best = 0.0
    whole = max(float(np.square(event).sum() - noise.sum()), 1e-9)
    for wave in (lead, source):
        for lag in range(-reach, reach + 1):
            moved = np.roll(wave, lag)
            size = max(float(moved @ moved), 1e-9)
            explained = float(np.square(moved @ event).sum()) / size - event.shape[1]
            best = max(best, explained / whole)
    return float(np.sqrt(min(1.0, max(0.0, best))))
