"""The rain: every event in its place, what is not analysable hatched, a click finds the way back."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt

from fascview.detection.events import EVENT_DTYPE, INTERVAL_DTYPE
from fascview.pyramid import Pyramid
from fascview.ring import Ring
from fascview.stream import Channel, Muscle, StreamInfo
from fascview_ui.models.traces import TraceModel
from fascview_ui.views.rain.figures import SMALLEST, density, drops, heights, length, union
from fascview_ui.views.rain.view import LABEL_PX, RainView
from fascview_ui.views.traces.colours import light

FS_HZ = 1000


@dataclass(frozen=True)
class Lost:
    start: int
    stop: int


class Stood:
    """A stream of 400 s of which only events matter."""

    def __init__(self) -> None:
        self.info = StreamInfo("s", "demo", FS_HZ, tuple(Channel(str(i), Muscle(f"M{i}")) for i in range(3)))
        self.shown = Ring(2000, 3)
        self.pyramid = Pyramid(400_000, 3, base=1000)
        self.pyramid.append(0, np.zeros((400_000, 3), np.float32))
        self.newest = 400_000
        self.version = 1
        self.words = ("", "", "")
        self.rows = np.zeros(2, EVENT_DTYPE)
        self.rows["id"], self.rows["sample"], self.rows["vpp_uv"] = [0, 1], [150_000, 250_000], 300
        self.rows["kind"], self.rows["status"] = "fasciculation", "accepted"
        self.judged: dict[int, str] = {}

    def events(self) -> NDArray[np.void]:
        return self.rows

    def intervals(self) -> NDArray[np.void]:
        return np.array([(1, 300_000, 350_000, "voluntary")], INTERVAL_DTYPE)

    def gaps(self) -> list[Lost]:
        return [Lost(390_000, 392_000)]

    def footprint(self, event_id: int) -> None:
        return None

    def verdicts(self) -> dict[int, str]:
        return self.judged

    def notes(self) -> list[tuple[int, str]]:
        return []

    def wall_s(self, sample: int) -> float:
        return sample / FS_HZ


@pytest.fixture
def stood() -> Stood:
    return Stood()


@pytest.fixture
def view(qtbot, stood: Stood) -> RainView:
    model = TraceModel()
    model.attach(stood)
    view = RainView(model)
    model.setParent(view)
    qtbot.addWidget(view)
    view.resize(LABEL_PX + 600, 200)
    view.show()
    view.advance()
    return view


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9999), st.floats(1, 2000)), max_size=50), st.integers(10, 300))
def test_every_event_has_a_drop_and_every_drop_an_event(events: list[tuple[int, float]], columns: int) -> None:
    at = np.array([e[0] for e in events], np.int64)
    vpp = np.array([e[1] for e in events], np.float32)
    found, tall = drops(at, vpp, 1000, 8000, columns)
    wanted: dict[int, float] = {}
    for sample, height in zip(at.tolist(), heights(vpp).tolist(), strict=True):
        if 1000 <= sample < 8000:
            k = int((sample - 1000) * columns / 7000)
            wanted[k] = max(wanted.get(k, 0.0), height)
    assert dict(zip(found.tolist(), tall.tolist(), strict=True)) == pytest.approx(wanted)


def test_height_is_the_logarithm_of_vpp() -> None:
    h = heights(np.array([1, 15, np.sqrt(15 * 300), 300, 5000, np.nan]))
    assert h[0] == h[1] == h[5] == SMALLEST
    assert h[2] == pytest.approx((1 + SMALLEST) / 2)
    assert h[3] == h[4] == 1


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(-50, 150), st.integers(-50, 150)), max_size=12))
def test_the_union_covers_what_any_covers(stretches: list[tuple[int, int]]) -> None:
    held = union([(float(a), float(b)) for a, b in stretches], 0, 100)
    covered = {s for a, b in stretches for s in range(max(a, 0), min(b, 100))}
    assert length(held) == len(covered)
    assert all(a[1] < b[0] for a, b in pairwise(held))


def test_density_counts_every_event_once() -> None:
    rng = np.random.default_rng(0)
    at, muscle = rng.integers(0, 10_000, 500), rng.integers(0, 4, 500)
    counts = density(at, muscle, 4, 10_000, 37)
    assert counts.shape == (4, 37)
    assert counts.sum(axis=1).tolist() == np.bincount(muscle, minlength=4).tolist()


def test_a_drop_is_painted_in_the_colour_of_its_muscle(qtbot, view: RainView, stood: Stood) -> None:
    image = view.grab().toImage()
    x = LABEL_PX + round((150_000 - 100_000) / 300_000 * 600)
    ink = view._colours.muscle(0).rgb()
    assert ink in {image.pixel(x + d, 20) for d in (-2, -1, 0, 1, 2)}
    stood.judged = {0: "rejected"}
    stood.version += 1
    qtbot.waitUntil(lambda: view.advance() is None and view._version == stood.version)
    image = view.grab().toImage()
    assert ink not in {image.pixel(x + d, 20) for d in (-2, -1, 0, 1, 2)}


def test_a_click_selects_the_muscle_and_goes_to_the_time(qtbot, view: RainView) -> None:
    view.model.set_sweep(10)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(LABEL_PX + 300, int(view._row_px() * 1.5)))
    assert view.model.selected == 1
    assert view.model.frozen
    assert view.model.page_start == pytest.approx(250_000 - 5000, abs=1000)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(LABEL_PX + 599, 5))
    assert not view.model.frozen
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(LABEL_PX + 60, view.height() - 12))
    assert view.model.page_start == pytest.approx(40_000 - 5000, abs=1000)


def test_every_look_can_be_painted(view: RainView) -> None:
    pictures = [view.grab().toImage()]
    view.set_whole_session(True)
    pictures.append(view.grab().toImage())
    view.set_colours(light())
    pictures.append(view.grab().toImage())
    view.set_notes((10_000, 200_000))
    pictures.append(view.grab().toImage())
    view.model.show(100_000)
    pictures.append(view.grab().toImage())
    assert all(a != b for a, b in pairwise(pictures))
    view.model.attach(None)
    view.advance()
    view.grab()
