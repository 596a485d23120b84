"""Garbage never raises, never latches, and never makes an event across a gap."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from fascview.detection.batch import Ledger, detect
from fascview.detection.detector import Detector
from fascview.errors import UsageError
from fascview.stream import Block

from .patient import score, typical


def near(found, truth, tolerance):
    return [s for s in truth if len(found) and np.abs(found["sample"] - s).min() <= tolerance]


@pytest.fixture(scope="module")
def case():
    return typical(seconds=20.0, channels=(4,), snr=20)


def spoilt(case, kind):
    x = case.samples()
    at = slice(8000, 8400)
    if kind == "nan":
        x[at] = np.nan
    elif kind == "infinite":
        x[at] = np.inf
    elif kind == "one channel":
        x[8000:, 1] = np.nan
    elif kind == "constant":
        x[at] = x[8000]
    elif kind == "step":
        x[8000:] += 10_000.0
    elif kind == "huge":
        x[8100:8110] = 3e38
    return x


@pytest.mark.parametrize("kind", ["nan", "infinite", "one channel", "constant", "step", "huge"])
def test_garbage_is_survived_and_forgotten(case, kind):
    found = detect(spoilt(case, kind), case.fs_hz, case.muscles)
    later = [s for s, _ in case.truth if s > 10_000]
    assert len(later) >= 3
    good = found.fasciculations
    assert len(near(good, later, 10)) >= len(later) - 1
    assert np.isfinite(found.fasciculations["vpp_uv"]).all()


def test_an_empty_block_and_no_block_are_legal(case):
    run = Detector(1000.0, [0, 0])
    update = run.push(Block(0, np.empty((0, 2), np.float32)))
    assert len(update.events) == 0
    assert len(run.flush().events) == 0


def test_nothing_but_lost_samples():
    found = detect(np.full((5000, 3), np.nan, np.float32), 1000.0, ["a", "a", "b"])
    assert len(found.events) == 0
    assert found.analysable_s(0) == 0.0


def test_lost_samples_are_told_to_the_sample(case):
    x = case.samples()
    x[5003:5040] = np.nan
    lost = detect(x, case.fs_hz, case.muscles).intervals
    lost = lost[lost["reason"] == "lost samples"]
    assert [(int(r["start"]), int(r["stop"])) for r in lost] == [(5003, 5040)]


def test_no_event_near_a_gap(case):
    x = case.samples()
    for s, _ in case.truth:
        x[s - 5 : s + 3] = np.nan
    found = detect(x, case.fs_hz, case.muscles).fasciculations
    assert len(near(found, [s for s, _ in case.truth], 10)) == 0


def test_a_long_jump_costs_nothing_and_is_told(case):
    x = case.samples()[:4000]
    run, ledger = Detector(case.fs_hz, case.muscle_of_channel), Ledger()
    ledger.add(run.push(Block(0, x.copy())))
    ledger.add(run.push(Block(50_000_000, x.copy())))
    ledger.add(run.flush())
    lost = [r for r in ledger.all_intervals() if r["reason"] == "lost samples"]
    assert (int(lost[0]["start"]), int(lost[-1]["stop"])) == (4000, 50_000_000)
    assert all(a["stop"] == b["start"] for a, b in pairwise(lost))


def test_rows_already_seen_are_skipped(case):
    x = case.samples()[:6000]
    run, ledger = Detector(case.fs_hz, case.muscle_of_channel), Ledger()
    ledger.add(run.push(Block(0, x[:4000].copy())))
    ledger.add(run.push(Block(3000, x[3000:].copy())))
    ledger.add(run.flush())
    assert ledger.events()[0].tobytes() == detect(x, case.fs_hz, case.muscles).events.tobytes()


def test_a_pop_is_no_fasciculation():
    p = typical(seconds=30.0, channels=(4,), rate=1)
    p.x[:, 2] += np.where(np.arange(len(p.x)) >= 15_000, 400 * np.exp(-(np.arange(len(p.x)) - 15_000) / 60), 0)
    found = detect(p.samples(), p.fs_hz, p.muscles)
    assert not len(near(found.fasciculations, [15_000], 100))
    assert "artefact" in set(found.intervals["reason"])


def test_a_contraction_is_rejected_time():
    p = typical(seconds=40.0, channels=(4,), rate=8)
    r = np.random.default_rng(3)
    burst = slice(20_000, 27_000)
    noise = np.convolve(r.standard_normal(7000), np.hanning(9), "same")
    p.x[burst] += 25 * noise[:, None] * r.uniform(0.6, 1.0, 4)
    found = detect(p.samples(), p.fs_hz, p.muscles)
    rows = found.intervals[found.intervals["reason"] == "voluntary"]
    covered = sum(max(0, min(int(i["stop"]), 27_000) - max(int(i["start"]), 20_000)) for i in rows)
    assert covered > 0.9 * 7000
    inside = found.fasciculations["sample"]
    assert ((inside > 20_000) & (inside < 27_000)).sum() <= 1


def test_a_steady_unit_is_no_fasciculation():
    from .patient import potential

    p = typical(seconds=40.0, channels=(4,), rate=6, seed=5)
    wave = potential(p.fs_hz, np.random.default_rng(8), 4)
    times, t = [], 15.0
    while t < 28.0:
        times.append(t)
        t += 0.13 * (1 + p.rng.normal(0, 0.12))
    for t in times:
        p.add(0, wave, t, 12)
    found = detect(p.samples(), p.fs_hz, p.muscles).fasciculations["sample"]
    assert ((found > 15_000) & (found < 28_000)).sum() <= 0.1 * len(times)


def test_mains_makes_no_events_and_hides_none():
    p = typical(seconds=40.0, channels=(4, 2), snr=18)
    t = np.arange(len(p.x)) / p.fs_hz
    p.x += 60 * np.sin(2 * np.pi * 60.02 * t)[:, None] + 15 * np.sin(2 * np.pi * 180.06 * t)[:, None]
    hits, misses, false = score(detect(p.samples(), p.fs_hz, p.muscles), p)
    assert hits >= 0.9 * (hits + misses)
    assert false <= 3


@pytest.mark.parametrize("arguments", [([[1.0, 2.0]], 1000.0, ["a"]), ([1.0], 1000.0, ["a"]), ([[1.0]], 0.0, ["a"])])
def test_what_makes_no_sense_is_said(arguments):
    with pytest.raises(UsageError):
        detect(*arguments)
