"""What is measured of one event."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fascview.detection.timing import Timing
from fascview.stream import FloatArray

#: Waveforms are measured on a grid this many times finer than the analysis rate.
FINE = 4
BEFORE_S, AFTER_S = 0.010, 0.020
_MARGIN_S = 0.040
SHAPE_MIN_R = 15.0
#: Band in which duration and area are measured [Hz].
WIDE_HZ = (10.0, 450.0)


def fine_matrix(n: int, fine: int = FINE, half: int = 12) -> NDArray[np.float32]:
    """Band-limited interpolation as a matrix, shape ``(fine * n, n)``: a Kaiser-windowed sinc."""
    at = np.arange(fine * n)[:, None] / fine - np.arange(n)[None, :]
    taper = np.i0(6.0 * np.sqrt(np.clip(1 - (at / half) ** 2, 0, 1))) / np.i0(6.0)
    rows = np.sinc(at) * np.where(np.abs(at) < half, taper, 0.0)
    return np.asarray(rows / np.maximum(rows.sum(1, keepdims=True), 1e-6), np.float32)


@dataclass(frozen=True)
class Measures:
    """Measures of one event: see ``EVENT_DTYPE``; ``peak`` is an analysis index, not whole."""

    peak: float
    channel: int
    footprint_uv: FloatArray
    vpp_uv: float
    snr: float
    duration_ms: float = math.nan
    area_uv_ms: float = math.nan
    phases: int = -1
    turns: int = -1


class Ruler:
    """Measures events on the cleaned band.

    Parameters
    ----------
    timing : Timing
        Lengths.
    """

    def __init__(self, timing: Timing) -> None:
        self.timing = timing
        self.margin = timing.samples(_MARGIN_S)
        self._matrix = fine_matrix(2 * self.margin + 1)

    def measure(
        self,
        band: FloatArray,
        at: int,
        sigma_uv: FloatArray,
        search_s: float = 0.008,
        wide: Callable[[int], FloatArray] | None = None,
    ) -> Measures:
        """Measure the event near row ``margin`` of ``band``.

        Parameters
        ----------
        band : ndarray, shape (2 * margin + 1, n_channels)
            Cleaned band around the event, channels of its muscle; NaN columns are not used.
        at : int
            Analysis index of the middle row.
        sigma_uv : ndarray, shape (n_channels,)
            Noise of each channel; NaN or infinite where the channel is not used.
        search_s : float
            How far the main deflection may lie from the middle [s].
        wide : callable, optional
            Returns a channel of ``band`` in 10-450 Hz, where duration, area, phases and turns are measured.
        """
        rate = self.timing.rate_hz * FINE
        middle = self.margin * FINE
        near = round(search_s * rate)
        a, b = middle - near, middle + near + 1
        fine = self._matrix[middle - round(BEFORE_S * rate) : middle + round(AFTER_S * rate) + 1] @ band
        footprint = fine.max(0) - fine.min(0)
        ratio = footprint / sigma_uv
        ratio[~np.isfinite(ratio)] = 0.0
        channel = int(np.argmax(ratio))
        wave = self._matrix @ band[:, channel]
        peak = a + int(np.argmax(np.abs(wave[a:b])))
        part = wave[max(0, peak - round(BEFORE_S * rate)) : peak + round(AFTER_S * rate) + 1]
        vpp = float(part.max() - part.min())
        sigma = float(sigma_uv[channel])
        snr = vpp / sigma if sigma > 0 and math.isfinite(sigma) else 0.0
        exact = at - self.margin + peak / FINE
        if snr < SHAPE_MIN_R:
            return Measures(exact, channel, footprint, vpp, snr)
        if wide is not None:
            wave = self._matrix @ wide(channel)
        first, last = extent(wave, peak, sigma, vpp, rate)
        body = wave[first : last + 1]
        area = float(np.abs(body).sum() * 1000 / rate)
        height = max(4 * sigma, 0.1 * vpp)
        phases, turns = phases_and_turns(body, height)
        return Measures(exact, channel, footprint, vpp, snr, (last - first) * 1000 / rate, area, phases, turns)


def extent(wave: FloatArray, peak: int, sigma: float, vpp: float, rate_hz: float) -> tuple[int, int]:
    """Return the first and last row where ``|x|``, smoothed over 1 ms, exceeds its limit, gaps below 4 ms bridged."""
    n = max(1, round(0.001 * rate_hz))
    smooth = np.convolve(np.abs(wave), np.ones(n) / n, "same")
    above = np.nonzero(smooth > max(3 * sigma, 0.05 * vpp))[0]
    if not len(above):
        return peak, peak
    runs = np.split(above, np.nonzero(np.diff(above) > 0.004 * rate_hz)[0] + 1)
    run = min(runs, key=lambda r: 0 if r[0] <= peak <= r[-1] else min(abs(r[0] - peak), abs(r[-1] - peak)))
    half = round(0.030 * rate_hz)
    return max(int(run[0]), peak - half), min(int(run[-1]), peak + half)


def phases_and_turns(wave: FloatArray, height: float) -> tuple[int, int]:
    """Count phases (crossings between lobes above ``height``, plus one) and reversals of at least ``height``."""
    lobes = np.sign(wave[np.abs(wave) > height])
    phases = 1 + int(np.count_nonzero(np.diff(lobes))) if len(lobes) else 0
    turns, direction, extreme = 0, 0, float(wave[0]) if len(wave) else 0.0
    for v in wave.tolist():
        if (direction >= 0 and v > extreme) or (direction < 0 and v < extreme):
            extreme = v
        elif direction >= 0 and extreme - v >= height:
            turns += direction > 0 or abs(extreme) >= height
            direction, extreme = -1, v
        elif direction < 0 and v - extreme >= height:
            turns += 1
            direction, extreme = 1, v
    return phases, turns
