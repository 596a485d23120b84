"""A recording that another program makes, or that is long, is followed: nothing missing, nothing twice, to its end."""

import time
from itertools import pairwise

import numpy as np
import pytest

from fascview.detection.events import EVENT_DTYPE
from fascview.engine.following import Follower
from fascview.session import session_open
from fascview.session.formats import open_recording
from fascview.session.writer import SessionWriter
from fascview.stream import Block, Channel, Muscle, StreamInfo

FS_HZ = 1000.0
INFO = StreamInfo("f", "demo", FS_HZ, tuple(Channel(f"TA R {i + 1}", Muscle("TA", "R")) for i in range(4)))


def rows(start: int, stop: int) -> np.ndarray:
    return (np.arange(start, stop)[:, None] % 4093 + np.arange(4) / 8).astype(np.float32)


def event(number: int, sample: int, status: str = "accepted") -> np.ndarray:
    row = np.zeros(1, EVENT_DTYPE)
    row["id"], row["sample"], row["kind"], row["status"] = number, sample, "fasciculation", status
    return row


def until(condition, limit_s: float = 20.0):
    end = time.monotonic() + limit_s
    while not (found := condition()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)
    return found


def test_f42_what_another_program_records_comes_and_so_does_its_end(tmp_path):
    writer = SessionWriter(tmp_path, INFO)
    writer.write(Block(0, rows(0, 1000)))
    writer.flush()
    before = sorted(p.name for p in writer.folder.iterdir())
    with open_recording(writer.folder, at_once=True) as recording:
        assert recording.growing
        assert recording.live
        follower = Follower(recording, every_s=0.02).start()
        try:
            writer.write(Block(1000, rows(1000, 3000)))
            writer.write_events(event(1, 1200, "provisional"), [np.ones(4, np.float32)])
            writer.write_note(1500, "hand moved")
            writer.write(Block(3500, rows(3500, 4000)))
            writer.flush()
            seen = []

            def came(n: int) -> bool:
                if (news := follower.news()) is not None:
                    seen.append(news)
                return bool(seen) and seen[-1].stop >= n

            until(lambda: came(4000))
            assert seen[0].start == 1000
            assert all(a.stop == b.start for a, b in pairwise(seen))
            assert [n.text for s in seen for n in s.notes] == ["hand moved"]
            assert {(g.start, g.stop) for s in seen for g in s.gaps} == {(3000, 3500)}
            assert [e["id"] for s in seen for e in s.events] == [1]
            assert len(seen[-1].now.events) == len(seen[-1].now.footprints) == 1
            assert np.array_equal(recording.read(0, 3000), rows(0, 3000))
            seen.clear()
            writer.write_events(event(1, 1201))
            writer.write_entry("verdict", 1201, id=1, verdict="rejected")
            writer.flush()
            until(lambda: came(0) and len(seen[-1].events) and seen[-1].now.verdicts)
            assert seen[-1].events["status"].tolist() == ["accepted"]
            assert not any(s.ended for s in seen)
            assert sorted(p.name for p in writer.folder.iterdir()) == before  # nothing is written by who looks on
            writer.write(Block(4000, rows(4000, 4100)))
            writer.close()
            until(lambda: came(4100) and seen[-1].ended)
            assert not seen[-1].live
            assert not follower.active
            assert recording.warnings == []
        finally:
            assert follower.stop()


def test_f42_a_recorder_that_dies_ends_the_following_and_that_is_said(tmp_path):
    writer = SessionWriter(tmp_path, INFO)
    writer.write(Block(0, rows(0, 1000)))
    writer.flush()
    with open_recording(writer.folder, at_once=True) as recording:
        follower = Follower(recording, every_s=0.02).start()
        writer._store.part.abandon()
        writer._store._lock.release()
        news = until(lambda: (n := follower.news()) and n.ended and n)
        assert any("not closed" in w for w in news.now.warnings)
        assert follower.stop()


def test_nothing_is_told_of_a_finished_recording(tmp_path):
    with SessionWriter(tmp_path, INFO) as writer:
        writer.write(Block(0, rows(0, 1000)))
    with open_recording(writer.folder, at_once=True) as recording:
        follower = Follower(recording).start()
        assert not follower.active
        assert follower.news() is None
        assert follower.stop()


@pytest.mark.parametrize("indexed", [True, False])
def test_a_long_recording_shows_its_beginning_at_once_and_the_rest_bit_by_bit(tmp_path, monkeypatch, indexed):
    writer = SessionWriter(tmp_path, INFO)
    for k in range(300):
        writer.write(Block(k * 200, rows(k * 200, k * 200 + 200)))
        writer.write_events(event(k, k * 200))
        writer.tick(float(k))
    folder = writer.close()
    if not indexed:
        (folder / "recording.idx").unlink()
    monkeypatch.setattr(session_open, "FIRST_S", 0.0)
    monkeypatch.setattr(session_open, "STEP_S", 0.0)
    monkeypatch.setattr("fascview.session.xdf_read._WINDOW", 20_000)
    with open_recording(folder) as whole, open_recording(folder, at_once=True) as recording:
        assert not whole.growing
        assert recording.growing
        assert not recording.live
        assert recording.known < 1.0
        n = recording.n_samples
        assert 0 < n < 60_000 or (indexed and n == 60_000)
        assert np.array_equal(recording.read(0, 100), rows(0, 100))
        follower = Follower(recording).start()
        known = [0.0]

        def end() -> bool:
            if (news := follower.news()) is not None:
                known.append(news.known)
                return news.ended
            return False

        until(end)
        assert follower.stop()
        assert known == sorted(known)
        assert known[-1] == 1.0
        assert np.array_equal(recording.read(0, 60_000), whole.read(0, 60_000))
        assert np.array_equal(recording.events, whole.events)
        assert recording.gaps == whole.gaps == []
        assert recording.warnings == whole.warnings == []
