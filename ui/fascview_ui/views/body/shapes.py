"""Where muscles lie on the figure: outlines made smooth, mirrored, and found again under a finger. Pure geometry."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QTransform

from fascview.stream import Muscle
from fascview_ui.models import anatomy

WIDTH, HEIGHT = 172.0, 404.0
VIEWS = ("front", "back")
#: Muscles that give the figure its shape where nothing is recorded.
USUAL = (
    "Pectoralis major",
    "Deltoid",
    "Biceps brachii",
    "Rectus abdominis",
    "Quadriceps",
    "Tibialis anterior",
    "First dorsal interosseous",
    "Genioglossus",
    "Trapezius",
    "Triceps brachii",
    "Thoracic paraspinals",
    "Lumbar paraspinals",
    "Gluteus maximus",
    "Hamstrings",
    "Gastrocnemius",
)


@dataclass(frozen=True)
class Shape:
    """One outline: of which muscle (its index, -1 for none that is recorded), on which view."""

    muscle: int
    view: str
    path: QPainterPath


def smooth(points: Sequence[tuple[float, float]], closed: bool = True) -> QPainterPath:
    """Return a curve through all points (Catmull and Rom, 1974, as cubic pieces)."""
    n = len(points)
    path = QPainterPath()
    if n < 3:
        return path
    path.moveTo(*points[0])
    for i in range(n if closed else n - 1):
        if closed:
            before, here, there, after = (points[(i + k) % n] for k in (-1, 0, 1, 2))
        else:
            before, here, there, after = (points[min(max(i + k, 0), n - 1)] for k in (-1, 0, 1, 2))
        one = QPointF(here[0] + (there[0] - before[0]) / 6, here[1] + (there[1] - before[1]) / 6)
        two = QPointF(there[0] - (after[0] - here[0]) / 6, there[1] - (after[1] - here[1]) / 6)
        path.cubicTo(one, two, QPointF(*there))
    if closed:
        path.closeSubpath()
    return path


@functools.cache
def outline() -> QPainterPath:
    """Return the figure, the midline at 0."""
    found = anatomy.figure()
    half = found.half
    mirrored = [(-x, y) for x, y in reversed(half[:-1])]
    body = smooth([*half, *mirrored])
    x, y, a, b = found.head
    head = QPainterPath()
    head.addEllipse(QPointF(x, y), a, b)
    return body.united(head)


def on_left(view: str, side: str) -> bool:
    """Return whether a side of the person lies on the left of the picture: the right one does, seen from the front."""
    return (view == "front") == (side == "R")


def placed(points: Sequence[tuple[float, float]], left: bool) -> QPainterPath:
    """Return an outline on one half of the picture."""
    path = smooth(points)
    return QTransform.fromScale(-1, 1).map(path) if left else path


def shapes(muscles: Sequence[Muscle]) -> tuple[Shape, ...]:
    """Return the outlines of what is recorded, large ones first, so that a small one lies over the large one."""
    made: list[Shape] = []
    for index, muscle in enumerate(muscles):
        name, side = anatomy.split_side(muscle.label)
        kind = anatomy.find(name)
        if kind is None:
            continue
        for view, points in zip(VIEWS, (kind.front, kind.back), strict=True):
            halves = ((side,) if side else ("R", "L")) if points else ()
            made += [Shape(index, view, placed(points, on_left(view, half))) for half in halves]
    return tuple(sorted(made, key=lambda s: -area(s.path.boundingRect())))


def area(box: QRectF) -> float:
    """Return the area of a box."""
    return box.width() * box.height()


def others(recorded: Sequence[Shape]) -> tuple[Shape, ...]:
    """Return outlines of usual muscles that are not recorded and touch none that is."""
    made = []
    for kind in anatomy.kinds():
        if kind.name not in USUAL:
            continue
        for view, points in zip(VIEWS, (kind.front, kind.back), strict=True):
            for left in (True, False):
                path = placed(points, left) if points else QPainterPath()
                if points and not any(s.view == view and s.path.intersects(path) for s in recorded):
                    made.append(Shape(-1, view, path))
    return tuple(made)


def untold(muscles: Sequence[Muscle]) -> tuple[int, ...]:
    """Return the muscles that have no place on the figure."""
    known = {s.muscle for s in shapes(muscles)}
    return tuple(i for i in range(len(muscles)) if i not in known)


def rate_class(rate_per_min: float) -> int:
    """Return the class of a rate: 0 for none, then to 1, 5, 20, 60 per minute and over (5)."""
    limits = (0.0, 1.0, 5.0, 20.0, 60.0)
    return sum(rate_per_min > limit for limit in limits)


def nearest(found: Sequence[Shape], view: str, at: QPointF, reach: float) -> int:
    """Return the muscle at a place on a view, or the nearest one within ``reach``; -1 for none."""
    own = [s for s in found if s.view == view]
    inside = [s for s in own if s.path.contains(at)]
    if inside:
        return inside[-1].muscle
    best, muscle = reach, -1
    for shape in own:
        box = shape.path.boundingRect()
        dx = max(box.left() - at.x(), 0.0, at.x() - box.right())
        dy = max(box.top() - at.y(), 0.0, at.y() - box.bottom())
        if (away := (dx * dx + dy * dy) ** 0.5) < best:
            best, muscle = away, shape.muscle
    return muscle
