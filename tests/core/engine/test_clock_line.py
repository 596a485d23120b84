from __future__ import annotations

import numpy as np
import pytest

from fascview.engine.clock_line import ClockLine
from fascview.stream import Block


def block(stop, stamp_s=None):
    return Block(stop - 20, np.zeros((20, 1), np.float32), stamp_s=stamp_s)


def test_stamps_lie_on_the_line():
    line = ClockLine(1000.0)
    assert line.sample_at(5.0) is None
    line.take(block(1000, stamp_s=50.999), 99.0)
    assert line.sample_at(51.0) == 1000
    assert line.sample_at(float("nan")) is None


@pytest.mark.parametrize("pace", [0.99, 0.9995, 1.0, 1.001, 1.01])
def test_late_arrivals_do_not_move_the_line(pace):
    rng = np.random.default_rng(1)
    line = ClockLine(1000.0)
    for stop in range(20, 60_000, 20):
        at_s = 100.0 + stop / (pace * 1000.0)
        late_s = rng.exponential(0.02)  # as on a machine that has much to do
        line.take(block(stop), at_s + late_s)
    for sample in (59_000, 59_900):
        assert line.sample_at(100.0 + sample / (pace * 1000.0)) == pytest.approx(sample, abs=5)
