"""How large a signal is over time, as a band behind other things."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from fascview.stream import FloatArray
from fascview_ui.views.traces.colours import faded

#: What the signal stays below most of the time fills the band, and never less than so many times its usual height:
#: rest is a thin line, contractions and bursts rise from it, single artefacts are cut off.
FULL_PERCENTILE, FULL_MEDIANS = 99.0, 8.0


def shares(heights_uv: FloatArray | None) -> FloatArray | None:
    """Return heights as shares of a band, 0 to 1, each column by itself; NaN stays.

    Parameters
    ----------
    heights_uv : ndarray, shape (n, n_muscles), or None
    """
    if heights_uv is None:
        return None
    out = np.full_like(heights_uv, np.nan)
    for muscle in range(heights_uv.shape[1]):
        column = heights_uv[:, muscle]
        known = column[np.isfinite(column)]
        if len(known):
            full = max(float(np.percentile(known, FULL_PERCENTILE)), FULL_MEDIANS * float(np.median(known)))
            out[:, muscle] = np.clip(column / full, 0.0, 1.0) if full > 0 else column
    return out


def paint_envelope(painter: QPainter, heights: FloatArray, left: int, top: int, bottom: int, ink: QColor) -> None:
    """Paint one column per pixel from ``left`` on, as a band around the middle; what is not known stays empty."""
    middle, half = (top + 1 + bottom) / 2, (bottom - top - 2) / 2
    known = np.isfinite(heights)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], known, [False])).astype(np.int8)))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(ink, 0.35))
    for start, stop in edges.reshape(-1, 2).tolist():
        reach = np.maximum(heights[start:stop] * half, 0.5).tolist()
        above = [QPointF(left + start + k, middle - r) for k, r in enumerate(reach)]
        below = [QPointF(left + start + k, middle + r) for k, r in enumerate(reach)]
        above.append(QPointF(left + stop, middle - reach[-1]))
        below.append(QPointF(left + stop, middle + reach[-1]))
        painter.drawPolygon(QPolygonF(above + below[::-1]))
