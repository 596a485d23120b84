"""What counters say of losses, against a list of what was really sent."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fascview_drivers.counting import LossCounter, lay_out


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 200), min_size=1, max_size=60),
    st.integers(0, 255),
    st.lists(st.integers(0, 60), max_size=6),
)
def test_f31_jumps_and_wraps_are_counted_exactly(gaps: list[int], first: int, places: list[int]) -> None:
    index = first + np.cumsum(np.array(gaps) + 1)
    counter = LossCounter(256, 250.0)
    edges = [0, *sorted(p % (len(gaps) + 1) for p in places), len(gaps)]
    lost = [counter.count(index[a:b] % 256, 0.01)[0] for a, b in itertools.pairwise(edges)]
    assert np.concatenate(lost).tolist() == [0, *gaps[1:]]


def test_f31_repeated_and_late_frames_are_not_losses() -> None:
    counter = LossCounter(256, 250.0)
    lost, keep = counter.count(np.array([254, 255, 255, 0, 2, 1, 3, 3, 4]), 0.03)
    assert keep is not None
    assert keep.tolist() == [True, True, False, True, True, False, True, False, True]
    assert lost.tolist() == [0, 0, 0, 1, 0, 0]


@pytest.mark.parametrize("turns", [1, 2, 30])
@pytest.mark.parametrize("more", [0, 1, 100, 250, 255])
def test_f31_whole_turns_are_told_from_the_time(turns: int, more: int) -> None:
    counter = LossCounter(256, 250.0)
    counter.count(np.arange(10), 0.04)
    missing = 256 * turns + more
    numbers = (10 + missing + np.arange(20)) % 256
    lost, keep = counter.count(numbers, (missing + 20) / 250 + 0.02)
    assert keep is None
    assert lost.sum() == missing


def test_a_burst_after_a_held_up_computer_is_no_loss() -> None:
    counter = LossCounter(256, 250.0)
    counter.count(np.arange(10), 0.04)
    lost, _ = counter.count((10 + np.arange(1000)) % 256, 4.0)
    assert lost.sum() == 0


def test_steps_of_two() -> None:
    counter = LossCounter(256, 125.0, 2)
    lost, _ = counter.count(np.array([250, 252, 254, 0, 6, 8]), 0.05)
    assert lost.tolist() == [0, 0, 0, 0, 2, 0]


@settings(deadline=None)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=40), st.integers(0, 1000), st.integers(1, 10))
def test_every_sample_has_its_place_however_gaps_are_shown(lost: list[int], start: int, longest: int) -> None:
    values = np.arange(len(lost), dtype=np.float32)[:, None]
    blocks = lay_out(start, values, np.array(lost), values * 2, longest)
    place = start - 1 + np.cumsum(np.array(lost) + 1)
    at = start
    found = {}
    for block in blocks:
        assert block.start >= at
        assert block.aux is not None
        assert len(block.aux) == len(block)
        at = block.stop
        found.update({block.start + i: float(v[0]) for i, v in enumerate(block.samples) if v[0] == v[0]})
        assert not block.samples.flags.writeable
    assert found == dict(zip(place.tolist(), values[:, 0].tolist(), strict=True))
    assert at == place[-1] + 1


@pytest.mark.parametrize("at", range(1, 12))
@pytest.mark.parametrize("size", [1, 4, 12])
def test_a_damaged_counter_is_no_loss_where_the_next_one_tells(at: int, size: int) -> None:
    counters = (65_530 + np.arange(12)) % 65_536
    counters[at] ^= 1 << 13
    counter = LossCounter(65_536, 2000.0)
    lost = [counter.count(counters[i : i + size])[0].tolist() for i in range(0, 12, size)]
    assert list(itertools.chain(*lost)) == [0] * 12
