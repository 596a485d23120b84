"""The ring: what was appended is what is read, whatever the cut, and lost samples are NaN."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fascview.ring import Ring

Steps = list[tuple[int, int]]
steps = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 45)), max_size=25)


def stream(pieces: Steps) -> tuple[np.ndarray, list[tuple[int, np.ndarray]]]:
    """Return the whole stream (NaN where jumped) and the blocks: each jumps ahead, then brings some rows."""
    blocks, at = [], 0
    for jump, n in pieces:
        start = at + jump if n else at
        blocks.append((start, np.arange(start, start + n, dtype=np.float32)[:, None] * [1, -1]))
        at = start + n
    whole = np.full((at, 2), np.nan, np.float32)
    for start, rows in blocks:
        whole[start : start + len(rows)] = rows
    return whole, blocks


@settings(deadline=None)
@given(steps, st.integers(1, 40))
def test_the_ring_holds_the_end_of_the_stream(pieces: Steps, capacity: int) -> None:
    whole, blocks = stream(pieces)
    ring = Ring(capacity, 2)
    for start, rows in blocks:
        ring.append(start, rows)
    assert ring.end == len(whole)
    assert ring.first == max(0, len(whole) - capacity)
    np.testing.assert_array_equal(ring.view(0, ring.end), whole[ring.first :])
    for a in range(ring.first, ring.end, 7):
        first, rows = ring.read(a - 3, a + 5)
        assert first == max(a - 3, ring.first)
        np.testing.assert_array_equal(rows, whole[first : min(a + 5, ring.end)])


@settings(deadline=None)
@given(steps)
def test_a_view_is_contiguous_and_cannot_be_written(pieces: Steps) -> None:
    ring = Ring(16, 2)
    for start, rows in stream(pieces)[1]:
        ring.append(start, rows)
    view = ring.view(ring.first, ring.end)
    assert view.flags.c_contiguous
    if len(view):
        with pytest.raises(ValueError, match="read-only"):
            view[0, 0] = 1


def test_a_copy_stays_when_the_writer_goes_round() -> None:
    ring = Ring(8, 1)
    ring.append(0, np.arange(8.0)[:, None])
    _, copy = ring.read(0, 8)
    view = ring.view(0, 8)
    ring.append(8, np.arange(8.0, 16.0)[:, None])
    assert copy[:, 0].tolist() == list(range(8))
    assert view[:, 0].tolist() != list(range(8))  # a view is of live memory, and says so


def test_the_past_is_never_written_again() -> None:
    ring = Ring(8, 1)
    ring.append(3, np.zeros((2, 1)))
    with pytest.raises(ValueError, match="after row"):
        ring.append(4, np.zeros((1, 1)))
    ring.append(5, np.zeros((0, 1)))
    assert ring.end == 5
    ring.restart(100)
    assert (ring.first, ring.end) == (100, 100)
    assert len(ring.view(0, 200)) == 0


@pytest.mark.parametrize(("capacity", "channels"), [(0, 1), (1, 0)])
def test_an_empty_ring_is_refused(capacity: int, channels: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Ring(capacity, channels)
