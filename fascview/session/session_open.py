"""Opening a session folder: finished, unfinished, or being recorded; long ones show their beginning at once."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from fascview.errors import FascviewError, FormatError
from fascview.session import folder
from fascview.session.describe import read_stream
from fascview.session.entry_list import EntryList
from fascview.session.joined import joined_folders, read_json
from fascview.session.recording import Recording
from fascview.session.xdf_index import read_index
from fascview.session.xdf_own import Described, headers_differ, put_together
from fascview.session.xdf_read import XdfFile
from fascview.session.xdf_signal import Integrity

Progress = Callable[[float], None]
_CHECK_AT_ONCE = 64 << 20
FIRST_S, STEP_S = 0.2, 0.3  # what is read before the first look, and at each further step, when it shall be at once
FEW_ENTRIES = 1000  # more of them are not begun with before the first look
_DAMAGED = "The description beside the recording (session.json) is damaged or missing; names come from the recording."
_LIVE = "This session is still being recorded."
_OPEN = "This recording was not closed; recover it to finish it."


def part_paths(path: Path) -> list[Path]:
    """Return the files of a session folder in order of time."""
    later = sorted(
        path.glob("recording-part*.xdf"), key=lambda p: int("".join(c for c in p.stem if c.isdigit()) or "0")
    )
    first = path / folder.RECORDING
    # A link could lead anywhere; no part of a session is one.
    return [p for p in (first, *later) if p.is_file() and not p.is_symlink()]


def open_session(path: Path, progress: Progress | None = None, alone: bool = False, at_once: bool = False) -> Recording:
    """Open a session folder, finished or not, with those it continues or is continued in unless ``alone``.

    With ``at_once`` a long one is returned before all of it is known: see ``Recording.known``.

    Raises
    ------
    FormatError
        Where it holds no recording that can be read.
    """
    if not part_paths(path):
        raise FormatError(f"{path.name[:80]} is a folder without a recording; choose a recording.")
    opening = _Opening(path, alone, at_once)
    try:
        return opening.first(progress)
    except BaseException:
        opening.close()
        raise


class _Opening:
    """A session on its way to being known: file after file, then the entries, then what is added to it."""

    def __init__(self, path: Path, alone: bool, at_once: bool) -> None:
        self._alone = alone
        self._folders, self._warnings = ([path], []) if alone else joined_folders(path)
        self._files: list[XdfFile] = []
        self._refused: set[Path] = set()
        self._entries, self._integrity = EntryList(), dict[int, Integrity]()
        self._first_s, self._step_s = (FIRST_S, STEP_S) if at_once else (math.inf, math.inf)
        self._described = _described(self._folders[0])
        if self._described is None:
            self._warnings.append(_DAMAGED)

    def close(self) -> None:
        """Close the files."""
        for file in self._files:
            file.close()

    def first(self, progress: Progress | None) -> Recording:
        """Return the recording as far as it can be told at once."""
        live = self._live()
        self._open_parts(progress, self._first_s)
        if not self._files:
            raise FormatError(self._warnings[-1])
        for file in self._files:
            while file.unread and not any(s.counts for s in file.streams.values() if s.fs_hz > 0):
                file.update(limit_s=self._step_s)
        if math.isinf(self._first_s) or self._entries.waiting(self._files) <= FEW_ENTRIES:
            self._entries.take(self._files, self._first_s)
        recording = self._made(check=True)
        recording.refresh = lambda: self._go_on(recording)
        self._settle(recording, live)
        return recording

    def _open_parts(self, progress: Progress | None, limit_s: float) -> None:
        """Open the next files; where one is not walked through in time, the others wait."""
        paths = [p for f in self._folders for p in part_paths(f)]
        known = {f.path for f in self._files} | self._refused
        for p in paths:
            if p in known:
                continue
            if any(f.unread for f in self._files):
                return
            try:
                self._files.append(_open_part(p, self._described, progress, limit_s))
            except FormatError as e:
                if len(paths) == 1:
                    raise
                self._refused.add(p)
                self._warnings.append(str(e))

    def _live(self) -> bool:
        return any(folder.is_locked(f) for f in self._folders if not (f / folder.MANIFEST).is_file())

    def _made(self, check: bool) -> Recording:
        """Return the recording of what is known now."""
        return put_together(
            self._folders[0], list(self._files), self._described, self._entries, self._integrity, check=check
        )

    def _go_on(self, recording: Recording) -> bool:
        """Take in the next piece of what is not known yet, or what was added; return whether there is anything new."""
        self._find_folders()
        live = self._live()  # asked first: what is written until the lock is let go is then found below
        n_files, untaken = len(self._files), self._entries.waiting(self._files) > 0
        grown = sum([f.update(limit_s=self._step_s) for f in self._files if f.unread or f is self._files[-1]])
        self._open_parts(None, self._step_s)
        changed = grown > 0 or len(self._files) > n_files
        if not any(f.unread for f in self._files):
            left = self._entries.take(self._files, self._step_s)
            changed = changed or (untaken and not left)
        if changed:
            newer = self._made(check=False)
            for name in ("signal", "events", "footprints", "notes", "gaps", "verdicts", "entries", "warnings"):
                setattr(recording, name, getattr(newer, name))
            # What a person has said of the channels meanwhile stays.
            recording.info = replace(recording.info, n_samples=newer.n_samples)
        self._settle(recording, self._find_folders() or live)
        return changed or recording.refresh is None

    def _find_folders(self) -> bool:
        """Look whether the recording goes on in another folder; return whether one was found."""
        n = len(self._folders)
        if not self._alone and (self._folders[-1] / folder.MANIFEST).is_file():
            self._folders += [f for f in joined_folders(self._folders[-1])[0] if f not in self._folders]
        return len(self._folders) > n

    def _settle(self, recording: Recording, live: bool) -> None:
        """Say how much is known and what is to be said of it, and end when there is nothing to come."""
        size = sum(p.stat().st_size for f in self._folders for p in part_paths(f))
        walked = min(1.0, sum(f.end for f in self._files) / max(1, size))
        entries = self._entries.waiting(self._files)
        unread = any(f.unread for f in self._files)
        recording.known = 1.0 if not (unread or entries) else min(0.99, 0.8 * walked if unread else 0.9)
        recording.live = live
        recording.parts = tuple(self._folders)
        said = [w for w in recording.warnings if w not in (*self._warnings, _LIVE, _OPEN)]
        if live:
            said = [*(w for w in said if "whole chunk" not in w), _LIVE]
        elif not (self._folders[-1] / folder.MANIFEST).is_file():
            said.append(_OPEN)
        recording.warnings = [*self._warnings, *said]
        if not live and recording.known == 1.0:
            recording.refresh = None
            changed = [] if recording.warnings else [n for f in self._folders for n in changed_files(f)]
            if changed:
                recording.warnings.append(
                    f"{', '.join(changed)} is not as it was closed; its samples are as they were written."
                )


def changed_files(path: Path, limit_bytes: int = _CHECK_AT_ONCE) -> list[str]:
    """Return the names of the recording's files that are not those of the manifest; long ones are not looked at."""
    try:
        manifest = read_json(path / folder.MANIFEST)
    except FascviewError:
        return []
    listed = manifest.get("files") if isinstance(manifest, dict) else None
    entries = [f for f in listed if isinstance(f, dict)] if isinstance(listed, list) else []
    sums = {str(f.get("name")): f.get("sha256") for f in entries}
    found = []
    for p in part_paths(path):
        expected = sums.get(p.name)
        if isinstance(expected, str) and p.stat().st_size <= limit_bytes:
            with open(p, "rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != expected:
                    found.append(p.name)
    return found


def _described(path: Path) -> Described | None:
    """Return what ``session.json`` says, or None where it is missing or damaged."""
    try:
        document = read_json(path / folder.SESSION)
        info = read_stream(document, "file", f"file:{path}")
    except FascviewError:
        return None
    facts = document if isinstance(document, dict) else {}
    start, wall_s = facts.get("start_sample"), facts.get("started_wall_s")
    return Described(
        info,
        start if isinstance(start, int) and 0 <= start < 1 << 52 else 0,
        float(wall_s) if isinstance(wall_s, int | float) else math.nan,
    )


def _open_part(path: Path, described: Described | None, progress: Progress | None, limit_s: float) -> XdfFile:
    """Open one file of a session, by what ``session.json`` says where its own head is damaged."""
    spare = {} if described is None else described.headers()
    index = read_index(path.with_suffix(".idx"), path.stat().st_size)
    file = XdfFile(path, progress, index, spare, limit_s=limit_s)
    if described is None or not headers_differ(file, described):
        return file
    file.close()
    return XdfFile(path, progress, None, spare, believe_spare=True, limit_s=limit_s)
