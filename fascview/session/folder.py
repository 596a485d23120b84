"""The session folder: its name, its lock, files that are whole or absent, and the audit trail."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import sys
import time
from pathlib import Path
from types import TracebackType

from fascview.errors import SessionLockedError, StorageError

RECORDING, SESSION, MANIFEST, AUDIT, LOCK, RESERVE = (
    "recording.xdf",
    "session.json",
    "manifest.json",
    "audit.jsonl",
    "lock",
    "reserve",
)
SCHEMA = 1
BINARY = getattr(os, "O_BINARY", 0)


def safe_name(text: str, fallback: str) -> str:
    """Return ``text`` with nothing but ASCII letters, digits and hyphens, at most 32, or ``fallback``."""
    return re.sub(r"[^A-Za-z0-9-]", "", text)[:32].strip("-") or fallback


def storage_error(error: OSError, folder: Path, safe: str = "What was written before is safe.") -> StorageError:
    """Return the sentence for an error of the operating system while writing to ``folder``."""
    what = {
        errno.ENOSPC: "The disk is full",
        errno.EDQUOT: "The disk quota is used up",
        errno.EROFS: "The disk is read-only",
        errno.EACCES: "The folder may not be written to",
        errno.EPERM: "The folder may not be written to",
        errno.ENOENT: "The folder is gone",
        errno.ENOTDIR: "The path is not a folder",
        errno.EIO: "The disk reports an error",
        errno.ENAMETOOLONG: "The path is too long",
    }.get(error.errno or 0, f"The disk refuses ({(error.strerror or 'unknown reason').lower()})")
    return StorageError(f"{what}: {folder}. {safe} Choose another folder.")


def is_too_large(error: OSError) -> bool:
    """Tell whether the file, not the disk, is at its limit."""
    return error.errno == errno.EFBIG


def make_folder(parent: Path, pseudonym: str, task: str, wall_s: float, suffix: str = "") -> Path:
    """Create and return ``YYYYMMDD-HHMMSS_<pseudonym>_<task>`` in ``parent``, which is created where missing.

    Raises
    ------
    StorageError
        Where that is not possible.
    """
    stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(wall_s))
    name = f"{stamp}_{safe_name(pseudonym, 'anon')}_{safe_name(task, 'rest')}{suffix}"
    try:
        parent.mkdir(parents=True, exist_ok=True)
        for n in range(1, 1000):
            folder = parent / (name if n == 1 else f"{name}-{n}")
            with contextlib.suppress(FileExistsError):
                folder.mkdir(mode=0o700)
                return folder
    except OSError as e:
        raise storage_error(e, parent, "Nothing was recorded there.") from None
    raise StorageError(f"{parent} holds too many recordings of this second; choose another folder.")


def sync_folder(folder: Path) -> None:
    """Make the entries of ``folder`` last, where the platform can."""
    if sys.platform == "win32":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    except OSError as e:  # some network file systems cannot
        if e.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(fd)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that is afterwards whole or as it was: temporary name, fsync, replace, fsync of the folder."""
    temporary = path.with_name(path.name + ".part")
    fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | BINARY, 0o600)
    try:
        try:
            write_all(fd, data)
            os.fsync(fd)
        finally:
            os.close(fd)
        os.replace(temporary, path)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(path.parent)


def write_all(fd: int, data: bytes | memoryview[int]) -> None:
    """Write every byte, however often the operating system takes only some."""
    n = os.write(fd, data)
    if n < len(data):
        view = memoryview(data)[n:]
        while view:
            n = os.write(fd, view)
            if n == 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            view = view[n:]


class FolderLock:
    """One writer per session folder: an advisory lock the operating system releases when the program dies.

    Raises
    ------
    SessionLockedError
        When another program holds it.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / LOCK
        try:
            self._fd = os.open(self.path, os.O_RDWR | os.O_CREAT | BINARY, 0o600)
        except OSError as e:
            raise storage_error(e, folder, "Nothing was changed.") from None
        try:
            _lock(self._fd)
        except OSError:
            os.close(self._fd)
            raise SessionLockedError(
                f"Another program is recording into {folder.name}; it can be opened to look at, but not written to."
            ) from None
        with contextlib.suppress(OSError):
            os.ftruncate(self._fd, 0)
            os.write(self._fd, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Give the folder free. Safe to call twice."""
        if self._fd >= 0:
            fd, self._fd = self._fd, -1
            os.close(fd)

    def __enter__(self) -> FolderLock:
        """Return the lock, held."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the folder free."""
        self.release()


if sys.platform == "win32":
    import msvcrt

    def _lock(fd: int) -> None:
        # A byte far behind the process id, so that the file stays readable.
        os.lseek(fd, 1 << 20, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        os.lseek(fd, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)


def is_locked(folder: Path) -> bool:
    """Tell whether a program is writing to ``folder`` now."""
    for how in (os.O_RDWR, os.O_RDONLY):  # who may only look on can still ask
        with contextlib.suppress(OSError):
            fd = os.open(folder / LOCK, how | BINARY)
            break
    else:
        return False
    try:
        _lock(fd)
    except OSError:
        return True
    finally:
        os.close(fd)
    return False


class AuditTrail:
    """``audit.jsonl``, or a file ``name`` like it: lines that are only added, each with the hash of the line before."""

    def __init__(self, folder: Path, name: str = AUDIT) -> None:
        self.path = folder / name
        self._before, self._n = "", 0
        if self.path.exists():
            lines = self.path.read_bytes()[-(1 << 20) :].splitlines()
            if lines:
                self._n, self._before = _line_number(lines[-1], len(lines)), hashlib.sha256(lines[-1]).hexdigest()

    def add(self, what: str, **facts: object) -> None:
        """Add a line; an error of the disk is left to the caller."""
        entry = {"n": self._n, "wall_s": round(time.time(), 3), "what": what, **facts, "before": self._before}
        line = json.dumps(entry, ensure_ascii=False).encode()
        fd = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | BINARY, 0o600)
        try:
            write_all(fd, line + b"\n")
        finally:
            os.close(fd)
        self._n, self._before = self._n + 1, hashlib.sha256(line).hexdigest()


def _line_number(line: bytes, otherwise: int) -> int:
    """Return the number of the line after ``line``; a trail may be longer than what was read of it."""
    with contextlib.suppress(ValueError, TypeError, AttributeError, RecursionError):
        return int(json.loads(line).get("n")) + 1
    return otherwise


def check_audit(path: Path) -> int | None:
    """Return the number of the first line that does not follow from the one before, or None where all do."""
    before = ""
    for n, line in enumerate(path.read_bytes().splitlines()):
        try:
            entry = json.loads(line)
        except ValueError:
            return n
        if not isinstance(entry, dict) or entry.get("n") != n or entry.get("before") != before:
            return n
        before = hashlib.sha256(line).hexdigest()
    return None
