"""Pairs, isolated and combined discharges, shapes and their place, on trains whose truth is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from fascview.analysis.distribution import distribution, place_of
from fascview.analysis.patterns import (
    combined,
    isolated,
    isolated_percent,
    likeness_of_neighbours,
    pairs,
    poisson_at_least,
    w2_percent,
)
from fascview.analysis.shape import align, shape_variability

FS_HZ = 2_000.0


def poisson(rate: float, duration: float, seed: int) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    return np.sort(rng.uniform(0.0, duration, rng.poisson(rate * duration)))


def test_pairs_are_told_by_interval_likeness_and_limb() -> None:
    gaps = [0.001, 0.003, 0.0199, 0.0201, 0.024, 0.030, 0.040, 0.1099, 0.111]
    times = np.concatenate([[5.0 * k, 5.0 * k + gap] for k, gap in enumerate(gaps)])
    alike = np.zeros(len(times) - 1)
    alike[::2] = 0.95
    told = pairs(times, alike, "leg")
    assert (told.doublets, told.repeats, told.f_wave_like) == (2, 5, 2)
    assert pairs(times, alike, "arm").f_wave_like == 3
    assert pairs(times, alike).f_wave_like == 0
    assert pairs(times, alike - 0.1, "arm").repeats == 0
    assert pairs(times) == pairs(times, None, "leg")
    assert pairs(times, alike, "leg", [(25.001, 25.002)]).f_wave_like == 1


def test_isolated_events_and_those_of_which_it_is_not_known() -> None:
    told = isolated([0.1, 2.0, 3.0, 3.2, 5.0, 6.0, 9.9], 10.0, [(5.1, 5.2)])
    assert told.tolist() == pytest.approx([math.nan, 1, 0, 0, math.nan, 1, math.nan], nan_ok=True)
    percent = isolated_percent([1.0, 1.1, 2.0, 3.0, 3.1], [0, 1, 0, 1, -1], 10.0)
    assert percent == {0: 100.0, 1: 100.0}, "within a group only its own events are near"
    assert isolated([], 10.0).tolist() == []


def test_w2_counts_windows_with_two_groups() -> None:
    times = np.array([2.0, 4.0, 15.0, 16.0, 23.0, 35.0, 36.0, 36.1])
    groups = np.array([0, 1, 0, 0, 1, 0, 1, 1])
    assert w2_percent(times, groups, 40.0) == 25.0
    assert w2_percent(times, groups, 40.0, [(11.0, 19.0)]) == pytest.approx(100.0 / 3.0)
    assert math.isnan(w2_percent(times, groups, 9.0))


def test_combined_fasciculations_are_found_and_chance_is_not() -> None:
    a, b = poisson(0.3, 1_200.0, 1), poisson(0.3, 1_200.0, 2)
    times, groups = np.concatenate([a, b]), np.repeat([0, 1], [len(a), len(b)])
    order = np.argsort(times)
    assert combined(times[order], groups[order], 1_200.0) == []
    rng = np.random.default_rng(3)
    joint = poisson(0.02, 1_200.0, 4)
    times = np.concatenate([a, joint, b, joint + 0.017 + rng.normal(0.0, 0.0004, len(joint))])
    groups = np.repeat([0, 1], [len(a) + len(joint), len(b) + len(joint)])
    order = np.argsort(times)
    (found,) = combined(times[order], groups[order], 1_200.0)
    assert (found.first, found.second) == (0, 1)
    assert found.n == pytest.approx(len(joint), abs=2)
    assert found.lag_s == pytest.approx(0.017, abs=0.0005)
    assert found.p < 0.001
    always = np.sort(np.concatenate([joint, joint + 0.017]))
    assert combined(always, np.tile([0, 1], len(joint)), 1_200.0) == [], "never seen alone: one unit"


@pytest.mark.parametrize(("n", "mean"), [(0, 0.5), (1, 1e-6), (3, 0.01), (12, 0.3), (5, 5.0), (40, 10.0)])
def test_the_poisson_tail_has_all_its_digits(n: int, mean: float) -> None:
    assert poisson_at_least(n, mean) == pytest.approx(stats.poisson.sf(n - 1, mean), rel=1e-9)


def unit(n: int) -> NDArray[np.float64]:
    t = (np.arange(n) - n / 2) / FS_HZ
    return 100.0 * -t / 0.003 * np.exp(-((t / 0.003) ** 2))


def test_one_shape_in_noise_has_no_variability_and_a_varying_one_has() -> None:
    rng = np.random.default_rng(5)
    noise = rng.normal(0.0, 3.0, (300, 64))
    same = unit(64) + rng.normal(0.0, 3.0, (300, 64))
    told = shape_variability(same, FS_HZ, np.full(300, 30.0), noise)
    assert told.ccc > 0.95
    assert told.cad_percent < 8.0
    size = rng.normal(1.0, 0.3, (300, 1))
    varying = size * unit(64) + 0.01 * rng.normal(0.0, 3.0, (300, 64))
    expected = 100.0 * np.median(np.abs(np.diff(size[:, 0]))) / size.mean()
    assert shape_variability(varying, FS_HZ, None, 0.01 * noise).cad_percent == pytest.approx(expected, rel=0.05)


def test_a_shift_within_1_ms_is_no_variability() -> None:
    rng = np.random.default_rng(6)
    waves = np.stack([np.roll(unit(64), k) for k in rng.integers(0, 3, 40)]).astype(np.float32)
    told = shape_variability(waves, FS_HZ)
    assert told.ccc > 0.999
    assert told.cad_percent < 1.0
    assert align(waves, 2).shape == (40, 60)


def test_few_or_weak_members_tell_nothing() -> None:
    waves = np.tile(unit(64), (12, 1)).astype(np.float32)
    assert math.isnan(shape_variability(waves[:9], FS_HZ).ccc)
    told = shape_variability(waves, FS_HZ, np.r_[np.full(9, 20.0), np.full(3, 14.0)])
    assert (told.n, math.isnan(told.cad_percent)) == (9, True)
    assert shape_variability(waves, FS_HZ, np.full(12, 15.0)).n == 12


def test_likeness_is_the_correlation_at_the_best_shift() -> None:
    waves = np.stack([unit(64), np.roll(unit(64), 2), -unit(64), np.zeros(64)]).astype(np.float32)
    told = likeness_of_neighbours(waves, 2)
    assert told[0] == pytest.approx(1.0, abs=1e-3)
    assert told[1] < 0.8
    assert told[2] == -1.0
    assert likeness_of_neighbours(waves[:1], 2).shape == (0,)


@pytest.mark.parametrize(
    ("name", "region", "limb", "end"),
    [
        ("Biceps brachii", "cervical", "arm", "proximal"),
        ("Biceps femoris", "lumbosacral", "leg", "proximal"),
        ("Tibialis anterior", "lumbosacral", "leg", "distal"),
        ("First dorsal interosseous", "cervical", "arm", "distal"),
        ("Extensor digitorum brevis", "lumbosacral", "leg", "distal"),
        ("Extensor digitorum", "cervical", "arm", "distal"),
        ("Rectus abdominis", "thoracic", "", ""),
        ("Genioglossus", "bulbar", "", ""),
        ("Ch 7", "", "", ""),
        ("VL", "lumbosacral", "leg", "proximal"),
        ("FDI", "cervical", "arm", "distal"),
    ],
)
def test_muscles_have_their_places(name: str, region: str, limb: str, end: str) -> None:
    place = place_of(name, "L")
    assert (place.region, place.limb, place.end, place.side) == (region, limb, end, "L")


def test_distribution_counts_only_what_can_be_told() -> None:
    muscles = [("Deltoid", "R"), ("Deltoid", "L"), ("Tibialis anterior", "R"), ("Gastrocnemius", "R"), ("Ch 9", "")]
    told = distribution(muscles, [5, 0, 0, 3, 0], [True, False, True, False, True])
    assert (told.total.active, told.total.recorded) == (2, 4)
    assert told.untold == ("Deltoid L",)
    shares = {s.label: (s.active, s.recorded) for s in told.shares}
    assert shares == {
        "cervical": (1, 1),
        "lumbosacral": (1, 2),
        "proximal": (1, 1),
        "distal": (1, 2),
        "left": (0, 0),
        "right": (2, 3),
    }
    assert (told.groups.active, told.groups.recorded) == (2, 2)
    assert "does not diagnose" in told.eight_group_sentence
