"""The potentials: taken when they come, kept, bounded, and drawn without bridging what is lost."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from fascview.detection.events import EVENT_DTYPE, no_intervals
from fascview.pyramid import Pyramid
from fascview.ring import Ring
from fascview.stream import Channel, Muscle, StreamInfo
from fascview_ui.models.traces import TraceModel
from fascview_ui.theme import load
from fascview_ui.views.potential.panel import PotentialPanel
from fascview_ui.views.potential.store import KEPT_EVENTS, PotentialStore
from fascview_ui.views.potential.view import PotentialView, chosen_channels, runs_of, sweep_for, tiles

FS_HZ = 1000


class Beating:
    """Two muscles of two channels; an event every 300 samples, on each in turn."""

    def __init__(self, seconds: int = 60, kept: int = 3000) -> None:
        channels = tuple(Channel(str(i), Muscle("AB"[i // 2])) for i in range(4))
        self.info = StreamInfo("b", "demo", FS_HZ, channels)
        n = seconds * FS_HZ
        self.x = np.random.default_rng(5).normal(0, 5, (n, 4)).astype(np.float32)
        self.at = np.arange(500, n - 500, 300)
        self.shown, self.pyramid = Ring(kept, 4), Pyramid(n, 4)
        self.version = 0
        self.words = ("",) * 4
        self.judged: dict[int, str] = {}

    @property
    def newest(self) -> int:
        return self.shown.end

    def feed(self, to: int) -> None:
        while self.newest < to:
            rows = self.x[self.newest : min(self.newest + 500, to)]
            self.pyramid.append(self.newest, rows)
            self.shown.append(self.newest, rows)
        self.version += 1

    def events(self) -> NDArray[np.void]:
        at = self.at[self.at < self.newest - 20]
        rows = np.zeros(len(at), EVENT_DTYPE)
        rows["id"], rows["sample"], rows["muscle"] = np.arange(len(at)), at, np.arange(len(at)) % 2
        rows["channel"] = 2 * (np.arange(len(at)) % 2)
        rows["vpp_uv"], rows["snr"], rows["duration_ms"] = 100, 20, 14.5
        rows["kind"], rows["status"] = "fasciculation", "accepted"
        return rows

    def intervals(self) -> NDArray[np.void]:
        return no_intervals()

    def gaps(self) -> tuple[()]:
        return ()

    def footprint(self, event_id: int) -> None:
        return None

    def verdicts(self) -> dict[int, str]:
        return self.judged

    def notes(self) -> list[tuple[int, str]]:
        return []

    def wall_s(self, sample: int) -> float:
        return sample / FS_HZ


OWN = {0: (0, 1), 1: (2, 3)}


def test_waveforms_are_those_of_the_samples_and_outlive_the_ring() -> None:
    data, store = Beating(), PotentialStore()
    for to in range(700, 20_000, 150):
        data.feed(to)
        store.update(data, OWN)
    found = store.latest(1, 1000)
    assert len(found) == KEPT_EVENTS
    assert found[0].sample < data.shown.first  # older than what the ring still has
    for potential in found[:-1]:
        first = potential.sample - potential.before
        wanted = data.x[first : first + len(potential.wave_uv), 2:]
        np.testing.assert_array_equal(potential.wave_uv, wanted)
    assert [p.number for p in found] == list(range(store.count(1) - KEPT_EVENTS + 1, store.count(1) + 1))


def test_an_event_waits_until_its_samples_are_here() -> None:
    data, store = Beating(), PotentialStore()
    data.feed(525)
    store.update(data, OWN)
    assert store.latest(0, 9) == []
    data.feed(560)
    store.update(data, OWN)
    early = store.latest(0, 9)[0]
    assert not early.whole
    assert np.isnan(early.wave_uv[-1]).all()
    data.feed(700)
    store.update(data, OWN)
    late = store.latest(0, 9)[0]
    assert late.whole
    assert not np.isnan(late.wave_uv).any()


def test_what_a_person_rejects_is_taken_away() -> None:
    data, store = Beating(), PotentialStore()
    data.feed(3000)
    store.update(data, OWN)
    before = [p.event for p in store.latest(0, 99)]
    data.judged = {before[-1]: "rejected"}
    data.version += 1
    assert store.update(data, OWN)
    assert [p.event for p in store.latest(0, 99)] == before[:-1]
    assert not store.update(data, OWN)


@settings(deadline=None)
@given(st.integers(0, 200), st.floats(80, 900), st.floats(40, 400))
def test_tiles_fit_without_overlap(n: int, width: float, height: float) -> None:
    boxes = tiles(n, width, height)
    assert len(boxes) <= n
    assert bool(boxes) == (n > 0)
    for i, (x, y, w, h) in enumerate(boxes):
        assert x >= 0
        assert y >= 0
        assert x + w <= width + 1e-6
        assert y + h <= height + 1e-6
        for x2, y2, w2, h2 in boxes[i + 1 :]:
            assert x + w <= x2 + 1e-6 or x2 + w2 <= x + 1e-6 or y + h <= y2 + 1e-6 or y2 + h2 <= y + 1e-6


@settings(deadline=None)
@given(st.floats(10, 100))
def test_the_sweep_shows_the_delay_and_at_least_thirty_milliseconds_after(delay: float) -> None:
    sweep = sweep_for(delay)
    assert sweep.total_ms - sweep.delay_ms >= 30
    assert sweep.total_ms / sweep.division_ms == pytest.approx(round(sweep.total_ms / sweep.division_ms))


def test_lost_samples_break_the_curve() -> None:
    wave = np.array([np.nan, 1, 2, np.nan, np.nan, 3, 4, 5], np.float32)
    assert runs_of(wave) == [slice(1, 3), slice(5, 8)]
    assert runs_of(wave[:1]) == []


def test_with_little_room_the_largest_channels_are_shown() -> None:
    data, store = Beating(), PotentialStore()
    data.x[:, 3] *= 20
    data.feed(2000)
    store.update(data, OWN)
    assert chosen_channels(store.latest(1, 5), 2, 1) == [1]
    assert chosen_channels(store.latest(1, 5), 2, 4) == [0, 1]


def test_the_view_follows_the_selected_muscle(qtbot) -> None:
    data, model = Beating(), TraceModel()
    model.attach(data)
    view = PotentialView(model)
    model.setParent(view)
    qtbot.addWidget(view)
    view.resize(400, 180)
    view.show()
    empty = view.grab().toImage()
    data.feed(4000)
    view.advance()
    first = view.grab().toImage()
    model.select(1)
    second = view.grab().toImage()
    view.set_raster(True)
    third = view.grab().toImage()
    view.set_delay(100)
    fourth = view.grab().toImage()
    pictures = [empty, first, second, third, fourth]
    assert all(a != b for a, b in pairwise(pictures))
    view.show_event(view.shown[0].event)
    assert view.front == view.shown[0]
    model.select(0)
    assert view.front == view.shown[-1]


def test_the_panel_judges_the_event_in_front(qtbot) -> None:
    data, model = Beating(), TraceModel()
    model.attach(data)
    panel = PotentialPanel(load("dark"), model)
    model.setParent(panel)
    qtbot.addWidget(panel)
    panel.show()
    assert not panel.accept.isEnabled()
    data.feed(4000)
    panel.advance()
    assert panel.accept.isEnabled()
    with qtbot.waitSignal(panel.judged) as told:
        panel.reject.click()
    front = panel.view.front
    assert front is not None
    assert told.args == [front.event, "rejected"]
    panel.set_theme(load("light"))
    panel.grab()
