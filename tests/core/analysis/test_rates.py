"""Counts and rates against a slow reference that looks at every sample, and their independence of the cut."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from fascview.analysis.rates import MuscleCount, MuscleCounters
from fascview.detection.events import EVENT_DTYPE, INTERVAL_DTYPE, Update
from fascview.errors import UsageError

FS_HZ = 10.0  # few samples, so that the reference may look at each


@dataclass(frozen=True)
class Story:
    """What a detector tells about 400 s: (told at, id, muscle, sample, status) and (told at, muscle, start, stop)."""

    n_samples: int
    rows: list[tuple[int, int, int, int, str]]
    held: list[tuple[int, int, int, int]]


def tell(seed: int, n_samples: int = 4_000, n_muscles: int = 3) -> Story:
    """Make up a story; provisional rows are accepted, moved or retracted within 20 samples, held time comes late."""
    rng = np.random.default_rng(seed)
    rows = []
    for number, sample in enumerate(np.sort(rng.integers(0, n_samples - 40, 300)).tolist()):
        muscle = int(rng.integers(n_muscles))
        rows.append((sample + 1, number, muscle, sample, "provisional"))
        verdict = str(rng.choice(["accepted", "accepted", "rejected"]))
        moved = sample + int(rng.integers(-3, 4))
        rows.append((sample + 20, number, muscle, max(0, moved), verdict))
    held = []
    for start in rng.integers(0, n_samples - 200, 25).tolist():
        stop = start + int(rng.integers(1, 160))
        held.append((stop + 20, int(rng.integers(n_muscles)), start, stop))
    return Story(n_samples, sorted(rows), sorted(held))


def feed(counters: MuscleCounters, story: Story, cuts: list[int]) -> None:
    for before, now in zip([-1, *cuts[:-1]], cuts, strict=True):
        rows = [r[1:] for r in story.rows if before < r[0] <= now]
        events = np.zeros(len(rows), EVENT_DTYPE)
        for field, values in zip(("id", "muscle", "sample", "status"), zip(*rows, strict=True), strict=False):
            events[field] = values
        intervals = np.array([(*h[1:], "movement") for h in story.held if before < h[0] <= now], INTERVAL_DTYPE)
        noise = np.array([3.0, 2.0, np.nan, 0.0, np.nan], np.float32)
        states = ("at rest", "voluntary", "at rest")
        counters.update(Update(events, [], intervals, max(0, now - 20), noise, states))


def reference(story: Story, now: int, muscle: int, origin: int = 0) -> dict[str, float]:
    """Say the same by counting samples one by one."""
    newest = {r[1]: r for r in story.rows if r[0] <= now}
    samples = [r[3] for r in newest.values() if r[2] == muscle and r[4] != "rejected" and r[3] >= origin]
    settled = max(origin, now - 20)
    free = np.ones(story.n_samples, bool)
    for told, m, start, stop in story.held:
        if m == muscle and told <= now:
            free[start:stop] = False
    start = max(origin, settled - 600)
    n, t = sum(start <= s < settled for s in samples), free[start:settled].sum() / FS_HZ
    windows = range(-(-origin // 100), settled // 100)
    counts = [sum(100 * w <= s < 100 * w + 100 for s in samples) for w in windows]
    shares = [free[100 * w : 100 * w + 100].mean() for w in windows]
    good = [c for c, share in zip(counts, shares, strict=True) if share >= 0.8]
    fano = float(np.var(good, ddof=1) / np.mean(good)) if len(good) >= 12 and sum(good) else math.nan
    wide = math.sqrt(fano) if fano > 1 else 1.0
    low, high = special.gammaincinv(n, 0.025) if n else 0.0, special.gammaincinv(n + 1, 0.975)
    return {
        "count": sum(s < now for s in samples),
        "count_10_s": sum(max(origin, now - 100) <= s < now for s in samples),
        "rate_per_min": 60 * n / t if t >= 5 else math.nan,
        "rate_low_per_min": 60 * max(0.0, n - (n - low) * wide) / t if t >= 5 else math.nan,
        "rate_high_per_min": 60 * (n + (high - n) * wide) / t if t >= 5 else math.nan,
        "analysable_s": free[origin:settled].sum() / FS_HZ,
        "held_s": (~free[origin:settled]).sum() / FS_HZ,
        "fano": fano,
        "newest_spark": 60 * counts[-1] / (shares[-1] * 10) if windows and shares[-1] >= 0.2 else math.nan,
    }


def agree(told: MuscleCount, truth: dict[str, float]) -> None:
    for name, value in truth.items():
        mine = float(told.sparkline_per_min[-1]) if name == "newest_spark" else getattr(told, name)
        assert mine == pytest.approx(value, rel=1e-6, nan_ok=True), name


def make(origin: int = 0) -> MuscleCounters:
    return MuscleCounters(FS_HZ, ("A", "B", "C"), [0, 0, 1, 1, 2], origin)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.integers(1, 3_999), min_size=1, max_size=12))
def test_counts_equal_the_slow_reference_at_any_moment(seed: int, cuts: list[int]) -> None:
    story, counters, done = tell(seed), make(), -1
    for now in sorted(set(cuts)):
        part = Story(story.n_samples, [r for r in story.rows if r[0] > done], [h for h in story.held if h[0] > done])
        feed(counters, part, [now])
        done = now
        for index, told in enumerate(counters.counts(now)):
            agree(told, reference(story, now, index))


def test_any_cut_tells_the_same() -> None:
    story = tell(7)
    whole, bits = make(), make()
    feed(whole, story, [4_000])
    feed(bits, story, [*range(0, 4_001, 7), 4_000])
    for a, b in zip(whole.counts(4_000), bits.counts(4_000), strict=True):
        np.testing.assert_array_equal(a.sparkline_per_min, b.sparkline_per_min)
        agree(a, {n: getattr(b, n) for n in ("count", "rate_per_min", "analysable_s", "fano")})


def test_counting_may_begin_anew_and_that_be_undone() -> None:
    story, counters = tell(3), make()
    feed(counters, story, [4_000])
    first = counters.counts(4_000)
    before = counters.reset(1_234)
    for index, told in enumerate(counters.counts(4_000)):
        agree(told, reference(story, 4_000, index, 1_234))
    counters.reset(before)
    for a, b in zip(first, counters.counts(4_000), strict=True):
        agree(a, {n: getattr(b, n) for n in ("count", "rate_per_min", "analysable_s", "fano")})


def test_a_person_goes_over_the_detector_and_both_verdicts_stay() -> None:
    story, counters = tell(5), make()
    feed(counters, story, [2_000])
    told = counters.counts(2_000)[0].count
    mine = {r[1]: r[4] for r in story.rows if r[2] == 0 and r[0] <= 2_000}
    accepted = next(i for i, status in mine.items() if status == "accepted")
    rejected = next(i for i, status in mine.items() if status == "rejected")
    counters.judge(accepted, "rejected")
    assert counters.counts(2_000)[0].count == told - 1
    counters.judge(rejected, "accepted")
    assert counters.counts(2_000)[0].count == told
    assert counters.verdicts.get(accepted)[2:] == ("accepted", "rejected")
    assert counters.verdicts.person() == {accepted: "rejected", rejected: "accepted"}
    counted = counters.verdicts.counted_ids(0).tolist()
    assert len(counted) == told
    assert rejected in counted
    assert accepted not in counted
    feed(counters, Story(4_000, [(2_001, accepted, 0, 50, "accepted")], []), [2_001])
    assert counters.verdicts.get(accepted)[3] == "rejected", "a later row of the detector leaves the person's verdict"
    counters.judge(accepted, None)
    counters.judge(rejected, None)
    assert counters.counts(2_001)[0].count == told
    with pytest.raises(KeyError):
        counters.judge(99_999, "accepted")
    with pytest.raises(UsageError, match="accepted, rejected or none"):
        counters.judge(accepted, "perhaps")


def test_a_person_may_free_and_hold_time() -> None:
    counters = make()
    feed(counters, Story(4_000, [], [(300, 0, 100, 200)]), [1_020])
    assert counters.counts(1_020)[0].analysable_s == 90.0
    counters.judge_stretch(0, 100, 150, True)
    assert counters.counts(1_020)[0].analysable_s == 95.0
    counters.judge_stretch(0, 400, 500, False)
    assert counters.counts(1_020)[0].analysable_s == 85.0
    feed(counters, Story(4_000, [], [(1_025, 0, 90, 120), (1_025, 0, 450, 460)]), [1_030])
    assert counters.counts(1_020)[0].analysable_s == 85.0, (
        "one second more is settled; freed time stays free, held time is held once"
    )
    counters.judge_stretch(0, 0, 1_000, None)
    assert counters.counts(1_020)[0].analysable_s == 89.0, "taken back: 90-200 and 450-460 of the detector remain"


def test_states_and_sufficiency() -> None:
    counters = make()
    feed(counters, Story(4_000, [], []), [919])
    assert [m.state for m in counters.counts(919)] == ["insufficient", "voluntary", "insufficient"]
    feed(counters, Story(4_000, [], []), [920])
    assert [m.state for m in counters.counts(920)] == ["not observed", "voluntary", "not observed"]
    feed(counters, Story(4_000, [(921, 1, 0, 915, "provisional")], []), [921])
    assert counters.counts(921)[0].state == "at rest"
    assert [m.noise_uv for m in counters.counts(921)] == pytest.approx([2.0, math.nan, math.nan], nan_ok=True)
    assert counters.counts(921)[0].smallest_vpp_uv == 16.0
    silent = counters.counts(921, no_data=True)
    assert {m.state for m in silent} == {"no data"}
    assert all(math.isnan(m.rate_per_min) for m in silent)
    counters.lost(0, 400)
    assert counters.counts(921)[0].state == "insufficient"


def test_nothing_yet_is_no_rate() -> None:
    told = make(500).counts(500)[0]
    assert (told.count, told.analysable_s, told.state) == (0, 0.0, "insufficient")
    assert math.isnan(told.rate_per_min)
    assert np.isnan(told.sparkline_per_min).all()


def test_a_day_fits_and_an_update_late_in_it_costs_what_an_early_one_does() -> None:
    fs_hz, n_muscles, per_muscle = 2_000.0, 4, 36_000
    counters = MuscleCounters(fs_hz, [str(m) for m in range(n_muscles)], range(n_muscles))

    def update(start: int, n: int) -> Update:
        events = np.zeros(n * n_muscles, EVENT_DTYPE[["id", "sample", "muscle", "status"]])
        events["id"] = start * n_muscles + np.arange(len(events))
        events["sample"] = (start + np.arange(len(events)) // n_muscles) * 1_200
        events["muscle"] = np.arange(len(events)) % n_muscles
        events["status"] = "accepted"
        held = np.zeros(0, INTERVAL_DTYPE)
        return Update(events, [], held, (start + n) * 1_200, np.ones(n_muscles, np.float32))

    def cost(first: int, n: int) -> float:
        spent = time.process_time()
        for k in range(first, first + n):
            counters.update(update(k, 1))
            counters.counts(k * 1_200)
        return time.process_time() - spent

    early = min(cost(0, 60), cost(60, 60), cost(120, 60))
    counters.update(update(180, per_muscle))
    counters.counts((180 + per_muscle) * 1_200)
    at = 180 + per_muscle
    late = min(cost(at, 60), cost(at + 60, 60), cost(at + 120, 60))
    assert counters.counts((at + 180) * 1_200)[0].count == at + 180
    assert late < 6 * early
