"""Channels that stand still: flat, at an end of the range, or cut off at one value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fascview.stream import FloatArray

WINDOW_S = 0.25
FLAT_UV = 0.5
RAIL_UV = 1000.0
RAIL_STILL_UV = 2.0
RUN = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """Shares of time [%], shape ``(n_channels,)`` each."""

    flat_percent: NDArray[np.float64]
    railed_percent: NDArray[np.float64]
    clipped_percent: NDArray[np.float64]


def standing(x: FloatArray, fs_hz: float, lost: NDArray[np.bool_] | None = None) -> Standing:
    """Measure ``x``, shape ``(n_channels, n_samples)`` [uV], without NaN; ``lost`` tells where there was nothing.

    A quarter of a second is flat where it moves by no more than 0.5 uV. It is at a rail where it hardly moves and
    stands 1 mV or more away from zero, or farther out than all else the array shows. Cut off are samples at the
    largest or smallest value of a channel, where that value comes more often than by chance.
    """
    n_channels, n = x.shape
    width = max(2, min(round(WINDOW_S * fs_hz), n))
    count = n // width
    cut = x[:, : count * width].reshape(n_channels, count, width)
    there = np.ones((n_channels, count), bool)
    if lost is not None:
        there = lost[:, : count * width].reshape(n_channels, count, width).mean(axis=2) < 0.2
    windows = np.maximum(there.sum(axis=1), 1)
    high, low = cut.max(axis=2), cut.min(axis=2)
    span, level = high - low, np.abs(0.5 * (high + low))
    moving = span > RAIL_STILL_UV
    usual = float(np.median(span[moving])) if moving.any() else 0.0
    reach = float(level[moving].max()) if moving.any() else 0.0
    far = (level >= RAIL_UV) | ((level >= reach) & (level > 5.0 * usual) & (usual > 0))
    at_rail = far & (span <= RAIL_STILL_UV) & there
    flat = (span <= FLAT_UV) & ~at_rail & there
    flat_percent, rail_percent = 100.0 * flat.sum(axis=1) / windows, 100.0 * at_rail.sum(axis=1) / windows
    clipped, sides = _clipped(x)
    # An input that swings from one end to the other is at a rail as well.
    wide = (clipped > 50.0) & (np.abs(x.max(axis=1) - x.min(axis=1)) > RAIL_UV) & sides
    railed = np.where(wide, clipped, rail_percent)
    still = flat_percent + railed > 50.0
    return Standing(flat_percent, railed, np.where(still, 0.0, clipped))


def _clipped(x: FloatArray) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the share of samples cut off [%], and whether on both sides."""
    n = x.shape[1]
    out = np.zeros(len(x))
    sides = np.zeros((2, len(x)), bool)
    if n < 2 * RUN:
        return out, sides[0] & sides[1]
    ends = (x.max(axis=1), x.min(axis=1))
    # Few channels meet an end even three times, and only those are worth a closer look.
    chosen = np.flatnonzero(np.max([(x == end[:, None]).sum(axis=1) for end in ends], axis=0) >= RUN)
    if len(chosen):
        out[chosen], sides[:, chosen] = _clipped_closely(x[chosen])
    return out, sides[0] & sides[1]


def _clipped_closely(x: FloatArray) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the share of samples cut off [%], and for both sides whether they are."""
    n = x.shape[1]
    out = np.zeros(len(x))
    sides = np.zeros((2, len(x)), bool)
    some = x[:, :: max(1, n // 4096)]
    sigma = 1.4826 * np.median(np.abs(some - np.median(some, axis=1, keepdims=True)), axis=1)
    step = np.abs(np.diff(x[:, : min(n, 8192)], axis=1))
    step[step == 0] = np.inf
    fine = step.min(axis=1) < sigma / 4.0  # a coarse converter repeats its values without being at an end
    for side, extreme in enumerate((x.max(axis=1), x.min(axis=1))):
        at = x == extreme[:, None]
        often = at.sum(axis=1) >= 8  # by chance a fine converter meets its largest value once or twice
        held = (at[:, :-2] & at[:, 1:-1] & at[:, 2:]).sum(axis=1) >= 2
        far = np.abs(extreme - np.median(some, axis=1)) > 8.0 * sigma
        sides[side] = np.where(fine, often, held & far)
        out += np.where(sides[side], 100.0 * at.sum(axis=1) / n, 0.0)
    return out, sides
