"""A disk that reports errors for real: writes go well, and the kernel tells of the loss at the next sync.

The disk is an ext4 image, mounted through a loop device. Either it suddenly ends earlier (the kernel then says EIO), or
its own file is sparse and lies on a small memory disk that others have filled (ENOSPC: a thin-provisioned disk).
"""

import contextlib
import errno
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from helpers import FS_HZ, cut, signal, stream

from fascview.errors import StorageError
from fascview.session import part as parts
from fascview.session.formats import open_recording
from fascview.session.writer import SessionWriter

SIZE = 64 << 20
ROOM = {"ends": 100, "has no room below": 24, "goes": 100}


class Disk:
    """A mounted disk that can be broken and mended."""

    def __init__(self, place: Path, below: Path, fault: str) -> None:
        self.place, self._image, self._ballast, self._fault = place, below / "image", below / "ballast", fault

    def break_(self) -> None:
        """Take away the room below it, or everything behind what the recording has so far."""
        if self._fault == "ends":
            (file,) = self.place.glob("*/recording.xdf")
            subprocess.run(["sync", "-f", self.place], check=True)
            told = subprocess.run(["filefrag", "-b1024", "-v", file], capture_output=True, text=True, check=True).stdout
            ends = [int(e) for e in re.findall(r"^ +\d+: +\d+\.\. +\d+: +\d+\.\. +(\d+):", told, re.MULTILINE)]
            size = (ends[-1] + 1) * 1024
            with open(self._image, "rb") as image:
                image.seek(size)
                self._behind = size, image.read()
            self._resize(size)
            return
        with contextlib.suppress(OSError), open(self._ballast, "wb", buffering=0) as file:
            while file.write(bytes(4096)):
                pass

    def mend(self) -> None:
        """Give it back."""
        if self._fault == "ends":
            with open(self._image, "r+b") as image:
                image.seek(self._behind[0])
                image.write(self._behind[1])
            self._resize(SIZE)
        else:
            self._ballast.unlink()

    def _resize(self, size: int) -> None:
        os.truncate(self._image, size)
        found = subprocess.run(["findmnt", "-no", "SOURCE", self.place], capture_output=True, text=True, check=True)
        subprocess.run(["losetup", "-c", found.stdout.strip()], check=True)

    def anew(self) -> None:
        """Unmount and mount again, so that what is read comes from the disk."""
        subprocess.run(["umount", self.place], check=True)
        subprocess.run(["mount", "-o", "loop", self._image, self.place], check=True)

    def vanish(self) -> None:
        """Let it be unmounted under the program that writes to it."""
        subprocess.run(["umount", "-l", self.place], check=True)

    def lock_up(self) -> None:
        """Let the kernel turn it read-only, as it does after an error in its own books."""
        subprocess.run(["mount", "-o", "remount,abort", self.place], check=False, capture_output=True)


@contextlib.contextmanager
def failing_disk(tmp_path: Path, fault: str) -> Iterator[Disk]:
    below, place = tmp_path / "below", tmp_path / "disk"
    needed = ("mkfs.ext4", "mount", "losetup", "findmnt", "filefrag")
    if not (sys.platform == "linux" and os.geteuid() == 0 and all(map(shutil.which, needed))):
        pytest.skip("a disk can only be mounted by root on Linux")
    below.mkdir()
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM[fault]}m", "tmpfs", below], check=False).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        with open(below / "image", "wb") as file:
            file.truncate(SIZE)
        # Without a journal, so that the file system itself goes on; with one it becomes read-only, which F08 is about.
        for command in (
            ["mkfs.ext4", "-q", "-O", "^has_journal", "-E", "lazy_itable_init=0,nodiscard", below / "image"],
            ["mount", "-o", "loop,errors=continue", below / "image", place],
        ):
            if subprocess.run(command, capture_output=True, check=False).returncode:
                pytest.skip("a disk in a file cannot be mounted here")
        yield Disk(place, below, fault)
    finally:
        subprocess.run(["umount", "-l", place], capture_output=True, check=False)
        subprocess.run(["umount", "-l", below], check=True)


@pytest.mark.parametrize(("fault", "number"), [("ends", errno.EIO), ("has no room below", errno.ENOSPC)])
def test_f06_a_sync_that_really_fails_is_never_tried_again(tmp_path, monkeypatch, fault, number):
    """Nor is anything lost: what was not known to last is written again, to the disk or elsewhere."""
    with failing_disk(tmp_path, fault) as disk:
        real: Callable[[int], None] = parts._fdatasync
        failed: list[str] = []
        tried_again: list[str] = []
        numbers: set[int | None] = set()

        def watched(fd: int) -> None:
            path = os.readlink(f"/proc/self/fd/{fd}")
            if path in failed:
                tried_again.append(path)
            try:
                real(fd)
            except OSError as e:
                failed.append(path)
                numbers.add(e.errno)
                raise

        monkeypatch.setattr(parts, "_fdatasync", watched)
        x = signal(60_000, 32)
        writer = SessionWriter(disk.place, stream(32))
        told, broken, mended = [], 0, 0
        for block in cut(x, [100]):
            if block.start == 20_000:
                disk.break_()
            try:
                writer.write(block)
                writer.tick(block.stop / FS_HZ)
            except StorageError as e:
                told.append(str(e))
            if failed and not broken:
                broken = block.stop
            if broken and not mended and block.stop >= broken + 2 * FS_HZ:
                disk.mend()
                mended = block.stop
        assert broken
        assert mended
        assert not writer.problem, told
        folder = writer.close()
        assert tried_again == []
        assert numbers == {number}  # the kernel's own word
        assert 2 <= len(failed) < 20  # the first part and those begun in vain, one at each attempt
        assert told  # in the window, as long as it stands
        assert len(list(folder.glob("recording*.xdf"))) == 2  # those begun in vain are gone
        assert "next part" in (folder / "audit.jsonl").read_text()
        assert json.loads((folder / "manifest.json").read_text())["complete"] is True
        disk.anew()
        with open_recording(folder) as recording:
            y = np.asarray(recording.samples_uv)
            same = (y == x).all(axis=1)
            if fault == "ends":
                assert same.all()
                assert recording.gaps == []
                # The first part ends torn, and what was torn is whole in the second.
                assert not recording.warnings or "recording.xdf" in " ".join(recording.warnings)
                return
            # A loop device takes a write of which only a part found room for whole, and says so: a lie of the disk
            # about its last good second that nobody can mend, but that must neither spread nor be silent.
            untrue = np.flatnonzero(~same)
            assert not len(untrue) or untrue[-1] - untrue[0] <= FS_HZ * 1.1
            assert bool(len(untrue)) <= bool(recording.warnings)


@pytest.mark.parametrize("how", ["vanish", "lock_up"])
def test_f08_a_disk_that_is_unmounted_or_turns_read_only_is_seen_and_left(tmp_path, how):
    with failing_disk(tmp_path, "goes") as disk:
        x = signal(30_000, 8)
        writer = SessionWriter(disk.place, stream(8))
        told, sentences = 0, set()
        for block in cut(x, [100]):
            if block.start == 10_000:
                getattr(disk, how)()
            try:
                writer.write(block)
                writer.tick(block.stop / FS_HZ)
            except StorageError as e:
                told = told or block.stop
                sentences.add(str(e))
            if told and block.stop == told + 4000:
                other = writer.continue_in(tmp_path / "other")
        assert 0 < told - 10_000 <= 2 * FS_HZ
        assert all("Choose another folder." in s for s in sentences)
        assert not writer.problem
        writer.close()
        with open_recording(other) as recording:
            y, first = np.asarray(recording.samples_uv), recording.first_sample
            assert first <= 10_000
            assert recording.gaps == []
            assert np.array_equal(y, x[first:])
