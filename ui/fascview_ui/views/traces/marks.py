"""Event marks: shape gives the class, so that no meaning hangs on colour alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from fascview.stream import FloatArray
from fascview_ui.models.traces_counted import PLAIN
from fascview_ui.views.traces.colours import TraceColours, faded

#: How far a mark reaches to either side [px], frame included.
REACH_PX = 10.0
#: Share of the largest deflection from which on a channel carries an event.
CARRIES = 0.4
BEFORE_S, AFTER_S = 0.010, 0.020


@dataclass(frozen=True, slots=True)
class Mark:
    """One event to draw. ``carriers`` are the channels it is seen on; ``said`` marks have their word beside them."""

    event: int
    sample: int
    muscle: int
    shape: str
    carriers: tuple[int, ...] = ()
    said: bool = False
    word: str = ""  # said in place of the shape's


def shape_of(kind: str, status: str, verdict: str = "") -> str:
    """Return the shape for an event, or nothing to draw.

    A person's ``verdict`` (``accepted``, ``rejected`` or a kind) goes over the machine's. What the machine has taken
    back is not drawn; what waits for its confirmation counts, but is drawn hollow until then.
    """
    if verdict == "rejected":
        return "rejected"
    if verdict and verdict != "accepted":
        kind = verdict
    elif verdict == "accepted" and kind not in PLAIN:
        kind = "fasciculation"
    if kind in ("artefact", "ecg", "stimulus"):
        return kind
    if kind == "crosstalk":
        return "open"
    if kind not in PLAIN or (status == "rejected" and not verdict):
        return ""
    if status == "provisional" and not verdict:
        return "provisional"
    return "doublet" if kind == "doublet" else "fasciculation"


def between(events: NDArray[np.void], start: float, stop: float) -> NDArray[np.void]:
    """Return the rows with ``start <= sample < stop`` of events in order of sample."""
    first, last = np.searchsorted(events["sample"], [start, stop])
    return events[first:last]


def carriers(vpp_uv: FloatArray | None, channels: tuple[int, ...], primary: int) -> tuple[int, ...]:
    """Return the channels of a muscle on which an event is much of what it is on its largest."""
    if vpp_uv is None or len(vpp_uv) != len(channels):
        return (primary,)
    largest = np.fmax.reduce(vpp_uv)
    seen = [c for c, v in zip(channels, vpp_uv, strict=True) if v >= CARRIES * largest]
    return tuple(dict.fromkeys([*seen, primary]))


def _triangle(x: float, y: float, size: float, up: bool = False) -> QPolygonF:
    half, depth = 0.5 * size, 0.42 * size * (-1 if up else 1)
    return QPolygonF([QPointF(x - half, y - depth), QPointF(x + half, y - depth), QPointF(x, y + depth)])


def draw_mark(painter: QPainter, shape: str, x: float, y: float, colours: TraceColours, size: float = 11.0) -> None:
    """Draw a mark with its middle at ``x``, ``y``; switches antialiasing on."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    text = QColor(colours.text)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if shape == "fasciculation":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(text)
        painter.drawPolygon(_triangle(x, y, size))
    elif shape == "provisional":
        painter.setPen(QPen(text, 1.2))
        painter.drawPolygon(_triangle(x, y, size - 1))
    elif shape == "doublet":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(text)
        painter.drawPolygon(_triangle(x - 0.36 * size, y, 0.82 * size))
        painter.drawPolygon(_triangle(x + 0.36 * size, y, 0.82 * size))
    elif shape in ("open", "again"):
        painter.setPen(QPen(QColor(colours.stored) if shape == "again" else QColor(colours.text_2), 1.4))
        painter.drawPolygon(_triangle(x, y, size - 1, up=shape == "again"))
    elif shape == "rejected":
        painter.setPen(QPen(QColor(colours.text_3), 1.4))
        painter.drawPolygon(_triangle(x, y, size - 1))
        painter.drawLine(QPointF(x - 0.5 * size, y + 0.5 * size), QPointF(x + 0.5 * size, y - 0.5 * size))
    elif shape == "artefact":
        half = 0.42 * size
        painter.setPen(QPen(QColor(colours.fault), 1.7))
        painter.drawLine(QPointF(x - half, y - half), QPointF(x + half, y + half))
        painter.drawLine(QPointF(x - half, y + half), QPointF(x + half, y - half))
    elif shape == "ecg":
        painter.setPen(QPen(QColor(colours.notice), 1.8))
        painter.drawEllipse(QPointF(x, y), 0.42 * size, 0.42 * size)
    elif shape == "stimulus":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.caution))
        painter.drawRect(QRectF(x - 1.5, y - 0.55 * size, 3, 1.1 * size))


def draw_frame(painter: QPainter, x: float, y: float, colours: TraceColours, size: float = 11.0) -> None:
    """Draw the frame of the newest event around a mark."""
    half = 0.5 * size + 3.5
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(faded(colours.text, 0.95), 1.5))
    painter.drawRoundedRect(QRectF(x - half, y - half, 2 * half, 2 * half), 3, 3)
