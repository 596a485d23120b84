"""Checks of recordings, of streams as they arrive, and of what was gathered from them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from fascview.check.array import Extra, check_array
from fascview.check.calibration import with_calibration
from fascview.check.findings import Finding
from fascview.check.layout import Layout
from fascview.check.limits import Limits
from fascview.check.result import ChannelResult, CheckResult
from fascview.stream import Block, FloatArray, StreamInfo

WHOLE_S = 120.0  # longer recordings are checked in stretches spread over them
STRETCH_S, STRETCHES = 20.0, 6


def impedances(info: StreamInfo) -> list[float] | None:
    """Return the impedance of every channel [kOhm] as the source told it, or None."""
    words = info.properties.get("impedance_kohm", "").split(",")
    if len(words) != info.n_channels:
        return None
    try:
        return [float(w) if w.strip() else math.nan for w in words]
    except ValueError:
        return None


def check_samples(
    samples_uv: FloatArray,
    info: StreamInfo,
    limits: Limits,
    layout: Layout | None = None,
    calibration_uv: float | None = None,
    measured_fs_hz: float = math.nan,
) -> CheckResult:
    """Check samples of a stream, shape ``(n_samples, n_channels)`` [uV].

    With ``calibration_uv`` they carry a square wave or sine of this Vpp, and what it shows is judged instead.
    """
    places = None if layout is None else layout.places(info.n_channels)
    scaled = all(c.unit == "uV" for c in info.channels)
    extra = Extra(measured_fs_hz, impedances(info), places, scaled)
    names = [c.name for c in info.channels]
    if calibration_uv is not None:
        return with_calibration(samples_uv, info.fs_hz, names, calibration_uv, limits, extra)
    return check_array(samples_uv, info.fs_hz, names, limits, extra)


def check_recording(
    read: Callable[[int, int], FloatArray],
    n_samples: int,
    info: StreamInfo,
    limits: Limits,
    layout: Layout | None = None,
    calibration_uv: float | None = None,
) -> CheckResult:
    """Check a recording that ``read(start, stop)`` gives; a long one in six stretches of 20 s spread over it.

    What is found in half of the stretches or more is a finding; what comes in fewer is a warning.
    """
    if n_samples <= WHOLE_S * info.fs_hz:
        return check_samples(read(0, n_samples), info, limits, layout, calibration_uv)
    width = round(STRETCH_S * info.fs_hz)
    starts = np.linspace(0, n_samples - width, STRETCHES).astype(int)
    results = [check_samples(read(int(a), int(a) + width), info, limits, layout, calibration_uv) for a in starts]
    return joined(results)


def joined(results: list[CheckResult]) -> CheckResult:
    """Return several checks of the same array as one: medians of the figures, and what most of them found."""
    first = results[0]
    channels = []
    for i, channel in enumerate(first.channels):
        figures = {k: _median([r.channels[i].figures.get(k, math.nan) for r in results]) for k in channel.figures}
        channels.append(ChannelResult(channel.name, _most([r.channels[i].findings for r in results]), figures))
    findings = _most([r.findings for r in results])
    facts = dict(first.facts)
    facts["duration_s"] = sum(r.facts["duration_s"] for r in results)
    return CheckResult(tuple(channels), findings, first.limits, facts)


def _median(values: list[float]) -> float:
    known = [v for v in values if math.isfinite(v)]
    return float(np.median(known)) if known else math.nan


def _most(found: list[tuple[Finding, ...]]) -> tuple[Finding, ...]:
    """Keep one finding per kind and partner; those of fewer than half of the stretches become warnings."""
    kept: dict[tuple[str, tuple[int, ...]], Finding] = {}
    fails: Counter[tuple[str, tuple[int, ...]]] = Counter()
    for findings in found:
        for finding in findings:
            key = (finding.kind, finding.channels)
            if key not in kept or (finding.level == "fail" and kept[key].level == "warn"):
                kept[key] = finding
            fails[key] += finding.level == "fail"
    out = []
    for key, finding in kept.items():
        if finding.level == "fail" and 2 * fails[key] < len(found):
            part = f"{finding.text}, in {fails[key]} of {len(found)} stretches"
            finding = replace(finding, level="warn", text=part)
        out.append(finding)
    return tuple(out)


class Gathering:
    """Collects the first seconds of a stream by its sample index; what does not arrive stays NaN.

    Parameters
    ----------
    info : StreamInfo
    duration_s : float
        How much is wanted [s].
    """

    def __init__(self, info: StreamInfo, duration_s: float) -> None:
        self._n = max(1, round(duration_s * info.fs_hz))
        self._info = info
        self._rows: FloatArray = np.full((self._n, info.n_channels), np.nan, np.float32)
        self._first: int | None = None
        self._stop = 0
        self._times: list[tuple[float, int]] = []

    @property
    def share(self) -> float:
        """How much has been gathered, 0 to 1."""
        return min(1.0, self._stop / self._n)

    @property
    def full(self) -> bool:
        """True once there is enough."""
        return self._stop >= self._n

    def add(self, block: Block, now_s: float) -> None:
        """Take a block that arrived at ``now_s`` on a clock that only goes forward."""
        if self._first is None:
            self._first = block.start
        at = block.start - self._first
        if at < 0:
            return
        self._times.append((now_s, block.stop - self._first))
        rows = block.samples[: max(0, self._n - at)]
        if len(rows):
            self._rows[at : at + len(rows)] = rows
        self._stop = max(self._stop, min(self._n, at + len(block)))

    def samples(self) -> FloatArray:
        """Return what was gathered, shape ``(n, n_channels)``."""
        return self._rows[: self._stop]

    @property
    def measured_fs_hz(self) -> float:
        """Rate at which samples arrived against the clock [Hz], by a straight line; NaN before 5 s have passed.

        NaN too where they came much faster than in real time, as from a source that does not keep a clock.
        """
        if len(self._times) < 10 or self._times[-1][0] - self._times[0][0] < 5.0:
            return math.nan
        # What had waited at the sender comes in the first moment.
        times, counts = np.array([t for t in self._times if t[0] > self._times[0][0] + 1.0], np.float64).T
        slope = float(np.polyfit(times - times[0], counts, 1)[0])
        return slope if slope < 1.5 * self._info.fs_hz else math.nan
