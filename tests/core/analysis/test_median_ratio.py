"""How sure the ratio of two medians is, and what a second pass says of events it does not have."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fascview.analysis.agreement import agreement, why_alone
from fascview.analysis.comparison import compare, median_log_variance, median_ratio, muscle_facts
from fascview.detection.events import EVENT_DTYPE, INTERVAL_DTYPE


@pytest.mark.parametrize(("n_1", "n_2", "spread"), [(12, 12, 0.5), (40, 80, 0.4), (200, 30, 0.8)])
def test_the_interval_holds_the_true_ratio_as_often_as_it_says(n_1, n_2, spread):
    rng = np.random.default_rng(4)
    held = 0
    for _ in range(400):
        one, two = rng.lognormal(4, spread, n_1), rng.lognormal(4 + math.log(1.3), spread, n_2)
        ratio, low, high = median_ratio(
            float(np.median(one)), float(np.median(two)), median_log_variance(one), median_log_variance(two)
        )
        assert low <= ratio <= high
        held += low <= 1.3 <= high
    assert 0.92 <= held / 400 <= 0.995


def test_too_few_sizes_tell_no_interval_and_another_unit_changes_nothing():
    few, many = [50.0, 60, 70, 80], np.linspace(50, 90, 30)
    assert math.isnan(median_log_variance(few))
    assert median_log_variance(many) == pytest.approx(median_log_variance(many * 1000))
    facts = [muscle_facts("TA R", np.arange(len(v)) * 900 + 5, v, [], 100_000, 1000.0) for v in (few, many, many * 2)]
    assert math.isnan(compare([facts[0]], [facts[1]])[0].vpp_low)
    row = compare([facts[1]], [facts[2]])[0]
    assert row.vpp_ratio == pytest.approx(2.0)
    assert row.vpp_differs
    assert not compare([facts[1]], [facts[1]])[0].vpp_differs


def test_events_that_only_one_list_has_are_accounted_for_by_what_the_other_says_there():
    def rows(*found):
        out = np.zeros(len(found), EVENT_DTYPE)
        for at, (sample, muscle, kind, reason) in enumerate(found):
            out["sample"][at], out["muscle"][at], out["kind"][at], out["reason"][at] = sample, muscle, kind, reason
        return out

    stored = rows((100, 0, "fasciculation", ""), (5_000, 0, "fasciculation", ""), (9_000, 1, "fasciculation", ""),
                  (20_000, 1, "fasciculation", ""))  # fmt: skip
    found = rows((102, 0, "fasciculation", ""), (9_003, 1, "ecg", ""))
    held = np.zeros(1, INTERVAL_DTYPE)
    held["muscle"], held["start"], held["stop"], held["reason"] = 0, 4_000, 6_000, "voluntary"
    pairs = agreement(stored, found[:1], 1000.0)
    why = why_alone(stored[pairs.only_first], found, held, 1000.0)
    assert why == {"voluntary": 1, "ecg": 1, "": 1}
    assert sum(why.values()) == len(pairs.only_first)
