"""What is exported: which stretch, under which labels, and what of it could tell who was recorded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from fascview.detection.counting import counted, seen
from fascview.errors import FascviewError, UsageError
from fascview.session.recording import Gap, Note, Recording
from fascview.stream import Channel, FloatArray

Progress = Callable[[float], None]
Cancelled = Callable[[], bool]
PIECE_S = 10.0
MAX_AGE = 89
WRITTEN = ("note", "mark", "annotation")  # what people and devices wrote, not what the program says of itself


class ExportCancelledError(FascviewError):
    """Somebody stopped the export; nothing is left of it."""


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What goes into an export besides samples and events. Everything that identifies is left out by default.

    Attributes
    ----------
    subject, session, run : str
        Labels of a BIDS dataset; ``subject`` is the pseudonym.
    task : str
    keep_date : bool
        Date and time of the recording.
    keep_notes : bool
        Notes and markers: free text that somebody typed or a device sent.
    age_years : float or None
        Capped at 89.
    mains_hz : float
        50 or 60; 0 where not known.
    rejected : bool
        Also the events that were rejected.
    """

    subject: str = "anon"
    session: str = ""
    run: str = ""
    task: str = "rest"
    keep_date: bool = False
    keep_notes: bool = False
    age_years: float | None = None
    mains_hz: float = 50.0
    rejected: bool = True

    def __post_init__(self) -> None:
        checked_pseudonym(self.subject)

    @property
    def age_text(self) -> str:
        """The age as it may be told: whole years, 89 and above as ``89``; ``n/a`` where not given."""
        return "n/a" if self.age_years is None else str(int(min(max(self.age_years, 0), MAX_AGE)))


def checked_pseudonym(text: str) -> str:
    """Return a subject's label, letters and digits only.

    Raises
    ------
    UsageError
        Where it looks like a name or a date of birth.
    """
    plain = ascii_text(text)
    words = re.findall(r"[A-Za-z]{2,}", plain)
    if (
        len(words) > 1
        or "," in plain
        or re.search(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}", plain)
        or re.search(r"(19|20)\d{6}", plain)
    ):
        raise UsageError(
            "The subject's label looks like a name or a date; choose a pseudonym of letters and digits such as S017."
        )
    return re.sub(r"[^A-Za-z0-9]", "", plain) or "anon"


def identifying(recording: Recording) -> list[tuple[str, str]]:
    """Return ``(what, its content)`` for everything in a recording that could tell who was recorded."""
    import time

    found = []
    if recording.started_wall_s is not None:
        found.append(("date and time", time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(recording.started_wall_s))))
    notes = [n.text for n in recording.notes if n.what in WRITTEN]
    if notes:
        found.append((f"{len(notes)} notes of free text", "; ".join(notes)[:200]))
    found.append(("file name", recording.path.name))
    if recording.info.source_id or recording.info.host:
        found.append(("device", f"{recording.info.source_id} {recording.info.host}".strip()))
    return found


def ascii_text(text: str) -> str:
    """Return ``text`` in ASCII: ``Müskel`` becomes ``Mueskel``; what has no likeness is left out."""
    for a, b in (
        ("ä", "ae"),
        ("ö", "oe"),
        ("ü", "ue"),
        ("Ä", "Ae"),
        ("Ö", "Oe"),
        ("Ü", "Ue"),
        ("ß", "ss"),
        ("µ", "u"),
        ("μ", "u"),
    ):
        text = text.replace(a, b)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "".join(c for c in plain if c.isprintable())


def unique_labels(channels: tuple[Channel, ...], limit: int = 16) -> list[str]:
    """Return one label per channel: ASCII, at most ``limit`` characters, none twice."""
    made: list[str] = []
    for i, c in enumerate(channels):
        name = ascii_text(c.name).strip() or f"CH {i + 1}"
        # A long name is shortened in front of its side and number, which tell channels apart.
        tail = re.search(r"([ _][RL])?[ _]*\d*$", name)
        end = tail[0] if tail and len(tail[0]) < limit // 2 else ""
        label = name if len(name) <= limit else name[: limit - len(end)].strip(" _") + end
        n = 1
        while label.lower() in {m.lower() for m in made} or "annotations" in label.lower():
            n += 1
            label = name[: limit - len(f"~{n}")].strip() + f"~{n}"
            name = name if "annotations" not in name.lower() else "CH"
        made.append(label)
    return made


@dataclass(frozen=True)
class Excerpt:
    """A stretch of a recording, in its own sample count: index 0 is ``start`` of the recording."""

    recording: Recording
    start: int
    stop: int
    events: NDArray[np.void]
    footprints: list[FloatArray]
    notes: list[Note]
    gaps: list[Gap]
    options: ExportOptions = field(default_factory=ExportOptions)

    @property
    def n_samples(self) -> int:
        """Length in samples."""
        return self.stop - self.start

    @property
    def fs_hz(self) -> float:
        """Sampling rate [Hz]."""
        return self.recording.fs_hz

    def read(self, start: int, stop: int) -> tuple[FloatArray, FloatArray | None]:
        """Return EMG [uV] and auxiliary rows from ``start`` to ``stop`` of the excerpt."""
        return self.recording.read(self.start + start, self.start + stop), self.recording.read_aux(
            self.start + start, self.start + stop
        )

    def accepted(self, row: np.void) -> bool:
        """Tell whether an event counts, by the rule of the screen (``detection.counting``)."""
        return bool(counted(np.array([row]), self.recording.verdicts)[0])

    def pieces(self, cancelled: Cancelled | None) -> Iterator[tuple[int, int]]:
        """Yield ``(start, stop)`` of pieces small enough for any memory.

        Raises
        ------
        ExportCancelledError
            When somebody stopped the export.
        """
        step = max(1, round(PIECE_S * self.fs_hz))
        for at in range(0, self.n_samples, step):
            check(cancelled)
            yield at, min(at + step, self.n_samples)


def check(cancelled: Cancelled | None) -> None:
    """Raise ExportCancelledError where somebody asked to stop."""
    if cancelled is not None and cancelled():
        raise ExportCancelledError("The export was stopped; nothing was left behind.")


def excerpt(recording: Recording, start: int | None, stop: int | None, options: ExportOptions) -> Excerpt:
    """Choose a stretch of a recording with its events, notes and gaps.

    The events are those a review lists: also provisional ones, which count, and not what was taken back unconfirmed.

    Raises
    ------
    UsageError
        Where it is empty.
    """
    a = min(max(0, start or 0), recording.n_samples)
    b = recording.n_samples if stop is None else min(max(a, stop), recording.n_samples)
    if b <= a:
        raise UsageError("The chosen stretch is empty; choose a longer one.")
    rows = recording.events
    inside = (rows["sample"] >= a) & (rows["sample"] < b) & seen(rows)
    events = rows[inside].copy()
    events["sample"] -= a
    events["time_s"] = events["sample"] / recording.fs_hz
    prints = [p for p, ok in zip(recording.footprints, inside, strict=True) if ok] if recording.footprints else []
    notes = (
        [Note(n.sample - a, n.text, n.what) for n in recording.notes if a <= n.sample < b and n.what in WRITTEN]
        if options.keep_notes
        else []
    )
    gaps = [
        Gap(max(g.start, a) - a, min(g.stop, b) - a, g.reason) for g in recording.gaps if g.stop > a and g.start < b
    ]
    found = Excerpt(recording, a, b, events, prints, notes, gaps, options)
    if options.rejected:
        return found
    those = counted(events, recording.verdicts)
    return replace(found, events=events[those], footprints=[p for p, ok in zip(prints, those, strict=False) if ok])
