"""Conduction velocity and innervation zone from potentials that run along a line of electrodes.

Velocity: the maximum-likelihood estimator for many channels (Farina, Muhammad, Fortunato, Meste, Merletti and Rix,
Medical and Biological Engineering and Computing 39, 2001, 225-236; Farina and Merletti, ibid. 42, 2004, 432-445): the
delay per electrode at which all channels, shifted back, differ least from their mean. The shift is made in the
frequency domain, so it is not bound to samples. The zone enters the same model: from it potentials run both ways, and
single differential signals turn their sign there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, signal

from fascview.check.layout import Layout
from fascview.stream import FloatArray

METHOD = "multichannel maximum likelihood (Farina and Merletti)"
SLOWEST_M_S, FASTEST_M_S = 1.5, 9.0
BAND_HZ = (20.0, 450.0)
HALF_S = 0.015
LEAST_FIT = 0.6
MOST_POTENTIALS = 30
GLANCE = 5  # potentials that choose the line


@dataclass(frozen=True, slots=True)
class Conduction:
    """What runs along a line.

    Attributes
    ----------
    velocity_m_s, error_m_s : float
        Velocity and its standard error [m/s]; NaN where nothing runs.
    zone : float
        Place of the innervation zone, counted in electrodes from the first (0), NaN where it lies outside the line.
    n_potentials : int
        How many potentials it is from.
    fit : float
        Share of the power of the signals that the model explains, 0 to 1.
    line : str
        Which line, such as ``column 3``.
    """

    velocity_m_s: float
    error_m_s: float
    zone: float
    n_potentials: int
    fit: float
    line: str = ""


NOTHING = Conduction(math.nan, math.nan, math.nan, 0, 0.0)


def conduction(
    samples_uv: FloatArray, fs_hz: float, pitch_mm: float, line: str = "", most: int = MOST_POTENTIALS
) -> Conduction:
    """Measure a line of electrodes.

    Parameters
    ----------
    samples_uv : ndarray, shape (n_samples, n_electrodes)
        Monopolar signals of neighbours in order, 5 or more [uV].
    fs_hz : float
    pitch_mm : float
        Distance of neighbours [mm].
    line : str
        What to call it.
    most : int
        At most so many of the largest potentials are looked at.

    Returns
    -------
    Conduction
        Of the potentials that stand out; the standard error is that of their mean, weighted by how well each is known.
    """
    x = np.nan_to_num(np.asarray(samples_uv, np.float64))
    if x.shape[1] < 5 or len(x) < 4 * HALF_S * fs_hz:
        return NOTHING
    top = min(BAND_HZ[1], 0.45 * fs_hz)
    sos = signal.butter(2, (BAND_HZ[0], top), "bandpass", fs=fs_hz, output="sos")
    single = np.diff(signal.sosfiltfilt(sos, x, axis=0), axis=1)
    reach = math.ceil((HALF_S + 0.5 * pitch_mm * 1e-3 * x.shape[1] / SLOWEST_M_S) * fs_hz)
    found: list[tuple[float, float, float, float]] = []
    for at in _potentials(single, fs_hz, reach)[:most]:
        delay, error, zone, fit = _fit(single[at - reach : at + reach], fs_hz, pitch_mm)
        if fit >= LEAST_FIT and math.isfinite(delay):
            velocity = pitch_mm * 1e-3 / delay
            found.append((velocity, velocity * error / delay, zone, fit))
    if not found:
        return NOTHING
    values, errors, zones, fits = (np.array(v) for v in zip(*found, strict=True))
    middle = float(np.median(values))
    near = np.abs(values - middle) <= 3.0 * max(1.4826 * float(np.median(np.abs(values - middle))), 0.05 * middle)
    weights = 1.0 / np.maximum(errors[near], 0.005 * middle) ** 2
    velocity = float(np.average(values[near], weights=weights))
    error = float(1.0 / math.sqrt(weights.sum()))
    if near.sum() >= 3:  # what the potentials themselves scatter by tells more than the noise does
        spread = float(np.sqrt(np.average((values[near] - velocity) ** 2, weights=weights)))
        error = max(error, spread / math.sqrt(near.sum() - 1))
    inside = np.isfinite(zones[near])
    zone = float(np.median(zones[near][inside])) if inside.mean() > 0.5 else math.nan
    return Conduction(velocity, error, zone, int(near.sum()), float(np.median(fits[near])), line)


def along_layout(
    samples_uv: FloatArray,
    fs_hz: float,
    layout: Layout,
    bad: frozenset[int] = frozenset(),
    muscles: NDArray[np.intp] | None = None,
) -> Conduction:
    """Measure the columns and rows of a grid and return the line that the model fits best.

    ``samples_uv`` has the shape ``(n_samples, n_channels)``; channels in ``bad`` break a line, and so does a change of
    muscle where ``muscles`` names that of every channel.
    """
    if layout.kind != "monopolar":
        return NOTHING
    best, chosen = NOTHING, list[int]()
    lines = [(f"column {c + 1}", [row[c] for row in layout.grid]) for c in range(layout.n_columns)]
    lines += [(f"row {r + 1}", list(row)) for r, row in enumerate(layout.grid)]
    for name, numbers in lines:
        kept = [n - 1 if 0 < n <= samples_uv.shape[1] and n - 1 not in bad else -1 for n in numbers]
        run = _longest(kept, muscles)
        if len(run) >= 5:
            found = conduction(samples_uv[:, run], fs_hz, layout.pitch_mm, name, GLANCE)
            if found.fit * math.sqrt(found.n_potentials) > best.fit * math.sqrt(best.n_potentials):
                best, chosen = found, run
    return conduction(samples_uv[:, chosen], fs_hz, layout.pitch_mm, best.line) if chosen else NOTHING


def _longest(channels: list[int], muscles: NDArray[np.intp] | None) -> list[int]:
    """Return the longest run of channels of one muscle without a hole."""
    best: list[int] = []
    run: list[int] = []
    for channel in [*channels, -1]:
        same = not run or muscles is None or channel < 0 or muscles[channel] == muscles[run[-1]]
        if channel >= 0 and same:
            run.append(channel)
            continue
        best, run = (run if len(run) > len(best) else best), [channel] if channel >= 0 else []
    return best


def _potentials(single: NDArray[np.float64], fs_hz: float, reach: int) -> list[int]:
    """Return the middles of the largest potentials, apart from each other."""
    width = max(3, round(0.004 * fs_hz))
    power = signal.convolve((single**2).mean(axis=1), np.hanning(width + 2)[1:-1], "same")
    peaks, _ = signal.find_peaks(power, height=9.0 * float(np.median(power)), distance=max(1, reach))
    peaks = peaks[(peaks >= reach) & (peaks + reach <= len(single))]
    return [int(p) for p in peaks[np.argsort(-power[peaks])][:MOST_POTENTIALS]]


def _fit(window: NDArray[np.float64], fs_hz: float, pitch_mm: float) -> tuple[float, float, float, float]:
    """Return delay per electrode [s], its standard error, zone (NaN outside), and the share of power explained."""
    n_lines = window.shape[1]
    taper = signal.windows.tukey(len(window), 0.2)
    spectrum = np.fft.rfft(window * taper[:, None], axis=0)
    omega = 2 * np.pi * np.fft.rfftfreq(len(window), 1.0 / fs_hz)
    keep = (omega >= 2 * np.pi * BAND_HZ[0]) & (omega <= 2 * np.pi * min(BAND_HZ[1], 0.45 * fs_hz))
    spectrum, omega = spectrum[keep], omega[keep]
    total = float((np.abs(spectrum) ** 2).sum())
    pitch = pitch_mm * 1e-3
    at = np.arange(n_lines) + 0.5  # a difference lies between its two electrodes

    def all_explained(delays: NDArray[np.float64], zone: float) -> NDArray[np.float64]:
        away = at - zone
        # Nearer than half a pitch to the zone both ways cancel out.
        sign = np.clip(2.0 * away, -1.0, 1.0)
        back = np.exp(1j * omega[None, :, None] * (np.abs(away) * delays[:, None])[:, None, :])
        summed = (back * (spectrum * sign)[None]).sum(axis=2)
        norm = float((sign**2).sum())
        return np.asarray((np.abs(summed) ** 2).sum(axis=1) / max(norm, 1e-12) / max(total, 1e-30), np.float64)

    def explained(delay: float, zone: float) -> float:
        return float(all_explained(np.array([delay]), zone)[0])

    delays = pitch / np.linspace(SLOWEST_M_S, FASTEST_M_S, 30)
    zones = np.concatenate([[-1.0], np.arange(0.5, n_lines - 0.4, 0.5), [n_lines + 1.0]])
    scores = np.array([all_explained(delays, z) for z in zones])
    # A zone inside the line must earn its freedom.
    outside = max(scores[0].max(), scores[-1].max())
    z, d = divmod(int(np.argmax(scores)), len(delays))
    if scores[z, d] < outside + 0.02:
        z = 0 if scores[0].max() >= scores[-1].max() else len(zones) - 1
        d = int(np.argmax(scores[z]))
    zone, inside = float(zones[z]), 0 < z < len(zones) - 1
    if inside:
        # The delay in milliseconds, so that both are of the same size.
        start: np.ndarray[tuple[int], np.dtype[np.float64]] = np.array([delays[d] * 1e3, zone])

        def missing(p: np.ndarray[tuple[int], np.dtype[np.float64]], /, *_: Any, **__: Any) -> float:
            return -explained(float(p[0]) * 1e-3, float(p[1]))

        best = optimize.minimize(missing, start, method="Nelder-Mead")
        delay, zone = float(best.x[0]) * 1e-3, float(best.x[1])
    else:
        low, high = float(delays[min(d + 1, len(delays) - 1)]), float(delays[max(d - 1, 0)])
        one = optimize.minimize_scalar(
            lambda v: -explained(v, zone), bounds=(low, high), method="bounded", options={"xatol": 1e-8}
        )
        delay = float(one.x)
    fit = explained(delay, zone)
    if not pitch / FASTEST_M_S < delay < pitch / SLOWEST_M_S:
        return math.nan, math.nan, math.nan, 0.0
    # Cramer-Rao: the noise is what the model leaves, the slope is that of the signals against the delay.
    away = np.abs(at - zone)
    signal_power = fit * total / n_lines
    noise = max(1.0 - fit, 1e-9) * total / (n_lines * len(omega))
    slope = float((np.abs(spectrum) ** 2 * omega[:, None] ** 2).sum() / max(total, 1e-30)) * signal_power
    lever = float(((away - away.mean()) ** 2).sum())
    error = math.sqrt(noise / max(2.0 * slope * lever, 1e-30))
    return delay, error, zone if inside else math.nan, fit
