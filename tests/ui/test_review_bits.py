"""Review never makes the window wait: its views are made and its pages drawn bit by bit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from fascview_ui.main_window import MainWindow
from fascview_ui.views.review import traces as review_traces
from tests.ui import stored


@pytest.fixture
def page(window: MainWindow, qtbot, tmp_path) -> Iterator[object]:
    window.open_path(str(stored.make_session(tmp_path / "recordings")))
    made = window.work.review
    qtbot.waitUntil(lambda: made.state.data is not None and not made.state.review.counting, timeout=20_000)
    made.state.traces.set_sweep(5.0)
    qtbot.waitUntil(lambda: made.state.page_ready() and settled(made), timeout=10_000)
    window.clock.stop()  # from here on frames come one by one
    yield made
    made.leave()


def settled(page) -> bool:
    traces = page.views.traces
    return traces._scene is not None and traces._coming is None and not traces._stale


def pixels(page) -> np.ndarray:
    return page.views.traces._scene.image.pixels.copy()


def test_a_page_drawn_bit_by_bit_is_the_page_drawn_at_once(page, qtbot, monkeypatch):
    traces, model = page.views.traces, page.state.traces
    whole = {}
    monkeypatch.setattr(review_traces, "SLICE_S", 60.0)
    for start in (0, 7_000, 29_000):  # the last has lost samples
        model.freeze(start)
        qtbot.waitUntil(page.state.page_ready, timeout=5000)
        traces.advance()
        traces.advance()
        whole[start] = pixels(page)
    monkeypatch.setattr(review_traces, "SLICE_S", 1e-9)
    for start in (0, 7_000, 29_000):
        before = traces._scene
        model.freeze(start)
        qtbot.waitUntil(page.state.page_ready, timeout=5000)
        frames = 0
        while traces._coming is not None or traces._scene is before:
            assert traces._scene is before  # the page before stays in sight until the new one is whole
            traces.advance()
            frames += 1
        assert frames >= traces.plot_px // review_traces.SLICE_COLUMNS - 1
        assert traces._scene.spans[0].start == pytest.approx(start, abs=traces._spp)
        assert np.array_equal(pixels(page), whole[start])


def test_a_page_that_is_left_while_it_is_drawn_is_never_shown_as_another(page, qtbot, monkeypatch):
    """What stands on the time axis is where the samples came from, whatever was asked for meanwhile."""
    monkeypatch.setattr(review_traces, "SLICE_S", 1e-9)
    traces, model = page.views.traces, page.state.traces
    wanted = [3_000, 12_000, 21_000, 30_000, 39_000]
    for start in wanted:
        model.freeze(start)
        qtbot.waitUntil(page.state.page_ready, timeout=5000)
        for _ in range(3):
            traces.advance()
    qtbot.waitUntil(lambda: (traces.advance(), settled(page))[1], timeout=5000)
    assert traces._scene.spans[0].start == pytest.approx(wanted[-1], abs=traces._spp)
    shown = pixels(page)
    traces.redraw()
    qtbot.waitUntil(lambda: (traces.advance(), settled(page))[1], timeout=5000)
    assert np.array_equal(pixels(page), shown)


def test_the_views_are_made_in_steps_and_a_recording_waits_for_them(window, qtbot, tmp_path):
    path = stored.make_session(tmp_path / "recordings")
    window.go("review")
    page = window.work.review
    assert not page._views.built  # the page is there before its views are
    window.open_path(str(path))
    steps = len(page._views._steps)
    qtbot.waitUntil(lambda: page.state.data is not None, timeout=10_000)
    assert steps >= 3
    assert page._views.built
    assert page._stack.currentWidget() is page.views
    page.leave()


def test_muscles_are_muted_and_heard_alone_from_the_keyboard(page, window):
    told = []
    page.state.review.player.set_sound = lambda *args: told.append(args[1:])
    page.state.traces.select(1)
    window.commands.run("mute_muscle")
    assert told[-1] == (frozenset({1}), frozenset())
    window.commands.run("solo_muscle")
    assert told[-1] == (frozenset({1}), frozenset({1}))
    page.state.traces.select(0)  # what is heard alone is what is selected
    assert told[-1] == (frozenset({1}), frozenset({0}))
    window.commands.run("solo_muscle")
    page.state.traces.select(1)
    window.commands.run("mute_muscle")
    assert told[-1] == (frozenset(), frozenset())
    assert page.views.transport.heard.accessibleName() == "Muscles heard"
