"""The whole session on one line below the rain: stacked bars, flags at notes, and what of it is in sight."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from fascview_ui.models.traces import EventRows, TraceData
from fascview_ui.views.rain.figures import density

BAR_PX = 8
BARS_S = 1.0  # the bars are reckoned anew at most this often [s]


class SessionBars:
    """The stacked bars of the session by muscle; kept, for they change slowly."""

    def __init__(self) -> None:
        self._key: object = None
        self._at_s = 0.0
        self._kept: list[tuple[int, list[QRectF]]] = []

    def forget(self) -> None:
        """Reckon them anew the next time."""
        self._key = None

    def __call__(
        self, events: EventRows | None, order: Sequence[int], data: TraceData, strip: QRect, stop: float
    ) -> list[tuple[int, list[QRectF]]]:
        """Return the bars of each muscle of ``order`` in ``strip``, which ends at sample ``stop``."""
        key, now = (strip, tuple(order)), time.monotonic()
        if self._key == key and now - self._at_s < BARS_S:
            return self._kept
        self._key, self._at_s, self._kept = key, now, []
        if events is None or not len(events):
            return []
        bins = max(1, strip.width() // BAR_PX)
        counts = density(events["sample"], events["muscle"], len(data.info.muscles), stop, bins)
        # The scale is that of at least two events a second, so that a quiet session looks quiet.
        px = strip.height() / max(float(counts.sum(axis=0).max()), 2.0 * stop / data.info.fs_hz / bins, 3.0)
        below = np.zeros(bins)
        wide = strip.width() / bins
        for muscle in order:
            found = np.flatnonzero(counts[muscle])
            x = (strip.left() + found * wide).tolist()
            high = (counts[muscle, found] * px).tolist()
            y = (strip.bottom() + 1 - (below[found] + counts[muscle, found]) * px).tolist()
            below += counts[muscle]
            boxes = [QRectF(a, b, wide - 1, c) for a, b, c in zip(x, y, high, strict=True)]
            self._kept.append((muscle, boxes))
        return self._kept


def paint_flag(painter: QPainter, x: float, strip: QRect, ink: QColor) -> None:
    """Stand a flag at a note."""
    painter.fillRect(QRectF(round(x), strip.top(), 1, strip.height()), ink)
    flag = [(0, 0), (8, 0), (6, 3), (8, 6), (0, 6)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawPolygon(QPolygonF([QPointF(round(x) + a, strip.top() + b) for a, b in flag]))


def paint_window(painter: QPainter, strip: QRect, left: float, right: float, ink: QColor) -> None:
    """Frame the part of the session from ``left`` to ``right`` [px in the strip]."""
    box = QRectF(strip.left() + left, strip.top() + 0.75, max(right - left, 4.0), strip.height() - 1.5)
    painter.setPen(QPen(ink, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box & QRectF(strip).adjusted(0.75, 0, -0.75, 0))
