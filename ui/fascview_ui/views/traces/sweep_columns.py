"""From samples to pixel columns: the arithmetic of the trace painter, without Qt.

A column has an absolute number ``g`` from the start of the stream; at ``spp`` samples per column it holds the samples
``i`` with ``g <= i / spp < g + 1``. What is drawn in a column depends on its number alone, never on when it was
drawn, so that new columns beside old ones look as if all had been drawn at once.
"""

from __future__ import annotations

import functools
import math

import numpy as np
from numpy.typing import NDArray

from fascview.pyramid import Pyramid
from fascview.ring import Ring
from fascview.stream import FloatArray

#: From here on a column holds enough samples to be one bar; below, the line between samples is drawn.
DENSE_SPP = 3.0
#: Coverage is counted in 64ths of a pixel; a table of 256 levels tells up to four traces over one another.
LEVELS = 256
UNITS = 64
WIDE_CHANNELS = 80
FEW_COLUMNS = 5

Edges = NDArray[np.int64]
Float64 = NDArray[np.float64]
Levels = NDArray[np.int32]


def edge(g: int, spp: float) -> int:
    """Return the first sample of column ``g``."""
    return math.ceil(g * spp - 1e-6)


def edges(first: int, last: int, spp: float) -> Edges:
    """Return the first samples of columns ``first`` to ``last``, both included."""
    found: Edges = np.ceil(np.arange(first, last + 1) * spp - 1e-6).astype(np.int64)
    return found


def complete(newest: int, spp: float) -> int:
    """Return the number of the first column that is not complete when samples up to ``newest`` (exclusive) are here."""
    have = newest if spp >= DENSE_SPP else newest - 1
    g = max(0, math.floor(newest / spp) + 1)
    while g > 0 and edge(g, spp) > have:
        g -= 1
    return g


def padded(ring: Ring, start: int, stop: int, safe: bool = False) -> FloatArray:
    """Return rows ``start`` to ``stop`` of a ring exactly; what it does not have is NaN.

    With ``safe`` the rows are copied, so that a writer lapping the reader cannot change them half way.
    """
    if safe:
        first, rows = ring.read(start, stop)
    else:
        first = min(max(start, ring.first), stop)
        rows = ring.view(start, stop)
    if first == start and len(rows) == stop - start:
        return rows
    out = np.full((max(stop - start, 0), ring.n_channels), np.nan, np.float32)
    out[first - start : first - start + len(rows)] = rows
    return out


def dense_envelope(rows: FloatArray, cuts: Edges) -> tuple[FloatArray, FloatArray]:
    """Return minimum and maximum per column, each shape ``(n_columns, n_channels)``.

    Parameters
    ----------
    rows : ndarray, shape (n, n_channels)
        Samples from ``cuts[0] - 1`` to ``cuts[-1]``: the sample before each column belongs to it as well, so that bars
        touch and the line has no breaks. NaN is passed over and never bridged.
    cuts : ndarray, shape (n_columns + 1,)
        First sample of each column.
    """
    at = cuts - cuts[0]
    low, high = _reduced(rows, at, np.minimum), _reduced(rows, at, np.maximum)
    if np.isnan(low).any():
        # A column of nothing but lost samples must not keep the sample before it.
        inside = rows[1:]
        empty = np.isnan(np.fmin.reduceat(inside, at[:-1], axis=0))
        low, high = _reduced(rows, at, np.fmin), _reduced(rows, at, np.fmax)
        low[empty] = high[empty] = np.nan
    return low, high


def _reduced(rows: FloatArray, at: Edges, function: np.ufunc) -> FloatArray:
    """Return ``function`` over rows ``at[k]`` to ``at[k + 1]``, both included, shape ``(len(at) - 1, n_channels)``."""
    if rows.shape[1] < WIDE_CHANNELS and len(at) > FEW_COLUMNS:
        own: FloatArray = function.reduceat(rows[: at[-1]], at[:-1], axis=0)
        joined: FloatArray = function(own, rows[at[1:]])
        return joined
    # Over many channels, or for the few columns of a frame, one call per column is faster: it runs along the channels.
    out = np.empty((len(at) - 1, rows.shape[1]), np.float32)
    places = at.tolist()
    for k in range(len(out)):
        function.reduce(rows[places[k] : places[k + 1] + 1], axis=0, out=out[k])
    return out


def sparse_envelope(rows: FloatArray, first: int, last: int, spp: float) -> tuple[FloatArray, FloatArray]:
    """Return lowest and highest point of the line through the samples in columns ``first`` to ``last`` (exclusive).

    ``rows`` start one sample before ``edge(first)`` and end one after ``edge(last)``. No line leads to a lost sample.
    """
    origin = edge(first, spp) - 1
    at = np.maximum(np.arange(first, last + 1) * spp - origin, 0.0)
    whole = np.minimum(at.astype(np.intp), len(rows) - 2)
    part = (at - whole).astype(np.float32)[:, None]
    at_edge = rows[whole] * (1 - part) + rows[whole + 1] * part
    low = np.fmin(at_edge[:-1], at_edge[1:])
    high = np.fmax(at_edge[:-1], at_edge[1:])
    cuts = edges(first, last, spp) - origin
    for k in range(math.ceil(spp)):  # at most three samples lie inside a column
        inside = np.flatnonzero(cuts[:-1] + k < cuts[1:])
        value = rows[cuts[:-1][inside] + k]
        low[inside] = np.fmin(low[inside], value)
        high[inside] = np.fmax(high[inside], value)
    return low, high


def pyramid_envelope(pyramid: Pyramid, cuts: Edges) -> tuple[FloatArray, FloatArray]:
    """Return minimum and maximum per column from the pyramid: never less than the truth, at most one bin wider."""
    spp = (cuts[-1] - cuts[0]) / max(len(cuts) - 1, 1)
    origin, size, low, high = pyramid.envelope(int(cuts[0]), int(cuts[-1]), spp)
    begin = np.clip((cuts[:-1] - origin) // size, 0, len(low))
    end = np.clip(-(-(cuts[1:] - origin) // size), begin, len(low))
    return _over_bins(low, begin, end, np.fmin), _over_bins(high, begin, end, np.fmax)


def _over_bins(bins: FloatArray, begin: Edges, end: Edges, function: np.ufunc) -> FloatArray:
    """Return ``function`` over bins ``begin[k]`` to ``end[k]`` (exclusive); NaN where there are none."""
    out = np.full((len(begin), bins.shape[1]), np.nan, np.float32)
    some = np.flatnonzero(end > begin)
    if len(some):
        pairs = np.stack([begin[some], end[some]], axis=1).ravel()
        # reduceat wants every index inside: a row of NaN at the end is one.
        blank = np.full((1, bins.shape[1]), np.nan, np.float32)
        out[some] = function.reduceat(np.concatenate([bins, blank]), pairs, axis=0)[::2]
    return out


def long_envelope(ring: Ring, pyramid: Pyramid, cuts: Edges) -> tuple[FloatArray, FloatArray]:
    """Return what ``dense_envelope`` would, for columns of many samples, without touching them all.

    Whole bins come from the finest level of the pyramid, the few samples at both ends of a column from the ring.
    """
    first, rows = ring.read(int(cuts[0]) - 1, int(cuts[-1]))
    if not len(rows):
        nothing = np.full((len(cuts) - 1, ring.n_channels), np.nan, np.float32)
        return nothing, nothing.copy()
    origin, size, low, high = pyramid.finest(int(cuts[0]), int(cuts[-1]))
    begin = np.clip(-(-cuts[:-1] // size) - origin // size, 0, len(low))
    end = np.clip(cuts[1:] // size - origin // size, begin, len(low))
    # The samples before the first whole bin and behind the last one, repeated where there are fewer than a bin.
    reach = np.arange(size)
    ahead = np.minimum(cuts[:-1, None] + reach, np.maximum((origin + begin * size)[:, None] - 1, cuts[:-1, None]))
    behind = np.maximum(cuts[1:, None] - 1 - reach, np.minimum((origin + end * size)[:, None], cuts[1:, None] - 1))
    ends = np.clip(np.concatenate([ahead, behind], axis=1) - first, 0, len(rows) - 1)
    before = np.clip(cuts[:-1] - 1 - first, 0, len(rows) - 1)
    out = []
    for bins, function in ((low, np.fmin), (high, np.fmax)):
        own = function(_over_bins(bins, begin, end, function), function.reduce(rows[ends], axis=1))
        joined = function(own, rows[before])
        joined[np.isnan(own)] = np.nan
        out.append(joined)
    return out[0], out[1]


def dense_levels(ends: Float64, height: int) -> Levels:
    """Return how much of each pixel bars cover, in units of ``1 / UNITS``, shape ``(n_columns, height)``.

    ``ends``, shape ``(n_columns, 2, n_bars)``, are tops and bottoms in ``1 / UNITS`` of a pixel, inside the image. Bars
    add up where they overlap. Every bar counts one up in the pixel of its top and one down in that of its bottom; a
    running sum down the column gives how many bars lie there, and what is missing in the pixels of their ends is taken
    off. The area is exact to the unit, and the work does not depend on how long the bars are.
    """
    n, _, bars = ends.shape
    stride = height + 1
    signs, offsets = _signs(n, bars, stride)
    fixed = np.rint(ends).astype(np.intp)
    part = (fixed & (UNITS - 1)) * signs
    fixed >>= UNITS.bit_length() - 1
    fixed += offsets
    at = fixed.ravel()
    steps = np.bincount(at, signs.ravel(), n * stride).astype(np.int32)
    found: Levels = np.cumsum(steps.reshape(n, stride), axis=1, dtype=np.int32)
    found *= UNITS
    found -= np.bincount(at, part.ravel(), n * stride).astype(np.int32).reshape(n, stride)
    return found[:, :height]


@functools.lru_cache(maxsize=16)
def _signs(n: int, bars: int, stride: int) -> tuple[Float64, NDArray[np.intp]]:
    """Return +1 for every top and -1 for every bottom, and where each column begins among the counts of all."""
    signs = np.ones((n, 2, bars))
    signs[:, 1] = -1.0
    return signs, (np.arange(n) * stride)[:, None, None]


def sparse_coverage(ends: Float64, height: int, width_px: float, widest_px: float) -> Float64:
    """Return how much of each pixel lines of ``width_px`` cover, shape ``(n_columns, height)``; a line of NaN nothing.

    Across one column a straight line from top to bottom covers a trapezoid: the box it climbs, smoothed by its own
    height measured vertically (``width * sqrt(1 + slope^2)``) and by the pixel. ``widest_px`` limits the smoothing.
    """
    top, bottom = ends[:, 0], ends[:, 1]
    climb = bottom - top
    thick = np.minimum(width_px * np.sqrt(1 + climb * climb), 2 * widest_px)
    ramp = np.maximum(np.minimum(thick, climb), 1.0)
    base = climb + thick + 1
    slope = np.minimum(thick / (base - ramp), 1.0) / ramp
    start = (top + bottom - base) / 2 - 0.5
    # Kinks of the trapezoid as second differences; two running sums rebuild it.
    margin = math.ceil(2 * widest_px) + 4
    kinks = np.stack([start, start + ramp, start + base - ramp, start + base]) + margin
    nothing = np.isnan(top)
    if nothing.any():
        kinks[:, nothing] = 0.0
        slope[nothing] = 0.0
    n, stride = len(ends), height + 2 * margin
    kinks = np.clip(kinks, 0, stride - 3)
    whole = kinks.astype(np.intp)
    part = kinks - whole
    whole += (np.arange(n) * stride)[:, None] + 1
    weight = np.stack([slope, -slope, -slope, slope])
    split = np.concatenate(((weight * (1 - part)).ravel(), (weight * part).ravel()))
    bends = np.bincount(np.concatenate((whole.ravel(), whole.ravel() + 1)), split, n * stride)
    covered: Float64 = np.cumsum(np.cumsum(bends.reshape(n, stride), axis=1), axis=1)
    return covered[:, margin : margin + height]


def levels(coverage: Float64) -> Levels:
    """Return coverage in units of ``1 / UNITS``."""
    return (coverage * UNITS + 0.5).astype(np.int32)


def strengths(body: float) -> Float64:
    """Return the strength at each level: ``body`` where one trace covers the pixel, more where several do."""
    covered = np.arange(LEVELS) / UNITS
    if body >= 1:
        return np.minimum(covered, 1.0)
    alone = body * np.minimum(covered, 1.0)
    return np.where(covered <= 1, alone, 1 - (1 - body) ** covered)
