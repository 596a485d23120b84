"""The check of an array at rest: figures held against limits, and what they mean."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from fascview.check.figures import Figures, Measured, measure, own_noise
from fascview.check.findings import Finding, Level
from fascview.check.limits import Limits
from fascview.check.pairs import (
    bridges,
    common_share,
    duplicates,
    reversed_channels,
    swapped_channels,
)
from fascview.check.result import ChannelResult, CheckResult
from fascview.stream import FloatArray

LEAST_S = 3.0
LARGEST_UV = 1e9
MOST = 0.8  # of the channels: what they all have is the array's


@dataclass(frozen=True, slots=True)
class Extra:
    """What is known beside the samples.

    Attributes
    ----------
    measured_fs_hz : float
        Sampling rate as measured against the computer's clock [Hz], NaN for a file.
    impedance_kohm : sequence of float or None
        Per channel, from a device that measures it.
    places : ndarray or None
        Row and column of every channel, shape ``(n_channels, 2)``, NaN for none; for swapped leads.
    scaled : bool
        False where the samples are counts of unknown size: limits in microvolt are not judged then.
    """

    measured_fs_hz: float = math.nan
    impedance_kohm: Sequence[float] | None = None
    places: NDArray[np.float64] | None = None
    scaled: bool = True


def check_array(
    samples_uv: FloatArray, fs_hz: float, names: Sequence[str], limits: Limits | None = None, extra: Extra | None = None
) -> CheckResult:
    """Check a stretch of an array.

    Parameters
    ----------
    samples_uv : ndarray, shape (n_samples, n_channels)
        Microvolt, NaN where lost. About 20 s, with the muscle at rest at least a fifth of the time.
    fs_hz : float
        Sampling rate [Hz].
    names : sequence of str
        One per channel.
    limits : Limits, optional
    extra : Extra, optional
    """
    return Judge(samples_uv, fs_hz, names, limits or Limits(), extra or Extra()).result()


class Judge:
    """Measures once, then collects findings."""

    def __init__(
        self, samples_uv: FloatArray, fs_hz: float, names: Sequence[str], limits: Limits, extra: Extra
    ) -> None:
        self._limits, self._extra, self._fs_hz = limits, extra, fs_hz
        self._names = tuple(names)
        given = np.asarray(samples_uv, np.float32)
        with np.errstate(invalid="ignore"):
            # No amplifier gives a kilovolt: such a value is damage, and lost.
            self._samples: FloatArray = np.where(np.abs(given) <= LARGEST_UV, given, np.float32(np.nan))
        self._found: list[list[Finding]] = [[] for _ in names]
        self._array: list[Finding] = []
        self._seconds = len(samples_uv) / fs_hz
        self._measured: Measured | None = None

    def result(self) -> CheckResult:
        """Return what was found."""
        arrived_s = float((~np.isnan(self._samples).all(axis=1)).sum() / self._fs_hz) if self._names else 0.0
        if arrived_s < LEAST_S:
            text = f"{arrived_s:.1f} s of samples, {LEAST_S:g} s are the least"
            self._array.append(Finding("too_short", "fail", (), text, arrived_s, LEAST_S))
            if arrived_s < 0.99 * self._seconds:
                share = 100.0 * (1.0 - arrived_s / self._seconds)
                words = f"{share:.2g} % of the samples lost"
                self._array.append(Finding("lost_samples", "fail", (), words, share, self._limits.lost_percent))
        elif self._names:
            self._trim()
            if not self._extra.scaled:
                self._scale()
            self._measured = measured = measure(self._samples, self._fs_hz)
            self._judge(measured)
        figures = self._figures()
        channels = tuple(
            ChannelResult(name, tuple(found), {k: float(v[i]) for k, v in figures.items()})
            for i, (name, found) in enumerate(zip(self._names, self._found, strict=True))
        )
        facts = {
            "fs_hz": self._fs_hz,
            "measured_fs_hz": self._extra.measured_fs_hz,
            "duration_s": self._seconds,
            "mains_hz": math.nan if self._measured is None else self._measured.mains_hz,
            "activity": math.nan if self._measured is None else self._measured.activity,
        }
        return CheckResult(channels, tuple(self._array), self._limits, facts)

    def _trim(self) -> None:
        """Leave out a beginning or an end in which every channel stands still: padding, or nothing connected yet."""
        moving = np.flatnonzero((np.diff(np.nan_to_num(self._samples), axis=0) != 0).any(axis=1))
        if not len(moving):
            return
        first, last = int(moving[0]), int(moving[-1]) + 2
        still_s = (len(self._samples) - (last - first)) / self._fs_hz
        if still_s > 0.1 and (last - first) / self._fs_hz >= LEAST_S:
            lost: NDArray[np.bool_] = np.asarray(np.isnan(self._samples).all(axis=1))
            if not lost[:first].any() and not lost[last:].any():
                text = f"all channels stand still for {still_s:.1f} s at the beginning or end, left out"
                self._array.append(Finding("flat", "warn", (), text, still_s))
                self._samples = self._samples[first:last]

    def _scale(self) -> None:
        """Bring counts to the size of usual noise, so that what has no unit is judged by its shape."""
        some = np.nan_to_num(self._samples[:: max(1, len(self._samples) // 5000)]).astype(np.float64)
        size = np.median(np.abs(some - np.median(some, axis=0)), axis=0)
        if (size > 0).any():
            self._samples = self._samples * np.float32(2.0 / float(np.median(size[size > 0])))

    def _figures(self) -> dict[str, NDArray[np.float64]]:
        if self._measured is None:
            return {}
        figures = {f.name: getattr(self._measured.figures, f.name) for f in fields(Figures)}
        if self._extra.impedance_kohm is not None:
            figures["impedance_kohm"] = np.asarray(self._extra.impedance_kohm, np.float64)
        return figures

    # ---- telling

    def _tell(self, kind: str, level: Level, channels: tuple[int, ...], text: str, value: float, limit: float) -> None:
        finding = Finding(kind, level, channels, text, value, limit)
        for channel in channels:
            self._found[channel].append(finding)

    def _over(self, kind: str, values: NDArray[np.float64], limit: float, what: str, unit: str, near: float) -> None:
        """Find channels beyond ``limit``, or beyond ``near``."""
        for channel in np.flatnonzero(values > near):
            value = float(values[channel])
            level: Level = "fail" if value > limit else "warn"
            text = f"{what} {value:.3g} {unit}, limit {limit:g}"
            self._tell(kind, level, (int(channel),), text, value, limit)

    # ---- judging

    def _judge(self, m: Measured) -> None:
        limits, f, live = self._limits, m.figures, m.live
        still = self._standing(f)
        alive = live & ~still
        lost = self._reference(m, alive, still)
        joined = set() if lost else self._pairs(m, alive)
        own = np.minimum(own_noise(m.quiet_covariance, live, exclude=joined), f.noise_uv)
        f = replace(f, own_noise_uv=own)
        self._measured = replace(m, figures=f)
        self._stream(f)
        if not self._extra.scaled:
            self._array.append(Finding("unscaled", "warn", (), "samples have no known unit"))
            self._over("mains", np.where(alive, f.mains_percent, 0.0), limits.mains_percent, "mains", "%", math.inf)
        else:
            self._levels(f, alive)
        if limits.near < 1 and self._extra.impedance_kohm is not None:
            kohm = np.nan_to_num(np.asarray(self._extra.impedance_kohm, np.float64))
            edge = limits.impedance_kohm
            self._over("impedance", kohm, edge, "impedance", "kΩ", limits.near * edge)
        self._loose(f, alive)
        rested = not any(x.kind in ("no_rest", "lost_reference") for x in self._array)
        if rested and 0.45 * self._fs_hz >= 1.05 * limits.bandwidth_hz:  # else the sampling rate is to blame
            self._bandwidth(f, alive)

    def _standing(self, f: Figures) -> NDArray[np.bool_]:
        limits = self._limits
        self._over("railed", f.railed_percent, limits.railed_percent, "at the rail", "% of the time", 1.0)
        self._over("flat", f.flat_percent, limits.flat_percent, "flat", "% of the time", 1.0)
        clipped = limits.clipped_percent
        self._over("clipped", f.clipped_percent, clipped, "cut off", "% of the samples", limits.near * clipped)
        return (f.railed_percent > limits.railed_percent) | (f.flat_percent > limits.flat_percent)

    def _reference(self, m: Measured, alive: NDArray[np.bool_], still: NDArray[np.bool_]) -> bool:
        """Find a reference or ground that has come off; return whether it has."""
        n, limits, f = len(alive), self._limits, m.figures
        if n < 4:
            return False
        if still.mean() >= MOST:
            text = f"{int(still.sum())} of {n} channels stand still"
            self._array.append(Finding("lost_reference", "fail", (), text, float(still.sum()), MOST * n))
            return True
        if not self._extra.scaled or alive.sum() < 4:
            return False
        with_mains = f.mains_uv[alive] > limits.mains_uv
        level = float(np.median(f.noise_uv[alive]))
        same = common_share(m.quiet_covariance, alive)
        if with_mains.mean() >= MOST:
            value = float(np.median(f.mains_uv[alive]))
            text = f"mains of {value:.3g} µV on {int(with_mains.sum())} of {n} channels, limit {limits.mains_uv:g}"
            self._array.append(Finding("lost_reference", "fail", (), text, value, limits.mains_uv))
            return True
        if same >= MOST and level > limits.noise_near_uv:
            text = f"{same:.0%} of the channels carry the same signal of {level:.3g} µV"
            grave: Level = "fail" if level > limits.noise_uv else "warn"
            self._array.append(Finding("lost_reference", grave, (), text, level, limits.noise_uv))
            return True
        return False

    def _pairs(self, m: Measured, alive: NDArray[np.bool_]) -> set[tuple[int, int]]:
        limits = self._limits
        same = duplicates(self._samples, m.covariance, alive)
        for i, j in same:
            self._tell("duplicated", "fail", (i, j), "the same samples", 1.0, 0.99)
        largest = limits.bridge_uv if self._extra.scaled else math.inf
        share = limits.bridge_share * (1.0 if self._extra.scaled else 0.6)
        found = bridges(m.covariance, alive, share, largest)
        for b in found:
            text = f"they differ by {b.difference_uv:.2g} µV, {b.share:.0%} of the usual"
            self._tell("bridged", "fail", (b.one, b.other), text, b.difference_uv, limits.bridge_uv)
        for channel in reversed_channels(m.covariance, alive):
            text = "runs against its neighbours"
            self._tell("reversed", "fail", (channel,), text, -1.0, 0.0)
        if self._extra.places is not None:
            for i, j in swapped_channels(m.covariance, alive, self._extra.places):
                self._tell("swapped", "fail", (i, j), "each fits better in the other's place", 1.0, 0.0)
        return {*same, *((b.one, b.other) for b in found)}

    def _levels(self, f: Figures, alive: NDArray[np.bool_]) -> None:
        """Judge what has a limit in microvolt."""
        limits, near = self._limits, self._limits.near
        noise = np.where(alive, f.noise_uv, 0.0)
        # What the other channels can tell as well is muscle (or all of the array), not the noise of this electrode.
        shared = alive & (noise > limits.noise_near_uv) & (f.own_noise_uv < 0.6 * noise)
        usual_own = float(np.median(f.own_noise_uv[alive])) if alive.any() else 0.0
        far = f.own_noise_uv > max(limits.noise_uv, 3.0 * usual_own)
        judged = np.where(shared, np.where(far, f.own_noise_uv, 0.0), noise)
        self._over("noise", judged, limits.noise_uv, "noise", "µV", limits.noise_near_uv)
        for channel in np.flatnonzero(alive & (noise < limits.noise_low_uv)):
            text = f"noise {noise[channel]:.2g} µV, less than {limits.noise_low_uv:g}"
            self._tell("noise", "warn", (int(channel),), text, float(noise[channel]), limits.noise_low_uv)
        if (
            alive.any()
            and shared.sum() > 0.5 * alive.sum()
            and not any(x.kind == "lost_reference" for x in self._array)
        ):
            value = float(np.median(noise[shared]))
            text = f"{int(shared.sum())} of {len(alive)} channels share activity of {value:.3g} µV"
            self._array.append(Finding("no_rest", "warn", (), text, value, limits.noise_near_uv))
        large = (f.mains_uv > limits.mains_uv) | (f.mains_uv > near * limits.mains_least_uv) & (
            f.mains_percent > near * limits.mains_percent
        )
        for channel in np.flatnonzero(alive & large):
            uv, share = float(f.mains_uv[channel]), float(f.mains_percent[channel])
            fail = uv > limits.mains_uv or (share > limits.mains_percent and uv > limits.mains_least_uv)
            text = f"mains {uv:.3g} µV, {share:.0f} % of the power, limit {limits.mains_percent:g} %"
            self._tell("mains", "fail" if fail else "warn", (int(channel),), text, share, limits.mains_percent)
        # An active muscle has low frequencies of its own; then only what stands out among the channels is judged.
        usual_low = float(np.median(f.low_uv[alive])) if alive.any() else 0.0
        moved = alive & (f.low_uv > np.where(shared, max(limits.low_uv, 3.0 * usual_low), limits.low_uv))
        low = np.where(moved, f.low_percent, 0.0)
        self._over("low_frequency", low, limits.low_percent, "below 20 Hz", "%", near * limits.low_percent)
        offset, drift = np.abs(f.offset_mv), np.where(alive, np.abs(f.drift_uv_per_s), 0.0)
        offset = np.where(f.railed_percent > limits.railed_percent, 0.0, offset)
        self._over("offset", offset, limits.offset_mv, "offset", "mV", near * limits.offset_mv)
        self._over("drift", drift, limits.drift_uv_per_s, "drift", "µV/s", near * limits.drift_uv_per_s)

    def _loose(self, f: Figures, alive: NDArray[np.bool_]) -> None:
        """Pops, or two of the signs that a poor contact gives, each far from what the array shows."""
        limits = self._limits
        if not alive.any() or not self._extra.scaled:
            return

        def far(values: NDArray[np.float64], times: float, least: float) -> NDArray[np.bool_]:
            return np.asarray(alive & (values > np.maximum(times * np.median(values[alive]), least)))

        kohm = np.zeros(len(alive))
        if self._extra.impedance_kohm is not None:
            kohm = np.nan_to_num(np.asarray(self._extra.impedance_kohm, np.float64))
        signs = [
            far(f.mains_uv, 4.0, limits.noise_near_uv),
            far(f.noise_uv, 3.0, limits.noise_near_uv),
            far(f.low_uv, 4.0, limits.low_uv) & (f.low_percent > limits.low_percent),
            far(np.abs(f.drift_uv_per_s), 4.0, limits.drift_uv_per_s),
            alive & (np.abs(f.offset_mv) > limits.offset_mv),
            alive & (kohm > limits.impedance_kohm),
            alive & (f.pops > 0.5 * limits.pops),
        ]
        count = np.sum(signs, axis=0)
        for channel in np.flatnonzero((count >= 2) | (alive & (f.pops > limits.pops))):
            pops = float(f.pops[channel])
            text = f"{pops:.0f} pops in 20 s, {int(count[channel])} signs of poor contact"
            self._tell("loose", "fail", (int(channel),), text, pops, limits.pops)

    def _bandwidth(self, f: Figures, alive: NDArray[np.bool_]) -> None:
        limit = self._limits.bandwidth_hz
        narrow = alive & (np.nan_to_num(f.bandwidth_hz, nan=np.inf) < limit)
        if narrow.sum() >= max(MOST * alive.sum(), 4):
            value = float(np.median(f.bandwidth_hz[narrow]))
            text = f"the noise of all channels ends at {value:.0f} Hz, limit {limit:g}"
            self._array.append(Finding("bandwidth", "fail", (), text, value, limit))
            return
        for channel in np.flatnonzero(narrow):
            value = float(f.bandwidth_hz[channel])
            self._tell(
                "bandwidth", "fail", (int(channel),), f"noise ends at {value:.0f} Hz, limit {limit:g}", value, limit
            )

    def _stream(self, f: Figures) -> None:
        limits, measured = self._limits, self._extra.measured_fs_hz
        if math.isfinite(measured) and measured > 0:
            error = 100.0 * abs(measured / self._fs_hz - 1.0)
            if error > limits.rate_percent:
                text = f"{measured:.5g} Hz arrive, {self._fs_hz:.5g} Hz are told"
                self._array.append(Finding("rate", "fail", (), text, error, limits.rate_percent))
        if self._fs_hz < limits.rate_hz:
            text = f"{self._fs_hz:g} Hz, {limits.rate_hz:g} Hz are the least for all of surface EMG"
            self._array.append(Finding("rate", "warn", (), text, self._fs_hz, limits.rate_hz))
        lost = float(np.min(f.lost_percent))
        if lost > limits.lost_percent:
            text = f"{lost:.2g} % of the samples lost, limit {limits.lost_percent:g}"
            self._array.append(Finding("lost_samples", "fail", (), text, lost, limits.lost_percent))
        more = f.lost_percent - lost
        self._over("lost_samples", more, limits.lost_percent, "lost", "% of the samples", limits.lost_percent)
