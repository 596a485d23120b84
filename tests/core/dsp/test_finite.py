"""Whether samples are finite: never True where one is not."""

from __future__ import annotations

import numpy as np
import pytest

from fascview.dsp.finite import surely_finite


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("at", [0, 17, 47])
def test_one_value_that_is_not_finite_is_found(value: float, at: int) -> None:
    samples = np.random.default_rng(1).normal(0, 1e4, (16, 3)).astype(np.float32)
    assert surely_finite(samples)
    samples.flat[at] = value
    assert not surely_finite(samples)
    assert not surely_finite(samples[::-1])


def test_values_beyond_any_signal_are_not_called_finite_and_do_no_harm() -> None:
    assert not surely_finite(np.full((4, 3), 1e30, np.float32))
    assert surely_finite(np.zeros((0, 3), np.float32))
