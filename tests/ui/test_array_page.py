"""The page of the array check: the keyboard alone leads through it, and what it finds is kept."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fascview.check.guided import CALIBRATION, TAPS
from fascview.check.sheet import SUFFIX, read_sheet
from fascview.check.taps import Wiring
from fascview.engine.status import Incident
from fascview_ui.models import layouts
from fascview_ui.views.array.heat import SCALE, colour
from tests.ui.fake_port import FS_HZ


@pytest.fixture
def page(watching, port):
    """The page with the fake source, just opened."""
    QTest.keyClick(watching, Qt.Key.Key_K)
    assert watching.page == "array"
    made = watching.work.front
    yield made
    made.control.detach()


def step(page):
    return page.control.run.step


def feed(qtbot, port, page, seconds, change=None):
    """Let samples arrive and the page look at them."""
    x = np.random.default_rng(0).normal(0, 3, (round(seconds * FS_HZ), port.info.n_channels)).astype(np.float32)
    port.feed_samples(x if change is None else change(x))
    qtbot.waitUntil(lambda: page.control.feed is not None, timeout=2000)
    page.control.tick(FS_HZ, 0, "")
    qtbot.waitUntil(lambda: page.control._worker is None or not page.control._worker.alive, timeout=20_000)
    page.control.tick(FS_HZ, 0, "")


def test_keyboard_alone_from_the_source_to_the_saved_sheet(qtbot, watching, page, port, store):
    feed(qtbot, port, page, 3)
    assert step(page).state == "pass"
    QTest.keyClick(watching, Qt.Key.Key_Return)
    feed(qtbot, port, page, 1)
    feed(qtbot, port, page, 21)
    assert step(page).state == "pass"
    assert page.table.rowCount() == 5
    for _ in range(4):
        QTest.keyClick(watching, Qt.Key.Key_S, Qt.KeyboardModifier.ShiftModifier)
    if not page.control.sheet_path:
        QTest.keyClick(watching, Qt.Key.Key_Return)
    sheets = list((store.folder() / "checks").glob(f"*{SUFFIX}"))
    assert len(sheets) == 1
    assert [s.state for s in read_sheet(sheets[0]).steps] == ["pass", "pass", "open", "open", "open"]
    QTest.keyClick(watching, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert {p.suffix for p in (store.folder() / "checks").iterdir()} == {".json", ".pdf", ".tsv"}
    QTest.keyClick(watching, Qt.Key.Key_K)
    assert watching.page == "monitor"


def _bad(x):
    x[:, 1] = 0
    return x


@pytest.fixture
def failed(qtbot, watching, page, port):
    """The page after a rest in which the second channel was flat."""
    feed(qtbot, port, page, 3)
    QTest.keyClick(watching, Qt.Key.Key_Return)
    feed(qtbot, port, page, 1)
    feed(qtbot, port, page, 21, _bad)
    assert step(page).state == "fail"
    return page


def test_what_fails_is_on_top_and_goes_into_the_montage_by_one_key(qtbot, watching, failed, port):
    index = failed.table.index(1, failed.table.columnCount() - 1)
    assert failed.table.data(index) == "Flat"
    assert failed.table.order[0] == 1
    info = failed.control.feed.info
    QTest.keyClick(watching, Qt.Key.Key_B, Qt.KeyboardModifier.ShiftModifier)
    assert watching.montages.get(info).bad == {1}
    qtbot.waitUntil(lambda: watching.page == "monitor", timeout=5000)


def test_an_electrode_is_selected_everywhere(failed):
    failed.grid.picked.emit(3)
    assert failed.chosen == 3
    assert failed.table.order[failed.view.currentIndex().row() - 1] == 3
    QTest.keyClick(failed.grid, Qt.Key.Key_Left)
    assert failed.chosen == 2


def test_cells_and_maps_know_what_is_under_a_point(failed):
    for view in (failed.grid, failed.maps[0]):
        seen = {view.channel_at(x, y) for x in range(0, view.width(), 4) for y in range(0, view.height(), 4)}
        assert seen == {-1, 0, 1, 2, 3}


def test_one_electrode_again(qtbot, watching, failed, port):
    failed.choose(1)
    failed.acts.check_electrode()
    feed(qtbot, port, failed, 1)
    feed(qtbot, port, failed, 7)
    assert failed.control.run.steps[1].state == "pass"


def test_a_repeated_check_is_compared_with_the_one_before(qtbot, failed, port):
    failed.control.save()
    failed.control.run.begin(5, 0)
    failed.control.repeat(1)
    feed(qtbot, port, failed, 1)
    feed(qtbot, port, failed, 21)
    failed.control.save()
    assert failed.control.comparison.better == (failed.control.run.info.channels[1].name,)


def test_other_limits_are_used_and_remembered(qtbot, watching, page, store):
    watching.commands.run("check_limits")
    dialog = next(w for w in watching.children() if type(w).__name__ == "LimitsDialog")
    dialog.fields["noise_uv"].setText("x")
    dialog.apply()
    assert page.control.limits.noise_uv == 10.0
    dialog.fields["noise_uv"].setText("7.5")
    dialog.apply()
    assert page.control.limits.noise_uv == 7.5
    assert "7.5" in store.text("check/limits", "")


def test_layout_is_chosen_turned_and_remembered(page, store):
    page.acts.choose_layout("4x1")
    page.acts.turn()
    assert page.control.run.layout.grid == ((4, 3, 2, 1),)
    assert page.control._kept_layout(page.control.run.identity, 4).grid == ((4, 3, 2, 1),)


def test_footswitch_goes_on(qtbot, watching, page, port):
    feed(qtbot, port, page, 3)
    QTest.keyClick(watching, Qt.Key.Key_F8)
    assert page.control.run.current == 1


def test_scale_of_the_maps_is_even():
    lights = [colour(x / 20).lightnessF() for x in range(21)]
    assert colour(0).name().upper() == SCALE[0]
    assert colour(1).name().upper() == SCALE[-1]
    assert colour(-3) == colour(0)
    assert colour(float(9)) == colour(1)
    assert lights[0] < lights[10] < lights[20]


def test_a_sheet_that_cannot_be_saved_is_told_of(qtbot, watching, failed, store, tmp_path):
    (tmp_path / "file").write_text("x")
    store.put("recording/folder", str(tmp_path / "file"))
    failed.control.save()
    assert failed.control.run.steps[5].state == "fail"


def test_a_worse_contact_is_told_on_every_page(qtbot, watching, port):
    port.happened = (Incident(1.0, 5000, "contact", "E2 has got worse: noise 20 µV, 4 before. Press it down."),)
    watching.work.contact.look()
    assert watching.banners.banner("contact").text.title.startswith("E2 has got worse")
    watching.banners.clear("contact")
    watching.work.contact.look()
    assert watching.banners.banner("contact") is None  # said once


def test_impedance_is_measured_by_a_button_and_taken_in(qtbot, watching, page, port):
    feed(qtbot, port, page, 3)
    page.show_all()
    assert page._kohm.isVisible()
    page._kohm.click()
    assert port.measured
    port.measuring_impedance, port.kohm = True, (12.0,)
    page.control.tick(FS_HZ, 0, "")
    assert page._heading.text() == "Measuring the electrodes"
    assert not page._kohm.isEnabled()
    n = port.info.n_channels
    for wall_s, first in ((5.0, 12.0), (65.0, 70.0)):
        port.measuring_impedance, port.kohm = False, (first,) + (10.0,) * (n - 1)
        port.happened = (*port.happened, Incident(wall_s, 5, "impedance", "impedance [kOhm]: ..."))
        page.control.tick(FS_HZ, 0, "")
        page.control.tick(FS_HZ, 0, "")
    assert len(page.control.run.impedances) == 2  # each measurement once
    page.choose(0)
    assert page.table.order[0] == 0
    assert page.table.data(page.table.index(1, page.table.columnCount() - 1)) == "High impedance"
    assert page.table.data(page.table.index(1, page.table.columnCount() - 2)) == "70"
    assert any(w.text() == "Impedance 12 → 70 kΩ, limit 50" for w in page.side.lines)
    page.control.save()
    assert [m.kohm[0] for m in read_sheet(page.control.sheet_path).impedances] == [12.0, 70.0]
    port.can_measure_impedance = False
    page.show_all()
    assert not page._kohm.isVisible()


def test_the_own_signal_is_on_only_while_it_is_measured(qtbot, watching, page, port, monkeypatch):
    monkeypatch.setattr("fascview_ui.array.control.SETTLE_S", 0.0)
    port.can_give_signal, port.signal_vpp_uv = True, 400.0
    run = page.control.run
    feed(qtbot, port, page, 3)
    run.begin(CALIBRATION, port.raw.end)
    page.control.tick(FS_HZ, 0, "")
    assert page._heading.text() == "The device gives the calibration signal itself"
    page.control.next()
    page.control.tick(FS_HZ, 0, "")
    assert port.gives_signal
    feed(qtbot, port, page, 1)

    def square(x):
        return x + 200 * np.sign(np.sin(2 * np.pi * 2 * np.arange(len(x)) / FS_HZ + 0.1))[:, None].astype(np.float32)

    feed(qtbot, port, page, 10.5, square)
    assert run.step.state == "pass"
    assert "square wave of 2.00 Hz" in run.step.text
    assert abs(run.result.channels[0].figures["gain_error_percent"]) < 2
    assert not port.gives_signal
    run.begin(CALIBRATION, port.raw.end)  # and whoever leaves in the middle leaves the electrodes on the inputs
    page.control.next()
    page.control.tick(FS_HZ, 0, "")
    assert port.gives_signal
    QTest.keyClick(watching, Qt.Key.Key_K)
    assert not port.gives_signal
    assert [on for name, on in port.calls if name == "set_signal"] == [True, False, True, False]


def test_a_recording_that_began_with_a_check_ends_with_one(qtbot, watching, page, port, store):
    feed(qtbot, port, page, 3)
    QTest.keyClick(watching, Qt.Key.Key_Return)
    feed(qtbot, port, page, 1)
    feed(qtbot, port, page, 21)
    page.control.save()
    recording = watching.work.presenter.recording
    session = store.folder() / "sub-anon_run-01"
    session.mkdir(parents=True, exist_ok=True)
    assert recording.start(store.folder())
    repeated = watching.work.repeated
    qtbot.waitUntil(lambda: not repeated._worker.alive, timeout=10_000)
    assert len(list(session.glob("array-check-*.check.json"))) == 1
    noise = np.random.default_rng(3).normal(0, 3, (21_000, port.info.n_channels)).astype(np.float32)
    noise[:, 1] *= 12
    port.feed_samples(noise)
    recording.stop_now()
    qtbot.waitUntil(lambda: "repeated" in watching.banners.names(), timeout=10_000)
    text = watching.banners.banner("repeated").text
    name = port.info.channels[1].name
    assert text.title == f"Electrodes at the end: {name} worse than at the beginning"
    assert (session / "array-check-comparison.tsv").is_file()
    assert len(list(session.glob("array-check-end-*.check.json"))) == 1
    watching.go("monitor")
    text.actions[0].run()
    assert watching.page == "array"
    assert page.control.run.current == 1
    assert page.control.run.step.state == "running"


def test_a_map_is_remembered_as_proved_only_after_the_taps(qtbot, watching, page, port, store):
    feed(qtbot, port, page, 3)
    run, n = page.control.run, port.info.n_channels
    page.control.set_layout(run.layout.mirror())
    layout, proved = layouts.kept(store, run.identity, n)
    assert (layout.grid, proved) == (run.layout.grid, False)
    order = run.order
    swapped = dict(zip(order, (order[1], order[0], *order[2:]), strict=True))
    run.begin(TAPS, port.raw.end)
    run.wiring = Wiring(swapped, order, order[:2], run.layout, n - 2)
    page.control.use_wiring()
    layout, proved = layouts.kept(store, run.identity, n)
    assert proved
    assert layout.channels == (order[1], order[0], *order[2:])
