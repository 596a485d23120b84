"""What a simulated device measures: a source at another rate, wherever that is when somebody listens."""

from __future__ import annotations

import numpy as np
import pytest

from fascview.stream import Block, SourceEvent, StreamInfo
from fascview_drivers.simulate import Signal


class Scripted:
    """Gives its blocks one by one."""

    ended = False

    def __init__(self, *blocks: tuple[int, int]) -> None:
        self._blocks = [Block(start, np.arange(start, start + n, dtype=np.float32)[:, None]) for start, n in blocks]

    def open(self) -> StreamInfo:
        raise NotImplementedError

    def read(self, timeout_s: float = 0.1) -> Block | None:
        return self._blocks.pop(0) if self._blocks else None

    def events(self) -> list[SourceEvent]:
        return []

    def close(self) -> None:
        pass


@pytest.mark.parametrize("late_s", [2, 60, 3000])
def test_a_client_that_comes_late_gets_what_is_measured_now(late_s: int) -> None:
    start = late_s * 1000
    signal = Signal(Scripted((start, 100), (start + 100, 100)), 1000.0, 1)
    np.testing.assert_array_equal(signal.take(150, 1000.0, 1)[:, 0], np.arange(start, start + 150))


def test_a_hole_of_the_source_stays_a_hole() -> None:
    signal = Signal(Scripted((0, 100), (150, 100)), 1000.0, 1)
    got = signal.take(200, 1000.0, 1)[:, 0]
    np.testing.assert_array_equal(got[:100], np.arange(100))
    assert not got[100:150].any()
    np.testing.assert_array_equal(got[150:], np.arange(150, 200))
