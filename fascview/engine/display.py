"""The samples as the screen and the loudspeaker show them. What is stored never passes here."""

from __future__ import annotations

import numpy as np

from fascview.dsp.bandpass import BlockFilter, butter_bandpass
from fascview.dsp.finite import surely_finite
from fascview.dsp.mains import mains_notches
from fascview.settings import FilterSettings
from fascview.stream import FloatArray


class DisplayFilter:
    """Causal band-pass and mains canceller that carries on over lost samples without ringing.

    A lost sample counts inside as the last value, and is lost (NaN) again in what comes out.
    """

    def __init__(self, fs_hz: float, n_channels: int, settings: FilterSettings) -> None:
        # A band that reaches past what the rate can carry is cut there, as the footer of the window says.
        high_hz = min(settings.high_hz, 0.45 * fs_hz)
        low_hz = min(settings.low_hz, 0.5 * high_hz)
        self.band_hz = (low_hz, high_hz)
        # Band and canceller in one cascade, so that each chunk is one product.
        sections = (butter_bandpass(fs_hz, low_hz, high_hz), mains_notches(fs_hz, settings.mains_hz))
        self._filter = BlockFilter(np.vstack(sections), n_channels)
        self._offset: FloatArray | None = None

    def reset(self) -> None:
        """Forget the past."""
        self._filter.reset()
        self._offset = None

    def __call__(self, samples: FloatArray) -> FloatArray:
        """Filter ``samples``, shape ``(n_samples, n_channels)`` [uV]; lost (not finite) values stay NaN."""
        if not len(samples):
            return np.zeros_like(samples)
        if self._offset is not None and surely_finite(samples):  # nearly every block of a running stream
            return self._filter(samples - self._offset, finite=True)
        good = np.isfinite(samples)
        if self._offset is None:
            # Starting from rest at the first value, an electrode's offset of many millivolts does not ring.
            first = samples[np.argmax(good, axis=0), np.arange(samples.shape[1])]
            self._offset = np.where(np.isfinite(first), first, 0.0).astype(np.float32)
        whole = bool(good.all())
        out = self._filter(samples - self._offset, finite=whole)
        return out if whole else np.where(good, out, np.float32(np.nan))
