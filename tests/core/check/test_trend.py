"""The contact trend: an electrode that gets worse is told of once, what all share is nobody's fault."""

from __future__ import annotations

import time

import numpy as np
import pytest

from fascview.check.trend import ContactTrend

FS_HZ, N = 1000.0, 8
NAMES = [f"E{i + 1}" for i in range(N)]


def noise(seconds, seed=0):
    return np.random.default_rng(seed).normal(0, 3, (round(seconds * FS_HZ), N)).astype(np.float32)


def run(x, cut=160):
    trend = ContactTrend(FS_HZ, NAMES)
    for i in range(0, len(x), cut):
        trend.push(i, x[i : i + cut])
    return trend


def _sine(x, vpp):
    return x + (vpp / 2 * np.sin(2 * np.pi * 50 * np.arange(len(x)) / FS_HZ)).astype(np.float32)


CHANGES = {
    "noise": lambda x: x + np.random.default_rng(9).normal(0, 12, len(x)).astype(np.float32),
    "mains": lambda x: _sine(x, 80),
    "flat": lambda x: 0 * x,
}


@pytest.mark.parametrize("kind", sorted(CHANGES))
def test_what_gets_worse_is_told_of_once(kind):
    x = noise(120)
    x[50_000:, 3] = CHANGES[kind](x[50_000:, 3])
    trend = run(x)
    told = trend.alerts()
    assert [(w.channel, w.kind) for w in told] in ([(3, kind)], [(3, "noise")])
    assert 50_000 < told[0].sample < 75_000
    assert "E4" in told[0].text
    assert 3 in trend.worse
    assert trend.alerts() == []


def test_it_is_told_of_again_after_it_was_mended():
    x = noise(240)
    for first in (40_000, 160_000):
        x[first : first + 40_000, 3] *= 5
    assert [w.channel for w in run(x).alerts()] == [3, 3]


def test_a_contraction_a_noisy_room_and_fasciculations_are_nobodys_fault():
    x = noise(180)
    x[40_000:90_000] *= 6
    x[100_000:160_000] = x[100_000:160_000] + _sine(np.zeros(60_000), 80)[:, None]
    for at in range(300, len(x) - 20, 400):
        x[at : at + 12, 2] += 300 * np.diff(np.hanning(13)).astype(np.float32)
    assert run(x).alerts() == []


def test_lost_samples_are_not_flat():
    x = noise(120)
    x[40_000:70_000] = np.nan
    x[80_000:80_300] = np.nan
    assert run(x).alerts() == []


@pytest.mark.parametrize("cut", [7, 500, 1000, 33_333])
def test_the_trend_does_not_depend_on_the_cut(cut):
    x = noise(60)
    one, other = run(x), run(x, cut)
    assert [p.sample for p in one.points] == [p.sample for p in other.points]
    for a, b in zip(one.points, other.points, strict=True):
        assert np.array_equal(a.noise_uv, b.noise_uv)
    assert one.points[-1].noise_uv == pytest.approx(3.0, rel=0.1)
    assert 0.8 < one.quality(0) <= 1.0


def test_a_gap_and_a_jump_back_do_no_harm():
    trend = ContactTrend(FS_HZ, NAMES)
    for start in (0, 90_000, 30_000):
        for i, x in enumerate(np.split(noise(30), 300)):
            trend.push(start + 100 * i, x)
    trend.push(200_000, noise(0))
    assert trend.alerts() == []
    assert len(trend.points) >= 5


@pytest.mark.slow
def test_it_costs_next_to_nothing():
    rng = np.random.default_rng(2)
    x = rng.normal(0, 3, (40_000, 64)).astype(np.float32)
    trend = ContactTrend(2000.0, [str(i) for i in range(64)])
    begun = time.process_time()
    for i in range(0, len(x), 32):
        trend.push(i, x[i : i + 32])
    assert (time.process_time() - begun) / 20.0 < 0.005 * 2  # half a per cent of a core, twice that on a busy one
