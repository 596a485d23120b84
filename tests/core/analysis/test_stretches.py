"""Sets of samples and stretches against plain Python sets."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fascview.analysis.stretches import GrowingColumn, SampleSet, StretchSet

SPAN = 120
steps = st.lists(st.tuples(st.booleans(), st.integers(0, SPAN), st.integers(0, SPAN)), max_size=40)


@given(steps)
def test_a_stretch_set_is_a_set_of_its_samples(moves: list[tuple[bool, int, int]]) -> None:
    stretches, truth = StretchSet(), set()
    for unite, start, stop in moves:
        (stretches.add if unite else stretches.subtract)(start, stop)
        truth = truth | set(range(start, stop)) if unite else truth - set(range(start, stop))
    table = stretches.values
    assert {s for a, b in table for s in range(a, b)} == truth
    assert np.all(table[:, 1] > table[:, 0])
    assert np.all(table[1:, 0] > table[:-1, 1]), "stretches that touch are one"
    edges = np.arange(-1, SPAN + 2)
    assert stretches.length_before(edges).tolist() == [sum(s < e for s in truth) for e in edges]
    for start, stop in ((0, SPAN), (17, 60), (60, 17), (5, 5)):
        inside = set(range(start, stop)) & truth
        assert stretches.length(start, stop) == len(inside)
        assert {s for a, b in stretches.pieces(start, stop) for s in range(a, b)} == inside
        outside = set(range(start, stop)) - truth
        assert {s for a, b in stretches.without(start, stop) for s in range(a, b)} == outside


@given(st.lists(st.tuples(st.booleans(), st.integers(-20, 20)), max_size=60))
def test_a_sample_set_is_a_sorted_list(moves: list[tuple[bool, int]]) -> None:
    samples, truth = SampleSet(), []
    for put, sample in moves:
        if put:
            samples.add(sample)
            truth.append(sample)
        elif sample in truth:
            samples.remove(sample)
            truth.remove(sample)
        else:
            with pytest.raises(KeyError):
                samples.remove(sample)
    assert samples.values.tolist() == sorted(truth)
    assert samples.count(-5, 6) == sum(-5 <= s < 6 for s in truth)
    assert samples.between(-5, 6).tolist() == sorted(s for s in truth if -5 <= s < 6)


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 9), st.lists(st.integers(0, 9), max_size=90)), max_size=8))
def test_a_growing_column_splices_as_a_list_does(moves: list[tuple[int, int, list[int]]]) -> None:
    column, truth = GrowingColumn(), []
    for at, length, new in moves:
        first = min(at, len(truth))
        last = min(first + length, len(truth))
        column.splice(first, last, new)
        truth[first:last] = new
        assert column.values.tolist() == truth
        assert len(column) == len(truth)
