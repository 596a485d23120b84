"""What is always there: coloured noise, slow wander of the baseline, mains.

Every piece is a function of the absolute chunk number: any stretch can be made by itself and fits its neighbours.
"""

from __future__ import annotations

import numpy as np

from fascview.stream import FloatArray
from fascview_drivers.simulator.settings import PatientSettings
from fascview_drivers.simulator.spectra import FloatVector, band_gain, keyed

SHARED = 0.15  # share of the noise power that all channels of a muscle have in common
_WANDER_S = 1.6  # distance of the knots of the baseline's spline


class Noise:
    """Coloured noise with a known robust sigma on each channel; chunks join without a seam."""

    def __init__(self, settings: PatientSettings, chunk: int) -> None:
        self._settings, self._chunk = settings, chunk
        self._overlap = max(64, chunk // 4)
        length = chunk + self._overlap
        frequency = np.linspace(0, settings.fs_hz / 2 * (length // 2) / (length / 2), length // 2 + 1)
        # A flat amplifier floor, the electrode's rise towards low frequencies, and the murmur of distant units.
        murmur = np.exp(-0.5 * ((np.log(np.maximum(frequency, 1) / 90)) / 0.7) ** 2)
        power = 0.45 + 6.0 / (frequency + 2.0) + 0.5 * murmur
        impulse = np.fft.irfft(np.sqrt(power), length)
        window = np.zeros(length)
        half = self._overlap // 2
        window[: half + 1] = 0.5 * (1 + np.cos(np.linspace(0, np.pi, half + 1)))
        window[-half:] = window[1 : half + 1][::-1]
        transfer = np.fft.rfft(np.roll(impulse * window, half))
        in_band = np.abs(transfer) ** 2 * band_gain(frequency, settings.fs_hz) ** 2
        transfer = transfer / np.sqrt(in_band[1:].mean() * len(in_band[1:]) / (len(in_band) - 0.5))
        self._transfer = transfer.astype(np.complex64)
        random = keyed(settings.seed, 21)
        self.sigma_uv: FloatVector = settings.noise_uv * np.clip(random.normal(1, 0.22, settings.n_channels), 0.6, 1.6)
        self._own = (np.sqrt(1 - SHARED) * self.sigma_uv).astype(np.float32)
        self._common = (np.sqrt(SHARED) * self.sigma_uv).astype(np.float32)
        self._tail: tuple[int, FloatArray] | None = None

    def _white(self, chunk: int) -> FloatArray:
        rows = self._settings.n_channels + len(self._settings.muscles)
        return keyed(self._settings.seed, 22, chunk + 1).standard_normal((rows, self._chunk), np.float32)

    def __call__(self, chunk: int) -> FloatArray:
        """Return the noise of one chunk [uV], shape ``(n_chunk, n_channels)``."""
        if self._tail is None or self._tail[0] != chunk:
            self._tail = (chunk, self._white(chunk - 1)[:, -self._overlap :])
        white = self._white(chunk)
        joined = np.concatenate([self._tail[1], white], axis=1)
        self._tail = (chunk + 1, white[:, -self._overlap :].copy())
        lines = np.fft.rfft(joined, axis=1).astype(np.complex64, copy=False) * self._transfer
        smooth = np.fft.irfft(lines, joined.shape[1], axis=1)[:, self._overlap :].astype(np.float32, copy=False)
        n = self._settings.n_channels
        muscle = np.arange(n) // self._settings.channels
        out = smooth[:n] * self._own[:, None]
        out += smooth[n:][muscle] * self._common[:, None]
        return np.ascontiguousarray(out.T)


class Wander:
    """The baseline's slow wander below 1 Hz: a cubic spline through random knots, different on every channel."""

    def __init__(self, settings: PatientSettings) -> None:
        self._settings = settings
        self._size_uv = keyed(settings.seed, 31).uniform(4, 18, settings.n_channels)

    def _knots(self, first: int, last: int) -> FloatVector:
        n, seed = self._settings.n_channels, self._settings.seed
        return np.array([keyed(seed, 32, k + 8).standard_normal(n) for k in range(first, last + 1)])

    def __call__(self, start: int, stop: int) -> FloatArray:
        """Return the wander from ``start`` to ``stop`` [uV]."""
        place = np.arange(start, stop) / (self._settings.fs_hz * _WANDER_S)
        first = int(place[0])
        knots = self._knots(first - 1, int(place[-1]) + 2) * self._size_uv
        cell = place.astype(np.intp)
        u = (place - cell)[:, None]
        weights = ((1 - u) ** 3 / 6, (3 * u**3 - 6 * u**2 + 4) / 6, (-3 * u**3 + 3 * u**2 + 3 * u + 1) / 6, u**3 / 6)
        at = cell - first
        out = np.zeros((stop - start, self._settings.n_channels))
        for cell_number in range(int(at[-1]) + 1):  # one small product per cell: a chunk touches one or two
            rows = at == cell_number
            basis = np.concatenate([w[rows] for w in weights], axis=1)
            out[rows] = basis @ knots[cell_number : cell_number + 4]
        return out.astype(np.float32)


class Mains:
    """The mains and its harmonics: mostly the same on all channels, its frequency and strength adrift."""

    _HARMONICS = np.array([1, 2, 3, 5, 7, 9, 11])
    _SHARES = np.array([1.0, 0.06, 0.35, 0.22, 0.12, 0.05, 0.04])
    # Deviations of the frequency [Hz] and their periods [s]: slow enough for a tracker, too much for a fixed notch.
    _DEVIATIONS = ((0.020, 97.0), (0.012, 31.0), (0.006, 11.0))

    def __init__(self, settings: PatientSettings) -> None:
        self._settings = settings
        random = keyed(settings.seed, 41)
        lines = self._HARMONICS * settings.mains_hz < 0.45 * settings.fs_hz
        self._orders = self._HARMONICS[lines]
        count = len(self._orders)
        common = random.normal(1, 0.25, count) * np.exp(2j * np.pi * random.random(count))
        each = 0.35 * (random.normal(size=(count, settings.n_channels, 2)) @ np.array([1, 1j]))
        self._size = settings.mains_uv * self._SHARES[lines][:, None] * (common[:, None] + each)
        self._phases = 2 * np.pi * random.random(len(self._DEVIATIONS) + 2)

    def __call__(self, start: int, stop: int) -> FloatArray:
        """Return the mains from ``start`` to ``stop`` [uV]."""
        time = np.arange(start, stop) / self._settings.fs_hz
        cycles = self._settings.mains_hz * time
        for (deviation, period), phase in zip(self._DEVIATIONS, self._phases, strict=False):
            cycles -= deviation * period / (2 * np.pi) * np.cos(2 * np.pi * time / period + phase)
        turn = np.exp(2j * np.pi * cycles)
        slow, fast = self._phases[-2:]
        strength = 1 + 0.2 * np.sin(2 * np.pi * time / 23.0 + slow) + 0.1 * np.sin(2 * np.pi * time / 5.3 + fast)
        waves = np.stack([turn**order for order in self._orders], axis=1) * strength[:, None]
        return np.asarray(waves.real @ self._size.real - waves.imag @ self._size.imag, np.float32)
