"""Two lists of events: every event is in exactly one of three places, and no better pairing exists."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fascview.analysis.agreement import agreement
from fascview.detection.events import EVENT_DTYPE

FS_HZ = 1000.0


def rows(places: list[tuple[int, int]]) -> np.ndarray:
    out = np.zeros(len(places), EVENT_DTYPE)
    out["sample"], out["muscle"] = [p[0] for p in places] or [], [p[1] for p in places] or []
    return out


places = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 1)), max_size=6)


@given(places, places)
def test_every_event_is_in_one_place_and_there_are_as_many_pairs_as_can_be(a, b):
    first, second = rows(a), rows(b)
    found = agreement(first, second, FS_HZ, 0.010)
    assert sorted([*found.both[:, 0].tolist(), *found.only_first.tolist()]) == list(range(len(a)))
    assert sorted([*found.both[:, 1].tolist(), *found.only_second.tolist()]) == list(range(len(b)))
    for i, j in found.both.tolist():
        assert abs(a[i][0] - b[j][0]) <= 10
        assert a[i][1] == b[j][1]
    # Oracle: the best of all ways to give each of the shorter list a partner.
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    best = max(
        sum(abs(s[0] - t[0]) <= 10 and s[1] == t[1] for s, t in zip(short, order, strict=False))
        for order in itertools.permutations(long, len(short))
    )
    assert len(found.both) == best


def test_the_share_is_that_of_jaccard():
    found = agreement(rows([(0, 0), (100, 0), (200, 0)]), rows([(5, 0), (300, 0)]), FS_HZ)
    assert found.share == pytest.approx(1 / 4)
    assert np.isnan(agreement(rows([]), rows([]), FS_HZ).share)
