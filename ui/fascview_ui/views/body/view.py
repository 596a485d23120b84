"""The body: a figure from front and back whose muscles are coloured by their rate; a click selects one everywhere."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from fascview.stream import Muscle
from fascview_ui.models.words import number
from fascview_ui.theme import Theme, font
from fascview_ui.views.body.shapes import (
    HEIGHT,
    WIDTH,
    Shape,
    nearest,
    others,
    outline,
    rate_class,
    shapes,
    untold,
)
from fascview_ui.views.buttons import Segments
from fascview_ui.views.traces.colours import from_theme
from fascview_ui.views.traces.overlay import hatch_brush

HEAD_PX, FOOT_PX = 22, 20
LEGEND_PX = 120
REACH_PX = 12.0


class HasRate(Protocol):
    """A muscle as the engine tells of it."""

    @property
    def rate_per_min(self) -> float:
        """Rate over the last 60 s, NaN for none."""
        ...

    @property
    def state(self) -> str:
        """State in one word."""
        ...


class HasMuscles(Protocol):
    """A status as the engine tells it."""

    @property
    def muscles(self) -> Sequence[HasRate]:
        """All muscles."""
        ...


@dataclass(frozen=True, slots=True)
class MuscleRate:
    """What the figure shows of a muscle; ``rate_per_min`` is NaN where none can be told."""

    rate_per_min: float
    analysable: bool = True


HELD = ("too noisy", "no data")


def rates(status: HasMuscles) -> list[MuscleRate]:
    """Return what the figure shows of every muscle of a status."""
    return [MuscleRate(m.rate_per_min, m.state not in HELD) for m in status.muscles]


class BodyView(QWidget):
    """Painted when a class of rate, the selection or the size changes; a rate that stays in its class costs nothing."""

    selected = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._muscles: tuple[Muscle, ...] = ()
        self._rates: tuple[MuscleRate, ...] = ()
        self._classes: tuple[int, ...] = ()
        self._shapes: tuple[Shape, ...] = ()
        self._others: tuple[Shape, ...] = others(())
        self._untold: tuple[int, ...] = ()
        self._chosen = -1
        self._views: tuple[str, ...] = ("front", "back")
        self._ground: QPixmap | None = None
        wide = max(QFontMetricsF(font(12)).horizontalAdvance(words) for words in self._legend_words())
        self._legend_px = max(LEGEND_PX, math.ceil(wide) + 36)  # words of other languages are longer
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(180, 120)
        self._name()

    def sizeHint(self) -> QSize:
        """Return a size at which small muscles can be hit."""
        return QSize(360, 420)

    # ---- what is shown

    def set_muscles(self, muscles: Sequence[Muscle]) -> None:
        """Show another stream's muscles."""
        if tuple(muscles) != self._muscles:
            self._muscles = tuple(muscles)
            self._shapes = shapes(self._muscles)
            self._others, self._untold = others(self._shapes), untold(self._muscles)
            self._rates, self._classes = (), ()
            self._forget()

    def set_rates(self, rates: Sequence[MuscleRate]) -> None:
        """Colour the muscles; once a second."""
        self._rates = tuple(rates)
        classes = tuple(self._class(r) for r in self._rates)
        if classes != self._classes:
            self._classes = classes
            self._name()
            self.update()

    @staticmethod
    def _class(rate: MuscleRate) -> int:
        return rate_class(rate.rate_per_min) if rate.analysable and math.isfinite(rate.rate_per_min) else -1

    def set_chosen(self, muscle: int) -> None:
        """Frame the selected muscle."""
        if muscle != self._chosen:
            self._chosen = muscle
            self._name()
            self.update()

    def set_views(self, which: str) -> None:
        """Show ``front``, ``back`` or ``both``."""
        self._views = ("front", "back") if which == "both" else (which,)
        self._forget()

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._theme = theme
        self._forget()

    def _forget(self) -> None:
        self._ground = None
        self._name()
        self.update()

    @property
    def said(self) -> str:
        """Return the line about the selected muscle."""
        if not 0 <= self._chosen < len(self._muscles):
            return ""
        label = self._muscles[self._chosen].label
        rate = self._rates[self._chosen] if self._chosen < len(self._rates) else MuscleRate(math.nan)
        if self._class(rate) < 0:
            return self.tr("{0}, no rate").format(label)
        return self.tr("{0}, {1} per min").format(
            label, number(rate.rate_per_min, 0 if rate.rate_per_min >= 9.5 else 1)
        )

    def _name(self) -> None:
        self.setAccessibleName(self.tr("Body, muscles by rate"))
        self.setAccessibleDescription(self.said)

    # ---- geometry

    def _room(self) -> tuple[float, QRectF, bool]:
        """Return the scale, where the figures lie, and whether the legend stands beside them."""
        n = len(self._views)
        beside = self.width() > self.height() * (0.5 * n) + LEGEND_PX
        below = 0 if beside else 58
        wide = self.width() - (self._legend_px if beside else 0)
        high = self.height() - HEAD_PX - FOOT_PX - below
        scale = max(0.05, min(high / HEIGHT, wide / (n * WIDTH)))
        left = (wide - n * WIDTH * scale) / 2
        return scale, QRectF(left, HEAD_PX, n * WIDTH * scale, HEIGHT * scale), beside

    def _transform(self, view: str) -> QTransform:
        scale, field, _ = self._room()
        middle = field.left() + (self._views.index(view) + 0.5) * WIDTH * scale
        return QTransform(scale, 0, 0, scale, middle, field.top() + 2 * scale)

    # ---- painting

    def resizeEvent(self, event: object) -> None:
        """Draw the figure anew."""
        self._ground = None

    def _make_ground(self) -> QPixmap:
        ratio, theme = self.devicePixelRatioF(), self._theme
        made = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(theme.text3), 1.6)
        faint = QPen(QColor(theme.line_strong), 1)
        for line in (pen, faint):
            line.setCosmetic(True)
        for view in self._views:
            painter.setTransform(self._transform(view))
            painter.setPen(pen)
            painter.setBrush(QColor(theme.raised))
            painter.drawPath(outline())
            painter.setPen(faint)
            painter.setBrush(QColor(theme.panel))
            for shape in self._others:
                if shape.view == view:
                    painter.drawPath(shape.path)
            painter.resetTransform()
            self._words(painter, view)
        self._legend(painter)
        painter.end()
        return made

    def _words(self, painter: QPainter, view: str) -> None:
        scale, field, _ = self._room()
        middle = field.left() + (self._views.index(view) + 0.5) * WIDTH * scale
        painter.setFont(font(12, 600))
        painter.setPen(QColor(self._theme.text2))
        sides = ("R", "L") if view == "front" else ("L", "R")
        for side, x in zip(sides, (-0.36, 0.36), strict=True):
            at = QRectF(middle + x * WIDTH * scale - 10, 2, 20, HEAD_PX - 2)
            painter.drawText(at, Qt.AlignmentFlag.AlignCenter, side)
        painter.setFont(font(12))
        words = self.tr("Front") if view == "front" else self.tr("Back")
        at = QRectF(middle - 60, field.bottom() + 1, 120, FOOT_PX - 2)
        painter.drawText(at, Qt.AlignmentFlag.AlignCenter, words)

    def _legend_words(self) -> list[str]:
        """Return what every class of rate is called, then the two without one."""
        steps = ["0", *(self.tr("to {0}").format(n) for n in (1, 5, 20, 60)), self.tr("over {0}").format(60)]
        return [*steps, self.tr("not analysable"), self.tr("not recorded")]

    def _legend(self, painter: QPainter) -> None:
        theme, (_, field, beside) = self._theme, self._room()
        brushes = [QBrush(QColor(c)) for c in theme.body]
        brushes.append(hatch_brush(from_theme(theme), self.devicePixelRatioF(), 8))
        brushes.append(QBrush(QColor(theme.panel)))
        painter.setFont(font(12))
        metrics = QFontMetricsF(painter.font())
        x, y = (self.width() - self._legend_px + 4.0, 22.0) if beside else (8.0, field.bottom() + FOOT_PX + 4)
        for brush, text in zip(brushes, self._legend_words(), strict=True):
            wide = 26 + metrics.horizontalAdvance(text) + 14
            if not beside and x + wide > self.width():
                x, y = 8.0, y + 19
            painter.setPen(QPen(QColor(theme.line_strong), 1))
            painter.setBrush(brush)
            painter.drawRect(QRectF(x + 0.5, y + 0.5, 18, 12))
            painter.setPen(QColor(theme.text2))
            painter.drawText(QRectF(x + 25, y - 3, self._legend_px, 19), Qt.AlignmentFlag.AlignVCenter, text)
            if beside:
                y += self._step()
            else:
                x += wide

    def _step(self) -> float:
        """Return the distance of two lines of a legend beside the figures."""
        return max(15.0, min(21.0, (self.height() - 64) / 8))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the figure from its picture, then the muscles."""
        if self._ground is None or self._ground.devicePixelRatio() != self.devicePixelRatioF():
            self._ground = self._make_ground()
        theme, painter = self._theme, QPainter(self)
        painter.drawPixmap(0, 0, self._ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hatch = hatch_brush(from_theme(theme), self.devicePixelRatioF(), 8)
        edge, frame = QPen(QColor(theme.text3), 1), QPen(QColor(theme.text), 2.4)
        for view in self._views:
            transform = self._transform(view)
            last: list[Shape] = []
            for shape in self._shapes:
                if shape.view != view:
                    continue
                level = self._classes[shape.muscle] if shape.muscle < len(self._classes) else -1
                painter.setPen(edge)
                painter.setBrush(hatch if level < 0 else QColor(theme.body[level]))
                painter.drawPath(transform.map(shape.path))
                if shape.muscle == self._chosen:
                    last.append(shape)
            painter.setPen(frame)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for shape in last:
                painter.drawPath(transform.map(shape.path))
        self._paint_said(painter)
        painter.end()

    def _paint_said(self, painter: QPainter) -> None:
        _, _, beside = self._room()
        painter.setFont(font(12, 600))
        painter.setPen(QColor(self._theme.text))
        if beside:
            box = QRectF(self.width() - self._legend_px + 4, 26 + 8 * self._step(), self._legend_px - 6, 40)
            painter.drawText(box, Qt.TextFlag.TextWordWrap, self.said)
        else:
            box = QRectF(8, self.height() - 18, self.width() - 16, 18)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self.said)
        if self._untold:
            names = ", ".join(self._muscles[i].label or self.tr("unnamed") for i in self._untold)
            painter.setFont(font(11))
            painter.setPen(QColor(self._theme.text2))
            words = self.tr("not on the figure: {0}").format(names)
            cut = QFontMetricsF(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, self.width() - 120)
            painter.drawText(QRectF(4, 1, self.width() - 8, 18), Qt.AlignmentFlag.AlignHCenter, cut)

    # ---- hands

    def muscle_at(self, at: QPointF) -> int:
        """Return the muscle at a place of the widget, -1 for none."""
        for view in self._views:
            inverse, good = self._transform(view).inverted()
            place = inverse.map(at)
            if good and abs(place.x()) <= WIDTH / 2:
                return nearest(self._shapes, view, place, REACH_PX / self._room()[0])
        return -1

    def place_of(self, muscle: int) -> QPointF | None:
        """Return a place of the widget at which a muscle lies, None where it is not shown."""
        for shape in self._shapes:
            if shape.muscle == muscle and shape.view in self._views:
                return self._transform(shape.view).map(shape.path.boundingRect().center())
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the muscle under the pointer."""
        found = self.muscle_at(event.position())
        if found >= 0:
            self.selected.emit(found)


class BodyPanel(QFrame):
    """The figure with its title and the choice of view."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.view = BodyView(theme)
        title = QLabel(self.tr("Body"))
        title.setProperty("kind", "strong")
        words = QLabel(self.tr("per minute, last 60 s"))
        words.setProperty("kind", "caption")
        words.setMinimumWidth(1)
        self._choice = Segments(
            theme,
            (("both", self.tr("Both")), ("front", self.tr("Front")), ("back", self.tr("Back"))),
            self.tr("View of the body"),
        )
        self._choice.set_value("both")
        self._choice.chosen.connect(self.view.set_views)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(title)
        head.addWidget(words, 1)
        head.addWidget(self._choice)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.view, 1)
