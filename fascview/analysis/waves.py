"""Waveforms of events, cut from a recording."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fascview.dsp.bandpass import BlockFilter, butter_bandpass
from fascview.stream import FloatArray

LOW_HZ, HIGH_HZ = 20.0, 450.0
SETTLE_S = 0.150
CLEAR_S = 0.060


class Readable(Protocol):
    """Samples on disk or in memory; ``fascview.session.recording.Recording`` is one."""

    def read(self, start: int, stop: int) -> FloatArray:
        """Return rows ``start`` to ``stop``, clipped to what there is, shape ``(n, n_channels)``, uV, or NaN."""
        ...


def cut_waves(
    source: Readable, places: ArrayLike, channel: int, fs_hz: float, before_s: float, after_s: float
) -> NDArray[np.float32]:
    """Return the signal of one channel around each of ``places``, 20-450 Hz without delay, shape ``(n, n_samples)``.

    The filter runs forwards and backwards over each piece, with 0.15 s to settle on either side. What lies beyond the
    recording counts as its nearest sample, what is lost as the sample before it.
    """
    centres = np.asarray(places, np.int64)
    settle, before, after = (round(s * fs_hz) for s in (SETTLE_S, before_s, after_s))
    n = settle + before + after + 1 + settle
    rows = np.zeros((n, len(centres)), np.float32)
    for k, centre in enumerate(centres.tolist()):
        start = centre - before - settle
        part = source.read(max(0, start), start + n)[:, channel]
        if len(part):
            skip = max(0, -start)
            rows[skip : skip + len(part), k] = part
            rows[:skip, k], rows[skip + len(part) :, k] = part[0], part[-1]
    rows = np.where(np.isfinite(rows), rows, np.nan)
    rows -= np.nan_to_num(np.nanmedian(np.where(np.isfinite(rows).any(axis=0), rows, 0.0), axis=0))
    sos = butter_bandpass(fs_hz, LOW_HZ, min(HIGH_HZ, 0.45 * fs_hz))
    for _ in range(2):
        rows = BlockFilter(sos, len(centres))(rows)[::-1]
    return np.ascontiguousarray(rows[settle : n - settle].T, dtype=np.float32)


def quiet_places(
    n_samples: int, fs_hz: float, events: ArrayLike, held: ArrayLike, n_places: int, seed: int = 0
) -> NDArray[np.int64]:
    """Return up to ``n_places`` sample indices at least 60 ms from every event and outside of ``held`` stretches."""
    clear = round(CLEAR_S * fs_hz)
    tried = np.sort(np.random.default_rng(seed).integers(clear, max(clear + 1, n_samples - clear), 8 * n_places))
    near = np.sort(np.asarray(events, np.int64))
    free = np.searchsorted(near, tried + clear, "right") == np.searchsorted(near, tried - clear)
    for start, stop in np.asarray(held, np.int64).reshape(-1, 2).tolist():
        free &= (tried < start - clear) | (tried > stop + clear)
    found: NDArray[np.int64] = tried[free].astype(np.int64)
    return found[:: max(1, len(found) // n_places)][:n_places]
