"""What a square wave or sine of known size shows of each channel: gain, polarity, timing, bandwidth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fascview.check.array import LEAST_S, Extra
from fascview.check.findings import Finding, Level
from fascview.check.limits import Limits
from fascview.check.result import ChannelResult, CheckResult
from fascview.stream import FloatArray

LOWEST_HZ = 0.2
SQUARE_THIRD = 1.0 / 3.0
THERE = 0.2  # a channel with less than this share of the signal does not get it at all


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was measured of a calibration signal.

    Attributes
    ----------
    frequency_hz, square : float, bool
        Its frequency [Hz], and whether it is a square wave (else a sine).
    vpp_uv, delay_ms, bandwidth_hz : ndarray, shape (n_channels,)
        Size [uV]; delay against the median channel [ms]; where the harmonics of a square wave have fallen by 3 dB [Hz],
        NaN for a sine.
    turned : ndarray of bool, shape (n_channels,)
        Channels of the opposite polarity to most.
    """

    frequency_hz: float
    square: bool
    vpp_uv: NDArray[np.float64]
    delay_ms: NDArray[np.float64]
    bandwidth_hz: NDArray[np.float64]
    turned: NDArray[np.bool_]


def measure_calibration(samples_uv: FloatArray, fs_hz: float) -> Calibration:
    """Find a square wave or sine in samples of shape ``(n_samples, n_channels)`` [uV] and measure it.

    The frequency is that of the largest line all channels share, refined by the advance of its phase from one half of
    the stretch to the other; sizes and delays are those of its fundamental.
    """
    x = np.nan_to_num(np.asarray(samples_uv, np.float64))
    x = x - x.mean(axis=0)
    n = len(x)
    window = np.hanning(n)
    power = (np.abs(np.fft.rfft(x * window[:, None], axis=0)) ** 2).sum(axis=1)
    f_hz = np.fft.rfftfreq(n, 1.0 / fs_hz)
    power[f_hz < max(LOWEST_HZ, 2.0 / (n / fs_hz))] = 0.0
    frequency = float(f_hz[int(np.argmax(power))])
    t = np.arange(n) / fs_hz

    def line(hz: float, part: slice = slice(None)) -> NDArray[np.complex128]:
        turn = np.exp(-2j * np.pi * hz * t[part]) * window[part]
        return np.asarray(2.0 * (turn @ x[part]) / window[part].sum())

    half = n // 2
    for _ in range(3):
        window = np.hanning(n)
        window[:half], window[half:] = np.hanning(half), np.hanning(n - half)
        one, other = line(frequency, slice(0, half)), line(frequency, slice(half, n))
        frequency += float(np.angle(np.vdot(one, other))) / (2 * np.pi * half / fs_hz)
    window = np.hanning(n)
    first, third = line(frequency), line(3 * frequency)
    size = np.abs(first)
    large = size >= 0.5 * np.median(size)
    square = 3 * frequency < 0.45 * fs_hz and float(np.median(np.abs(third[large]) / size[large])) > 0.5 * SQUARE_THIRD
    vpp = size * (math.pi / 2.0 if square else 2.0)
    phase = np.angle(first * np.conj(_common(first)))
    turned = np.abs(phase) > math.pi / 2
    phase = np.angle(np.exp(1j * np.where(turned, phase - math.pi, phase)))
    delay_ms = -1000.0 * phase / (2 * math.pi * frequency)
    delay_ms -= np.median(delay_ms[large])
    bandwidth = np.full(len(vpp), np.nan)
    if square:
        orders = np.unique(np.round(np.geomspace(3, 0.45 * fs_hz / frequency, 24)).astype(int) // 2 * 2 + 1)
        orders = orders[orders * frequency <= 0.46 * fs_hz]
        shares = np.array([np.abs(line(k * frequency)) * k for k in orders]) / np.maximum(size, 1e-12)
        for channel in np.flatnonzero(large):
            above = np.flatnonzero(shares[:, channel] >= math.sqrt(0.5))
            bandwidth[channel] = orders[above[-1]] * frequency if len(above) else 3 * frequency
    return Calibration(frequency, square, vpp, delay_ms, bandwidth, turned)


def _common(lines: NDArray[np.complex128]) -> complex:
    """Return the direction most channels have, up to sign."""
    axis = np.exp(0.5j * np.angle(np.sum(lines**2)))
    along = (lines * np.conj(axis)).real
    return complex(axis if np.sum(np.sign(along)) >= 0 else -axis)


def with_calibration(
    samples_uv: FloatArray, fs_hz: float, names: Sequence[str], vpp_uv: float, limits: Limits, extra: Extra
) -> CheckResult:
    """Judge channels by a calibration signal of ``vpp_uv``."""
    seconds = len(samples_uv) / fs_hz
    facts = {"fs_hz": fs_hz, "measured_fs_hz": extra.measured_fs_hz, "duration_s": seconds}
    if seconds < LEAST_S:
        text = f"{seconds:.1f} s of samples, {LEAST_S:g} s are the least"
        short = Finding("too_short", "fail", (), text, seconds, LEAST_S)
        return CheckResult(tuple(ChannelResult(n, (), {}) for n in names), (short,), limits, facts)
    found = measure_calibration(samples_uv, fs_hz)
    facts |= {"calibration_hz": found.frequency_hz, "calibration_square": float(found.square)}
    channels = []
    for i, name in enumerate(names):
        error = 100.0 * (found.vpp_uv[i] / vpp_uv - 1.0)
        values = {
            "calibration_vpp_uv": float(found.vpp_uv[i]),
            "gain_error_percent": float(error),
            "delay_ms": float(found.delay_ms[i]),
            "bandwidth_hz": float(found.bandwidth_hz[i]),
        }
        judged = _judge(i, values, bool(found.turned[i]), vpp_uv, limits)
        if 0.45 * fs_hz < 1.05 * limits.bandwidth_hz:  # the sampling rate is to blame, and is told of by itself
            judged = [f for f in judged if f.kind != "bandwidth"]
        channels.append(ChannelResult(name, tuple(judged), values))
    return CheckResult(tuple(channels), (), limits, facts)


def _judge(channel: int, values: dict[str, float], turned: bool, vpp_uv: float, limits: Limits) -> list[Finding]:
    found: list[Finding] = []
    at = (channel,)
    error, vpp = values["gain_error_percent"], values["calibration_vpp_uv"]

    def over(kind: str, value: float, limit: float, text: str) -> None:
        if value > limits.near * limit:
            level: Level = "fail" if value > limit else "warn"
            found.append(Finding(kind, level, at, text, value, limit))

    limit = limits.gain_percent
    over("gain", abs(error), limit, f"{vpp:.4g} µV of {vpp_uv:g} arrive, {error:+.1f} %, limit {limit:g} %")
    if vpp < THERE * vpp_uv:
        return found
    if turned:
        found.append(Finding("reversed", "fail", at, "the calibration signal comes upside down", -1.0, 0.0))
    delay, bandwidth = values["delay_ms"], values["bandwidth_hz"]
    over("timing", abs(delay), limits.timing_ms, f"{delay:+.3f} ms against the others, limit {limits.timing_ms:g}")
    if bandwidth < limits.bandwidth_hz:
        text = f"3 dB less from {bandwidth:.0f} Hz on, limit {limits.bandwidth_hz:g}"
        found.append(Finding("bandwidth", "fail", at, text, bandwidth, limits.bandwidth_hz))
    return found
