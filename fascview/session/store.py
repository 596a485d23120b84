"""Where a session's bytes go: part after part, folder after folder, nothing acknowledged ever lost."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from fascview import __version__
from fascview.errors import StorageError
from fascview.session import folder as folders
from fascview.session.headers import INTEGRITY
from fascview.session.joined import remember_places
from fascview.session.part import Part, Written, is_full

RESERVE_BYTES = 256 << 10


class Store:
    """The folder and the file being written, and what to do when they fail.

    A file that reports an error is never written to again. Where the disk has room the next part is begun beside it,
    with everything the failed one had not yet made lasting; otherwise the caller is told and keeps what it has.

    Parameters
    ----------
    parent : Path
        Where the session folder is made.
    names : tuple of str
        Pseudonym and task.
    wall_s : float
        Wall-clock time for the folder's name [s since 1970].
    document : mapping
        The content of ``session.json``.
    limit_bytes : int
        How much is kept in memory while the disk takes nothing.
    headers : callable
        Gives the stream headers and the stream numbers in them; an empty tuple before the streams have begun.
    """

    def __init__(
        self,
        parent: Path,
        names: tuple[str, str],
        wall_s: float,
        document: Mapping[str, object],
        limit_bytes: int,
        headers: Callable[[int], tuple[bytes, tuple[int, ...]]],
    ) -> None:
        self._names, self._document, self._headers = names, document, headers
        self.limit_bytes = limit_bytes
        self._finished: list[dict[str, object]] = []
        self._bytes_before = 0
        self.n_part = 1
        self.problem = ""
        self._renewed = False  # the part was begun because the one before did not last, and has not lasted itself yet
        self._part: Part
        self._enter(parent, "", wall_s, {}, None)

    @property
    def folder(self) -> Path:
        """The session folder now written to."""
        return self._folder

    @property
    def part(self) -> Part:
        """The file now written to."""
        return self._part

    @property
    def written_bytes(self) -> int:
        """Bytes of recording on disk, in all parts."""
        return self._bytes_before + self._part.size

    def check_there(self) -> None:
        """Raise StorageError when the folder or the file was deleted under the writer."""
        if self._part.deleted or not self._part.path.exists():
            self.problem = (
                f"The folder {self._folder.name} is gone; what comes now is kept in memory. Choose another folder."
            )
            raise StorageError(self.problem)

    @property
    def waiting_bytes(self) -> int:
        """Bytes kept in memory, to be written when the disk takes them."""
        return self._part.waiting

    def put(self, fill: Callable[[Part], None]) -> None:
        """Take the chunks that ``fill`` builds; ``flush`` hands them to the operating system."""
        fill(self._part)

    def check_room(self) -> None:
        """Raise StorageError when no more can be kept in memory."""
        if self._part.waiting >= self.limit_bytes:
            raise StorageError(f"{self.problem} The memory for what is waiting is full: samples are being lost.")

    def flush(self) -> None:
        """Hand everything over, in the next part where this one fails.

        Raises
        ------
        StorageError
            When the disk takes nothing; everything is kept.
        """
        if self._part.unsound:
            self._next_part(OSError(errno.EIO, os.strerror(errno.EIO)))
            return  # whether the new one lasts its own sync will tell
        try:
            self._part.flush()
        except OSError as e:
            self._next_part(e)
        self.problem = ""

    def begin(self, data: bytes, stream_ids: tuple[int, ...]) -> None:
        """Append the headers of streams that begin now; a later part gets them anew."""
        for stream_id in stream_ids:
            self._part.streams.setdefault(stream_id, Written(stream_id))
        self.put(lambda part: part.add(data))

    def seal(self, stamp_s: float, stop_sample: int) -> None:
        """Append the integrity record and make everything last.

        Raises
        ------
        StorageError
            When the disk takes nothing; everything is kept.
        """
        self.flush()
        try:
            self._part.seal(INTEGRITY, stamp_s, stop_sample)
        except OSError as e:
            if self._renewed:
                raise self._full(e) from None  # nor does the new part last; another one in a second
            self._next_part(e)
            try:
                self._part.seal(INTEGRITY, stamp_s, stop_sample)
            except OSError as again:
                raise self._full(again) from None
        self._renewed = False
        self.problem = ""

    def move(self, parent: Path, stamp_s: float, stop_sample: int, facts: Mapping[str, object]) -> Path:
        """Go on in a new session folder inside ``parent`` and return it.

        The old one is closed as well as it still goes.

        Raises
        ------
        StorageError
            When nothing can be written there either; the old folder stays the current one.
        """
        old, part, lock = self._folder, self._part, self._lock
        n = self.n_part + 1
        self._enter(parent, f"_part{n}", time.time(), {"continues": old.name, "part": n}, part)
        self.n_part = n
        part.drop_waiting()  # the new part has it
        with contextlib.suppress(OSError):  # an unsound one stays without an end
            self._finish(old, part, stamp_s, stop_sample, {**facts, "continued_in": self._folder.name})
        part.abandon()
        lock.release()
        self._finished = []
        self._renewed = False
        self.problem = ""
        remember_places(old, self._folder)
        return self._folder

    def close(self, stamp_s: float, stop_sample: int, facts: Mapping[str, object]) -> None:
        """Write footers and manifest and give the folder free.

        Raises
        ------
        OSError or StorageError
            When the end could not be written.
        """
        try:
            with contextlib.suppress(OSError):
                (self._folder / folders.RESERVE).unlink()
            self.flush()
            self._finish(self._folder, self._part, stamp_s, stop_sample, facts)
        finally:
            self._part.abandon()
            self._lock.release()

    def audit(self, what: str, **facts: object) -> None:
        """Add a line to the audit trail, where the disk still takes one."""
        with contextlib.suppress(OSError):
            self._trail.add(what, **facts)

    def _full(self, error: OSError) -> StorageError:
        sentence = folders.storage_error(
            error, self._folder, "What was written is safe, what comes now is kept in memory."
        )
        self.problem = str(sentence)
        return sentence

    def _next_part(self, error: OSError) -> None:
        """Go on in a new file beside the one that failed."""
        old, n = self._part, self.n_part + 1
        if is_full(error) and not old.unsound:
            raise self._full(error) from None
        sound = False
        if folders.is_too_large(error):
            # The file is as long as it may be, but sound: what it holds need not be written twice.
            with contextlib.suppress(OSError):
                old.sync()
                sound = True
        try:
            part = Part(self._folder / f"recording-part{n}.xdf")
        except OSError as e:
            raise self._full(e) from None
        try:
            self._resume(part, n, old, waiting_only=sound)
        except OSError as e:
            part.abandon()
            with contextlib.suppress(OSError):
                part.path.unlink()
            raise self._full(e) from None
        self.n_part, self._part = n, part
        vain, self._renewed = self._renewed and old.unsound, old.unsound
        if not vain:
            self._bytes_before += old.size
            self._finished.append(_listed(old))
            self.audit("next part", part=n, reason=(error.strerror or "").lower())
        else:  # nothing of it was ever known to last, and the next part has all of it
            with contextlib.suppress(OSError):
                old.path.unlink()
        old.abandon()

    def _resume(self, part: Part, n: int, before: Part, waiting_only: bool = False) -> None:
        """Begin a new part with the headers and with whatever may not have reached the old disk."""
        data, stream_ids = self._headers(n)
        if not stream_ids:
            return
        part.add(data)
        for stream_id in stream_ids:
            part.streams.setdefault(stream_id, Written(stream_id))
        for chunk, item in before.unsealed(waiting_only):
            part.add(chunk, item.stream_id, item.n, item.first_s, item.last_s, again=True)
        part.flush()

    def _enter(self, parent: Path, suffix: str, wall_s: float, more: Mapping[str, object], before: Part | None) -> None:
        made = folders.make_folder(parent, *self._names, wall_s, suffix)
        lock = folders.FolderLock(made)
        part: Part | None = None
        try:
            with contextlib.suppress(OSError):
                _reserve(made / folders.RESERVE)
            document = {**self._document, **more}
            folders.write_whole(made / folders.SESSION, json.dumps(document, ensure_ascii=False, indent=1).encode())
            trail = folders.AuditTrail(made)
            trail.add("recording started", fascview=__version__, **more)
            part = Part(made / folders.RECORDING)
            if before is not None:
                self._resume(part, self.n_part + 1, before)
        except OSError as e:
            if part is not None:
                part.abandon()
            lock.release()
            raise folders.storage_error(e, made, "Nothing was recorded there.") from None
        if before is not None:
            self._bytes_before += before.size
        self._folder, self._lock, self._trail, self._part = made, lock, trail, part

    def _finish(self, where: Path, part: Part, stamp_s: float, stop_sample: int, facts: Mapping[str, object]) -> None:
        with contextlib.suppress(OSError):
            (where / folders.RESERVE).unlink()
        if INTEGRITY in part.streams:
            part.footers(INTEGRITY, stamp_s, stop_sample)
        part.sync()
        more = {k: v for k, v in facts.items() if k in ("continued_in", "stop_sample")}
        folders.AuditTrail(where).add("recording closed", **more)
        files = [*self._finished, _listed(part)]
        index = part.path.with_suffix(".idx")
        folders.write_whole(index, part.index.to_bytes(part.size))
        files += [file_entry(where / name) for name in (index.name, folders.SESSION, folders.AUDIT)]
        document = {"schema": folders.SCHEMA, "complete": True, "files": files, **facts}
        folders.write_whole(where / folders.MANIFEST, json.dumps(document, ensure_ascii=False, indent=1).encode())


def _reserve(path: Path) -> None:
    """Occupy the room that footers and manifest will need should the disk fill up."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | folders.BINARY, 0o600)
    try:
        folders.write_all(fd, bytes(RESERVE_BYTES))
    finally:
        os.close(fd)


def _listed(part: Part) -> dict[str, object]:
    digest = None
    with contextlib.suppress(OSError):  # a disk that fails may not give it back either
        digest = part.sha256()
    return {"name": part.path.name, "bytes": part.size, "sha256": digest}


def file_entry(path: Path) -> dict[str, object]:
    """Return name, size and hash of a small file, for the manifest."""
    data = path.read_bytes()
    return {"name": path.name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
