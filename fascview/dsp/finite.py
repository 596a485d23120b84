"""Whether samples are all finite, asked many times a second."""

from __future__ import annotations

import math

import numpy as np

from fascview.stream import FloatArray


def surely_finite(samples: FloatArray) -> bool:
    """Return True only if every sample is finite; False also where the largest are beyond any signal (1e18).

    The sum of squares is not finite if one sample is not. That takes a fifth of the time of looking at each.
    """
    flat = samples.ravel()
    with np.errstate(over="ignore", invalid="ignore"):
        return math.isfinite(flat.dot(flat))
