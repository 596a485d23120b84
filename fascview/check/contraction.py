"""The short contraction: whether every electrode follows its muscle, and the right way round."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fascview.check.array import Extra, check_array
from fascview.check.findings import Finding
from fascview.check.limits import Limits
from fascview.check.result import ChannelResult, CheckResult
from fascview.stream import FloatArray, StreamInfo

KINDS = ("reversed", "swapped", "clipped", "railed", "flat")
ACTIVE, FOLLOWS = 3.0, 1.5


def level_of(samples_uv: FloatArray, fs_hz: float) -> NDArray[np.float64]:
    """Return the level of a short stretch per channel, mostly without what lies below 20 Hz [uV]."""
    x = np.nan_to_num(np.asarray(samples_uv, np.float64))
    lag = max(1, round(fs_hz / 200.0))  # the difference over 5 ms passes 100 Hz best, and little below 20 Hz
    if len(x) <= 2 * lag:
        return np.zeros(x.shape[1])
    return np.asarray(1.4826 * np.median(np.abs(x[lag:] - x[:-lag]), axis=0) / np.sqrt(2.0))


def following(
    samples_uv: FloatArray, info: StreamInfo, names: Sequence[str], limits: Limits, extra: Extra
) -> CheckResult:
    """Judge a stretch with a contraction in it, shape ``(n_samples, n_channels)`` [uV].

    A channel that did not rise by half while its neighbours (without a map: its muscle) rose threefold does not follow.
    Turned and swapped leads show in what neighbours share.
    """
    whole = check_array(samples_uv, info.fs_hz, names, limits, extra)
    width = max(8, round(0.25 * info.fs_hz))
    count = len(samples_uv) // width
    levels = np.array([level_of(samples_uv[i * width : (i + 1) * width], info.fs_hz) for i in range(count)])
    if not count:
        return whole
    quiet, loud = np.quantile(levels, 0.1, axis=0), np.quantile(levels, 0.95, axis=0)
    rise = loud / np.maximum(quiet, 0.5)
    muscles = info.muscle_of_channel
    channels = []
    for i, channel in enumerate(whole.channels):
        found = [f for f in channel.findings if f.kind in KINDS]
        near = muscles == muscles[i]
        if extra.places is not None:
            away = np.hypot(*(extra.places - extra.places[i]).T)
            near = near & (away > 0) & (away < 1.5)  # NaN, a channel without a place, is near nobody
        usual = float(np.median(rise[near])) if near.any() else 0.0
        if usual > ACTIVE and rise[i] < FOLLOWS and not any(f.kind in ("railed", "flat") for f in found):
            text = f"rises {rise[i]:.1f} times, its neighbours {usual:.1f} times"
            found.append(Finding("not_following", "fail", (i,), text, float(rise[i]), FOLLOWS))
        channels.append(ChannelResult(channel.name, tuple(found), {"rise": float(rise[i])}))
    return CheckResult(tuple(channels), (), limits, whole.facts)
