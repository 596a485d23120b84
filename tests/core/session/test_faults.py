"""Storage comes to harm: killed writers, torn and flipped files, full disks. Nothing acknowledged is lost."""

import contextlib
import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import pyxdf
from fault_helper import rows
from helpers import FS_HZ, cut, events, signal, stream

from fascview.errors import FormatError, SessionLockedError, StorageError
from fascview.session import part as parts
from fascview.session.formats import open_recording
from fascview.session.recover import find_unfinished, recover
from fascview.session.writer import SessionWriter
from fascview.session.xdf_index import read_index
from fascview.session.xdf_open import open_xdf
from fascview.session.xdf_read import XdfFile
from fascview.stream import Block

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX processes")
HELPER = Path(__file__).with_name("fault_helper.py")


def helper(*arguments: object, code: int = 0) -> dict:
    done = subprocess.run([sys.executable, HELPER, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout) if done.stdout else {}


def written(tmp_path: Path, n: int = 5000, close: bool = True, n_channels: int = 4, step: int = 100) -> Path:
    writer = SessionWriter(tmp_path, stream(n_channels))
    for block in cut(signal(n, n_channels), [step]):
        writer.write(block)
        writer.tick(block.stop / FS_HZ)
    writer.write_events(events([500, 900]))
    writer.flush()
    if close:
        return writer.close()
    writer._store.part.abandon()
    writer._store._lock.release()
    return writer.folder


@posix
def test_f01_killed_sixty_times(tmp_path):
    kills = helper("kill", tmp_path, 60)["kills"]
    assert len(kills) == 60
    assert sum(k["acknowledged"] > 0 for k in kills) >= 40
    for kill in kills:
        assert len(kill["folders"]) <= 1
        assert kill.get("recovered", 0) >= kill["acknowledged"]
        if kill["folders"]:
            assert kill["exact"]
            assert kill["unchanged"]
            assert kill["again"]
    assert find_unfinished(tmp_path) == []


def whole_chunks(data: bytes, end: int, stream_id: int) -> int:
    """Count the samples in whole chunks of the first ``end`` bytes; a parser of its own, as simple as can be."""
    at, n = 4, 0
    while at < end:
        n_length = data[at]
        length = int.from_bytes(data[at + 1 : at + 1 + n_length], "little")
        start = at + 1 + n_length
        if start + length > end or n_length == 0:
            break
        if data[start] == 3 and data[start + 2] == stream_id:
            width = data[start + 6]
            n += int.from_bytes(data[start + 7 : start + 7 + width], "little")
        at = start + length
    return n


def test_f02_truncated_at_every_byte(tmp_path):
    folder = written(tmp_path, 900, n_channels=1, step=30)
    data = (folder / "recording.xdf").read_bytes()
    x = signal(900, 1)
    torn = tmp_path / "torn.xdf"
    torn.write_bytes(data)
    seen = set()
    for end in range(len(data) - 1, -1, -1):
        os.truncate(torn, end)
        expected = whole_chunks(data, end, 1)
        try:
            with open_xdf(torn) as recording:
                assert recording.n_samples == expected
                if expected not in seen:
                    seen.add(expected)
                    assert np.array_equal(np.asarray(recording.samples_uv), x[:expected])
        except FormatError:
            assert expected == 0
    assert len(seen) >= 5


def judged(folder: Path, x: np.ndarray, first: int) -> str:
    """Open a damaged session; return ``whole``, ``told`` or what is wrong with it."""
    try:
        with open_recording(folder) as recording:
            y = np.asarray(recording.samples_uv)
            if recording.first_sample != first:
                return "shifted"
            n = min(len(x), len(y))
            same = (y[:n] == x[:n]).all(axis=1)
            if len(y) == len(x) and same.all():
                return "told" if recording.warnings else "whole"
            if not np.isnan(y[:n][~same]).all() or not np.isnan(y[n:]).all():
                return "untrue"
            if len(y) != len(x) or (~same).sum() > 2.2 * FS_HZ:
                return "too much left out"
            return "told" if recording.warnings else "silent"
    except FormatError:
        return "refused"


def test_f03_one_bit_flipped_is_never_silent(tmp_path):
    """Nor does it ever move a row, or cost more than the seconds it lies in."""
    writer = SessionWriter(tmp_path, stream(2), start_sample=700)
    x = signal(7000, 2)
    for block in cut(x, [100], start=700):
        writer.write(block)
        writer.tick(block.stop / FS_HZ)
    folder = writer.close()
    file = folder / "recording.xdf"
    data = bytearray(file.read_bytes())
    (folder / "recording.idx").unlink()
    draw = np.random.default_rng(11)
    head = bytes(data).index(b"</fascview></desc></info>", bytes(data).index(b"fascview.integrity")) + 400
    seen: dict[str, list[tuple[int, int]]] = {}
    for k in range(3000):
        # Half of the flips in the headers and the first chunk, which say where everything else belongs.
        byte, bit = int(draw.integers(4, len(data) if k % 2 else head)), int(draw.integers(8))
        data[byte] ^= 1 << bit
        file.write_bytes(data)
        seen.setdefault(judged(folder, x, 700), []).append((byte, bit))
        data[byte] ^= 1 << bit
    assert set(seen) == {"told"}, {k: v[:5] for k, v in seen.items() if k != "told"}


def test_f03_the_damaged_stretch_is_named_and_no_more(tmp_path):
    folder = written(tmp_path, 20_000)
    file = folder / "recording.xdf"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 16
    file.write_bytes(data)
    with open_recording(folder) as recording:
        bad = [g for g in recording.gaps if g.reason == "damaged"]
        assert len(bad) == 1
        assert bad[0].stop - bad[0].start <= 1.2 * FS_HZ
        assert bad[0].start < 10_000 + FS_HZ
        assert "damaged" in recording.warnings[0]
        x, y = signal(20_000), np.asarray(recording.samples_uv)
        outside = np.ones(len(x), bool)
        outside[bad[0].start : bad[0].stop] = False
        assert np.array_equal(y[outside], x[outside])
        assert np.isnan(y[~outside]).all()


@contextlib.contextmanager
def small_disk(tmp_path: Path, size: str = "1m"):
    """Mount a real file system of that size."""
    place = tmp_path / "small"
    place.mkdir()
    if not (sys.platform == "linux" and shutil.which("mount") and os.geteuid() == 0):
        pytest.skip("a small disk can only be mounted by root on Linux")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], check=False).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def test_f04_disk_full_goes_on_in_another_folder(tmp_path):
    with small_disk(tmp_path) as place:
        writer = SessionWriter(place, stream())
        x = signal(120_000)
        told = []
        for block in cut(x, [100]):
            for action in (lambda b=block: writer.write(b), lambda b=block: writer.tick(b.stop / FS_HZ)):
                try:
                    action()
                except StorageError as e:
                    told.append((block.stop, str(e)))
            if block.stop == 100_000:
                assert writer.problem
                assert writer.waiting_s > 10
                first = writer.folder
                with pytest.raises(StorageError):
                    writer.continue_in(place)
                assert writer.folder == first
                second = writer.continue_in(tmp_path / "other")
                assert not writer.problem
        assert told[0][1].startswith("The disk is full")
        assert told[1][0] - told[0][0] <= 2 * FS_HZ  # told again as long as it stands
        assert all(stop <= 100_000 for stop, _ in told)
        writer.close()
        manifest = json.loads((first / "manifest.json").read_text())
        assert manifest["continued_in"] == second.name
        for folder in (first, second):  # whichever is opened, it is the whole recording
            with open_recording(folder) as recording:
                assert recording.warnings == []
                assert recording.parts == (first, second)
                assert recording.gaps == []
                assert np.array_equal(np.asarray(recording.samples_uv), x)
        theirs, _ = pyxdf.load_xdf(first / "recording.xdf", dejitter_timestamps=False)
        emg = next(s for s in theirs if s["info"]["type"] == ["EMG"])
        assert emg["footer"]["info"]["sample_count"] == [str(len(emg["time_series"]))]


def test_f04_closing_on_a_full_disk_says_what_is_lost(tmp_path):
    with small_disk(tmp_path) as place:
        ballast = place / "ballast"
        writer = SessionWriter(place, stream())
        x = signal(30_000)
        for block in cut(x[:10_000], [100]):
            writer.write(block)
            writer.tick(block.stop / FS_HZ)
        writer.flush()
        (writer.folder / "reserve").unlink()
        with contextlib.suppress(OSError), open(ballast, "wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        for block in cut(x[10_000:], [100], start=10_000):
            with contextlib.suppress(StorageError):
                writer.write(block)
        with pytest.raises(StorageError, match=r"the last \d+\.\d s are lost"):
            writer.close()
        ballast.unlink()
        report = recover(writer.folder)
        assert report.n_samples >= 10_000
        with open_recording(report.folder) as recording:
            assert np.array_equal(np.asarray(recording.samples_uv), x[: report.n_samples])


def test_f04_disk_that_gets_room_again_loses_nothing(tmp_path):
    with small_disk(tmp_path) as place:
        ballast = place / "ballast"
        ballast.write_bytes(bytes(500_000))
        writer = SessionWriter(place, stream())
        x = signal(40_000)
        for block in cut(x, [100]):
            with contextlib.suppress(StorageError):
                writer.write(block)
            with contextlib.suppress(StorageError):
                writer.tick(block.stop / FS_HZ)
            if block.stop == 30_000:
                assert writer.problem
                ballast.unlink()
        assert not writer.problem
        with open_recording(writer.close()) as recording:
            assert recording.warnings == []
            assert np.array_equal(np.asarray(recording.samples_uv), x)


def test_f04_memory_for_what_waits_is_bounded_and_the_loss_is_a_gap(tmp_path, monkeypatch):
    def full(fd, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    writer = SessionWriter(tmp_path, stream())
    writer._store.limit_bytes = 50_000
    x = signal(20_000)
    real, refused = parts.write_all, 0
    monkeypatch.setattr(parts, "write_all", full)
    for block in cut(x, [200]):
        if block.start == 15_000:
            monkeypatch.setattr(parts, "write_all", real)
            writer.tick(1e9)
        try:
            writer.write(block)
        except StorageError as e:
            refused += "being lost" in str(e)
    assert refused > 10
    with open_recording(writer.close()) as recording:
        y = np.asarray(recording.samples_uv)
        lost = np.isnan(y).all(axis=1)
        assert np.array_equal(y[~lost], x[~lost])
        assert recording.gaps[0].stop == 15_000
        assert int(lost.sum()) == sum(g.stop - g.start for g in recording.gaps) > 0


def three_parts(tmp_path: Path) -> tuple[np.ndarray, list[Path]]:
    """Record in three folders, each in a place of its own."""
    x = signal(12_000)
    blocks = cut(x, [100])
    writer = SessionWriter(tmp_path / "a", stream())
    folders = [writer.folder]
    for k, block in enumerate(blocks):
        if k in (40, 80):
            folders.append(writer.continue_in(tmp_path / ("b", "c")[k // 40 - 1]))
        writer.write(block)
        writer.tick(block.stop / FS_HZ)
    writer.write_events(events([500, 5000, 11_000]))
    writer.close()
    return x, folders


def test_a_recording_in_several_folders_is_opened_as_one(tmp_path):
    x, folders = three_parts(tmp_path)
    for folder in folders:
        with open_recording(folder) as recording:
            assert recording.parts == tuple(folders)
            assert recording.warnings == []
            assert np.array_equal(np.asarray(recording.samples_uv), x)
            assert list(recording.events["sample"]) == [500, 5000, 11_000]
    # Put beside each other on another machine, which remembers nothing, they are found too.
    together = tmp_path / "together"
    moved = [Path(shutil.move(folder, together / folder.name)) for folder in folders]
    with open_recording(moved[1]) as recording:
        assert recording.parts == tuple(moved)
        assert np.array_equal(np.asarray(recording.samples_uv), x)
    # One that is missing is told, the others are shown at their place.
    (tmp_path / "gone").mkdir()
    shutil.move(moved[1], tmp_path / "gone" / moved[1].name)
    with open_recording(moved[0]) as recording:
        assert any("goes on in" in w and "not here" in w for w in recording.warnings)
        assert 3600 <= recording.n_samples <= 4000  # what waited went to the next
    with open_recording(moved[2]) as recording:
        assert any("began in" in w for w in recording.warnings)
        start = recording.first_sample
        assert 5000 < start <= 8000  # what might not have lasted was written again
        assert np.array_equal(np.asarray(recording.samples_uv), x[start:])
        assert 11_000 - start in recording.events["sample"]


def test_names_of_other_folders_are_base_names(tmp_path):
    folder = written(tmp_path)
    other = written(tmp_path / "other")
    for name in (f"../other/{other.name}", str(other), "..", ".", "a\\b", "x" * 300, "nul\0"):
        document = json.loads((folder / "session.json").read_text()) | {"continues": name}
        (folder / "session.json").write_text(json.dumps(document))
        with open_recording(folder) as recording:
            assert recording.parts == (folder,)
            assert np.array_equal(np.asarray(recording.samples_uv), signal(5000))


def test_f42_a_session_that_goes_on_elsewhere_is_followed_there(tmp_path):
    x = signal(6000)
    blocks = cut(x, [100])
    writer = SessionWriter(tmp_path / "a", stream())
    first = writer.folder
    for block in blocks[:20]:
        writer.write(block)
    writer.flush()
    with open_recording(first) as recording:
        assert recording.follow() == 0
        writer.continue_in(tmp_path / "b")
        for block in blocks[20:50]:
            writer.write(block)
        writer.flush()
        assert recording.follow() == 3000
        for block in blocks[50:]:
            writer.write(block)
        writer.close()
        assert recording.follow() == 1000
        assert np.array_equal(np.asarray(recording.samples_uv), x)


@posix
def test_f05_file_size_limit_goes_on_in_the_next_part(tmp_path):
    told = helper("large", tmp_path, 300_000)
    folder = Path(told["folder"])
    assert told["problem"] == ""
    assert len(list(folder.glob("recording*.xdf"))) >= 4
    with open_recording(folder) as recording:
        assert recording.gaps == []
        assert np.array_equal(np.asarray(recording.samples_uv), rows(0, 40_000))
    audit = (folder / "audit.jsonl").read_text()
    assert audit.count("next part") >= 3


def test_f06_a_failed_fsync_is_never_tried_again(tmp_path, monkeypatch):
    real, failed = parts._fdatasync, []

    def broken(fd):
        if not failed:
            failed.append(fd)
            raise OSError(errno.EIO, "Input/output error")
        assert fd not in failed or os.fstat(fd).st_ino != failed_inode[0]
        real(fd)

    writer = SessionWriter(tmp_path, stream())
    failed_inode = [os.stat(writer.folder / "recording.xdf").st_ino]
    x = signal(10_000)
    monkeypatch.setattr(parts, "_fdatasync", broken)
    for block in cut(x, [100]):
        writer.write(block)
        writer.tick(block.stop / FS_HZ)
    folder = writer.close()
    assert failed
    # All that was not yet known to last is in the second part too: the first may be gone.
    with open_xdf(folder / "recording-part2.xdf") as second:
        assert 0 <= second.first_sample <= 2200
        assert np.array_equal(np.asarray(second.samples_uv), x[second.first_sample :])
    with open_recording(folder) as recording:
        assert np.array_equal(np.asarray(recording.samples_uv), x)
    assert "next part" in (folder / "audit.jsonl").read_text()


@contextlib.contextmanager
def freezable_disk(tmp_path: Path):
    """Mount a real file system of its own that can be made to stop answering."""
    image, place = tmp_path / "image", tmp_path / "disk"
    place.mkdir()
    needed = ("mkfs.ext4", "mount", "fsfreeze")
    if not (sys.platform == "linux" and os.geteuid() == 0 and all(map(shutil.which, needed))):
        pytest.skip("a disk can only be frozen by root on Linux")
    with open(image, "wb") as file:
        file.truncate(48 << 20)
    for command in (["mkfs.ext4", "-q", image], ["mount", "-o", "loop", image, place]):
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("a disk in a file cannot be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["fsfreeze", "-u", place], capture_output=True, check=False)
        subprocess.run(["umount", "-l", place], check=True)


def test_f07_a_disk_that_stops_answering_for_seconds(tmp_path):
    """What comes meanwhile waits, up to a bound; past that it is a gap with its reason. Nobody else waits."""
    with freezable_disk(tmp_path) as place:
        helper_path = Path(__file__).with_name("blocked_helper.py")
        with subprocess.Popen(
            [sys.executable, helper_path, place], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as child:
            try:
                for word, option in (("freeze", "-f"), ("thaw", "-u")):
                    assert child.stdout.readline().strip() == word
                    subprocess.run(["fsfreeze", option, place], check=True)
                    print(file=child.stdin, flush=True)
                told = json.loads(child.stdout.readline())
            finally:
                subprocess.run(["fsfreeze", "-u", place], capture_output=True, check=False)
                child.kill()
        assert told["backlog_s"] > 5.0  # where the lamp turns amber
        assert told["slowest_look_s"] < 0.25
        assert told["stood_still_s"] < 0.5
        assert any("too slow" in p for p in told["problems"])
        patient, hasty = map(Path, told["folders"])
        with open_recording(patient) as recording:
            assert (recording.warnings, recording.gaps) == ([], [])
            start = recording.first_sample
            expected = np.arange(start, start + recording.n_samples, dtype=np.float32)
            assert recording.n_samples > 11 * FS_HZ
            assert all(np.array_equal(column, expected) for column in np.asarray(recording.samples_uv).T)
        with open_recording(hasty) as recording:
            assert [g.reason for g in recording.gaps] == ["writer overrun"]
            gap = recording.gaps[0]
            assert 4.0 < (gap.stop - gap.start) / FS_HZ < 10.0
            y = np.asarray(recording.samples_uv)[:, 0]
            lost = np.isnan(y)
            assert lost[gap.start : gap.stop].all()
            assert int(lost.sum()) == gap.stop - gap.start
            expected = np.arange(recording.first_sample, recording.first_sample + len(y), dtype=np.float32)
            assert np.array_equal(y[~lost], expected[~lost])


@posix
def test_f08_deleted_folder_is_seen_and_left(tmp_path):
    writer = SessionWriter(tmp_path / "a", stream())
    x = signal(8000)
    blocks = cut(x, [200])
    for block in blocks[:20]:
        writer.write(block)
    writer.tick(0.0)
    shutil.rmtree(writer.folder)
    with pytest.raises(StorageError, match="gone"):
        writer.tick(1.1)
    assert writer.problem
    for block in blocks[20:]:
        writer.write(block)
    folder = writer.continue_in(tmp_path / "b")
    writer.close()
    with open_recording(folder) as recording:
        assert recording.first_sample <= 4000
        assert recording.gaps == []
        assert np.array_equal(np.asarray(recording.samples_uv), x[recording.first_sample :])


@posix
def test_f09_a_session_being_recorded_is_not_recovered(tmp_path):
    with SessionWriter(tmp_path, stream()) as writer:
        writer.write(Block(0, signal(500)))
        assert find_unfinished(tmp_path) == []
        with pytest.raises(SessionLockedError):
            recover(writer.folder)
    assert not recover(writer.folder).needed


@posix
def test_f12_killed_while_recovering(tmp_path):
    folder = written(tmp_path, close=False)
    helper("recover", tmp_path, folder, code=-9)
    left = sorted(p.name for p in tmp_path.iterdir())
    assert left == [folder.name, folder.name + "_recovered.part"]
    assert [u.folder for u in find_unfinished(tmp_path)] == [folder]
    report = recover(folder)
    assert report.n_samples == 5000
    assert report.n_events == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == [folder.name, folder.name + "_recovered"]
    assert "5000" not in str(report)
    assert "2.5 s and 2 events came back" in str(report)


def test_a_recovered_session_is_whole_for_every_reader(tmp_path):
    folder = written(tmp_path, close=False)
    with open(folder / "recording.xdf", "ab") as file:
        file.write(b"\x04\x00\x10\x00\x00\x03\x00\x01\x00\x00\x00torn")
    report = recover(folder)
    assert 0 < report.lost_s < 0.1
    recovered = Path(report.folder)
    theirs, _ = pyxdf.load_xdf(recovered / "recording.xdf", dejitter_timestamps=False)
    emg = next(s for s in theirs if s["info"]["type"] == ["EMG"])
    assert emg["footer"]["info"]["sample_count"] == ["5000"]
    assert np.array_equal(emg["time_series"], signal(5000))
    with open_recording(recovered) as recording:
        assert recording.warnings == []
        assert len(recording.events) == 2
    data = bytearray((recovered / "recording.xdf").read_bytes())
    data[-700] ^= 1  # the part that was never sealed is sealed now
    (recovered / "recording.xdf").write_bytes(data)
    with open_recording(recovered) as recording:
        assert recording.warnings


def test_a_damaged_index_is_not_believed(tmp_path):
    folder = written(tmp_path)
    index = folder / "recording.idx"
    file = XdfFile(folder / "recording.xdf")
    rows = read_index(index, file.bytes.size)
    places = {(s.stream_id, at) for s in file.streams.values() for at in s.offsets}
    file.streams.clear()
    file.end = 4
    assert file.use_index(rows)
    assert {(s.stream_id, at) for s in file.streams.values() for at in s.offsets} == places
    file.close()
    data = bytearray(index.read_bytes())
    for at in range(0, len(data), 37):
        data[at] ^= 64
        index.write_bytes(data)
        data[at] ^= 64
        with open_recording(folder) as recording:
            assert np.array_equal(np.asarray(recording.samples_uv), signal(5000))
            assert len(recording.events) == 2


def test_f13_torn_description_still_opens(tmp_path):
    folder = written(tmp_path)
    whole = (folder / "session.json").read_bytes()
    for end in (0, 1, len(whole) // 2, len(whole) - 1):
        (folder / "session.json").write_bytes(whole[:end])
        with open_recording(folder) as recording:
            assert "session.json" in recording.warnings[0]
            assert recording.info.channels == stream().channels
            assert np.array_equal(np.asarray(recording.samples_uv), signal(5000))


def test_f42_a_session_being_recorded_can_be_followed(tmp_path):
    writer = SessionWriter(tmp_path, stream())
    x = signal(6000)
    blocks = cut(x, [100])
    for block in blocks[:30]:
        writer.write(block)
    writer.flush()
    before = (writer.folder / "recording.xdf").stat()
    with open_recording(writer.folder) as recording:
        assert recording.n_samples == len(recording.samples_uv) == 3000
        assert "still being recorded" in recording.warnings[0]
        for block in blocks[30:]:
            writer.write(block)
        writer.write_note(4000, "later")
        writer.flush()
        assert recording.follow() == 3000
        assert recording.n_samples == 6000
        assert np.array_equal(np.asarray(recording.samples_uv), x)
        assert [n.text for n in recording.notes] == ["later"]
        assert recording.follow() == 0
    assert (writer.folder / "recording.xdf").stat().st_ino == before.st_ino
    writer.close()
