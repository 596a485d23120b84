"""What a person corrected afterwards: labels given and taken back, notes, and the event list they belong to.

A session that can be written to keeps it in its own folder; what was recorded is not touched. For anything else it is
kept among the user's data, found again by the file's size and beginning, wherever the file is moved.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fascview.detection.events import KINDS
from fascview.errors import FascviewError, StorageError
from fascview.session import entries
from fascview.session.bounded import Bytes
from fascview.session.folder import SESSION, AuditTrail, storage_error, write_whole
from fascview.session.places import data_folder
from fascview.session.recording import Note, Recording
from fascview.session.remembered import fingerprint
from fascview.stream import FloatArray, plain_text

TRAIL, EVENTS = "corrections.jsonl", "corrections-events.jsonl"
VERDICTS = ("", "accepted", "rejected", *KINDS)
MAX_TRAIL = 256 << 20


def place_of(path: Path, folder: Path | None = None) -> Path:
    """Return the folder in which corrections of a recording are kept; it may not exist yet.

    Parameters
    ----------
    path : Path
        The recording, as it was opened.
    folder : Path, optional
        Where those of foreign and of read-only recordings go; the user's own data where not given.
    """
    session = path if path.is_dir() else path.parent
    if (session / SESSION).is_file() and os.access(session, os.W_OK):
        return session
    key = fingerprint(path) or hashlib.sha256(str(path.absolute()).encode()).hexdigest()[:32]
    return (folder or data_folder() / "corrections") / key


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept of a recording: verdicts by event id, added notes, and its own event list where there is one."""

    verdicts: dict[int, str]
    notes: tuple[Note, ...]
    events: NDArray[np.void] | None = None
    footprints: tuple[FloatArray, ...] = ()


class Corrections:
    """The corrections of one recording. Everything is only added; each line carries the hash of the one before.

    Parameters
    ----------
    path : Path
        The recording.
    folder : Path, optional
        See ``place_of``.
    """

    def __init__(self, path: Path, folder: Path | None = None) -> None:
        self.place = place_of(path, folder)
        self.beside = self.place == (path if path.is_dir() else path.parent)
        self._trail: AuditTrail | None = None

    def verdict(self, row: np.void, was: str, now: str, how: str = "given") -> None:
        """Keep what a person says of an event (``""``: nothing any more).

        Parameters
        ----------
        row : void of EVENT_DTYPE
            The event; the program's own label goes along, so that both stand in the trail.
        was, now : str
            The person's label before and after.
        how : str
            ``given``, ``undo`` or ``redo``.

        Raises
        ------
        StorageError
            Where it cannot be written.
        """
        self._add(
            "verdict",
            id=int(row["id"]),
            sample=int(row["sample"]),
            machine=str(row["kind"]),
            status=str(row["status"]),
            was=plain_text(was),
            verdict=plain_text(now),
            how=how,
        )

    def note(self, sample: int, text: str) -> None:
        """Keep a note at a sample.

        Raises
        ------
        StorageError
            Where it cannot be written.
        """
        self._add("note", sample=int(sample), text=plain_text(text, 2000))

    def keep_events(self, events: NDArray[np.void], footprints: Sequence[FloatArray], settings: str) -> None:
        """Let this event list take the place of the one there was; verdicts given before are not carried over.

        Raises
        ------
        StorageError
            Where it cannot be written.
        """
        prints: Sequence[FloatArray | None] = footprints if len(footprints) == len(events) else [None] * len(events)
        lines = [entries.event_text(row, p) for row, p in zip(events, prints, strict=True)]
        data = ("\n".join(lines) + "\n").encode() if lines else b""
        try:
            self._make_place()
            write_whole(self.place / EVENTS, data)
        except OSError as e:
            raise storage_error(e, self.place, "The recording itself is as it was.") from None
        self._add("events", n=len(lines), sha256=hashlib.sha256(data).hexdigest(), settings=plain_text(settings, 500))

    def _make_place(self) -> None:
        if not self.beside:
            self.place.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _add(self, what: str, **facts: object) -> None:
        try:
            self._make_place()
            if self._trail is None:
                self._trail = AuditTrail(self.place, TRAIL)
            self._trail.add(what, **facts)
        except OSError as e:
            raise storage_error(e, self.place, "The recording itself is as it was.") from None

    def read(self) -> Kept:
        """Return what is kept; damaged lines are left out."""
        verdicts: dict[int, str] = {}
        notes: list[Note] = []
        events_hash = ""
        for line in _lines(self.place / TRAIL):
            try:
                entry = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if not isinstance(entry, dict):
                continue
            what, sample = entry.get("what"), entry.get("sample")
            if what == "verdict" and isinstance(entry.get("id"), int) and entry.get("verdict") in VERDICTS:
                verdicts[entry["id"]] = entry["verdict"]
            elif what == "note" and isinstance(sample, int):
                notes.append(Note(sample, plain_text(entry.get("text", ""), 2000), "note"))
            elif what == "events":
                events_hash = str(entry.get("sha256", ""))
                verdicts.clear()
        if not events_hash:
            return Kept(verdicts, tuple(notes))
        data = _bytes(self.place / EVENTS)
        if hashlib.sha256(data).hexdigest() != events_hash:
            return Kept({}, tuple(notes))
        found = []
        for line in data.splitlines():
            with contextlib.suppress(FascviewError):
                found.append(entries.parse(line.decode("utf-8", "replace")))
        rows, prints = entries.to_rows(found)
        return Kept(verdicts, tuple(notes), rows, tuple(prints))

    def apply(self, recording: Recording) -> int:
        """Put what is kept onto a recording that was just opened; return how many labels and notes that were."""
        kept = self.read()
        if kept.events is not None:
            info = recording.info
            rows = kept.events
            fits = (rows["sample"] >= 0) & (rows["sample"] < recording.n_samples) & (rows["muscle"] < len(info.muscles))
            fits &= (rows["channel"] >= 0) & (rows["channel"] < info.n_channels)
            recording.events = rows[fits]
            recording.footprints = [p for p, ok in zip(kept.footprints, fits, strict=True) if ok]
            recording.verdicts = {}
        known = set(recording.events["id"].tolist())
        for event, verdict in kept.verdicts.items():
            if event not in known:
                continue
            if verdict:
                recording.verdicts[event] = verdict
            else:
                recording.verdicts.pop(event, None)
        recording.notes = sorted([*recording.notes, *kept.notes], key=lambda n: n.sample)
        return len(kept.verdicts) + len(kept.notes)


def _bytes(path: Path) -> bytes:
    """Return a file, nothing where there is none or it is larger than any that fascview writes."""
    try:
        file = Bytes(path)
    except FascviewError:
        return b""
    try:
        return file.read(0, file.size) if file.size <= MAX_TRAIL else b""
    except StorageError:
        return b""
    finally:
        file.close()


def _lines(path: Path) -> list[bytes]:
    return _bytes(path).splitlines()
