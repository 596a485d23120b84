"""A recording that another program makes, or that is long, is followed: nothing missing, nothing twice, to its end."""

import struct
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from fascview.detection.events import EVENT_DTYPE
from fascview.engine.following import Follower
from fascview.session import edf_read, session_open, xdf_open, xdf_write
from fascview.session.export import export
from fascview.session.formats import open_recording
from fascview.session.recording import ArraySignal, Gap, Recording
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


def lsl_file(path: Path, n: int = 40_000) -> np.ndarray:
    """As LabRecorder writes: half a second a chunk, a stamp with every push, a gap, markers, clock offsets."""
    channel = [{"label": f"EMG {i}", "unit": "microvolts", "type": "EMG"} for i in range(3)]
    header = {"facts": {}, "fs_hz": FS_HZ}
    data = xdf_write.file_header()
    data += xdf_write.stream_header(7, name="Amp", kind="EMG", channel_format="float32", channels=channel, **header)
    data += xdf_write.stream_header(
        9, name="marks", kind="Markers", channel_format="string", channels=[{}], facts={}, fs_hz=0
    )
    x = rows(0, n)[:, :3].copy()
    for k in range(n // 500):
        parts = [struct.pack("<HI", 3, 7), b"\x04", struct.pack("<I", 500)]
        for i in range(500):
            at = k * 500 + i
            stamp_s = 50 + at / FS_HZ + (3.0 if at >= n // 2 else 0.0)
            parts.append((struct.pack("<Bd", 8, stamp_s) if i % 20 == 0 else b"\x00") + x[at].tobytes())
        content = b"".join(parts)
        data += struct.pack("<BI", 4, len(content)) + content
        data += xdf_write.clock_offset(7, 50.0 + k, 0.25) + xdf_write.clock_offset(9, 50.0 + k, 0.25)
        data += xdf_write.strings(9, [50.0 + k / 2], [f"mark {k}"]) if k % 10 == 0 else b""
    path.write_bytes(data + xdf_write.boundary())
    return x


def bdf_file(path: Path) -> None:
    x = np.random.default_rng(1).normal(0, 20, (30_000, 4)).astype(np.float32)
    x[5000:5600] = np.nan
    events = np.concatenate([event(k, 300 + 90 * k) for k in range(300)])
    gaps = [Gap(5000, 5600, "lost samples")]
    export(Recording(INFO, ArraySignal(x), Path("x"), events=events, gaps=gaps), "bdf", path)


@pytest.mark.parametrize("kind", ["xdf", "bdf"])
def test_long_files_of_others_are_shown_at_once_too(tmp_path, monkeypatch, kind):
    path = tmp_path / f"a.{kind}"
    lsl_file(path) if kind == "xdf" else bdf_file(path)
    for module in (xdf_open, edf_read):
        monkeypatch.setattr(module, "FIRST_S", 0.0)
        monkeypatch.setattr(module, "STEP_S", 0.0)
    monkeypatch.setattr("fascview.session.xdf_read._WINDOW", 20_000)
    with open_recording(path) as whole, open_recording(path, at_once=True) as recording:
        assert whole.known == 1.0
        assert not whole.growing
        assert recording.growing
        assert recording.known < 1.0
        n = recording.n_samples
        assert 0 < n < whole.n_samples or kind == "bdf"
        assert np.array_equal(recording.read(0, 400), whole.read(0, 400))
        before = 0.0
        while recording.growing:
            assert recording.follow() >= 0 or kind == "bdf"  # but for what fills the last record up
            assert recording.known >= before
            before = recording.known
        assert recording.known == 1.0
        assert np.array_equal(recording.read(0, 10**6), whole.read(0, 10**6), equal_nan=True)
        assert recording.events["sample"].tolist() == whole.events["sample"].tolist()
        assert recording.notes == whole.notes
        assert recording.gaps == whole.gaps
        assert len(whole.gaps) == 1
        assert recording.warnings == whole.warnings
        assert recording.info == whole.info
        assert len(whole.notes) == 8 if kind == "xdf" else len(whole.events) == 300
