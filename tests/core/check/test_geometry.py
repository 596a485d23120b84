"""Taps prove wiring and orientation; potentials that run along a line have a velocity."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fascview.check.layout import find_layout
from fascview.check.taps import TapFinder, solve_taps
from fascview.check.velocity import along_layout, conduction

FS_HZ = 2048.0


def simulated_taps(layout, wiring, rng, missed=0.1, n=64):
    """Return sizes per tapped electrode: its own channel, its neighbours at a fifth to a third, and noise."""
    places = layout.places(n)
    taps = {}
    for electrode in layout.channels:
        if rng.random() < missed:
            continue
        away = np.hypot(*(places - places[electrode]).T)
        leak = np.nan_to_num(np.exp(-away / 0.8)) * rng.uniform(0.7, 1.3, n)
        leak[electrode] = 1.0
        sizes = np.zeros(n)
        for other in layout.channels:
            sizes[wiring[other]] = leak[other]
        taps[electrode] = rng.uniform(100, 2000) * (sizes + np.abs(rng.normal(0, 0.02, n)))
    return taps


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("name", ["8x8", "13x5"])
def test_any_permutation_is_recovered_with_a_tenth_of_the_taps_missed(seed, name):
    rng = np.random.default_rng(seed)
    layout = find_layout(name)
    wiring = dict(zip(range(64), rng.permutation(64).tolist(), strict=True))
    taps = simulated_taps(layout, wiring, rng)
    assert len(taps) < 64
    found = solve_taps(taps, layout, 64)
    assert found.channel_of == wiring


@pytest.mark.parametrize("n", [2, 5, 19, 40])
def test_what_was_not_tapped_is_believed_as_the_map_says(n):
    layout = find_layout("8x8")
    wiring = {e: e for e in range(64)} | {1: 0, 0: 1}
    taps = simulated_taps(layout, wiring, np.random.default_rng(n), 0.0)
    found = solve_taps({e: t for e, t in taps.items() if e < n}, layout, 64)
    assert found.moved == (0, 1)
    assert found.swaps == ((0, 1),)


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("mirrored", [False, True])
def test_orientation_and_two_swapped_leads(turns, mirrored):
    rng = np.random.default_rng(turns)
    layout = find_layout("8x8")
    lies = layout.mirror() if mirrored else layout
    for _ in range(turns):
        lies = lies.rotated()
    wiring = {
        a - 1: b - 1 for one, other in zip(layout.grid, lies.grid, strict=True) for a, b in zip(one, other, strict=True)
    }
    wiring[17], wiring[18] = wiring[18], wiring[17]
    found = solve_taps(simulated_taps(layout, wiring, rng, 0.0), layout, 64)
    assert found.layout.grid == lies.grid
    assert found.layout.turn_text == lies.turn_text
    assert found.moved == (17, 18)
    assert found.expected == 62
    if not turns and not mirrored:
        assert found.swaps == ((17, 18),)


def tapped(rng, n=8, seconds=20.0, order=(3, 1, 4, 1, 5)):
    x = rng.normal(0, 4, (int(seconds * FS_HZ), n))
    t = np.arange(int(0.2 * FS_HZ)) / FS_HZ
    shape = 900 * np.exp(-t / 0.05) * np.sin(2 * np.pi * 14 * t)
    at = [int((2.0 + 2.5 * i) * FS_HZ) for i in range(len(order))]
    for start, channel in zip(at, order, strict=True):
        x[start : start + len(t)] += shape[:, None] * np.exp(-1.5 * np.abs(np.arange(n) - channel))
    return x.astype(np.float32), at


@pytest.mark.parametrize("cut", [1, 33, 2048, 100_000])
def test_taps_are_heard_however_the_samples_are_cut(cut):
    order = (3, 1, 4, 1, 5)
    x, at = tapped(np.random.default_rng(0), order=order)
    if cut == 1:
        x, at, order = x[: int(4 * FS_HZ)], at[:1], order[:1]
    finder = TapFinder(FS_HZ, 8)
    taps = [tap for i in range(0, len(x), cut) for tap in finder.push(i, x[i : i + cut])]
    assert [tap.channel for tap in taps] == list(order)
    assert all(abs(tap.sample - a) < 0.05 * FS_HZ for tap, a in zip(taps, at, strict=True))
    assert all(tap.times_next > 2 for tap in taps)


def test_noise_and_what_all_channels_share_are_no_taps():
    rng = np.random.default_rng(1)
    x = rng.normal(0, 5, (int(20 * FS_HZ), 8)).astype(np.float32)
    x[20_000:20_200] += 500  # the reference was touched
    assert TapFinder(FS_HZ, 8).push(0, x) == []
    x[5000:9000] = np.nan
    assert TapFinder(FS_HZ, 8).push(0, x) == []
    assert TapFinder(FS_HZ, 8).push(0, x[:0]) == []


def line_of_potentials(velocity_m_s, zone, rng, n=13, pitch_mm=8.0, noise_uv=3.0, count=15, size_uv=120.0):
    """Return monopolar signals of sources that run both ways from ``zone`` at a known velocity, never on a sample."""
    t = np.arange(int(count * 0.25 * FS_HZ)) / FS_HZ
    x = rng.normal(0, noise_uv, (len(t), n))
    delay = pitch_mm * 1e-3 / velocity_m_s
    for k in range(count):
        begun = 0.1 + 0.25 * k + rng.uniform(0, 0.1)
        width = rng.uniform(1.6e-3, 2.4e-3)
        part = slice(int((begun - 0.05) * FS_HZ), int((begun + 0.12) * FS_HZ))
        u = (t[part, None] - begun - np.abs(np.arange(n) - zone) * delay) / width
        x[part] -= size_uv * (1 - u**2) * np.exp(-0.5 * u**2)
    return x.astype(np.float32)


@pytest.mark.parametrize("velocity", [3.1, 4.0, 5.3])
@pytest.mark.parametrize("zone", [-2.0, 4.3, 6.0, 14.5])
def test_velocity_and_zone_of_running_potentials(velocity, zone):
    rng = np.random.default_rng(int(10 * velocity + zone))
    found = conduction(line_of_potentials(velocity, zone, rng), FS_HZ, 8.0)
    assert found.velocity_m_s == pytest.approx(velocity, rel=0.05)
    assert abs(found.velocity_m_s - velocity) < max(4 * found.error_m_s, 0.02 * velocity)
    assert 0 < found.error_m_s < 0.05 * velocity
    assert found.n_potentials >= 12
    if 0 < zone < 12:
        assert found.zone == pytest.approx(zone, abs=0.4)
    else:
        assert math.isnan(found.zone)


def test_the_line_along_the_fibres_is_found_in_a_grid():
    rng = np.random.default_rng(3)
    layout = find_layout("13x5")
    x = rng.normal(0, 3, (int(5 * FS_HZ), 64)).astype(np.float32)
    runs = line_of_potentials(4.2, 5.0, rng, count=20)
    for column in range(5):
        numbers = [row[column] for row in layout.grid]
        for electrode, number in enumerate(numbers):
            if number:
                x[: len(runs), number - 1] += runs[: len(x), electrode] * (1.0 if column == 2 else 0.3)
    found = along_layout(x, FS_HZ, layout)
    assert found.line.startswith("column")
    assert found.velocity_m_s == pytest.approx(4.2, rel=0.05)


def test_noise_has_no_velocity():
    x = np.random.default_rng(4).normal(0, 5, (8192, 8)).astype(np.float32)
    assert math.isnan(conduction(x, FS_HZ, 10.0).velocity_m_s)
    assert math.isnan(conduction(x[:, :3], FS_HZ, 10.0).velocity_m_s)
    assert math.isnan(conduction(x[:0], FS_HZ, 10.0).velocity_m_s)
