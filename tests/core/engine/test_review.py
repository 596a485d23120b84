"""A recording under review: the same counts wherever one comes from, the same events as live."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from fascview.detection.events import no_intervals
from fascview.engine.jobs import Job, StoppedError, Task
from fascview.engine.review import Review
from fascview.engine.review_labels import Labels, counted, counters_of
from fascview.engine.review_pages import PageReader
from fascview.errors import UsageError
from fascview.session.formats import open_recording
from fascview.session.recording import Gap
from fascview.settings import FilterSettings
from tests.core.session.helpers import events
from tests.ui import stored


def wait(condition, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.005)


@pytest.fixture(scope="module")
def session(tmp_path_factory) -> Path:
    return stored.make_session(tmp_path_factory.mktemp("review"), with_events=False)


@pytest.fixture
def review(session, tmp_path):
    made = Review(session, kept_in=tmp_path).start()
    wait(lambda: (made.poll(), made.ready and not made.counting)[1])
    yield made
    made.stop()


def test_what_has_no_events_is_counted_as_a_whole(review):
    assert review.found_now
    rows = review.labels.counted()
    found = rows["sample"][rows["muscle"] == 0]
    for at in (stored.AT_S * stored.FS_HZ).tolist():
        assert np.abs(found - at).min() <= 10
    assert not review.problem


def test_the_first_label_keeps_the_events_it_belongs_to(review, session):
    event = int(review.labels.counted()["id"][3])
    review.labels.judge([event], "rejected")
    try:
        with open_recording(session) as again:
            assert len(again.events) == len(review.labels.events)
            assert again.verdicts == {event: "rejected"}
    finally:
        for name in ("corrections.jsonl", "corrections-events.jsonl"):
            (session / name).unlink()


def test_counts_at_any_moment_are_those_of_the_events_before_it(review):
    rows = review.labels.counted()
    for sample in np.random.default_rng(2).integers(0, 60_000, 40).tolist():
        counts = review.labels.counts_at(sample, review.recording.gaps)
        for muscle, count in enumerate(counts):
            own = rows[(rows["muscle"] == muscle) & (rows["sample"] < sample)]
            assert count.count == len(own)
            last = own[own["sample"] >= sample - 60_000]
            assert count.rate_60_s.n == len(last)
            assert count.analysable_s <= sample / stored.FS_HZ + 1e-9
    lost = review.labels.counts_at(stored.LOST[0] + 10, review.recording.gaps)
    assert {c.state for c in lost} == {"no data"}


def test_f43_a_page_is_the_same_however_it_was_reached(session):
    """What is drawn depends on where the page is, not on where one came from; the filters have settled on it."""
    with open_recording(session) as recording:
        reader = PageReader(recording, FilterSettings())
        reader.start()
        seen = {}
        try:
            for start in (20_000, 5_000, 40_000, 20_000, 0, 5_000):
                wait(lambda at=start: reader.want(at, at + 4_000))
                _, rows = reader.stretch.shown.read(start, start + 4_000)
                before = seen.setdefault(start, rows)
                np.testing.assert_allclose(rows, before, atol=0.05)
        finally:
            assert reader.stop()
    assert np.isnan(seen[40_000]).sum() == 0


def test_lost_samples_stay_lost_on_the_page(session):
    with open_recording(session) as recording:
        reader = PageReader(recording, FilterSettings())
        reader.start()
        try:
            wait(lambda: reader.want(30_000, 32_000))
            _, rows = reader.stretch.shown.read(*stored.LOST)
            assert np.isnan(rows).all()
        finally:
            reader.stop()


def labels(verdicts=None, keep=lambda *_: None):
    info, rows = stored.info(), stored.events()
    made = counters_of(info, 60_000, rows, no_intervals(), ())
    return Labels(info, rows, (), verdicts or {}, made, keep)


def test_f44_any_walk_of_labels_undo_and_redo_keeps_counts_and_list_together():
    book = labels()
    rng = np.random.default_rng(5)
    ids = book.events["id"].tolist()
    history = [dict(book.verdicts)]
    at = 0
    for step in rng.integers(0, 4, 500).tolist():
        if step < 2:
            chosen = rng.choice(ids, 2, replace=False).tolist()
            verdict = str(rng.choice(["accepted", "rejected", "artefact", "doublet", ""]))
            if book.judge(chosen, verdict):
                history[at + 1 :] = [dict(book.verdicts)]
                at += 1
        elif step == 2 and book.undo():
            at -= 1
        elif step == 3 and book.redo():
            at += 1
        assert book.verdicts == history[at]
        rows = book.counted()
        counts = book.counts_at(60_000)
        assert [c.count for c in counts] == [int((rows["muscle"] == m).sum()) for m in (0, 1)]
    assert book.counted()["id"].tolist() == book.events["id"][counted(book.events, book.verdicts)].tolist()


def test_a_label_that_cannot_be_kept_is_not_given():
    def refuse(*_: object) -> None:
        raise UsageError("no")

    book = labels(keep=refuse)
    with pytest.raises(UsageError):
        book.judge([11], "rejected")
    assert book.verdicts == {}
    assert not book.can_undo
    assert book.counts_at(60_000)[0].count == int((stored.events()["muscle"] == 0).sum()) - 1


def test_time_that_is_lost_is_taken_out_before_anything_is_found():
    info, rows = stored.info(), events([1000])
    rows["channel"] = 0
    made = counters_of(info, 60_000, rows, no_intervals(), [Gap(0, 30_000, "x")])
    assert made.counts(60_000)[0].analysable_s == pytest.approx(30.0)


def test_stopping_while_it_counts_leaves_no_thread(session, tmp_path):
    before = threading.active_count()
    made = Review(session, kept_in=tmp_path).start()
    wait(lambda: (made.poll(), made.ready)[1])
    made.stop()
    wait(lambda: threading.active_count() <= before)


def test_what_cannot_be_opened_says_why(tmp_path):
    path = tmp_path / "a.bdf"
    path.write_bytes(b"")
    made = Review(path).start()
    wait(lambda: (made.poll(), made.problem)[1])
    assert "a.bdf is empty" in made.problem
    made.stop()


def test_a_job_stops_when_it_is_asked_to():
    begun = threading.Event()

    def work(task: Task) -> int:
        begun.set()
        while True:
            task.check()
            time.sleep(0.001)

    job = Job("test", work).start()
    assert begun.wait(5)
    job.cancel()
    wait(lambda: job.done)
    assert job.result is None
    assert job.problem == str(StoppedError("It was stopped; nothing was changed."))
