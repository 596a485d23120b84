"""The samples as the screen and the loudspeaker show them. What is stored never passes here."""

from __future__ import annotations

import numpy as np

from fascview.dsp.bandpass import BlockFilter, butter_bandpass
from fascview.dsp.mains import MainsCanceller
from fascview.settings import FilterSettings
from fascview.stream import FloatArray


class DisplayFilter:
    """Causal band-pass and mains canceller that carries on over lost samples without ringing.

    A lost sample is bridged inside the filter by the last value, and is lost (NaN) again in what comes out.
    """

    def __init__(self, fs_hz: float, n_channels: int, settings: FilterSettings) -> None:
        # A band that reaches past what the rate can carry is cut there, as the footer of the window says.
        high_hz = min(settings.high_hz, 0.45 * fs_hz)
        low_hz = min(settings.low_hz, 0.5 * high_hz)
        self.band_hz = (low_hz, high_hz)
        self._band = BlockFilter(butter_bandpass(fs_hz, low_hz, high_hz), n_channels)
        self._mains = MainsCanceller(fs_hz, settings.mains_hz, n_channels) if settings.mains_hz else None
        self._last: FloatArray | None = None

    def reset(self) -> None:
        """Forget the past."""
        self._band.reset()
        if self._mains is not None:
            self._mains.reset()
        self._last = None

    def __call__(self, samples: FloatArray) -> FloatArray:
        """Filter ``samples``, shape ``(n_samples, n_channels)`` [uV]; lost (not finite) values stay NaN."""
        if not len(samples):
            return np.zeros_like(samples)
        good = np.isfinite(samples)
        whole = bool(good.all())
        rows = samples if whole else self._bridged(samples, good)
        if self._last is None:
            # Starting from rest at the first value, an electrode's offset of many millivolts does not ring.
            self._offset = np.where(np.isfinite(rows[0]), rows[0], 0.0).astype(np.float32)
        self._last = rows[-1].copy()
        out = self._band(rows - self._offset)
        if self._mains is not None:
            out = self._mains(out)
        if not whole:
            out = np.where(good, out, np.float32(np.nan))
        return out.astype(np.float32, copy=False)

    def _bridged(self, samples: FloatArray, good: np.ndarray) -> FloatArray:
        before = np.zeros(samples.shape[1], np.float32) if self._last is None else self._last
        if self._last is None:
            first = np.argmax(good, axis=0)
            any_good = good.any(axis=0)
            before = np.where(any_good, samples[first, np.arange(samples.shape[1])], 0.0).astype(np.float32)
        rows = np.concatenate([before[None], samples])
        at = np.where(np.concatenate([np.ones((1, samples.shape[1]), bool), good]), np.arange(len(rows))[:, None], 0)
        held = np.maximum.accumulate(at, axis=0)
        return np.take_along_axis(rows, held, axis=0)[1:]
