"""Protocols: files that people can read, and a run by one key."""

from __future__ import annotations

import tomllib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fascview.detection.events import INTERVAL_DTYPE
from fascview.engine.status import Gap
from fascview.errors import FormatError, StorageError
from fascview.stream import Muscle
from fascview_resources import text
from fascview_ui.models import anatomy
from fascview_ui.models.feed import Feed
from fascview_ui.models.protocol import (
    TEMPLATES,
    Protocol,
    Step,
    as_toml,
    load,
    parse,
    problems,
    save,
    template,
)
from fascview_ui.models.protocol_run import ProtocolRun, covered, tally
from tests.ui.fake_port import FS_HZ, FakePort, event


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("language", ["en", "de"])
def test_templates_are_whole(name, language):
    made = template(name, language)
    assert made.name
    assert made.description
    assert set(problems(made)) == {""}
    for step in made.steps:
        assert step.rest
        assert step.posture
        assert step.region in anatomy.REGIONS
        assert step.dwell_s >= 90


def test_the_survey_walks_all_four_regions_from_the_head_down():
    regions = list(dict.fromkeys(s.region for s in template("als-survey").steps))
    assert regions == list(anatomy.REGIONS)
    sides = {s.muscle.side for s in template("als-survey").steps}
    assert sides == {"R", "L", ""}


def test_every_text_of_a_template_has_its_german():
    for name in TEMPLATES:
        found = tomllib.loads(text(f"protocols/{name}.toml"))
        for entry in (found, *found["step"]):
            for key in ("name", "description", "rest", "posture"):
                assert (key in entry) == (f"{key}_de" in entry), (name, entry)


def test_saved_and_loaded_it_is_the_same(tmp_path):
    made = template("als-survey")
    save(tmp_path / "mine.toml", made)
    assert load(tmp_path / "mine.toml") == made


@given(st.text(max_size=400))
def test_garbage_is_refused_in_one_sentence(words):
    with pytest.raises(FormatError, match=r"x\.toml"):
        parse(f"{words}\n[[[", "x.toml")


@pytest.mark.parametrize(
    "words",
    ["", "step = 3", "[[step]]", '[[step]]\nmuscle = "A"\nsides = ["both"]', '[[step]]\nmuscle="A"\ndwell_s="x"'],
)
def test_half_a_protocol_is_refused(words):
    with pytest.raises(FormatError):
        parse(words, "x.toml")


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    with pytest.raises(StorageError):
        save(tmp_path / "none" / "x.toml", template("short-survey"))


def test_what_is_wrong_is_said_per_step():
    steps = (Step(Muscle("Deltoid", "R")), Step(Muscle("deltoid", "R")), Step(Muscle("")), Step(Muscle("Soleus"), 1.0))
    assert problems(Protocol("p", steps)) == ("twice", "twice", "no muscle", "dwell")


def test_a_quote_in_a_text_survives(tmp_path):
    made = Protocol('a "b" \\ c', (Step(Muscle("Deltoid", "R"), 60.0, 'say "ah"', "ä"),))
    assert parse(as_toml(made), "x.toml") == made


# ---- the run


class Told:
    def __init__(self) -> None:
        self.notes: list[tuple[int, str]] = []

    def __call__(self, sample: int, words: str) -> None:
        self.notes.append((sample, words))


@pytest.fixture
def four() -> FakePort:
    return FakePort(n_muscles=4)


def make(port: FakePort, steps: tuple[Step, ...]) -> tuple[ProtocolRun, Feed, Told]:
    told = Told()
    run, feed = ProtocolRun(told), Feed(port)
    run.choose(Protocol("test", steps))
    run.attach(feed)
    return run, feed, told


SHORT = (
    Step(Muscle("M. deltoideus", "R"), 10.0),
    Step(Muscle("Masseter", "R"), 10.0),
    Step(Muscle("Tib. ant.", "R"), 10.0),
)


def test_one_key_walks_through_and_what_is_not_recorded_is_passed_over(four):
    run, feed, told = make(four, SHORT)
    chosen: list[int] = []
    run.stepped.connect(chosen.append)
    assert [s.muscle for s in run.standings] == [0, -1, 2]
    for _ in range(3):
        run.forward()
    assert chosen == [0, 2, -1]
    assert not run.running
    assert [s.state for s in run.standings] == ["short", "passed over", "short"]
    assert [n[1].split(":")[0] for n in told.notes] == ["Protocol test 1/3"] * 2 + ["Protocol test 3/3"] * 2
    assert feed.newest == told.notes[0][0]


def test_a_muscle_that_is_not_in_the_montage_may_be_recorded_on_another(four):
    run, _, told = make(four, SHORT)
    run.set_stand_in(3)
    run.forward()
    run.forward()
    assert run.current is not None
    assert run.current.muscle == 3
    assert "Masseter R (on Gastrocnemius R)" in told.notes[-1][1]


def test_dwell_counts_analysable_time_and_is_told_once(four):
    run, feed, _ = make(four, SHORT)
    reached: list[int] = []
    run.reached.connect(reached.append)
    run.forward()
    start = feed.newest
    four.feed_samples(np.zeros((12_000, 8), np.float32))
    four.lost = (Gap(start + 1_000, start + 5_000, "lost samples"),)
    feed.refresh(four.version)
    run.tick()
    assert run.current is not None
    assert run.current.rate.analysable_s == pytest.approx(8.0)
    assert reached == []
    four.feed_samples(np.zeros((3_000, 8), np.float32))
    run.tick()
    run.tick()
    assert reached == [0]
    run.forward()
    assert run.standings[0].state == "done"


def test_what_was_found_goes_into_the_notes_in_english_with_a_point(four):
    run, feed, told = make(four, SHORT)
    run.forward()
    start = feed.newest
    four.feed_samples(np.zeros((20_000, 8), np.float32))
    four.add_events(
        event(1, start + 100, 0), event(2, start + 900, 0), event(3, start + 950, 1), event(4, start - 5, 0)
    )
    feed.refresh(four.version)
    run.end()
    assert told.notes[-1][1].startswith(
        "Protocol test 1/3: M. deltoideus R, 2 in 20 s analysable of 10 s wanted, 6.0/min"
    )
    assert run.standings[0].rate.n == 2


def test_back_takes_the_muscle_before_once_more(four):
    run, feed, _ = make(four, SHORT)
    run.forward()
    run.forward()
    run.back()
    assert run.at == 0
    assert run.current is not None
    assert run.current.start == feed.newest


def test_the_present_four_are_those_of_the_protocol(four):
    order = ("Gastrocnemius", "Deltoid", "Biceps brachii", "Tibialis anterior")
    run, _, _ = make(four, tuple(Step(Muscle(n, "R"), 10.0) for n in order))
    assert run.four() == ()
    run.forward()
    assert run.four() == (3, 0, 1, 2)


def test_without_a_source_nothing_happens():
    told = Told()
    run = ProtocolRun(told)
    run.choose(template("short-survey"))
    run.forward()
    run.tick()
    run.end()
    assert told.notes == []
    assert not run.running


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 60)), max_size=30))
def test_covered_is_the_number_of_samples_in_any_stretch(pairs):
    stretches = [(a, a + n) for a, n in pairs]
    assert covered(stretches) == len({i for a, b in stretches for i in range(a, b)})


def test_the_tally_is_that_of_a_plain_loop(four):
    feed = Feed(four)
    rows = np.array(
        [(0, 2_000, 6_000, "voluntary"), (0, 5_000, 7_000, "artefact"), (1, 0, 30_000, "ecg")], INTERVAL_DTYPE
    )
    feed._intervals = rows
    rate = tally(feed, 0, 1_000, 11_000)
    assert rate.analysable_s == pytest.approx((10_000 - 5_000) / FS_HZ)
