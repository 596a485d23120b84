"""Each class of what is no fasciculation has its own small case with truth."""

from __future__ import annotations

import numpy as np
import pytest

from fascview.detection.batch import detect
from fascview.settings import DetectorSettings

from .patient import Patient, potential, score, typical


def pulses(p, times_s, size=600.0, columns=slice(None)):
    """Biphasic pulses of one sample each way, as a stimulator leaves them."""
    for t in times_s:
        i = round(t * p.fs_hz)
        p.x[i, columns] += size
        p.x[i + 1, columns] -= size


def beats(p, times_s, size=60.0, columns=slice(None), stretch=1.0):
    """Heart beats: a steep complex, and a slow wave after it."""
    t = np.arange(-0.1, 0.4, 1 / p.fs_hz) / stretch
    wave = np.exp(-((t / 0.012) ** 2)) - 0.4 * np.exp(-(((t - 0.03) / 0.015) ** 2))
    wave += 0.35 * np.exp(-(((t - 0.22) / 0.05) ** 2))
    for at in times_s:
        first = round((at - 0.1 * stretch) * p.fs_hz)
        n = min(len(wave), len(p.x) - first)
        p.x[first : first + n, columns] += size * wave[:n, None]


def ticking(start_s, stop_s, every_s, rng, spread):
    out, t = [], start_s
    while t < stop_s:
        out.append(t)
        t += every_s * (1 + rng.normal(0, spread))
    return out


def inside(found, times_s, before_s=0.02, after_s=0.05):
    t = found["time_s"]
    return sum(bool(((t >= a - before_s) & (t <= a + after_s)).any()) for a in times_s)


def test_a_pacemaker_is_told_by_its_even_steep_pulses():
    p = typical(seconds=40.0, channels=(4,), rate=6, seed=3)
    times = ticking(5.0, 38.0, 0.85, p.rng, 0.002)
    pulses(p, times)
    found = detect(p.samples(), p.fs_hz, p.muscles)
    assert inside(found.fasciculations, times) == 0
    told = found.events[found.events["kind"] == "stimulus"]
    assert inside(told, times[4:]) >= 0.9 * len(times[4:])
    assert set(told["reason"]) == {"stimulus"}
    assert "stimulus" in set(found.intervals["reason"])


def test_pulses_are_counted_where_the_user_wants_them():
    p = typical(seconds=30.0, channels=(4,), rate=6, seed=3)
    times = ticking(5.0, 28.0, 1.0, p.rng, 0.002)
    pulses(p, times)
    found = detect(p.samples(), p.fs_hz, p.muscles, DetectorSettings(reject_stimulus=False))
    assert inside(found.fasciculations, times[6:]) >= 0.9 * len(times[6:])


def test_scattered_steep_pulses_are_artefacts():
    p = typical(seconds=40.0, channels=(4,), rate=6, seed=4)
    times = np.sort(p.rng.uniform(5, 38, 12))
    pulses(p, times)
    found = detect(p.samples(), p.fs_hz, p.muscles)
    assert inside(found.fasciculations, times) <= 1
    assert "stimulus" not in set(found.events["kind"])


@pytest.mark.parametrize("ectopic", [False, True])
def test_heart_beats_are_no_fasciculations(ectopic):
    p = typical(seconds=60.0, channels=(4,), rate=20, snr=18, seed=9)
    times = ticking(2.0, 58.0, 0.8, p.rng, 0.04)
    early = times[9::8] if ectopic else []
    beats(p, [t for t in times if t not in early])
    beats(p, [t - 0.25 for t in early], size=-90.0, stretch=1.8)
    hits, misses, false = score(detect(p.samples(), p.fs_hz, p.muscles), p)
    assert hits >= 0.75 * (hits + misses)
    assert false <= 5


def test_a_saturated_muscle_is_told_from_a_dead_one():
    p = typical(seconds=30.0, channels=(2, 2), rate=10)
    x = p.samples()
    x[10_000:16_000, :2] = x[:, :2].max(0) + 3000.0
    x[10_000:16_000, 2:] = 0.0
    found = detect(x, p.fs_hz, p.muscles)
    assert "saturated" in set(found.intervals_of(0)["reason"])
    assert "saturated" not in set(found.intervals_of(1)["reason"])
    assert "no signal" in set(found.intervals_of(1)["reason"])


def test_a_shadow_in_the_next_muscle_is_counted_once():
    p = typical(seconds=40.0, channels=(3, 2), rate=0.001, seed=6)
    wave = potential(p.fs_hz, np.random.default_rng(2), 3)
    times = p.irregular(40)
    p.discharges(0, wave, times, 25)
    far = np.convolve(wave[:, 0], np.exp(-np.abs(np.arange(-8, 9))), "same")
    far /= np.ptp(far)
    for t in times:
        p.add(1, np.stack((far, 0.8 * far), 1), t, 9)
    found = detect(p.samples(), p.fs_hz, p.muscles).fasciculations
    assert inside(found[found["muscle"] == 0], times) >= 0.9 * len(times)
    assert inside(found[found["muscle"] == 1], times) <= 0.1 * len(times)


def test_a_doublet_is_two_discharges():
    p = Patient(seconds=80.0, channels=(4,), seed=12)
    wave = potential(p.fs_hz, p.rng, 4)
    times = p.irregular(40)
    pairs = times[6::3]
    p.discharges(0, wave, times, 20)
    p.discharges(0, wave, [t + 0.015 for t in pairs], 18)
    events = detect(p.samples(), p.fs_hz, p.muscles).fasciculations
    t = events["time_s"]
    found = sum(bool((np.abs(t - a) < 0.003).any() and (np.abs(t - a - 0.015) < 0.003).any()) for a in pairs)
    assert found >= 0.6 * len(pairs)
    assert "doublet" in set(events["kind"])


def test_duration_is_measured_in_the_wide_band():
    """Whatever the analysed band, the duration is that of 10-450 Hz."""
    p = Patient(seconds=30.0, channels=(1,), seed=5, sigma_uv=2.0)
    t = np.arange(-0.03, 0.03, 1 / p.fs_hz)
    wave = (np.exp(-((t / 0.004) ** 2)) * np.sin(2 * np.pi * 60 * t))[:, None]
    p.discharges(0, wave / np.ptp(wave), p.irregular(40), 60)
    wide = detect(p.samples(), p.fs_hz, p.muscles).fasciculations
    narrow = detect(p.samples(), p.fs_hz, p.muscles, DetectorSettings(low_hz=40.0)).fasciculations
    assert len(wide) >= 5
    assert len(narrow) >= 5
    a, b = np.nanmedian(wide["duration_ms"]), np.nanmedian(narrow["duration_ms"])
    assert abs(a - b) <= 0.1 * a
