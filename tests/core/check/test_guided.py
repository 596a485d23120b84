"""The guided run, fed by hand: every step ends with a verdict, and what one step found stays."""

from __future__ import annotations

import numpy as np
import pytest

from fascview.check.guided import CALIBRATION, CONNECT, CONTRACTION, REST, SHEET, TAPS, GuidedRun
from fascview.check.impedance import Impedances, history, impedance_words, trend
from fascview.check.layout import find_layout
from fascview.check.limits import Limits
from fascview.check.sheet import read_sheet, write_sheet
from fascview.ring import Ring
from fascview.stream import Channel, Muscle, StreamInfo

FS_HZ, N = 1000.0, 16
TITLES = dict.fromkeys(("connect", "rest", "contraction", "taps", "calibration", "sheet"), "x")


class Bench:
    """A run with its ring, and samples made on demand."""

    def __init__(self):
        self.rng = np.random.default_rng(1)
        channels = tuple(Channel(f"E{i + 1}", Muscle("Tibialis anterior")) for i in range(N))
        info = StreamInfo("Amplifier", "lsl", FS_HZ, channels)
        self.ring = Ring(60_000, N)
        self.run = GuidedRun(info, find_layout("4x4"), Limits(), "lsl x")

    def feed(self, seconds, change=None):
        for _ in range(round(seconds * 10)):
            x = self.rng.normal(0, 3, (100, N))
            if change is not None:
                x = change(x)
            self.ring.append(self.ring.end, x)
            self.run.tick(self.ring, FS_HZ, 0)
            if self.run.job is not None:
                self.run.finish(self.run.job())

    def next(self):
        self.run.next(self.ring.end)

    @property
    def states(self):
        return [s.state for s in self.run.steps]


@pytest.fixture
def bench():
    made = Bench()
    made.feed(2.5)
    return made


def _flat(x):
    x[:, 4] = 0
    return x


def test_connect_passes_by_itself_and_rest_on_enter(bench):
    assert bench.states[0] == "pass"
    bench.next()
    assert bench.run.current == REST
    bench.feed(10)
    assert bench.states[1] == "running"
    assert 0.4 < bench.run.step.progress < 0.6
    bench.next()  # does nothing while it runs
    bench.feed(11)
    assert bench.states[1] == "pass"
    assert bench.run.step.text == "16 pass, 0 warn, 0 fail"


def test_a_still_channel_is_told_of_at_once():
    bench = Bench()
    bench.feed(2.5, _flat)
    assert bench.states[0] == "warn"
    assert "E5" in bench.run.step.remedy


def test_one_electrode_is_measured_again_and_the_rest_stays(bench):
    bench.next()
    bench.feed(21, _flat)
    assert bench.states[1] == "fail"
    noise = [c.figures["noise_uv"] for c in bench.run.result.channels]
    bench.run.repeat_electrode(4, bench.ring.end)
    bench.feed(7)
    assert bench.states[1] == "pass"
    again = [c.figures["noise_uv"] for c in bench.run.result.channels]
    assert again[4] != noise[4]
    assert [a for i, a in enumerate(again) if i != 4] == [a for i, a in enumerate(noise) if i != 4]


def _contract(turned):
    def change(x):
        common = np.convolve(np.random.default_rng(3).normal(0, 200, 120), np.hanning(6), "same")[:100, None]
        x = x + common * np.linspace(0.6, 1.0, N)
        x[:, 7] *= turned
        x[:, 9] = x[:, 9] if turned == 1 else np.random.default_rng(5).normal(0, 3, 100)
        return x

    return change


@pytest.mark.parametrize("turned", [1, -1])
def test_contraction_finds_turned_and_silent_leads(bench, turned):
    bench.next()
    bench.feed(21)
    bench.next()
    bench.feed(1.5)
    bench.feed(1.5, _contract(turned))
    bench.feed(5)
    assert bench.run.current == CONTRACTION
    assert bench.states[2] == ("pass" if turned == 1 else "fail")
    if turned == -1:
        found = bench.run.result.channels
        assert "reversed" in found[7].kinds("fail")
        assert "not_following" in found[9].kinds("fail")


def test_no_contraction_is_a_warning(bench):
    bench.next()
    bench.feed(21)
    bench.next()
    bench.feed(21)
    assert bench.states[2] == "warn"


def _to_taps(bench):
    bench.next()
    bench.feed(21)
    bench.next()
    bench.run.skip_step(bench.ring.end)
    assert bench.run.current == TAPS


def _tap(bench, channel):
    t = np.arange(100) / FS_HZ
    shape = 900 * np.exp(-t / 0.05) * np.sin(2 * np.pi * 14 * t)
    row, column = divmod(channel, 4)
    away = np.hypot(np.arange(N) // 4 - row, np.arange(N) % 4 - column)
    bench.feed(0.1, lambda x: x + shape[:, None] * np.exp(-1.5 * away))
    bench.feed(0.9)


def test_taps_walk_through_the_array_and_find_a_swap(bench):
    _to_taps(bench)
    bench.feed(1)
    for electrode in range(N):
        assert bench.run.electrode == electrode
        _tap(bench, {5: 6, 6: 5}.get(electrode, electrode))
    assert bench.states[3] == "fail"
    assert bench.run.wiring.swaps == ((5, 6),)
    assert bench.run.result.channels[5].kinds("fail") == ["swapped"]
    assert bench.run.result.verdict(5) == "Swapped with E7"


def test_skip_and_back_in_the_tap_test(bench):
    _to_taps(bench)
    bench.feed(1)
    _tap(bench, 0)
    bench.run.skip(bench.ring.end)
    assert bench.run.electrode == 2
    bench.run.back(bench.ring.end)
    bench.run.back(bench.ring.end)
    assert bench.run.electrode == 0
    for _ in range(N):
        bench.run.skip(bench.ring.end)
    assert bench.states[3] == "skipped"


def test_calibration_waits_for_enter_and_the_sheet_tells_all(bench, tmp_path):
    _to_taps(bench)
    bench.run.skip_step(bench.ring.end)
    assert bench.run.current == CALIBRATION
    bench.feed(3)
    assert bench.states[4] == "now"
    bench.next()
    k = np.arange(100)
    bench.feed(11, lambda x: x + np.where(((bench.ring.end + k) // 250) % 2, 500.0, -500.0)[:, None])
    assert bench.states[4] == "pass"
    bench.next()
    assert bench.run.current == SHEET
    sheet = bench.run.sheet(TITLES, 1.7e9)
    write_sheet(sheet, tmp_path / "a.json")
    again = read_sheet(tmp_path / "a.json")
    assert [s.state for s in again.steps] == ["pass", "pass", "open", "open", "pass"]
    assert again.result.channels[3].figures["calibration_vpp_uv"] == pytest.approx(1000, rel=0.02)
    assert again.result.passed


def test_back_and_repeat_go_where_they_say(bench):
    bench.next()
    bench.run.back(bench.ring.end)
    assert bench.run.current == CONNECT
    bench.feed(2.5)
    bench.next()
    bench.feed(3)
    bench.run.repeat(bench.ring.end)
    bench.feed(0.2)
    assert bench.run.current == REST
    assert bench.run.step.progress < 0.05


def test_a_gap_and_a_restart_of_the_stream_do_no_harm(bench):
    bench.next()
    bench.feed(5)
    bench.ring.append(bench.ring.end + 3000, np.zeros((0, N)))
    bench.feed(20)
    assert bench.run.step.done
    assert [f.kind for f in bench.run.result.findings] == ["lost_samples"]


def test_impedance_is_taken_in_and_its_trend_stays_on_the_sheet(bench, tmp_path):
    bench.next()
    bench.feed(10)
    kohm = [10.0] * N
    kohm[2], kohm[3], kohm[5] = 80.0, 45.0, float("nan")
    bench.run.take_impedance(kohm, 1000.0, bench.ring.end)
    assert bench.run.result.channels[2].kinds("fail") == ["impedance"]  # before anything else is known
    bench.feed(11)
    assert bench.states[1] == "running"  # the rest began again: the stream stood meanwhile
    bench.feed(11)
    assert bench.states[1] == "pass"
    assert bench.run.result.failed == (2,)
    assert bench.run.result.channels[3].kinds("warn") == ["impedance"]
    assert bench.run.result.verdict(2) == "High impedance"
    kohm[2] = 20.0
    bench.run.take_impedance(kohm, 1060.0, bench.ring.end)
    assert bench.run.result.failed == ()
    assert bench.states[1] == "pass"
    path = tmp_path / "a.json"
    write_sheet(bench.run.sheet(TITLES, 2000.0), path)
    read = read_sheet(path)
    assert trend(read.impedances, 2) == (80.0, 20.0)
    assert trend(read.impedances, 5) == ()
    assert read.steps[-1].state == "warn"
    assert read.steps[-1].text == "10.0 to 45.0 kΩ, 0 above 50, 1 unknown"
    assert read.result.channels[2].figures["impedance_kohm"] == 20.0


def test_impedances_in_words():
    for kohm, state in (((10, 20), "pass"), ((10, 45), "warn"), ((10, 51), "fail"), ((10, np.nan), "warn")):
        assert impedance_words(kohm, Limits())[0] == state
    assert impedance_words((np.nan,), Limits())[0] == "warn"
    one, two = Impedances(1.0, (5.0,)), Impedances(2.0, (6.0,))
    assert history((two,), (one, two)) == (one, two)
