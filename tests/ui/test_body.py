"""The figure: every known muscle has its place, sides are sides, colours follow rates, a click selects everywhere."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor

from fascview.stream import Muscle
from fascview_ui.models import anatomy
from fascview_ui.theme import NAMES, contrast, load
from fascview_ui.views.body.shapes import outline, rate_class, shapes, untold
from fascview_ui.views.body.view import BodyView, MuscleRate

EVERY = tuple(Muscle(k.name, side) for k in anatomy.kinds() for side in ("R", "L"))


def test_every_known_muscle_lies_on_the_figure():
    assert untold(EVERY) == ()
    body = outline()
    for shape in shapes(EVERY):
        box = shape.path.boundingRect()
        assert body.contains(box.center()) or body.intersects(shape.path), EVERY[shape.muscle].label


def test_the_right_of_the_person_is_left_from_the_front_and_right_from_behind():
    for shape in shapes((Muscle("Deltoid", "R"),)):
        assert (shape.path.boundingRect().center().x() < 0) == (shape.view == "front")


@pytest.mark.parametrize(
    ("rate", "level"), [(0.0, 0), (0.4, 1), (1.0, 1), (1.1, 2), (5.0, 2), (20.0, 3), (60.0, 4), (60.1, 5)]
)
def test_classes_of_rate(rate, level):
    assert rate_class(rate) == level


def test_colours_of_the_theme_show_what_was_counted(qtbot):
    view = BodyView(load("dark"))
    qtbot.addWidget(view)
    view.resize(420, 560)
    view.set_muscles((Muscle("Deltoid", "R"), Muscle("Gastrocnemius", "L")))
    view.set_rates((MuscleRate(43.0), MuscleRate(0.0)))
    image = view.grab().toImage()
    for muscle, level in ((0, 4), (1, 0)):
        at = view.place_of(muscle)
        assert image.pixelColor(at.toPoint()) == QColor(load("dark").body[level])
    view.set_rates((MuscleRate(math.nan), MuscleRate(0.0, analysable=False)))
    image = view.grab().toImage()
    for muscle in (0, 1):
        at = view.place_of(muscle).toPoint()
        around = {image.pixelColor(at + QPoint(x, y)).name() for x in range(-4, 5) for y in range(-4, 5)}
        assert len(around) > 2, "what is not analysable is hatched"


def test_a_click_selects_the_muscle_everywhere(watching, qtbot):
    watching.commands.run("body")
    watching.work.monitor.show_body(True)
    view = watching.work.monitor.body.view
    for muscle in (1, 0):
        at = view.place_of(muscle)
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at.toPoint())
        assert watching.work.model.selected == muscle
    assert "Deltoid R, 12 per min" in view.said


def test_what_has_no_place_is_named(qtbot):
    view = BodyView(load("dark"))
    qtbot.addWidget(view)
    view.set_muscles((Muscle("Site 3"),))
    assert untold((Muscle("Site 3"),)) == (0,)
    assert view.place_of(0) is None
    view.grab()


def test_nothing_is_painted_while_rates_stay_in_their_class(qtbot, monkeypatch):
    view = BodyView(load("dark"))
    qtbot.addWidget(view)
    view.set_muscles((Muscle("Deltoid", "R"),))
    view.set_rates((MuscleRate(43.0),))
    asked: list[int] = []
    monkeypatch.setattr(view, "update", lambda: asked.append(1))
    view.set_rates((MuscleRate(44.0),))
    assert asked == []
    view.set_rates((MuscleRate(4.0),))
    assert asked == [1]


@pytest.mark.parametrize("name", NAMES)
def test_every_class_stands_out_from_the_next(name):
    theme = load(name)
    for one, other in zip(theme.body, theme.body[1:], strict=False):
        assert contrast(one, other) > 1.1
