"""What came before can be read again, from memory or from the file, and becomes the beginning of a recording."""

import errno
import os

import numpy as np
import pytest
from helpers import FS_HZ, cut, signal, stream
from hypothesis import given, settings
from hypothesis import strategies as st

from fascview.errors import UsageError
from fascview.session.formats import open_recording
from fascview.session.history import History
from fascview.session.writer import SessionWriter
from fascview.stream import Block

SMALL = 2 * 20 * 4 * 2  # two pieces of 20 rows of two channels


def history(keep_s: float = 100.0, **more) -> History:
    return History(2, 20.0, keep_s=keep_s, ram_bytes=SMALL, **more)


@settings(max_examples=60, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 900), min_size=1, max_size=10),
    gaps=st.lists(st.integers(0, 120), min_size=1, max_size=10),
    start=st.integers(0, 10**12),
    keep_s=st.sampled_from([1.0, 2.0, 37.0, 100.0]),
    reads=st.lists(st.tuples(st.integers(-100, 9000), st.integers(0, 3000)), min_size=1, max_size=6),
)
def test_it_reads_as_a_plain_array_would(sizes, gaps, start, keep_s, reads):
    kept = history(keep_s)
    whole = np.zeros((0, 2), np.float32)
    for k, n in enumerate(sizes):
        x = np.random.default_rng(k).normal(0, 1, (n, 2)).astype(np.float32)
        gap = gaps[k % len(gaps)] if len(whole) else 0
        if gap > kept.capacity:
            gap = 0
        kept.append(Block(start + len(whole) + gap, x))
        whole = np.concatenate((whole, np.full((gap, 2), np.nan, np.float32), x))
    end = start + len(whole)
    assert kept.end == end
    assert kept.first == max(start, end - kept.capacity)
    for offset, n in reads:
        a, b = start + offset, start + offset + n
        at, rows = kept.read(a, b)
        lo, hi = max(a, kept.first), max(max(a, kept.first), min(b, end))
        assert at == lo
        assert np.array_equal(rows, whole[lo - start : hi - start], equal_nan=True)
    kept.close()


def test_the_file_has_no_name_and_goes_with_the_history(tmp_path):
    with_file = history(folder=tmp_path)
    with_file.append(Block(0, np.ones((40, 2), np.float32)))
    assert with_file.on_disk_bytes == 0  # as long as it fits into memory the disk is left alone
    with_file.append(Block(40, np.ones((460, 2), np.float32)))
    assert with_file.on_disk_bytes == (500 - 40) * 8
    assert list(tmp_path.iterdir()) == [] or os.name == "nt"
    with_file.close()
    with_file.close()
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_what_is_in_memory(monkeypatch):
    kept = history()
    x = np.arange(1000, dtype=np.float32).reshape(500, 2)
    kept.append(Block(0, x[:100].copy()))

    class Full:
        def seek(self, at):
            raise OSError(errno.ENOSPC, "No space left on device")

        def close(self):
            pass

    kept._file.close()
    kept._file = Full()
    for block in cut(x[100:], [10], start=100):
        kept.append(block)
    assert "40" not in kept.problem
    assert "2 s only" in kept.problem
    assert np.array_equal(kept.read(0, 500)[1], x[460:])


def test_a_rewound_source_begins_anew():
    kept = history()
    kept.append(Block(100, np.ones((300, 2), np.float32)))
    kept.append(Block(50, np.zeros((10, 2), np.float32)))
    assert (kept.first, kept.end) == (50, 60)
    assert not kept.read(0, 500)[1].any()
    kept.close()


def test_a_recording_begins_with_what_came_before_the_button(tmp_path):
    kept = History(4, FS_HZ, n_aux=1, keep_s=30.0, ram_bytes=100_000)
    x, aux = signal(20_000), np.arange(20_000, dtype=np.float32)[:, None]
    blocks = cut(x, [100, 333], aux=aux)
    for block in blocks[:50]:
        kept.append(block)
    pressed = kept.end
    start = pressed - int(2 * FS_HZ)
    writer = SessionWriter(tmp_path, stream(n_aux=1), start_sample=start)
    for block in kept.blocks(start):
        writer.write(block)
    for block in blocks[48:]:  # what overlaps is written once
        writer.write(block)
    with open_recording(writer.close()) as recording:
        assert recording.first_sample == start
        assert np.array_equal(np.asarray(recording.samples_uv), x[start:])
        assert np.array_equal(recording.read_aux(0, 20_000), aux[start:])
    kept.close()


def test_what_it_gives_back_has_the_gaps_and_the_clock_of_the_source(tmp_path):
    """A source with a clock of its own that runs 200 parts in a million fast, and a gap."""
    x = signal(30_000)
    kept = History(4, FS_HZ, keep_s=60.0, ram_bytes=100_000)
    blocks = [Block(b.start, b.samples, None, 500 + b.stop / FS_HZ * 1.0002) for b in cut(x, [97])]
    blocks = [b for b in blocks if not 9000 <= b.start < 13_500]
    for block in blocks:
        kept.append(block)
    start = 5000
    with SessionWriter(tmp_path, stream(), start_sample=start, time_of_zero_s=kept.time_of_zero_s(start)) as writer:
        for block in kept.blocks(start):
            writer.write(block)
    with open_recording(writer.folder) as recording:
        lost = [b.stop for b in blocks if b.stop <= 9100][-1], next(b.start for b in blocks if b.start >= 13_000)
        assert [(g.start + start, g.stop + start) for g in recording.gaps] == [lost]
        y = np.asarray(recording.samples_uv)
        assert np.isnan(y[lost[0] - start : lost[1] - start]).all()
        assert np.array_equal(y[: lost[0] - start], x[start : lost[0]])
        assert np.array_equal(y[lost[1] - start :], x[lost[1] :])
    from fascview.session.xdf_read import XdfFile

    file = XdfFile(writer.folder / "recording.xdf")
    # The stamp of a row, in the recording, is that of the source within what its clock drifts in a second.
    assert file.streams[1].stamps[0] == pytest.approx(500 + (start + 1) / FS_HZ * 1.0002, abs=1e-3)
    file.close()
    kept.close()


def test_little_room_on_the_disk_shortens_what_is_kept(monkeypatch):
    from fascview.session import history as module

    free = int(60 * 20.0 * 8 / module.DISK_SHARE)  # room for 60 s
    monkeypatch.setattr(module.shutil, "disk_usage", lambda path: type("Usage", (), {"free": free}))
    kept = history(100.0)
    x = np.arange(5000, dtype=np.float32).reshape(2500, 2)
    for block in cut(x, [10]):
        kept.append(block)
    assert "1 min only" in kept.problem
    assert kept.first == 2500 - 60 * 20
    assert np.array_equal(kept.read(0, 2500)[1], x[-1200:])
    kept.close()


def test_bounds_are_checked():
    for keep_s in (0.0, -1.0, 14_401.0, float("nan")):
        with pytest.raises(UsageError):
            History(2, 100.0, keep_s=keep_s)
