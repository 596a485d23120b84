"""What was recorded by this program, put together from its files."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fascview.errors import FormatError
from fascview.session.entry_list import EntryList
from fascview.session.headers import EVENTS, INTEGRITY, spare_headers
from fascview.session.labels import group_muscles, microvolt_scale
from fascview.session.recording import Gap, Recording
from fascview.session.xdf_clock import Clock, find_clock, number, own_positions
from fascview.session.xdf_read import XdfFile
from fascview.session.xdf_signal import Integrity, Piece, XdfSignal, has_records
from fascview.session.xdf_stream import XdfStream, parse_header
from fascview.stream import MIN_RATE_HZ, Channel, Muscle, StreamInfo

_CHECK_AT_ONCE = 64 << 20


@dataclass(frozen=True)
class Described:
    """What ``session.json`` tells: it repeats what the stream headers say, should those be damaged."""

    info: StreamInfo
    start_sample: int
    wall_s: float

    def headers(self) -> dict[int, bytes]:
        """Return the stream headers that follow from it."""
        return spare_headers(self.info, self.start_sample, self.wall_s)


def is_own(file: XdfFile) -> bool:
    """Tell whether this program wrote a file: by its stream headers, or by its check sums should those be damaged."""
    return any("time_of_sample_0" in s.facts() for s in file.streams.values()) or has_records(file)


def headers_differ(file: XdfFile, described: Described) -> bool:
    """Tell whether the head of a file is damaged such that ``session.json`` knows its streams better."""
    if not any(s.offsets for s in file.streams.values()):
        return False
    integrity = Integrity(file)
    if integrity.present and not integrity.head_damaged:
        return False
    for n, data in described.headers().items():
        expected, found = parse_header(n, data), file.streams.get(n)
        if found is None or found.layout != expected.layout:
            return True
        if (integrity.present or n in (EVENTS, INTEGRITY)) and found.said != expected.said:
            return True
    return False


def _own_streams(file: XdfFile) -> list[XdfStream]:
    sure = has_records(file)
    return [
        s
        for s in file.streams.values()
        if s.dtype is not None
        and s.fs_hz >= MIN_RATE_HZ
        and s.kind in ("EMG", "Misc")
        and (sure or "time_of_sample_0" in s.facts())
    ]


def put_together(
    path: Path,
    files: list[XdfFile],
    described: Described | None,
    entries: EntryList | None = None,
    integrity: dict[int, Integrity] | None = None,
    check: bool = True,
) -> Recording:
    """Return the recording that files of this program hold.

    Where ``entries`` is given, those it has taken are the recording's; otherwise all are taken now. What ``integrity``
    (by identity of the file) has checked is not checked again.

    Raises
    ------
    FormatError
        Where they hold no samples.
    """
    warnings = _told_of(files)
    own = {id(f): _own_streams(f) for f in files}
    emg: dict[int, int] = {}
    for f in files:
        for s in own[id(f)]:
            if s.kind == "EMG":
                emg[s.stream_id] = emg.get(s.stream_id, 0) + s.n_samples
    if not emg:
        raise FormatError(f"{path.name[:80]} holds no samples; nothing can be shown.")
    chosen = max(emg, key=lambda i: (emg[i], -i))
    if len(emg) > 1:
        warnings.append(
            "The stream changed during this recording; the longest stretch with the same channels is shown."
        )
    known = {} if integrity is None else integrity
    known.update({id(f): Integrity(f, known.get(id(f))) for f in files})
    integrity = known
    pieces = [Piece(f, f.streams[chosen], integrity[id(f)]) for f in files if chosen in f.streams]
    stream = pieces[0].stream
    check = check and sum(f.bytes.size for f in files) <= _CHECK_AT_ONCE
    for piece in pieces:
        piece.integrity.damaged_ranges(known_only=not check)
    clock = find_clock(pieces)
    if math.isnan(clock.t0_s) and not any(p.integrity.present for p in pieces):
        raise FormatError(f"{path.name[:80]} does not say when it began; its header is damaged.")
    facts = next((p for p in pieces if not p.integrity.head_damaged), pieces[0]).stream.facts()
    start = int(number(facts.get("start_sample", ""), 0.0))
    if pieces[0].integrity.head_damaged:
        warnings.append("The head of the recording is damaged; where its samples belong was told by its check sums.")
        start = start if described is None else described.start_sample
    if not clock.sure:
        first_s = next((t for p in pieces for t in p.stream.stamps if math.isfinite(t)), 0.0)
        clock = Clock(first_s - start / clock.fs_hz, clock.fs_hz, sure=False)
    info = None if described is None else described.info
    if info is None or info.n_channels != stream.n_channels or info.fs_hz != clock.fs_hz:
        info = replace(_info_of(stream, path), fs_hz=clock.fs_hz)
    runs = _runs(pieces, clock)
    origin = start
    if len(runs):
        # A recording of whole rows never begins before it says; where the word is damaged the first chunk counts.
        first = int(runs[:, 0].min())
        origin = origin if 0 <= first - origin <= 24 * 3600 * clock.fs_hz else first
        if all(number(p.stream.facts().get("part", ""), 1.0) > 1 for p in pieces):
            origin = first  # a later part by itself begins where it begins
        runs[:, 0] -= origin
        runs = runs[runs[:, 0] >= 0]
    n_samples = int((runs[:, 0] + runs[:, 4]).max()) if len(runs) else 0
    if pieces[-1].file.problems or pieces[-1].integrity.damaged_ranges(known_only=True):
        # What was at the end may be gone; the last record tells how far it went.
        end = pieces[-1].integrity.last_stop() - origin
        n_samples = end if n_samples < end < n_samples + 24 * 3600 * clock.fs_hz else n_samples
    aux_pieces = [
        Piece(f, s, integrity[id(f)])
        for f in files
        for s in own[id(f)]
        if s.stream_id == chosen + 1 and s.kind == "Misc" and s.fs_hz == stream.fs_hz
    ]
    info, aux = _auxiliary(info, aux_pieces, clock, origin)
    signal = XdfSignal(
        pieces, runs, n_samples, np.arange(stream.n_channels), np.ones(stream.n_channels, np.float32), aux
    )
    signal.files = list(files)
    wall_s = number(facts.get("wall_of_start", ""))
    recording = Recording(replace(info, n_samples=n_samples), signal, path, warnings=warnings, first_sample=origin)
    recording.started_wall_s = None if math.isnan(wall_s) else wall_s
    if entries is None:
        entries = EntryList()
        entries.take(files)
    entries.put_into(recording)
    told = [(g.start, g.stop) for g in recording.gaps]
    recording.gaps += [
        Gap(a, b, "lost samples") for a, b in signal.missing() if not any(s <= a and b <= e for s, e in told)
    ]
    mark_damaged(recording, known_only=not check)
    recording.gaps.sort(key=lambda g: (g.start, g.stop))
    return recording


def _told_of(files: list[XdfFile]) -> list[str]:
    warnings = [p for f in files for p in f.problems]
    warnings += [
        f"{f.path.name} does not end on a whole chunk; what came before is complete."
        for f in files
        if not f.complete and not f.problems and not f.unread
    ]
    warnings += [
        f"The stream headers of {f.path.name} are damaged; what session.json says is used in their place."
        for f in files
        if f.spared
    ]
    return warnings


def _auxiliary(
    info: StreamInfo, pieces: list[Piece], clock: Clock, origin: int
) -> tuple[StreamInfo, tuple[list[Piece], NDArray[np.int64], NDArray[np.intp]] | None]:
    """Return the stream with the auxiliary channels that can be read, and where their samples lie."""
    if pieces and not info.aux_channels:
        found = pieces[0].stream.channel_facts()
        info = replace(
            info, aux_channels=tuple(Channel(f.get("label", ""), Muscle(""), f.get("unit", "")) for f in found)
        )
    if pieces and info.aux_channels and all(p.stream.n_channels == len(info.aux_channels) for p in pieces):
        runs = _runs(pieces, clock)
        if len(runs):
            runs[:, 0] -= origin
        return info, (pieces, runs, np.arange(len(info.aux_channels)))
    return (replace(info, aux_channels=()) if info.aux_channels else info), None


def mark_damaged(recording: Recording, known_only: bool = False) -> None:
    """Check the whole recording against its check sums and add what is damaged to its gaps and warnings.

    Reading checks each stretch by itself in any case; this finds them all beforehand. With ``known_only`` nothing is
    read: only what has been found damaged so far is added.
    """
    if not isinstance(recording.signal, XdfSignal):
        return
    fs_hz = recording.fs_hz
    for start, stop in recording.signal.damaged(known_only):
        if start == stop:
            said = "The file is damaged where it holds no samples; all of them are as they were written."
        elif any(g.start == start and g.stop == stop and g.reason == "damaged" for g in recording.gaps):
            continue
        else:
            recording.gaps.append(Gap(start, stop, "damaged"))
            said = (
                f"The file is damaged from {start / fs_hz:.2f} s to {stop / fs_hz:.2f} s; these samples are left out."
            )
        if said not in recording.warnings:
            recording.warnings.append(said)


def _runs(pieces: list[Piece], clock: Clock) -> NDArray[np.int64]:
    made = [np.zeros((0, 5), np.int64)]
    for p, piece in enumerate(pieces):
        rows = own_positions(piece, clock)
        n = len(rows)
        made.append(
            np.column_stack(
                (rows, np.full(n, p), np.arange(n), np.zeros(n, np.int64), np.array(piece.stream.counts, np.int64))
            )
        )
    return np.concatenate(made).astype(np.int64)


def _info_of(stream: XdfStream, path: Path) -> StreamInfo:
    found = stream.channel_facts()
    labels = [f.get("label") or f"EMG {i + 1}" for i, f in enumerate(found)]
    guessed = group_muscles(labels)
    channels = tuple(
        Channel(
            label,
            Muscle(f["muscle"], f.get("side", "")) if "muscle" in f else muscle,
            "uV" if microvolt_scale(f.get("unit", "microvolts")) is not None else "counts",
            f.get("status") == "bad",
        )
        for label, f, muscle in zip(labels, found, guessed, strict=True)
    )
    return StreamInfo(stream.name, "file", stream.fs_hz, channels, address=f"file:{path}")
