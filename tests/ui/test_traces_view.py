"""The trace view: painting bit by bit looks like painting at once, and survives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPaintEvent, QRegion, QWheelEvent
from PySide6.QtWidgets import QWidget

from fascview.detection.events import EVENT_DTYPE, INTERVAL_DTYPE
from fascview.pyramid import Pyramid
from fascview.ring import Ring
from fascview.stream import Channel, Muscle, StreamInfo
from fascview_ui.models.traces import TraceModel
from fascview_ui.views.traces.colours import TraceColours, high_contrast, light
from fascview_ui.views.traces.frame import short_names
from fascview_ui.views.traces.view import TraceView

FS_HZ = 1000


@dataclass(frozen=True)
class Lost:
    start: int
    stop: int


class Fed:
    """Noise with spikes, fed as far as wanted."""

    def __init__(self, n_channels: int = 4, seconds: int = 20, muscles: int = 2) -> None:
        names = [Muscle(f"Muscle {i}", "R") for i in range(muscles)]
        channels = tuple(Channel(f"c{i}", names[i * muscles // n_channels]) for i in range(n_channels))
        self.info = StreamInfo("fed", "demo", FS_HZ, channels)
        n = seconds * FS_HZ
        rng = np.random.default_rng(7)
        self.x = rng.normal(0, 8, (n, n_channels)).astype(np.float32)
        self.at = np.sort(rng.integers(200, n - 200, 6 * seconds))
        for i in self.at:
            self.x[i - 3 : i + 3] += 90
        self.lost = Lost(n // 2, n // 2 + 400)
        self.x[self.lost.start : self.lost.stop] = np.nan
        self.shown = Ring(n, n_channels)
        self.pyramid = Pyramid(n, n_channels)
        self.version = 0
        self.words: tuple[str, ...] = ("",) * n_channels

    @property
    def newest(self) -> int:
        return self.shown.end

    def feed(self, to: int) -> None:
        rows = self.x[self.newest : to]
        self.pyramid.append(self.newest, rows)
        self.shown.append(self.newest, rows)
        self.version += 1

    def events(self) -> NDArray[np.void]:
        at = self.at[self.at < self.newest - 50]
        rows = np.zeros(len(at), EVENT_DTYPE)
        rows["id"], rows["sample"], rows["status"] = np.arange(len(at)), at, "accepted"
        rows["muscle"] = np.arange(len(at)) % len(self.info.muscles)
        rows["kind"] = np.array(["fasciculation", "doublet", "artefact", "ecg"])[np.arange(len(at)) % 4]
        return rows

    def intervals(self) -> NDArray[np.void]:
        return np.array([(0, 3000, 5000, "voluntary"), (0, 5000, 5500, "voluntary")], INTERVAL_DTYPE)

    def gaps(self) -> Sequence[Lost]:
        return [self.lost] if self.newest > self.lost.start else []

    def footprint(self, event_id: int) -> NDArray[np.float32]:
        return np.array([90, 80, 20, 10], np.float32)[: len(self.x[0]) // len(self.info.muscles)]

    def verdicts(self) -> dict[int, str]:
        return {}

    def notes(self) -> list[tuple[int, str]]:
        return []

    def wall_s(self, sample: int) -> float:
        return sample / FS_HZ


@pytest.fixture
def fed() -> Fed:
    return Fed()


def shown(qtbot, fed: Fed, **kwargs) -> TraceView:
    model = TraceModel()
    model.attach(fed)
    model.set_sweep(kwargs.pop("sweep_s", 5.0))
    model.set_mode(kwargs.pop("mode", "sweep"))
    view = TraceView(model, kwargs.pop("colours", None))
    model.setParent(view)
    qtbot.addWidget(view)
    view.resize(*kwargs.pop("size", (640, 300)))
    view.show()
    return view


def picture(view: TraceView) -> QImage:
    """Render everything as it would look after being covered and shown again."""
    return view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def image_of(view: TraceView) -> NDArray[np.uint32]:
    scene = view._scene
    assert scene is not None
    return scene.image.pixels.copy()


@pytest.mark.parametrize("mode", ["sweep", "scroll"])
@pytest.mark.parametrize("sweep_s", [0.2, 2.0, 5.0, 60.0])
def test_new_columns_beside_old_ones_equal_one_full_redraw(qtbot, mode: str, sweep_s: float) -> None:
    fed = Fed()
    view = shown(qtbot, fed, mode=mode, sweep_s=sweep_s)
    fed.feed(4000)
    view.advance()
    rng = np.random.default_rng(3)
    while fed.newest < 14_000:
        fed.feed(fed.newest + int(rng.integers(1, 120)))
        view.advance()
    bit_by_bit = image_of(view)
    view.redraw()
    view.advance()
    np.testing.assert_array_equal(bit_by_bit, image_of(view))


class Exposures(QObject):
    """Notes which regions a widget is asked to paint."""

    def __init__(self) -> None:
        super().__init__()
        self.region = QRegion()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region = self.region.united(event.region())
        return False


@pytest.mark.parametrize("with_gap", [True, False])
def test_what_was_painted_piecewise_equals_a_fresh_look(qtbot, fed: Fed, with_gap: bool) -> None:
    if not with_gap:
        fed.lost = Lost(10**9, 10**9 + 1)
    view = shown(qtbot, fed, size=(1000, 300))
    fed.feed(6000)
    view.advance()
    qtbot.waitExposed(view)
    screen = picture(view)
    seen = Exposures()
    view.installEventFilter(seen)
    small = 0
    while fed.newest < 13_500:
        fed.feed(fed.newest + 17)
        view.advance()
        qtbot.waitUntil(lambda: not seen.region.isEmpty())
        view.removeEventFilter(seen)
        view.render(screen, seen.region.boundingRect().topLeft(), seen.region, QWidget.RenderFlag.DrawChildren)
        view.installEventFilter(seen)
        small += seen.region.boundingRect().width() < 0.7 * view.width()
        seen.region = QRegion()
    whole = picture(view)
    a = np.frombuffer(screen.constBits(), np.uint8).astype(int)
    b = np.frombuffer(whole.constBits(), np.uint8).astype(int)
    # Half covered pixels of a round mark may differ by one when Qt paints it in two halves.
    assert np.abs(a - b).max() <= 2
    assert small > 300  # most frames paint a strip only


def test_lost_samples_are_hatched_and_no_trace_goes_through(qtbot, fed: Fed) -> None:
    view = shown(qtbot, fed, sweep_s=20.0)
    fed.feed(19_500)
    view.advance()
    span = view._scene.spans[0]
    left, right = int(span.at(fed.lost.start)) + 2, int(span.at(fed.lost.stop)) - 2
    image = picture(view)
    inks = {view._colours.muscle(0).rgb(), view._colours.muscle(1).rgb()}
    column = {image.pixel(x, y) for x in range(left, right) for y in range(30, 300)}
    assert not inks & column
    assert len(column) > 3  # hatched, not empty


def test_a_spike_reaches_the_screen(qtbot) -> None:
    fed = Fed(seconds=20)
    fed.x[:] = 0
    fed.x[7777, 0] = 60
    fed.at = fed.at[:0]
    fed.lost = Lost(10**9, 10**9 + 1)
    view = shown(qtbot, fed, sweep_s=20.0)
    fed.feed(19_900)
    view.advance()
    baseline = int(view._scene.bands[0].baselines[0])
    pixels = image_of(view)
    plot = QColor(view._colours.plot).rgb()
    above = (pixels[baseline - 12 : baseline - 4] != plot).all(axis=0)
    assert int(7777 / view._spp) in np.flatnonzero(above)


def test_alive_after_three_thousand_frames(qtbot, fed: Fed) -> None:
    view = shown(qtbot, fed, sweep_s=1.0, size=(420, 240))
    model, rng = view.model, np.random.default_rng(1)
    looks = [TraceColours(), light(), high_contrast()]
    for frame in range(3000):
        fed.feed(fed.newest + 6)
        view.advance()
        view.repaint(view.rect() if frame % 50 == 0 else view.rect().adjusted(100, 30, -200, 0))
        if frame % 100 == 99:
            match int(rng.integers(6)):
                case 0:
                    view.set_colours(looks[frame // 100 % 3])
                case 1:
                    model.step_sensitivity(int(rng.integers(-2, 3)))
                case 2:
                    model.set_mode("scroll" if model.mode == "sweep" else "sweep")
                case 3:
                    model.turn(-0.5)
                case 4:
                    model.live()
                case _:
                    view.resize(400 + int(rng.integers(100)), 240)
    assert picture(view).width() == round(view.width() * view.devicePixelRatioF())


def test_a_frozen_page_stands_while_samples_come(qtbot, fed: Fed) -> None:
    view = shown(qtbot, fed)
    fed.feed(12_000)
    view.advance()
    view.model.freeze()
    view.model.turn(-1)
    view.advance()
    fed.version = 100
    before = picture(view)
    fed.feed(15_000)
    fed.version = 100
    view.advance()
    assert picture(view) == before
    view.model.live()
    view.advance()
    assert picture(view) != before


def test_the_model_tells_of_each_change_once(qtbot, fed: Fed) -> None:
    model = TraceModel()
    model.attach(fed)
    heard: list[str] = []
    model.scale_changed.connect(lambda: heard.append("scale"))
    model.timing_changed.connect(lambda: heard.append("timing"))
    model.page_changed.connect(lambda: heard.append("page"))
    model.set_sensitivity(100.0)
    model.set_sensitivity(100.0)
    model.set_sensitivity(float("nan"))
    model.set_sweep(1e9)
    model.set_sweep(60.0)
    assert heard == ["scale", "timing"]
    fed.feed(9000)
    model.set_sweep(2.0)
    model.turn(-1)
    model.turn(-1)
    model.turn(-100)
    model.turn(-1)
    assert model.page_start == 0
    model.live()
    model.live()
    assert heard.count("page") == 4


def test_the_sensitivity_of_all_overrides_that_of_one(fed: Fed) -> None:
    model = TraceModel()
    model.attach(fed)
    model.set_sensitivity(20, channel=1)
    model.set_sensitivity(200, muscle=1)
    assert model.channel_sensitivity_uv(1, 0) == 20
    assert model.channel_sensitivity_uv(0, 0) == 50
    assert model.channel_sensitivity_uv(3, 1) == 200
    model.step_sensitivity(1, muscle=1)
    assert model.muscle_sensitivity_uv(1) == 100
    model.step_sensitivity(-1)
    assert {model.channel_sensitivity_uv(c, c // 2) for c in range(4)} == {100}
    for _ in range(30):
        model.step_sensitivity(1)
    assert model.sensitivity_uv == 5


def test_names_get_shorter_and_keep_their_side() -> None:
    assert short_names("Tibialis anterior", "R")[-1] == "Tib. ant. R"
    assert "Gastroc. R" in short_names("Gastrocnemius", "R")
    assert short_names("Deltoid", "")[0] == "Deltoid"
    for names in (short_names("Abductor pollicis brevis", "L"), short_names("Ääöüaeiou", "R")):
        assert all(n.endswith((" L", " R")) for n in names)
        assert [len(n) for n in names] == sorted((len(n) for n in names), reverse=True)


def test_what_the_ring_has_forgotten_is_drawn_from_the_pyramid(qtbot) -> None:
    fed = Fed(seconds=60)
    fed.lost = Lost(10**9, 10**9 + 1)
    fed.shown = Ring(5000, 4)
    view = shown(qtbot, fed)
    fed.feed(3000)
    while fed.newest < 59_000:
        fed.feed(fed.newest + 1000)
    view.model.show(10_000)
    view.advance()
    pixels = image_of(view)
    plot = QColor(view._colours.plot).rgb()
    ratio = view.devicePixelRatioF()
    row = int(view._scene.bands[0].baselines[0] * ratio)
    assert (pixels[row] != plot).mean() > 0.95
    view.model.set_sweep(0.1)
    view.advance()
    assert view.resolution_s > 0.01
    reach = int(20 * ratio)
    assert (image_of(view)[row - reach : row + reach] != plot).any(axis=0).mean() > 0.95


def test_no_data_is_hatched_and_said(qtbot, fed: Fed) -> None:
    view = shown(qtbot, fed, sweep_s=20.0, size=(1000, 300))
    fed.feed(6000)
    view.advance()
    before = picture(view)
    view.set_stalled(3.2)
    after = picture(view)
    ratio, right = view.devicePixelRatioF(), view._scene.spans[0].right
    beside = range(int((right + 25) * ratio), int((right + 120) * ratio))
    assert {before.pixel(x, int(80 * ratio)) for x in beside} != {after.pixel(x, int(80 * ratio)) for x in beside}
    assert any("NO DATA for 3 s" in text for _, text, *_ in view._painter._tags(view._scene))
    view.set_stalled(0.0)
    assert picture(view) == before


def test_a_click_selects_muscle_event_and_time(qtbot, fed: Fed) -> None:
    view = shown(qtbot, fed, sweep_s=20.0, size=(1000, 300))
    fed.feed(6000)
    view.advance()
    scene = view._scene
    mark = next(m for m in scene.known.marks[1] if m.shape == "fasciculation" or m.shape == "doublet")
    x, y = round(scene.spans[0].at(mark.sample)), round(scene.top(scene.bands[1]) + 12)
    with qtbot.waitSignals([view.muscle_clicked, view.event_clicked, view.time_clicked]):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(x, y))
    assert view.model.selected == 1
    assert not view.model.frozen


def test_dragging_walks_through_time_and_wheel_changes_scale(qtbot, fed: Fed) -> None:
    view = shown(qtbot, fed, sweep_s=2.0, size=(1000, 300))
    fed.feed(9000)
    view.advance()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(500, 100))
    qtbot.mouseMove(view, QPoint(700, 100))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(700, 100))
    assert view.model.frozen
    assert view.model.page_start < 7000 - 300
    for modifier, want in (
        (Qt.KeyboardModifier.ControlModifier, (1.0, 50.0)),
        (Qt.KeyboardModifier.NoModifier, (1.0, 20.0)),
    ):
        view.wheelEvent(wheel(modifier))
        assert (view.model.sweep_s, view.model.muscle_sensitivity_uv(0)) == want


def test_two_fingers_change_the_sweep_in_steps(qtbot, fed: Fed) -> None:
    view = shown(qtbot, fed, sweep_s=5.0)
    for scale, want in ((1.1, 5.0), (1.6, 2.0), (1.7, 2.0), (2.4, 1.0), (1.0, 5.0), (0.6, 10.0)):
        view.pinch(scale)
        assert view.model.sweep_s == want


def wheel(modifier: Qt.KeyboardModifier) -> QWheelEvent:
    """Return a turn of the wheel away from the hand, over the first muscle."""
    at, none, phase = QPointF(500, 60), Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    return QWheelEvent(at, at, QPoint(), QPoint(0, 120), none, modifier, phase, False)
