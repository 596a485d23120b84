"""The window goes back through everything since the start, further than its rings, while capture goes on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt

from fascview.engine.engine import Engine
from fascview.settings import FilterSettings
from fascview.stream import Block, Channel, Muscle, SourceEvent, StreamInfo
from fascview_ui.main_window import MainWindow
from fascview_ui.theme import register_fonts

FS_HZ, SECONDS = 500.0, 330
DEAD = (20_000, 30_000)  # the third channel gives nothing then
LOST = (15_000, 15_170)


def recorded() -> np.ndarray:
    """Noise on four channels, a potential every few seconds on the first two."""
    rng = np.random.default_rng(12)
    x = rng.normal(0, 4, (round(SECONDS * FS_HZ), 4)).astype(np.float32)
    t = np.arange(-8, 12)
    wave = (200 * np.exp(-((t / 3.0) ** 2)) * np.cos(t / 2.0)).astype(np.float32)
    for at in np.cumsum(rng.integers(900, 2500, 130)).tolist():
        if at < len(x) - 100:
            x[at - 8 : at + 12, 0] += wave
            x[at - 8 : at + 12, 1] += 0.7 * wave
    x[slice(*DEAD), 2] = 0.0
    x[slice(*LOST)] = np.nan
    return x


class Quick:
    """Five minutes as fast as they are taken, then silence."""

    def __init__(self, x: np.ndarray) -> None:
        muscles = (Muscle("Deltoid", "R"), Muscle("Soleus", "L"))
        self.info = StreamInfo("q", "demo", FS_HZ, tuple(Channel(f"c{i}", muscles[i // 2]) for i in range(4)))
        self._x, self._at = x, 0

    def open(self) -> StreamInfo:
        return self.info

    def read(self, timeout_s: float = 0.1) -> Block | None:
        start, self._at = self._at, min(self._at + 5000, len(self._x))
        return Block(start, self._x[start : self._at].copy()) if self._at > start else None

    def events(self) -> list[SourceEvent]:
        return []

    ended = False

    def close(self) -> None:
        pass


@pytest.fixture
def running(qtbot, store) -> Iterator[tuple[MainWindow, Engine, np.ndarray]]:
    register_fonts()
    x = recorded()
    engine = Engine(Quick(x), history_s=65.0)
    window = MainWindow(store, lambda *_: engine, look_around=False)
    window.resize(1600, 1000)
    window.show()
    window.open_address("demo:")
    qtbot.waitUntil(lambda: engine.processor is not None and engine.processor.expected == len(x), timeout=60_000)
    qtbot.waitUntil(lambda: window.page == "monitor", timeout=5000)
    qtbot.waitUntil(lambda: engine._recorder.earlier.end == len(x), timeout=5000)
    yield window, engine, x
    window.clock.stop()
    window.close_source()
    window.finish()
    window.setParent(None)
    window.deleteLater()


def test_everything_since_the_start_is_shown_with_its_marks_and_words(running, qtbot):
    window, engine, x = running
    model, view = window.work.model, window.work.monitor.potential.view
    traces, rain = window.work.monitor.traces, window.work.monitor.rain.view
    live = engine.shown
    assert live.first > 0.75 * len(x)

    # To the very beginning with one key; sample for sample what the screen's filters make of it.
    qtbot.keyClick(window, Qt.Key.Key_Home)
    assert model.frozen
    assert model.page_start == 0
    qtbot.waitUntil(lambda: model.rings()[0] is not live, timeout=5000)
    stop = round(model.page_samples)
    shown = model.rings()[0].read(0, stop)[1]
    np.testing.assert_allclose(shown, engine.processor.screen(engine.processor.filters)(x[:stop]), atol=0.01)
    traces.advance()
    assert traces.resolution_s <= traces.decimated * stop / FS_HZ / traces.plot_px * 1.01
    assert rain.around_page
    assert "around the page" in window.banners.banner("paused").text.detail

    # What was lost then is hatched then, and the words are those of then.
    model.show(LOST[0])
    qtbot.waitUntil(lambda: traces._scene is not None and traces._scene.known.gaps == [LOST], timeout=5000)
    model.show(sum(DEAD) // 2)
    qtbot.waitUntil(lambda: traces._scene.known.words[2] == "no signal", timeout=5000)
    assert traces._scene.known.words[0] == ""

    # Another filter while standing there filters that page, too.
    engine.set_filters(FilterSettings(100.0, 200.0, 0.0, derivation="average"))
    start = model.page_start
    expected = engine.processor.screen(engine.processor.filters)(x[start - 1500 : start + stop])[1500:]

    def follows() -> bool:
        first, rows = model.rings()[0].read(start, start + stop)
        return first == start and len(rows) == stop and np.allclose(rows, expected, atol=0.05)

    qtbot.waitUntil(follows, timeout=5000)

    # From event to event with one key; the verdict that follows is for the event gone to, and its potential is shown.
    qtbot.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ShiftModifier)
    event = view.asked
    row = engine.events()[engine.events()["id"] == event]
    sample = int(row["sample"][0])
    assert sample < live.first
    assert model.page_start < sample < model.page_start + stop

    def in_front() -> bool:
        view.advance()
        return view.front is not None and view.front.event == event

    qtbot.waitUntil(in_front, timeout=5000)
    qtbot.keyClick(window, Qt.Key.Key_X)
    assert engine.verdict(event) == "rejected"
    assert [e for e, v in engine.verdicts().items() if v] == [event]
    qtbot.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ShiftModifier)
    before = view.asked
    assert int(engine.events()["sample"][engine.events()["id"] == before][0]) < sample

    # One key back to live; from there on the newest is meant again, and the words are those of now.
    qtbot.keyClick(window, Qt.Key.Key_L)
    assert not model.frozen
    assert model.rings()[0] is engine.shown
    assert engine._pages.stretch is None, "what was read is let go"
    assert view.asked is None
    assert not rain.around_page
    qtbot.waitUntil(lambda: window.watch.feed.words[2] == "", timeout=5000)

    # Page by page back to the start: no key waits for the disk, and there is always something to draw from.
    model.set_sweep(30.0)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    pages = 0
    while model.page_start > 0:
        qtbot.keyClick(window, Qt.Key.Key_PageUp)
        pages += 1
        ring, _ = model.rings()
        assert ring is not None
        assert pages < 30
    assert pages == 10
    assert engine.status().lost_samples == LOST[1] - LOST[0]
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not model.frozen
