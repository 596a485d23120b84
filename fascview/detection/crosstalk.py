"""Tell whether an event is the far shadow of a larger one in another muscle."""

from __future__ import annotations

import numpy as np

from fascview.stream import FloatArray

#: The source must be this much larger in units of its noise.
LARGER = 1.3
#: Likeness of the event to the smoothed source.
LIKENESS = 0.75
#: From this likeness on, and where neither is this many times larger, both are one discharge seen twice: tissue
#: takes away the steep parts, so the one with the gentler slopes is the shadow.
SAME, EITHER = 0.9, 2.0
#: Neither may be smaller [sigma].
SMALLEST = 6.0


def steepness(wave: FloatArray) -> float:
    """Mean square slope of a waveform relative to its mean square, after smoothing over three rows."""
    smooth = np.convolve(wave, (0.25, 0.5, 0.25), "valid")
    return float(np.square(np.diff(smooth)).sum() / max(float(np.square(smooth).sum()), 1e-9))


class Shadows:
    """Remembers for each shape of a muscle which of two it usually is: the discharge or its shadow."""

    def __init__(self) -> None:
        self._gentler: dict[tuple[int, int, int], tuple[float, int]] = {}

    def gentler(self, key: tuple[int, int, int], mine: FloatArray, other: FloatArray) -> bool:
        """Whether ``mine`` is the gentler; ``key`` is muscle, shape group (-1 for none) and the other muscle."""
        now = float(np.log(max(steepness(mine), 1e-9) / max(steepness(other), 1e-9)))
        mean, count = self._gentler.get(key, (0.0, 0))
        count += 1
        mean += max(1 / count, 0.1) * (now - mean)
        if key[1] < 0:
            return now < 0
        self._gentler[key] = mean, count
        return mean < 0


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
    padded = np.pad(np.stack((smoothed(source, rate_hz), source)), ((0, 0), (reach, reach)))
    moved = np.lib.stride_tricks.sliding_window_view(padded, len(source), axis=1).reshape(-1, len(source))
    whole = max(float(np.square(event).sum() - noise.sum()), 1e-9)
    explained = np.square(moved @ event).sum(1) / np.maximum(np.square(moved).sum(1), 1e-9) - event.shape[1]
    return float(np.sqrt(min(1.0, max(0.0, float(explained.max()) / whole))))
