"""Small tools in the frequency domain, so that the simulator stays light: it needs numpy and nothing else."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatVector = NDArray[np.float64]

LOW_HZ, HIGH_HZ = 20.0, 450.0


def band_gain(frequency_hz: FloatVector, fs_hz: float) -> FloatVector:
    """Return the magnitude of a second-order Butterworth band-pass 20-450 Hz (or 0.45 fs where that is lower)."""
    high_hz = min(HIGH_HZ, 0.45 * fs_hz)
    f = np.maximum(frequency_hz, 1e-9)
    q = (f * f - LOW_HZ * high_hz) / (f * (high_hz - LOW_HZ))
    return 1.0 / np.sqrt(1.0 + q**4)


def keyed(seed: int, *key: int) -> np.random.Generator:
    """Return a generator that depends on nothing but the seed and the key."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=key)))


def resample(
    shape: FloatVector, fs_hz: float, times_s: FloatVector, low_pass_hz: float, band_fs_hz: float = 0.0
) -> FloatVector:
    """Evaluate a periodic shape at any times through its Fourier series.

    Parameters
    ----------
    shape : ndarray, shape (n, n_channels)
        One period, zero at both ends.
    fs_hz : float
        Rate of ``shape`` [Hz].
    times_s : ndarray, shape (m,)
        Where to evaluate [s].
    low_pass_hz : float
        Lines above are left out, so that a slow sampling rate does not alias.
    band_fs_hz : float
        When positive, the shape is also passed through ``band_gain`` of this sampling rate, without delay.

    Returns
    -------
    ndarray, shape (m, n_channels)
    """
    lines = np.fft.rfft(shape, axis=0)
    frequency = np.linspace(0, (len(lines) - 1) * fs_hz / len(shape), len(lines))
    keep = frequency <= low_pass_hz
    lines, frequency = lines[keep], frequency[keep]
    if band_fs_hz > 0:
        lines = lines * band_gain(frequency, band_fs_hz)[:, None]
    weight = np.where(frequency > 0, 2.0, 1.0) / len(shape)
    phase = 2 * np.pi * np.outer(times_s, frequency)
    return (np.cos(phase) * weight) @ lines.real - (np.sin(phase) * weight) @ lines.imag
