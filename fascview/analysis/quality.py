"""How good the signal of a channel is, second by second."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fascview.stream import FloatArray

GOOD_UV, FAIR_UV = 5.0, 10.0
FLAT_RUN = 3


@dataclass(frozen=True, slots=True)
class ChannelQuality:
    """One channel: sigma [uV], the shares of power in mains lines and below 20 Hz, clipped and lost samples [%].

    NaN where nothing could be measured.
    """

    sigma_uv: float = math.nan
    mains_percent: float = math.nan
    below_20_hz_percent: float = math.nan
    clipped_percent: float = math.nan
    lost_percent: float = 100.0

    @property
    def word(self) -> str:
        """``good`` up to 5 uV of noise, ``fair`` up to 10, ``poor`` above, ``no signal`` without any."""
        if not (math.isfinite(self.sigma_uv) and self.sigma_uv > 0.0):
            return "no signal"
        return "good" if self.sigma_uv <= GOOD_UV else "fair" if self.sigma_uv <= FAIR_UV else "poor"


def channel_quality(second_uv: FloatArray, fs_hz: float, sigma_uv: float, mains_hz: float) -> ChannelQuality:
    """Measure one stretch of about a second of one channel as it came, shape ``(n,)`` [uV].

    The power is that of the signal less its mean. Mains is what rises above the neighbouring frequencies within 1 Hz of
    ``mains_hz`` and its first nine harmonics. Clipped samples stand still at the extreme of the stretch, three or more.
    """
    known = np.isfinite(second_uv)
    lost = 100.0 * (1.0 - float(known.mean())) if len(known) else 100.0
    x = second_uv[known].astype(np.float64)
    if len(x) < fs_hz / 4.0:
        return ChannelQuality(sigma_uv, lost_percent=lost)
    power = np.abs(np.fft.rfft((x - x.mean()) * np.hanning(len(x)))) ** 2
    f_hz = np.fft.rfftfreq(len(x), 1.0 / fs_hz)
    total = float(power.sum())
    if not total > 0.0:
        return ChannelQuality(sigma_uv, 0.0, 0.0, 100.0, lost)
    mains = 0.0
    for line in mains_hz * np.arange(1, 11) if mains_hz > 0.0 else ():
        away = np.abs(f_hz - line)
        at, beside = away <= 1.5, (away > 2.5) & (away <= 7.5)
        if line < 0.49 * fs_hz and at.any() and beside.any():
            mains += max(0.0, float(power[at].sum()) - float(np.median(power[beside])) * int(at.sum()))
    return ChannelQuality(
        sigma_uv, 100.0 * mains / total, 100.0 * float(power[f_hz < 20.0].sum()) / total, _clipped(x), lost
    )


def _clipped(x: NDArray[np.float64]) -> float:
    count = 0
    for extreme in (x.min(), x.max()):
        edges = np.flatnonzero(np.diff(np.concatenate(([False], x == extreme, [False])).astype(np.int8)))
        runs = edges[1::2] - edges[::2]
        count += int(runs[runs >= FLAT_RUN].sum())
    return 100.0 * min(1.0, count / len(x))


def typical(seconds: list[ChannelQuality]) -> ChannelQuality:
    """Return the median of several seconds, but the mean of what was clipped or lost."""

    def middle(name: str) -> float:
        values = [v for q in seconds if math.isfinite(v := getattr(q, name))]
        return float(np.median(values)) if values else math.nan

    def mean(name: str) -> float:
        values = [v for q in seconds if math.isfinite(v := getattr(q, name))]
        return float(np.mean(values)) if values else math.nan

    return ChannelQuality(
        middle("sigma_uv"),
        middle("mains_percent"),
        middle("below_20_hz_percent"),
        mean("clipped_percent"),
        mean("lost_percent"),
    )


def mains_frequency(second_uv: FloatArray, fs_hz: float) -> float:
    """Return 50 or 60, whichever stands out more from its neighbourhood in one second of all channels [Hz]."""
    x = np.nan_to_num(second_uv.astype(np.float64))
    if len(x) < fs_hz / 2.0 or fs_hz < 130.0:
        return 50.0
    power = (np.abs(np.fft.rfft((x - x.mean(axis=0)) * np.hanning(len(x))[:, None], axis=0)) ** 2).sum(axis=1)
    f_hz = np.fft.rfftfreq(len(x), 1.0 / fs_hz)

    def stands_out(line: float) -> float:
        away = np.abs(f_hz - line)
        return float(power[away <= 1.5].sum() / (np.median(power[(away > 2.5) & (away <= 7.5)]) + 1e-30))

    return 60.0 if stands_out(60.0) > stands_out(50.0) else 50.0
