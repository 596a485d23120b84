"""The entries of a recording of this program, taken in once each, also while they are still being added."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from fascview.errors import FormatError
from fascview.session import entries
from fascview.session.recording import Gap, Note, Recording
from fascview.session.xdf_read import XdfFile
from fascview.session.xdf_stream import XdfStream
from fascview.stream import plain_text


class EntryList:
    """What the event streams of a session's files hold. Later parts may repeat what earlier ones say.

    ``take`` reads on where it stopped, so that hours of entries are parsed once and a second of new ones costs little.
    """

    def __init__(self) -> None:
        self._read: dict[tuple[str, int], int] = {}  # chunks taken of each stream
        self._seen: set[str] = set()
        self._raw: list[dict[str, object]] = []  # with absolute samples
        self._events = entries.Latest()
        self.left_out = 0

    def waiting(self, files: Sequence[XdfFile]) -> int:
        """Return how many chunks of entries have not been taken."""
        return sum(len(s.offsets) - self._read.get(key, 0) for _, s, key in _streams(files))

    def take(self, files: Sequence[XdfFile], limit_s: float = float("inf")) -> bool:
        """Take what is there, for about ``limit_s``; return whether anything is left to be taken."""
        until = time.monotonic() + limit_s
        for file, stream, key in _streams(files):
            at = self._read.get(key, 0)
            while at < len(stream.offsets):
                stop = min(at + 256, len(stream.offsets))
                for _, text in file.strings(stream, at, stop):
                    self._take(text)
                self._read[key] = at = stop
                if time.monotonic() > until:
                    return self.waiting(files) > 0
        return False

    def _take(self, text: str) -> None:
        if text in self._seen:
            return
        self._seen.add(text)
        try:
            entry = entries.parse(text)
        except FormatError:
            self.left_out += 1
            return
        self._raw.append(entry)
        self._events.add(entry)

    def put_into(self, recording: Recording) -> None:
        """Give a recording its events, notes, verdicts and told gaps, counted from its own first sample."""
        origin = recording.first_sample
        if self.left_out:
            recording.warnings.append(f"{self.left_out} entries of the event list are damaged and were left out.")
        recording.entries = [{**e, "sample": int(str(e["sample"])) - origin} for e in self._raw]
        rows, prints = self._events.rows()
        rows["sample"] -= origin
        rows["time_s"] = rows["sample"] / recording.fs_hz
        info = recording.info
        fits = (rows["muscle"] < len(info.muscles)) & (rows["channel"] < info.n_channels) & (rows["channel"] >= 0)
        recording.events = rows[fits]
        recording.footprints = [p for p, ok in zip(prints, fits.tolist(), strict=True) if ok]
        for entry in recording.entries:
            what = entry["what"]
            if what != "event":
                _put(recording, str(what), int(str(entry["sample"])), entry)
        recording.verdicts = {k: v for k, v in recording.verdicts.items() if v}
        recording.notes.sort(key=lambda n: n.sample)


def _put(recording: Recording, what: str, sample: int, entry: dict[str, object]) -> None:
    if what == "gap":
        stop = entry.get("stop")
        if isinstance(stop, int):
            start, end = max(0, sample), min(stop - recording.first_sample, recording.n_samples)
            if end > start:
                recording.gaps.append(Gap(start, end, plain_text(entry.get("reason", ""))))
    elif what == "verdict" and isinstance(entry.get("id"), int):
        recording.verdicts[int(str(entry["id"]))] = plain_text(entry.get("verdict", ""))
    elif what in ("note", "mark", "setting", "state"):
        said = entry.get("text") if "text" in entry else f"{entry.get('name', '')}: {entry.get('value', '')}"
        recording.notes.append(Note(sample, plain_text(said, 2000), what))


def _streams(files: Sequence[XdfFile]) -> Iterator[tuple[XdfFile, XdfStream, tuple[str, int]]]:
    for file in files:
        for stream in file.streams.values():
            if stream.dtype is None and stream.name == "fascview.events":
                yield file, stream, (str(file.path), stream.stream_id)
