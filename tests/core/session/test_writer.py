"""What is written is what came, bit by bit, whatever the cut; and an independent reader agrees."""

import hashlib
import json
import logging
import os
import stat
import sys

import numpy as np
import pytest
import pyxdf
from helpers import FS_HZ, cut, events, signal, stream
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fascview.errors import SessionLockedError, StorageError
from fascview.session.folder import FolderLock, check_audit, is_locked
from fascview.session.formats import open_recording
from fascview.session.writer import SessionWriter
from fascview.stream import Block


def oracle(path):
    logging.disable(logging.CRITICAL)
    try:
        streams, _ = pyxdf.load_xdf(path, dejitter_timestamps=False, synchronize_clocks=False, verbose=False)
    finally:
        logging.disable(logging.NOTSET)
    return {s["info"]["name"][0]: s for s in streams}


def record(parent, blocks, info, **more):
    writer = SessionWriter(parent, info, **more)
    for block in blocks:
        writer.write(block)
        writer.tick(block.stop / info.fs_hz)
    return writer


def test_pyxdf_reads_every_sample_and_stamp(tmp_path):
    x, aux = signal(5000), np.arange(5000, dtype=np.float32)[:, None]
    writer = record(tmp_path, cut(x, [1, 32, 7, 500], start=90, t0=1234.5, aux=aux), stream(n_aux=1), start_sample=90)
    writer.write_events(events([100, 2000]))
    folder = writer.close()
    found = oracle(folder / "recording.xdf")
    emg = found["Test µ <EMG>"]
    assert np.array_equal(emg["time_series"], x)
    assert np.allclose(emg["time_stamps"], 1234.5 + (90 + np.arange(5000)) / FS_HZ, rtol=0, atol=1e-9)
    assert emg["footer"]["info"]["sample_count"] == ["5000"]
    assert emg["info"]["desc"][0]["channels"][0]["channel"][2]["muscle"] == ["M1"]
    assert np.array_equal(found["Test µ <EMG> aux"]["time_series"], aux)
    assert [json.loads(t[0])["sample"] for t in found["fascview.events"]["time_series"]] == [100, 2000]
    records = np.asarray(found["fascview.integrity"]["time_series"])
    assert records[0, 0] == 0
    assert (records[1:, 0] == records[:-1, 1]).all()
    assert records[-1, 3] == 5090


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=st.lists(st.integers(1, 700), min_size=1, max_size=12), start=st.integers(0, 10**9))
def test_any_cut_reads_back_bit_exact(tmp_path, sizes, start):
    x = signal(3000)
    folder = record(tmp_path, cut(x, sizes, start), stream(), start_sample=start).close()
    with open_recording(folder) as recording:
        assert recording.warnings == []
        assert recording.first_sample == start
        assert recording.gaps == []
        assert np.array_equal(np.asarray(recording.samples_uv), x)
        assert recording.info.channels == stream().channels
        a, b = sorted((sizes[0] % 3000, sizes[-1] * 3 % 3000))
        assert np.array_equal(recording.samples_uv[a:b], x[a:b])
        assert np.array_equal(recording.samples_uv[a:b, 1], x[a:b, 1])
    assert check_audit(folder / "audit.jsonl") is None


def test_empty_and_odd_blocks_are_legal(tmp_path):
    info = stream()
    writer = SessionWriter(tmp_path, info)
    writer.write(Block(0, np.zeros((0, 4), np.float32)))
    x = signal(100)
    x[7, 2] = np.nan
    x[8, 1] = np.inf
    x[9] = 1e38
    writer.write(Block(0, x.copy()))
    writer.write(Block(50, x[50:].copy()))  # seen already
    writer.tick(0.0)
    assert writer.samples == 100
    with open_recording(writer.close()) as recording:
        assert np.array_equal(np.asarray(recording.samples_uv), x, equal_nan=True)
        assert recording.gaps == []


def test_nothing_recorded_still_closes(tmp_path):
    folder = SessionWriter(tmp_path, stream()).close()
    with open_recording(folder) as recording:
        assert recording.n_samples == 0
        assert recording.read(0, 10).shape == (0, 4)


def test_short_gap_is_nan_rows_and_long_gap_a_break(tmp_path):
    x = signal(9000)
    parts = [(0, 1000), (1400, 2000), (6000, 9000)]
    writer = SessionWriter(tmp_path, stream(n_aux=1))
    for a, b in parts:
        writer.write(Block(a, x[a:b].copy(), x[a:b, :1].copy(), 50 + (b - 1) / FS_HZ))
    folder = writer.close()
    emg = oracle(folder / "recording.xdf")["Test µ <EMG>"]
    assert len(emg["time_series"]) == 2000 + 3000
    assert np.allclose(emg["time_stamps"][2000] - emg["time_stamps"][1999], 4001 / FS_HZ)
    expected = np.full_like(x, np.nan)
    for a, b in parts:
        expected[a:b] = x[a:b]
    with open_recording(folder) as recording:
        assert [(g.start, g.stop) for g in recording.gaps] == [(1000, 1400), (2000, 6000)]
        assert np.array_equal(np.asarray(recording.samples_uv), expected, equal_nan=True)
        assert np.array_equal(recording.read_aux(0, 9000)[:, 0], expected[:, 0], equal_nan=True)


def test_lost_rows_inside_blocks_are_told(tmp_path):
    x = signal(1000)
    x[100:160] = np.nan
    x[300] = np.nan
    x[990:] = np.nan
    writer = SessionWriter(tmp_path, stream())
    for block in cut(x, [64]):
        writer.write(block)
    with open_recording(writer.close()) as recording:
        assert [(g.start, g.stop) for g in recording.gaps] == [(100, 160), (300, 301), (990, 1000)]
        assert np.array_equal(np.asarray(recording.samples_uv), x, equal_nan=True)


def test_a_gap_told_by_the_source_is_recorded_once(tmp_path):
    x = signal(1000)
    writer = SessionWriter(tmp_path, stream())
    writer.write(Block(0, x[:300].copy()))
    writer.write_gap(300, 400, "unplugged")
    writer.write(Block(400, x[400:600].copy()))
    writer.write(Block(700, x[700:].copy()))
    writer.write_gap(600, 700, "told late")
    with open_recording(writer.close()) as recording:
        assert [(g.start, g.stop, g.reason) for g in recording.gaps] == [
            (300, 400, "unplugged"),
            (600, 700, "lost samples"),
        ]
        assert recording.n_samples == 1000
        assert np.array_equal(recording.read(700, 1000), x[700:])


def test_events_notes_and_settings_come_back(tmp_path):
    writer = SessionWriter(tmp_path, stream(), start_sample=500)
    writer.write(Block(500, signal(4000)))
    rows = events([700, 900, 1100])
    prints = [np.array([1.5, np.nan], np.float32)] * 3
    writer.write_events(rows, prints)
    later = rows[1:2].copy()
    later["status"], later["reason"] = "rejected", "movement"
    writer.write_events(later, prints[:1])
    writer.write_verdict(rows[:1], "rejected")
    writer.write_verdict(rows[1:2], "accepted")
    writer.write_verdict(rows[1:2], "")
    writer.write_note(800, "arm moved\x00\nµ")
    writer.write_setting("band", "20-450 Hz")
    writer.write_state(900, "clock", "jump")
    with open_recording(writer.close()) as recording:
        stored = recording.events
        assert stored["sample"].tolist() == [200, 400, 600]
        assert stored["status"].tolist() == ["accepted", "rejected", "accepted"]
        assert stored["vpp_uv"].tobytes() == rows["vpp_uv"].tobytes()
        assert np.isnan(stored["duration_ms"]).all()
        assert np.array_equal(recording.footprints[0], prints[0], equal_nan=True)
        assert [(n.sample, n.what) for n in recording.notes] == [(300, "note"), (400, "state"), (4000, "setting")]
        assert recording.verdicts == {7: "rejected"}
        assert recording.notes[0].text == "arm moved µ"


def test_another_rate_or_channel_set_is_another_stream(tmp_path):
    writer = SessionWriter(tmp_path, stream())
    writer.write(Block(0, signal(4000)))
    writer.change_stream(stream(2, fs_hz=1000.0))
    writer.write(Block(4000, signal(1000, 2)))
    folder = writer.close()
    found = [
        s
        for s in pyxdf.load_xdf(folder / "recording.xdf", dejitter_timestamps=False)[0]
        if s["info"]["type"] == ["EMG"]
    ]
    assert [s["time_series"].shape for s in found] == [(4000, 4), (1000, 2)]
    assert found[1]["time_stamps"][0] - found[0]["time_stamps"][0] == pytest.approx(2.0)
    with open_recording(folder) as recording:
        assert recording.n_samples == 4000
        assert "changed" in recording.warnings[0]


def test_clock_offsets_follow_the_stamps(tmp_path):
    writer = SessionWriter(tmp_path, stream())
    x = signal(40_000)
    for block in cut(x, [200]):
        drifting = 10 + (block.stop - 1) / FS_HZ * 1.001
        writer.write(Block(block.start, block.samples, None, drifting))
        writer.tick(block.stop / FS_HZ)
    folder = writer.close()
    streams, _ = pyxdf.load_xdf(folder / "recording.xdf", dejitter_timestamps=False)
    emg = next(s for s in streams if s["info"]["type"] == ["EMG"])
    true = 10 + np.arange(40_000) / FS_HZ * 1.001
    assert np.abs(emg["time_stamps"] - true).max() < 0.006
    assert len(emg["clock_times"]) >= 3


def test_manifest_names_every_file_with_its_hash(tmp_path):
    folder = record(tmp_path, cut(signal(5000), [100]), stream()).close()
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["complete"] is True
    assert manifest["n_samples"] == 5000
    for entry in manifest["files"]:
        data = (folder / entry["name"]).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (entry["bytes"], entry["sha256"])
    assert {e["name"] for e in manifest["files"]} == {"recording.xdf", "recording.idx", "session.json", "audit.jsonl"}
    assert not (folder / "reserve").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_nobody_else_may_read(tmp_path):
    writer = record(tmp_path, cut(signal(10), [5]), stream(), pseudonym="../Zoë P", task="")
    folder = writer.close()
    assert folder.parent == tmp_path
    assert folder.name.endswith("_ZoP_rest")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()} == {0o600}


def test_f09_second_writer_is_refused(tmp_path):
    writer = SessionWriter(tmp_path, stream())
    assert is_locked(writer.folder)
    with pytest.raises(SessionLockedError, match="Another program"):
        FolderLock(writer.folder)
    folder = writer.close()
    assert not is_locked(folder)
    FolderLock(folder).release()


def test_f14_names_stay_unique_whatever_the_clock(tmp_path):
    made = {SessionWriter(tmp_path, stream(), wall_s=1.8e9).close() for _ in range(3)}
    assert len(made) == 3


def test_f14_a_turned_clock_changes_no_sample_time(tmp_path, monkeypatch):
    import fascview.session.folder as folders

    writer = SessionWriter(tmp_path, stream())
    x = signal(4000)
    wall = iter(np.tile([1.9e9, 1.6e9], 1000))
    monkeypatch.setattr(folders.time, "time", lambda: float(next(wall)))
    for block in cut(x, [500], t0=77.0):
        writer.write(block)
        writer.tick(block.stop / FS_HZ)
    emg = oracle(writer.close() / "recording.xdf")["Test µ <EMG>"]
    assert np.allclose(np.diff(emg["time_stamps"]), 1 / FS_HZ, atol=1e-9)


def test_a_closed_or_impossible_session_says_so(tmp_path):
    writer = SessionWriter(tmp_path, stream())
    assert writer.close() == writer.close()
    with pytest.raises(StorageError, match="closed"):
        writer.write(Block(0, signal(5)))
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError, match="Choose another"):
        SessionWriter(tmp_path / "file" / "deeper", stream())


def test_descriptors_are_given_back(tmp_path):
    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("no /proc here")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        folder = record(tmp_path, cut(signal(100), [50]), stream()).close()
        open_recording(folder).close()
    assert len(os.listdir("/proc/self/fd")) == before
