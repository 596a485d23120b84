"""A session under review that another program is still recording: followed, judged by nobody, whole in the end."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from fascview.engine.review import Review
from fascview.errors import UsageError
from fascview.session.writer import SessionWriter
from fascview.stream import Block
from tests.ui import stored

STEP = 500


def until(review: Review, condition, limit_s: float = 30.0) -> None:
    end = time.monotonic() + limit_s
    while not condition():
        review.poll()
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


def write(writer: SessionWriter, samples: np.ndarray, start: int, stop: int) -> None:
    for at in range(start, stop, STEP):
        writer.write(Block(at, samples[at : at + STEP].copy()))
    writer.flush()


def of(events: np.ndarray, start: int, stop: int) -> np.ndarray:
    return events[(events["sample"] >= start) & (events["sample"] < stop)]


def tell(writer: SessionWriter, rows: np.ndarray) -> None:
    writer.write_events(rows, [np.array([100.0, 60.0], np.float32)] * len(rows))


def test_f42_a_session_that_is_being_recorded_is_followed_to_its_end(tmp_path: Path) -> None:
    samples, events = stored.samples(), stored.events()
    writer = SessionWriter(tmp_path, stored.info(), pseudonym="S017")
    write(writer, samples, 0, 20_000)
    tell(writer, of(events, 0, 20_000))
    writer.flush()
    files = {p.name for p in writer.folder.iterdir()}
    review = Review(writer.folder).start()
    try:
        until(review, lambda: review.ready)
        assert review.live
        assert review.growing
        assert len(review.labels.events) == len(of(events, 0, 20_000))
        until(review, lambda: review.counted_to > 8_000)
        early = [c.count for c in review.labels.counts_at(8_000)]
        # Nobody writes where another program does.
        event = int(review.labels.events["id"][0])
        with pytest.raises(UsageError, match="still being recorded"):
            review.labels.judge([event], "rejected")
        with pytest.raises(UsageError, match="still being recorded"):
            review.note(10, "text")
        assert not review.labels.verdicts

        write(writer, samples, 20_000, 60_000)
        tell(writer, of(events, 20_000, 60_000))
        writer.write_note(50_000, "cough")
        writer.flush()
        until(review, lambda: review.recording.n_samples == 60_000 and len(review.labels.events) == len(events))
        assert [n.text for n in review.recording.notes if n.what == "note"] == ["cough"]
        assert [(g.start, g.stop) for g in review.recording.gaps] == [stored.LOST]
        until(review, lambda: review.counted_to > 40_000)
        assert [c.count for c in review.labels.counts_at(8_000)] == early
        assert {p.name for p in writer.folder.iterdir()} == files
        writer.close()
        until(review, lambda: not review.growing and not review.counting)
        assert not review.problem
        assert review.hindrance == ""
        followed = [[c.count for c in review.labels.counts_at(s)] for s in range(0, 60_000, 7_000)]
        found = review.detection
        assert review.labels.judge([event], "rejected") == (event,)
        review.labels.undo()
    finally:
        writer.close()
        review.stop()
    # It is what somebody sees who opens it now.
    again = Review(writer.folder).start()
    try:
        until(again, lambda: again.ready and not again.counting)
        assert again.labels.events.tobytes() == review.labels.events.tobytes()
        assert [[c.count for c in again.labels.counts_at(s)] for s in range(0, 60_000, 7_000)] == followed
        assert again.detection.intervals.tobytes() == found.intervals.tobytes()
        assert again.detection.events.tobytes() == found.events.tobytes()
    finally:
        again.stop()


def test_what_is_found_by_the_pass_is_listed_while_it_goes_on(tmp_path: Path, monkeypatch) -> None:
    """Without a stored list events come as they are found, final ones only, and cannot be judged until all are."""
    from fascview.engine import review_pass

    monkeypatch.setattr(review_pass, "TELL_EVERY_S", 0.0)
    review = Review(stored.make_session(tmp_path, with_events=False)).start()
    told: list[tuple[int, int]] = []
    try:
        until(review, lambda: review.ready)

        def over() -> bool:
            told.append((review.counted_to, len(review.labels.events)))
            return not review.counting

        until(review, over)
        counted, listed = [t[0] for t in told], [t[1] for t in told]
        assert counted == sorted(counted)
        assert counted[-1] == review.recording.n_samples
        assert listed[-1] == len(review.detection.events) > 10
        assert review.found_now
        assert review.hindrance == ""
    finally:
        review.stop()


def test_events_go_to_the_muscle_their_channel_is_given(tmp_path: Path) -> None:
    """Muscles named anew after the recording: what was counted on a channel is counted on its muscle now."""
    session = stored.make_session(tmp_path)
    swapped = stored.info().with_muscles(("Biceps brachii R", "Biceps brachii R", "Deltoid R", "Deltoid R"))
    review = Review(session, described=lambda info: swapped).start()
    try:
        until(review, lambda: review.ready and not review.counting)
        rows, of = review.labels.events, swapped.muscle_of_channel
        assert len(rows) == len(stored.events())
        assert rows["muscle"].tolist() == [int(of[c]) for c in rows["channel"].tolist()]
        counts = {c.label: c.count for c in review.labels.counts_at(60_000)}
        assert counts["Deltoid R"] == 1
        assert counts["Biceps brachii R"] > 10
        assert review.labels.footprint(int(rows["id"][0])) is None
    finally:
        review.stop()
