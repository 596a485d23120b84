"""The overview is the recording's own extremes; it and the named muscles are kept outside the recording."""

import os

import numpy as np
import pytest
from helpers import cut, signal, stream

from fascview.session import overview
from fascview.session.formats import open_recording
from fascview.session.remembered import forget_muscles, remember_muscles, remembered_muscles
from fascview.session.writer import SessionWriter


@pytest.fixture
def session(tmp_path):
    x = signal(20_000)
    x[3000:5000] = np.nan
    with SessionWriter(tmp_path, stream()) as writer:
        for block in cut(x, [700]):
            writer.write(block)
    return writer.folder, x


def test_bins_hold_the_extremes(session, tmp_path):
    folder, x = session
    with open_recording(folder) as recording:
        told = []
        made = overview.build(recording, told.append, folder=tmp_path / "cache")
        assert told[-1] == 1.0
        for i in range(len(made.low)):
            rows = x[i * made.bin : (i + 1) * made.bin]
            lost = np.isnan(rows).all(axis=0)
            assert np.array_equal(np.isnan(made.low[i]), lost)
            if not lost.any():
                assert np.array_equal(made.low[i], np.nanmin(rows, axis=0))
                assert np.array_equal(made.high[i], np.nanmax(rows, axis=0))
        low, high = made.columns(0, 20_000, 10)
        for i in range(10):
            rows = x[i * 2000 : (i + 1) * 2000]
            if not np.isnan(rows).all():
                assert (low[i] <= np.nanmin(rows, axis=0)).all()
                assert (high[i] >= np.nanmax(rows, axis=0)).all()


def test_the_second_time_it_comes_from_the_cache(session, tmp_path, monkeypatch):
    folder, _ = session
    cache = tmp_path / "cache"
    with open_recording(folder) as recording:
        first = overview.build(recording, folder=cache)
        (kept,) = cache.iterdir()
        monkeypatch.setattr(recording.signal, "read", None)
        second = overview.build(recording, folder=cache)
        assert np.array_equal(first.low, second.low, equal_nan=True)
        assert np.array_equal(first.high, second.high, equal_nan=True)
        monkeypatch.undo()
        data = bytearray(kept.read_bytes())
        data[-3] ^= 1
        kept.write_bytes(data)
        assert np.array_equal(overview.build(recording, folder=cache).high, first.high, equal_nan=True)
    if os.name != "nt":
        assert kept.stat().st_mode & 0o777 == 0o600
        assert cache.stat().st_mode & 0o777 == 0o700


def test_another_recording_of_that_name_has_its_own(session, tmp_path):
    folder, _ = session
    cache = tmp_path / "cache"
    with open_recording(folder) as recording:
        overview.build(recording, folder=cache)
    os.utime(folder / "recording.xdf", (1, 1))
    with open_recording(folder) as recording:
        overview.build(recording, folder=cache)
    assert len(list(cache.iterdir())) == 2


def test_it_can_be_cancelled_and_the_cache_may_be_missing(session, tmp_path, monkeypatch):
    folder, _ = session
    (tmp_path / "file").write_text("x")
    with open_recording(folder) as recording:
        assert overview.build(recording, cancelled=lambda: True, folder=tmp_path / "cache") is None
        assert overview.build(recording, folder=tmp_path / "file" / "cache") is not None
    monkeypatch.setattr(overview, "MAX_CACHE_BYTES", 10)
    with open_recording(folder) as recording:
        overview.build(recording, folder=tmp_path / "small")
    assert list((tmp_path / "small").iterdir()) == []


def test_muscles_are_remembered_for_the_file_wherever_it_lies(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    path = tmp_path / "a.txt"
    path.write_text("# Sampling Rate (Hz):= 1000\n" + "1 2\n" * 50)
    with open_recording(path) as recording:
        assert recording.muscles_per_channel == ("EMG", "EMG")
    assert remember_muscles(path, ["Deltoid R", "FDI L"])
    moved = path.rename(tmp_path / "b.txt")
    assert remembered_muscles(moved) == ("Deltoid R", "FDI L")
    with open_recording(moved) as recording:
        assert recording.muscles_per_channel == ("Deltoid R", "FDI L")
    with open_recording(moved, muscles=["X", "X"]) as recording:
        assert recording.muscles_per_channel == ("X", "X")
    (other,) = (tmp_path / "data" / "fascview" / "muscles").iterdir()
    for text in ("", "[]", '{"muscles": 5}', '{"muscles": ["only one"]}', '{"muscles": [1, 2]}'):
        other.write_text(text)
        with open_recording(moved) as recording:
            assert recording.muscles_per_channel == ("EMG", "EMG")
    forget_muscles(moved)
    assert remembered_muscles(moved) == ()
