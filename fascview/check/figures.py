"""The figures of every channel of an array, all channels at once.

Noise is read at quiet times and from medians, so that fasciculations, a contraction or heart beats do not look like
noise; lines of the mains are read from the spectrum of the whole stretch, above their neighbourhood.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from fascview.check.standing import standing
from fascview.dsp.noise import MAD_TO_SIGMA
from fascview.stream import FloatArray

Figures1 = NDArray[np.float64]

LOW_HZ, BAND_HZ = (2.0, 20.0), (20.0, 450.0)
WINDOW_S, LOW_WINDOW_S, POP_S = 0.5, 1.0, 0.05
QUIET_SHARE = 0.2
LINE_UV = 0.5
PLATEAU_HZ, EDGE_DB = (60.0, 200.0), 15.0


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured: one value per channel, shape ``(n_channels,)``, NaN where nothing could be.

    Attributes
    ----------
    noise_uv : ndarray
        Robust sigma in 20-450 Hz without mains, the 20th percentile of half seconds [uV].
    own_noise_uv : ndarray
        What remains of it when the eight most similar channels are taken out at quiet times [uV].
    noise_low_band_uv, noise_high_band_uv : ndarray
        Density-based rms in 20-100 Hz and in 100-450 Hz [uV].
    mains_uv, mains_percent : ndarray
        RMS of mains lines up to 450 Hz [uV], and their share of the power in 20-450 Hz [%].
    low_uv, low_percent : ndarray
        Robust sigma in 2-20 Hz [uV], and its share of the power in 2-450 Hz [%].
    offset_mv, drift_uv_per_s : ndarray
        Median [mV], and slope of the medians of seconds (Theil-Sen) [uV/s].
    flat_percent, railed_percent, clipped_percent, lost_percent : ndarray
        Share of time without change, at an end of the range, cut off at one value, and lost [%].
    pops : ndarray
        Steps that few channels share, per 20 s.
    bandwidth_hz : ndarray
        Where the density of the noise has fallen by 15 dB below that of 60-200 Hz [Hz]; NaN unless at rest.
    """

    noise_uv: Figures1
    own_noise_uv: Figures1
    noise_low_band_uv: Figures1
    noise_high_band_uv: Figures1
    mains_uv: Figures1
    mains_percent: Figures1
    low_uv: Figures1
    low_percent: Figures1
    offset_mv: Figures1
    drift_uv_per_s: Figures1
    flat_percent: Figures1
    railed_percent: Figures1
    clipped_percent: Figures1
    lost_percent: Figures1
    pops: Figures1
    bandwidth_hz: Figures1


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures, and what pairs and the array are judged from.

    Attributes
    ----------
    figures : Figures
    live : ndarray of bool, shape (n_channels,)
        Channels that carry a signal.
    covariance : ndarray, shape (n_channels, n_channels)
        In 20-450 Hz without mains, of the whole stretch [uV^2].
    quiet_covariance : ndarray, shape (n_channels, n_channels)
        The same of quiet times.
    mains_phasors : ndarray of complex, shape (n_channels,)
        Amplitude and phase of the first mains line [uV].
    mains_hz : float
        50 or 60.
    activity : float
        Level of the array in the median half second against its quiet ones.
    band : ndarray, shape (n_channels, n_samples), float32
        The signal in 20-450 Hz without mains [uV].
    """

    figures: Figures
    live: NDArray[np.bool_]
    covariance: Figures1
    quiet_covariance: Figures1
    mains_phasors: NDArray[np.complex128]
    mains_hz: float
    activity: float
    band: FloatArray


def measure(samples_uv: FloatArray, fs_hz: float, mains_hz: float = math.nan) -> Measured:
    """Measure a stretch of a few seconds up to some minutes, shape ``(n_samples, n_channels)``, uV, NaN where lost.

    ``mains_hz`` is 50 or 60; NaN finds it.
    """
    x = np.ascontiguousarray(samples_uv.T, np.float32)
    n_channels, n = x.shape
    lost = np.isnan(x)
    lost_percent = 100.0 * lost.mean(axis=1)
    if lost.any():
        x = _filled(x, lost)
    offset = np.median(x, axis=1).astype(np.float64)
    still = standing(x, fs_hz, lost if lost.any() else None)
    live = (still.flat_percent < 90) & (lost_percent < 90)
    middle = _medians(x, round(POP_S * fs_hz))
    seconds = _medians(x, round(fs_hz))
    line = np.linspace(0.0, 1.0, n, dtype=np.float32)
    ends = (middle[:, :1], middle[:, -1:] - middle[:, :1])
    flattened = x - (ends[0] + ends[1] * line).astype(np.float32)
    spectrum = fft.rfft(flattened, axis=1)
    f_hz = np.asarray(np.fft.rfftfreq(n, 1.0 / fs_hz), np.float64)
    power = (spectrum.real**2 + spectrum.imag**2) * (2.0 / n**2)
    top_hz = min(BAND_HZ[1], 0.45 * fs_hz)
    asked = (50.0, 60.0) if math.isnan(mains_hz) else (mains_hz,)
    mains_hz = find_mains(power[live], f_hz) if math.isnan(mains_hz) else mains_hz
    # One channel may have the hum of a device that is not fed by the mains of the others.
    seconds_power = _second_spectra(flattened, fs_hz)
    mains_power = np.zeros(n_channels)
    gain = np.broadcast_to(_gain(f_hz, BAND_HZ[0], top_hz), power.shape).copy()
    for hz in asked:
        mains_power = np.maximum(mains_power, _mains(power, seconds_power, f_hz, fs_hz, hz, top_hz, gain))
    band = fft.irfft(spectrum * gain, n, axis=1).astype(np.float32, copy=False)
    levels = _levels(band, round(WINDOW_S * fs_hz))
    low = fft.irfft(spectrum * _gain(f_hz, *LOW_HZ), n, axis=1)
    # Straight lines drawn through what was lost are no quiet times.
    known = _known(lost, round(WINDOW_S * fs_hz))
    low_uv = np.median(_levels(low, round(LOW_WINDOW_S * fs_hz))[:, _known(lost, round(LOW_WINDOW_S * fs_hz))], axis=1)
    sigma = np.quantile(levels[:, known], QUIET_SHARE, axis=1)
    activity, quiet = _quiet(levels[:, known], live)
    quiet = known[quiet]
    covariance = np.asarray(band.astype(np.float64) @ band.T.astype(np.float64)) / n
    w = round(WINDOW_S * fs_hz)
    rows = band[:, : levels.shape[1] * w].reshape(n_channels, -1, w)[:, quiet].reshape(n_channels, -1)
    quiet_covariance = np.asarray(rows.astype(np.float64) @ rows.T.astype(np.float64)) / rows.shape[1]
    mains_uv = np.sqrt(mains_power)
    densities = [_in_band(power, f_hz, a, b) for a, b in ((20.0, 100.0), (100.0, top_hz))]
    with np.errstate(invalid="ignore", divide="ignore"):
        mains_percent = 100 * mains_power / (mains_power + sigma**2)
        low_percent = 100 * low_uv**2 / (low_uv**2 + sigma**2)
    figures = Figures(
        noise_uv=sigma,
        own_noise_uv=np.minimum(own_noise(quiet_covariance, live), sigma),
        noise_low_band_uv=densities[0],
        noise_high_band_uv=densities[1],
        mains_uv=mains_uv,
        mains_percent=np.nan_to_num(mains_percent),
        low_uv=low_uv.astype(np.float64),
        low_percent=np.nan_to_num(low_percent),
        offset_mv=offset / 1000.0,
        drift_uv_per_s=_slope(seconds),
        flat_percent=still.flat_percent,
        railed_percent=still.railed_percent,
        clipped_percent=still.clipped_percent,
        lost_percent=lost_percent,
        pops=_pops(middle, sigma, levels, live) * 20.0 / max(n / fs_hz, 1.0),
        bandwidth_hz=_bandwidth(flattened[:, : levels.shape[1] * w].reshape(n_channels, -1, w)[:, quiet], fs_hz),
    )
    at = int(np.argmin(np.abs(f_hz - mains_hz)))
    near = slice(max(0, at - 3), at + 4)
    best = near.start + int(np.argmax(power[live][:, near].sum(axis=0))) if live.any() else at
    phasors = np.asarray(spectrum[:, best] * (2.0 / n), np.complex128)
    return Measured(figures, live, covariance, quiet_covariance, phasors, mains_hz, activity, band)


def _known(lost: NDArray[np.bool_], width: int) -> NDArray[np.intp]:
    """Return the stretches of ``width`` samples of which little was lost on most channels; all where there are none."""
    width = max(1, min(width, lost.shape[1]))
    count = lost.shape[1] // width
    if not lost.any():
        return np.arange(count)
    share = lost.mean(axis=0)[: count * width].reshape(count, width).mean(axis=1)
    found = np.flatnonzero(share < 0.2)
    return found if len(found) else np.arange(count)


def _filled(x: FloatArray, lost: NDArray[np.bool_]) -> FloatArray:
    """Draw straight lines through what was lost; a channel without any sample is zero."""
    x = x.copy()
    at = np.arange(x.shape[1])
    for channel in np.flatnonzero(lost.any(axis=1)):
        known = ~lost[channel]
        x[channel] = np.interp(at, at[known], x[channel, known]) if known.any() else 0.0
    return x


def _medians(x: NDArray[np.floating], width: int) -> Figures1:
    """Return upper medians of consecutive stretches of ``width`` samples, shape ``(n_channels, n_stretches)``."""
    width = max(1, min(width, x.shape[1]))
    count = x.shape[1] // width
    cut = x[:, : count * width].reshape(x.shape[0], count, width)
    return np.asarray(np.partition(cut, width // 2, axis=-1)[..., width // 2], np.float64)


def _levels(band: NDArray[np.floating], width: int) -> Figures1:
    """Return sigma from the median of absolute values, per stretch, shape ``(n_channels, n_stretches)``."""
    return MAD_TO_SIGMA * _medians(np.abs(band), width)


def _gain(f_hz: Figures1, low_hz: float, high_hz: float) -> NDArray[np.float32]:
    """Return a band-pass gain with raised-cosine edges a tenth of each corner wide."""

    def edge(corner: float) -> Figures1:
        return np.asarray(0.5 - 0.5 * np.cos(np.pi * np.clip((f_hz / corner - 0.9) / 0.2, 0, 1)))

    return np.asarray(edge(low_hz) * (1 - edge(high_hz)), np.float32)


def find_mains(power: NDArray[np.floating], f_hz: Figures1) -> float:
    """Return 50 or 60 [Hz], whichever stands out more in ``power``, shape ``(n_channels, n_frequencies)``."""
    total = np.asarray(power, np.float64).sum(axis=0)

    def stands_out(line: float) -> float:
        away = np.abs(f_hz - line)
        beside = total[(away > 1.0) & (away <= 5.0)]
        return float(total[away <= 0.3].sum() / (np.median(beside) + 1e-30)) if len(beside) else 0.0

    return 60.0 if stands_out(60.0) > stands_out(50.0) else 50.0


def _second_spectra(x: FloatArray, fs_hz: float) -> NDArray[np.float32]:
    """Return the power of consecutive seconds, shape ``(n_channels, n_seconds, n_frequencies)`` [uV^2]."""
    width = max(8, min(round(fs_hz), x.shape[1]))
    count = x.shape[1] // width
    window = np.hanning(width).astype(np.float32)
    cut = x[:, : count * width].reshape(len(x), count, width)
    lines = fft.rfft((cut - cut.mean(axis=2, keepdims=True)) * window, axis=2)
    power = (lines.real**2 + lines.imag**2) * np.float32(2.0 / (width * float((window**2).sum())))
    return np.asarray(power, np.float32)


def _mains(
    power: NDArray[np.floating],
    seconds: NDArray[np.floating],
    f_hz: Figures1,
    fs_hz: float,
    mains_hz: float,
    top_hz: float,
    gain: NDArray[np.float32],
) -> Figures1:
    """Return the power in mains lines per channel [uV^2], and take the lines that are there out of ``gain``.

    A line counts for what stands above its neighbourhood in the whole stretch, and no more than it does in most single
    seconds: muscle activity has lines of chance, but not for long.
    """
    out = np.zeros(len(power))
    step = f_hz[1] if len(f_hz) > 1 else 1.0
    second_hz = np.arange(seconds.shape[2]) * (fs_hz / (2 * (seconds.shape[2] - 1)))
    for order in range(1, int(top_hz / mains_hz) + 1):
        hz = order * mains_hz
        half = max(
            1.6 * step, 0.12 + 0.06 * order
        )  # the grid keeps within 0.05 Hz, harmonics wander as many times that
        whole = _above(power[:, None, :], f_hz, hz, half, 1.5 * step, max(4.0, 8 * step))[:, 0]
        single = _above(seconds, second_hz, hz, 2.2, 1.0, 8.0)
        steady = np.quantile(single, 0.35, axis=1) if single.shape[1] else whole
        line = np.minimum(whole, steady)
        out += line
        # Every notch rings after each potential, so only lines that matter are taken out.
        there = np.flatnonzero(line > LINE_UV**2)
        away = np.abs(f_hz - hz) <= max(half, 0.5)
        gain[np.ix_(there, np.flatnonzero(away))] = 0.0
    return out


def _above(
    power: NDArray[np.floating], f_hz: Figures1, hz: float, half_hz: float, gap_hz: float, reach_hz: float
) -> Figures1:
    """Return what stands above the neighbourhood within ``half_hz`` of ``hz``, over the last axis."""
    away = np.abs(f_hz - hz)
    at, beside = away <= half_hz, (away > half_hz + gap_hz) & (away <= half_hz + reach_hz)
    if not at.any() or not beside.any():
        return np.zeros(power.shape[:-1])
    floor = np.median(power[..., beside], axis=-1) / math.log(2)  # the mean of an exponential from its median
    return np.asarray(np.maximum(0.0, power[..., at].sum(axis=-1) - floor * at.sum()), np.float64)


def _quiet(levels: Figures1, live: NDArray[np.bool_]) -> tuple[float, NDArray[np.intp]]:
    """Return how active the array is, and the quiet half seconds, at least six of them."""
    rows = levels[live] if live.any() else levels
    base = np.maximum(np.quantile(rows, QUIET_SHARE, axis=1, keepdims=True), 1e-6)
    active = np.median(rows / base, axis=0)
    count = min(len(active), max(6, round(QUIET_SHARE * len(active))))
    return float(np.median(active)), np.sort(np.argsort(active)[:count])


def own_noise(
    covariance: Figures1,
    live: NDArray[np.bool_],
    n_others: int = 8,
    exclude: Iterable[tuple[int, int]] = (),
) -> Figures1:
    """Return the standard deviation that the most similar other channels cannot tell, shape ``(n_channels,)`` [uV].

    ``exclude`` names pairs that may not tell of each other, such as bridged ones.
    """
    covariance = covariance.copy()
    for i, j in exclude:
        covariance[i, j] = covariance[j, i] = 0.0
    out = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    index = np.flatnonzero(live)
    n_others = min(n_others, len(index) - 1)
    if n_others < 3:
        return out
    inner = covariance[np.ix_(index, index)]
    scale = np.sqrt(np.maximum(np.diag(inner), 1e-12))
    alike = np.abs(inner / np.outer(scale, scale))
    np.fill_diagonal(alike, -1.0)
    best = np.argsort(-alike, axis=1)[:, :n_others]
    a = inner[best[:, :, None], best[:, None, :]]
    # The absolute part keeps channels that carry nothing at all from making the system singular.
    ridge = (1e-6 * np.trace(a, axis1=1, axis2=2) + 1e-12)[:, None, None] * np.eye(n_others)
    b = inner[np.arange(len(index))[:, None], best]
    told = np.einsum("ik,ik->i", b, np.linalg.solve(a + ridge, b[..., None])[..., 0])
    out[index] = np.sqrt(np.maximum(np.diag(inner) - told, 0.0))
    return out


def _slope(seconds: Figures1) -> Figures1:
    """Return the median slope of all pairs of seconds (Theil-Sen) [per s]."""
    n = seconds.shape[1]
    if n < 3:
        return np.zeros(len(seconds))
    i, j = np.triu_indices(n, 1)
    if len(i) > 2000:
        keep = np.linspace(0, len(i) - 1, 2000).astype(int)
        i, j = i[keep], j[keep]
    return np.asarray(np.median((seconds[:, j] - seconds[:, i]) / (j - i), axis=1))


def _pops(middle: Figures1, sigma: Figures1, levels: Figures1, live: NDArray[np.bool_]) -> Figures1:
    """Count steps of the 50-ms medians that at most two channels, or a twentieth of them, have at the same time.

    A step must stand out of the noise, of the slow signal, and of the activity of its moment, the ``levels`` of half
    seconds.
    """
    if middle.shape[1] < 5:
        return np.zeros(len(middle))
    step = np.abs(middle[:, 2:] - middle[:, :-2])
    usual = np.median(step, axis=1, keepdims=True)
    around = np.maximum(levels, np.maximum(np.roll(levels, 1, axis=1), np.roll(levels, -1, axis=1)))
    place = np.minimum(np.arange(step.shape[1]) * levels.shape[1] // step.shape[1], levels.shape[1] - 1)
    usual = np.maximum(8.0 * usual, 3.0 * around[:, place])
    large = (step > np.maximum(60.0, np.maximum(12.0 * sigma[:, None], usual))) & live[:, None]
    together = np.zeros(large.shape[1], int)
    padded = np.pad(large, ((0, 0), (2, 2)))
    for shift in range(5):
        together = np.maximum(together, padded[:, shift : shift + large.shape[1]].sum(axis=0))
    alone = large & (together <= max(2, len(middle) // 20))
    begun = alone.copy()
    for back in range(1, 9):  # one pop decays over some tenths of a second
        begun[:, back:] &= ~alone[:, :-back]
    return np.asarray(begun.sum(axis=1), np.float64)


def _in_band(power: NDArray[np.floating], f_hz: Figures1, a: float, b: float) -> Figures1:
    """Return the rms in ``a`` to ``b`` Hz from the median density, which a few potentials do not move."""
    at = (f_hz >= a) & (f_hz < b)
    if not at.any():
        return np.full(len(power), np.nan)
    return np.asarray(np.sqrt(np.median(power[:, at], axis=1) / math.log(2) * at.sum()))


def _bandwidth(quiet: FloatArray, fs_hz: float) -> Figures1:
    """Return where the density of quiet stretches, shape ``(n_channels, n, width)``, falls for good by 15 dB [Hz]."""
    window = np.hanning(quiet.shape[2]).astype(np.float32)
    lines = fft.rfft((quiet - quiet.mean(axis=2, keepdims=True)) * window, axis=2)
    power = np.mean(lines.real**2 + lines.imag**2, axis=1)
    f_hz = np.fft.rfftfreq(quiet.shape[2], 1.0 / fs_hz)
    edges = np.arange(20.0, f_hz[-1] + 1e-9, 20.0)
    density = np.full((len(power), max(len(edges) - 1, 1)), np.nan)
    for k in range(len(edges) - 1):
        at = (f_hz >= edges[k]) & (f_hz < edges[k + 1])
        if at.any():
            density[:, k] = np.median(power[:, at], axis=1)  # a line of the mains does not move it
    flat = (edges[:-1] >= PLATEAU_HZ[0]) & (edges[1:] <= PLATEAU_HZ[1])
    out = np.full(len(power), np.nan)
    if flat.sum() < 3:
        return out
    plateau = np.median(density[:, : len(flat)][:, flat], axis=1)
    for channel in np.flatnonzero(plateau > 0):
        above = np.flatnonzero(density[channel] >= plateau[channel] * 10 ** (-EDGE_DB / 10))
        out[channel] = edges[above[-1] + 1]
    return np.asarray(out, np.float64)
