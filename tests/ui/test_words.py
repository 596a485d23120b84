"""What the window says is what the engine tells."""

from __future__ import annotations

import dataclasses
import math

import pytest

from fascview.engine.status import RecordingStatus, State
from fascview_ui.models import words
from tests.ui.fake_port import FakePort, muscle_status

WORDS = {
    State.NO_SOURCE: "NO SOURCE",
    State.CONNECTING: "CONNECTING",
    State.LIVE: "LIVE",
    State.DEMO: "DEMO",
    State.PLAYBACK: "PLAYBACK",
    State.ENDED: "PLAYBACK",
    State.NO_DATA: "NO DATA",
    State.FAILED: "NO DATA",
}


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_word_and_an_icon(state):
    chip = words.state_chip(state)
    assert chip.word == WORDS[state]
    assert chip.icon
    assert chip.tone


@pytest.mark.parametrize("state", [State.LIVE, State.DEMO, State.PLAYBACK])
def test_what_stands_still_is_paused(state):
    assert words.state_chip(state, paused=True).word == "PAUSED"


def test_no_data_stays_no_data_while_frozen():
    assert words.state_chip(State.NO_DATA, paused=True).word == "NO DATA"


def test_no_two_states_share_word_and_icon():
    chips = [words.muscle_chip(s) for s in ("at rest", "voluntary", "artefact", "too noisy", "no data", "insufficient")]
    assert len({(c.word, c.icon) for c in chips}) == len(chips)
    assert len({c.icon for c in chips}) == len(chips)


@pytest.mark.parametrize("state", ["too noisy", "no data"])
def test_a_muscle_that_cannot_be_counted_shows_a_dash_and_never_zero(state):
    text = words.card(muscle_status("X", state=state, rate_per_min=0.0), "X", "R", 21.0)
    assert text.rate == words.DASH
    assert text.last_10_s == words.DASH
    assert "21" in text.clock_note


def test_an_unknown_rate_is_a_dash():
    assert words.card(muscle_status("X", rate_per_min=math.nan), "X", "").rate == words.DASH


def test_not_observed_keeps_its_zero():
    low = {"rate_per_min": 0.0, "rate_low_per_min": 0.0, "rate_high_per_min": 3.7, "count": 0}
    text = words.card(muscle_status("X", state="not observed", analysable_s=94.0, **low), "X", "R")
    assert (text.rate, text.chip.word, text.interval_short) == ("0", "Not observed", "0 to 3.7")


@pytest.mark.parametrize(("seconds", "missing"), [(41.0, "49"), (0.0, "90"), (89.5, "1")])
def test_the_clock_says_what_is_missing(seconds, missing):
    text = words.card(muscle_status("X", state="insufficient", analysable_s=seconds), "X", "")
    assert f" {missing} s" in text.clock_note
    assert text.filling == pytest.approx(seconds / 90.0)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.012, "12 ms"), (0.2, "0.2 s"), (14.2, "14 s"), (0.0, "0 ms"), (math.nan, words.DASH), (-0.1, "0 ms")],
)
def test_ages(seconds, text):
    assert words.age(seconds) == text


@pytest.mark.parametrize(("seconds", "text"), [(767, "12:47"), (0, "0:00"), (3725, "1:02:05"), (math.inf, words.DASH)])
def test_clocks(seconds, text):
    assert words.clock(seconds) == text


def test_sizes_and_what_is_left():
    assert words.size(98e6) == "98 MB"
    assert words.size(4.2e9) == "4.2 GB"
    assert words.time_left(25 * 60) == "25 min"
    assert words.time_left(31 * 3600 + 1) == "31 h"


def test_lights_tell_what_is_off_and_what_is_late():
    port = FakePort()
    status = port.status()
    assert words.acquiring(status).state == "on"
    assert words.writing(status).text == "off"
    late = dataclasses.replace(status, state=State.NO_DATA, acquired_age_s=14.0)
    assert words.acquiring(late).state == "fault"
    assert words.acquiring(dataclasses.replace(status, acquired_age_s=0.49)).state == "on"
    assert words.acquiring(dataclasses.replace(status, acquired_age_s=0.51)).state == "late"
    assert "0.6 s" in words.acquiring(dataclasses.replace(status, acquired_age_s=0.6)).text
    assert "14 s" in words.acquiring(late).text
    assert words.drawing(5.0, True).state == "fault"
    assert words.drawing(0.016, True).state == "on"
    stuck = dataclasses.replace(status, recording=RecordingStatus(active=True, backlog_s=6.0, age_s=6.0))
    assert words.writing(stuck).state == "fault"


def test_a_rate_off_by_more_than_half_a_percent_is_said():
    info = FakePort(kind="lsl").info
    assert "measured" not in words.source_facts(info, 1004.0)
    assert "measured" in words.source_facts(info, 1006.0)
