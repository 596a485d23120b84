"""Sensitivity of a channel, a muscle, all; traces that keep to their lanes; millimetres; words on bad contacts."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from fascview_ui.models import calibration
from fascview_ui.models.contacts import Contacts, kinds
from fascview_ui.models.feed import Feed
from fascview_ui.views.traces.layout import cut_at_lanes, image_rows, place_bands
from fascview_ui.views.traces.menu import make_menu
from tests.ui.fake_port import FakePort

FS_HZ = 2000.0
RNG = np.random.default_rng(5)


def rest(seconds: float = 1.0) -> np.ndarray:
    return RNG.normal(0, 4, (round(FS_HZ * seconds),)).astype(np.float32)


# ---- lanes


@pytest.mark.parametrize("uv", [5.0, 10.0, 20.0])
def test_large_traces_keep_to_their_lanes(uv):
    bands, _ = place_bands([(0, (0, 1, 2, 3)), (1, (4, 5, 6, 7))], 300.0)
    rows = image_rows(bands, [[uv] * 4] * 2, 300, 0.0, 1.0)
    order = np.argsort(rows.baseline)
    top, bottom = rows.top[order], rows.bottom[order]
    assert (bottom[:-1] <= top[1:]).all(), "no two traces may share a row"
    assert (rows.top < rows.baseline).all()
    assert (rows.baseline < rows.bottom).all()


def test_a_potential_may_reach_over_its_neighbours_at_usual_sensitivities():
    bands, _ = place_bands([(0, (0, 1, 2, 3))], 300.0)
    assert not cut_at_lanes(bands[0], 50.0)
    rows = image_rows(bands, [[50.0] * 4], 300, 0.0, 1.0)
    assert (rows.top == rows.top[0]).all()


def test_a_single_trace_has_the_whole_band():
    bands, _ = place_bands([(0, (0,))], 300.0)
    assert not cut_at_lanes(bands[0], 5.0)


@pytest.mark.parametrize("scroll", [0.0, 37.0, 200.0])
def test_lanes_out_of_sight_are_left_out(scroll):
    bands, _ = place_bands([(m, tuple(range(8 * m, 8 * m + 8))) for m in range(4)], 200.0)
    rows = image_rows(bands, [[10.0] * 8] * 4, 200, scroll, 1.0)
    assert (rows.top >= 0).all()
    assert (rows.bottom <= 200).all()
    assert (rows.bottom > rows.top).all()


def test_a_cut_picture_shows_ground_between_the_lanes_and_says_so(watching, port):
    watching.work.model.set_sensitivity(5.0)
    watching.clock.frame.emit()
    traces = watching.work.monitor.traces
    watching.work.presenter.footer()
    assert "cut at each lane" in watching.footer.drawn
    band = traces._scene.bands[0]
    between = round((band.baselines[0] + band.baselines[1]) / 2)
    column = traces._scene.image.image
    ground = {QColor(column.pixel(x, between)).name() for x in range(0, column.width(), 7)}
    inked = {traces._colours.muscle(0).name()}
    assert not ground & inked
    watching.work.model.set_sensitivity(50.0)
    watching.clock.frame.emit()
    watching.work.presenter.footer()
    assert "cut" not in watching.footer.drawn


# ---- sensitivities


def test_a_muscle_is_made_larger_by_key_and_the_others_stay(watching):
    model = watching.work.model
    model.select(1)
    watching.commands.run("muscle_larger")
    assert (model.muscle_sensitivity_uv(0), model.muscle_sensitivity_uv(1)) == (50.0, 20.0)
    watching.commands.run("muscle_smaller")
    assert model.muscle_sensitivity_uv(1) == 50.0


def test_the_menu_sets_channel_muscle_and_all(watching):
    model, traces = watching.work.model, watching.work.monitor.traces
    menu = make_menu(traces, model, 0, 1)
    channel, muscle, every = (a.menu() for a in menu.actions()[:3])
    next(a for a in channel.actions() if a.text().startswith("500")).trigger()
    assert model.channel_sensitivity_uv(1, 0) == 500.0
    assert model.channel_sensitivity_uv(0, 0) == 50.0
    next(a for a in muscle.actions() if a.text().startswith("100 ")).trigger()
    assert model.channel_sensitivity_uv(1, 0) == 100.0
    next(a for a in every.actions() if a.text().startswith("200 ")).trigger()
    assert model.channel_sensitivity_uv(0, 0) == model.channel_sensitivity_uv(2, 1) == 200.0


def test_the_channel_under_the_pointer_is_the_nearest(watching):
    watching.clock.frame.emit()
    traces = watching.work.monitor.traces
    scene = traces._scene
    for band in scene.bands:
        for channel, baseline in zip(band.channels, band.baselines, strict=True):
            y = scene.top(band) + baseline - band.top + 2
            assert traces.channel_at(y) == (band.muscle, channel)


# ---- millimetres


def test_a_measured_screen_says_its_scale(watching):
    assert watching.work.scale_words() == ""
    calibration.keep(watching.store, watching.screen(), 0.25)
    watching.clock.frame.emit()
    traces = watching.work.monitor.traces
    words = watching.work.scale_words()
    per_mm = 50.0 / (traces.division_px * 0.25)
    assert words.startswith(f"{per_mm:.2f} µV/mm" if per_mm < 9.95 else f"{per_mm:.1f} µV/mm")
    assert f"{traces.plot_px * 0.25 / 10.0:.1f} mm/s" in words


def test_the_dialog_keeps_what_was_measured_per_screen(watching):
    from fascview_ui.dialogs.calibration import BAR_PX, CalibrationDialog

    dialog = CalibrationDialog(watching)
    dialog.length.setValue(80.0)
    dialog._keep()
    found = calibration.of_screen(watching.store, watching.screen())
    assert found == calibration.Calibration(80.0 / BAR_PX, True)
    assert "µV/mm" in watching.footer.drawn


# ---- contact


def test_words_for_what_is_wrong():
    t = np.arange(round(FS_HZ)) / FS_HZ
    rail = np.clip(rest() * 60, -150, 150)
    hum = rest() + 400 * np.sin(2 * np.pi * 50 * t).astype(np.float32)
    small_hum = rest() + 40 * np.sin(2 * np.pi * 50 * t).astype(np.float32)
    burst = rest() * 80
    rows = np.stack([rest(), np.zeros_like(rail), rail, hum, small_hum, burst, np.full_like(rail, 187_000)], axis=1)
    assert kinds(rows, FS_HZ) == ["", "no signal", "clipped", "lead off", "", "", "no signal"]


def test_a_coarse_converter_is_not_taken_for_a_clipped_one():
    assert kinds(np.round(rest() / 2)[:, None] * 2, FS_HZ) == [""]


def test_lost_samples_say_nothing_of_the_contact():
    rows = np.full((round(FS_HZ), 3), np.nan, np.float32)
    assert kinds(rows, FS_HZ) == ["", "", ""]
    assert kinds(np.zeros((0, 3), np.float32), FS_HZ) == ["", "", ""]


def test_a_word_shows_after_it_was_seen_twice_and_goes_as_slowly():
    port = FakePort()
    feed, contacts = Feed(port), Contacts()
    assert contacts.look(feed) == ("", "", "", "")
    noise = RNG.normal(0, 4, (1000, 4)).astype(np.float32)
    dead = noise.copy()
    dead[:, 2] = 0.0
    port.feed_samples(dead)
    assert contacts.look(feed)[2] == ""
    assert contacts.look(feed)[2] == "no signal"
    port.feed_samples(noise)
    assert contacts.look(feed)[2] == "no signal"
    assert contacts.look(feed)[2] == ""


def test_the_words_stand_on_the_traces(watching, port):
    dead = RNG.normal(0, 4, (1500, 4)).astype(np.float32)
    dead[:, 1] = 0.0
    port.feed_samples(dead)
    watching.work.presenter._text()
    watching.work.presenter._text()
    assert watching.watch.feed.words == ("", "no signal", "", "")
    watching.clock.frame.emit()
    assert watching.work.monitor.traces._scene.known.words[1] == "no signal"
