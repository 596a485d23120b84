"""The image the traces are kept in: only new columns are computed and written, the rest stays."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from fascview.pyramid import Pyramid
from fascview.ring import Ring
from fascview.stream import FloatArray
from fascview_ui.views.traces.colours import TraceColours
from fascview_ui.views.traces.layout import Rows
from fascview_ui.views.traces.sweep_columns import (
    DENSE_SPP,
    LEVELS,
    UNITS,
    dense_envelope,
    dense_levels,
    edges,
    levels,
    long_envelope,
    padded,
    pyramid_envelope,
    sparse_coverage,
    sparse_envelope,
    strengths,
)

#: Columns computed at once in a full redraw, so that the work stays in the processor's cache.
BATCH = 128
#: Beyond this many samples per column a full redraw reads the pyramid instead of the samples.
PYRAMID_SPP = 64.0


@dataclass(frozen=True)
class Look:
    """What the colour of a pixel depends on besides the samples."""

    rows: Rows
    palette: NDArray[np.uint32]  # (classes, LEVELS): class 4 * (band + 1) + graticule row + 2 * graticule column
    trace_px: float  # line width in device pixels


def _rgb(colour: QColor) -> NDArray[np.float64]:
    return np.array([colour.red(), colour.green(), colour.blue()], np.float64)


def make_look(rows: Rows, muscles: Sequence[int], colours: TraceColours, ratio: float, dense: bool = True) -> Look:
    """Prepare the table of pixel values for bands of ``muscles`` at ``ratio`` device pixels per logical pixel.

    With ``dense`` a trace is a row of bars, which are a little lighter than a single line.
    """
    strength = strengths(colours.body if dense else 1.0)[:, None]
    grounds = [QColor(c) for c in (colours.plot, colours.graticule, colours.graticule, colours.strong_graticule)]
    table = np.empty((4 * (len(muscles) + 1), LEVELS), np.uint32)
    table[:4] = QColor(colours.window).rgb()
    for at, muscle in enumerate(muscles):
        ink = _rgb(colours.muscle(muscle))
        for kind, ground in enumerate(grounds):
            value = np.round(_rgb(ground) * (1 - strength) + ink * strength).astype(np.uint32)
            packed = 0xFF000000 | value[:, 0] << 16 | value[:, 1] << 8 | value[:, 2]
            table[4 * (at + 1) + kind] = packed
    return Look(rows, table, colours.trace_px * ratio)


class SweepImage:
    """A picture of ``width`` by ``height`` device pixels whose columns are written in place.

    Column ``g`` of the stream goes to the picture's column ``g % width`` unless said otherwise.
    """

    def __init__(self, width: int, height: int, look: Look, divisions: int = 10) -> None:
        self.width, self.height, self.look = width, height, look
        self.image = QImage(width, height, QImage.Format.Format_RGB32)
        # The array is the image's own memory; the image is never shared, so Qt never moves it.
        stride = self.image.bytesPerLine() // 4
        self.pixels = np.frombuffer(self.image.bits(), np.uint32).reshape(height, stride)[:, :width]
        rows, half = look.rows, look.trace_px / 2
        self._palette = look.palette.ravel()
        self._row_class = ((4 * (rows.row_band + 1) + rows.row_line) * LEVELS)[None, :].astype(np.int32)
        self._graticule = np.zeros(width, np.int32)
        self._graticule[[round(k * width / divisions) for k in range(divisions)]] = 2 * LEVELS
        # Bars are reckoned in units of a pixel, lines in pixels.
        self._zero = np.stack([rows.baseline - half, rows.baseline + half]) * UNITS
        self._down = -rows.px_per_uv
        self._down_units, self._top, self._bottom = self._down * UNITS, rows.top * UNITS, rows.bottom * UNITS
        self._all = np.array_equal(rows.channels, np.arange(len(rows.channels)))

    def colour_columns(
        self, first: int, last: int, low: FloatArray, high: FloatArray, dense: bool
    ) -> NDArray[np.uint32]:
        """Return the pixels of columns ``first`` to ``last``, shape ``(n, height)``, from their envelopes [uV]."""
        rows = self.look.rows
        if not (self._all and low.shape[1] == len(rows.channels)):
            low, high = low[:, rows.channels], high[:, rows.channels]
        down = self._down_units if dense else self._down
        ends = np.empty((len(low), 2, len(rows.channels)))
        np.multiply(high, down, out=ends[:, 0])
        np.multiply(low, down, out=ends[:, 1])
        if dense:
            ends += self._zero
            np.maximum(ends, self._top, out=ends)
            np.minimum(ends, self._bottom, out=ends)
            if np.isnan(low).any():
                ends[np.isnan(ends)] = 0.0
            at = dense_levels(ends, self.height)
        else:
            ends += rows.baseline
            outside = (ends[:, 0] > rows.bottom) | (ends[:, 1] < rows.top)
            np.clip(ends, rows.top, rows.bottom, out=ends)
            ends[np.broadcast_to(outside[:, None], ends.shape)] = np.nan
            width = self.look.trace_px
            at = levels(sparse_coverage(ends, self.height, width, 1.5 * width))
        np.minimum(at, LEVELS - 1, out=at)
        at += self._row_class
        self._add_graticule(at, first, last)
        # Every index is inside; clipping is merely the fastest way to ask for that.
        return self._palette.take(at, mode="clip")

    def _add_graticule(self, at: NDArray[np.int32], first: int, last: int) -> None:
        """Turn the columns of a division into the class of a graticule column."""
        x = first % self.width
        if last - first > 16:
            at += self._graticule[np.arange(first, last) % self.width][:, None]
            return
        for k in range(last - first):
            if self._graticule[(x + k) % self.width]:
                at[k] += self._graticule[(x + k) % self.width]

    def envelope(
        self, ring: Ring, pyramid: Pyramid | None, first: int, last: int, spp: float, safe: bool
    ) -> tuple[FloatArray, FloatArray, bool]:
        """Return minimum and maximum per column, and whether they are bars rather than pieces of a line.

        They come from the samples, or where those are gone or too many from the pyramid.
        """
        cuts = edges(first, last, spp)
        start, stop = int(cuts[0]), int(cuts[-1])
        gone = start - 1 < ring.first and start > 0
        if pyramid is not None and safe and gone:
            low, high = pyramid_envelope(pyramid, cuts)
            here = int(np.searchsorted(cuts[:-1] - 1, ring.first))
            if here < len(low) and spp >= DENSE_SPP:
                low[here:], high[here:] = dense_envelope(padded(ring, int(cuts[here]) - 1, stop, safe), cuts[here:])
            return low, high, True
        if pyramid is not None and safe and spp >= PYRAMID_SPP and start > 0:
            return *long_envelope(ring, pyramid, cuts), True
        if spp >= DENSE_SPP:
            return *dense_envelope(padded(ring, start - 1, stop, safe), cuts), True
        return *sparse_envelope(padded(ring, start - 1, stop + 2, safe), first, last, spp), False

    def draw(
        self,
        ring: Ring,
        pyramid: Pyramid | None,
        first: int,
        last: int,
        spp: float,
        origin: int | None = None,
        safe: bool = False,
    ) -> None:
        """Compute columns ``first`` to ``last`` and write them at ``g % width``, or at ``g - origin``."""
        g = first
        while g < last:
            x = g % self.width if origin is None else g - origin
            n = min(last - g, BATCH, self.width - x)
            if n <= 0:
                return
            low, high, bars = self.envelope(ring, pyramid, g, g + n, spp, safe)
            self.pixels[:, x : x + n] = self.colour_columns(g, g + n, low, high, bars).T
            g += n

    def blank(self, first: int, last: int, origin: int | None = None) -> None:
        """Write columns without a trace."""
        g = first
        while g < last:
            x = g % self.width if origin is None else g - origin
            n = min(last - g, self.width - x)
            if n <= 0:
                return
            at = np.repeat(self._row_class, n, axis=0)
            self._add_graticule(at, g, g + n)
            self.pixels[:, x : x + n] = self._palette[at].T
            g += n

    def shift(self, columns: int) -> None:
        """Move everything to the left."""
        n = min(max(columns, 0), self.width)
        if n:
            # All rows at once in place; what comes in on the right belongs to the next row and is drawn over.
            start = self.pixels.ctypes.data
            ctypes.memmove(start, start + 4 * n, self.image.sizeInBytes() - 4 * n)
