"""Impedances of electrodes as a device measured them: held against the limit, and their trend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fascview.check.findings import Finding
from fascview.check.limits import Limits
from fascview.check.result import ChannelResult, CheckResult
from fascview.stream import StreamInfo

MOST_IMPEDANCES = 50


@dataclass(frozen=True, slots=True)
class Impedances:
    """One measurement of all electrodes.

    Attributes
    ----------
    wall_s : float
        When [s since 1970].
    kohm : tuple of float
        One per channel [kOhm], NaN where unknown.
    """

    wall_s: float
    kohm: tuple[float, ...]


def nothing_yet(info: StreamInfo, limits: Limits) -> CheckResult:
    """Return a result of which nothing has been measured."""
    return CheckResult(tuple(ChannelResult(c.name, (), {}) for c in info.channels), (), limits, {"fs_hz": info.fs_hz})


def with_impedance(result: CheckResult, kohm: Sequence[float]) -> CheckResult:
    """Return a result with these impedances [kOhm], one per channel, in the place of older ones."""
    edge, channels = result.limits.impedance_kohm, []
    for i, (channel, value) in enumerate(zip(result.channels, kohm, strict=True)):
        found = [f for f in channel.findings if f.kind != "impedance"]
        if math.isfinite(value) and value > result.limits.near * edge:
            text = f"impedance {value:.1f} kΩ, limit {edge:g}"
            found.append(Finding("impedance", "fail" if value > edge else "warn", (i,), text, value, edge))
        figures = channel.figures | {"impedance_kohm": float(value)}
        channels.append(replace(channel, findings=tuple(found), figures=figures))
    return replace(result, channels=tuple(channels))


def impedance_words(kohm: Sequence[float], limits: Limits) -> tuple[str, str]:
    """Return ``pass``, ``warn`` or ``fail`` and one phrase with the figures of one measurement."""
    known = sorted(k for k in kohm if math.isfinite(k))
    if not known:
        return "warn", "the device could tell no impedance"
    over = sum(k > limits.impedance_kohm for k in known)
    near = len(known) < len(kohm) or known[-1] > limits.near * limits.impedance_kohm
    state = "fail" if over else "warn" if near else "pass"
    unknown = len(kohm) - len(known)
    words = f"{known[0]:.1f} to {known[-1]:.1f} kΩ, {over} above {limits.impedance_kohm:g}"
    return state, words + (f", {unknown} unknown" if unknown else "")


def history(*parts: Sequence[Impedances]) -> tuple[Impedances, ...]:
    """Return all measurements in the order of time, each once."""
    by_time = {m.wall_s: m for part in parts for m in part}
    return tuple(by_time[t] for t in sorted(by_time))[-MOST_IMPEDANCES:]


def trend(measured: Sequence[Impedances], channel: int) -> tuple[float, ...]:
    """Return what was measured of one channel so far [kOhm], the latest last; the unknown left out."""
    values = (m.kohm[channel] for m in measured if 0 <= channel < len(m.kohm))
    return tuple(v for v in values if math.isfinite(v))
