"""Annotations of EDF+ and tables of events: what in them is an event, a lost stretch, or a note."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from fascview.detection.events import EVENT_DTYPE, KINDS
from fascview.session.recording import Gap, Note, Recording
from fascview.stream import plain_text

LOST = ("BAD_ACQ_SKIP", "bad_acq_skip")


def event_row(
    recording: Recording, event_id: int, sample: int, kind: str, place: tuple[str, str], status: str
) -> NDArray[np.void] | None:
    """Return one row of EVENT_DTYPE, unmeasured values NaN, or None where it does not fit the recording.

    ``place`` is the muscle's label and the channel's name; the channel decides.
    """
    info = recording.info
    labels, names = [m.label for m in info.muscles], [c.name for c in info.channels]
    if kind not in KINDS or not 0 <= sample < recording.n_samples:
        return None
    if place[1] in names:
        channel = names.index(place[1])
        muscle = int(info.muscle_of_channel[channel])
    elif place[0] in labels:
        muscle = labels.index(place[0])
        channel = int(np.argmax(info.muscle_of_channel == muscle))
    else:
        return None
    row = np.zeros(1, EVENT_DTYPE)
    row["id"], row["sample"], row["time_s"] = event_id, sample, sample / info.fs_hz
    row["muscle"], row["channel"], row["kind"], row["status"] = muscle, channel, kind, status
    row["group"], row["phases"], row["turns"] = -1, -1, -1
    for name in ("vpp_uv", "snr", "confidence", "duration_ms", "area_uv_ms"):
        row[name] = math.nan
    return row


def place_annotations(recording: Recording, found: Iterable[tuple[float, float, str]]) -> None:
    """Put ``(onset_s, duration_s, text)`` where they belong: events, gaps or notes of the recording."""
    fs_hz = recording.fs_hz
    rows: list[NDArray[np.void]] = []
    for onset_s, duration_s, text in found:
        sample = round(onset_s * fs_hz)
        if not 0 <= sample <= recording.n_samples:
            continue
        if text in LOST:
            stop = min(sample + round(duration_s * fs_hz), recording.n_samples)
            if stop > sample:
                recording.gaps.append(Gap(sample, stop, "lost samples"))
            continue
        rejected = text.startswith("rejected/")
        parts = text.removeprefix("rejected/").split("/", 2)
        row = None
        if len(parts) == 3:
            status = "rejected" if rejected else "accepted"
            row = event_row(recording, len(rows) + 1, sample, parts[0], (parts[1], parts[2]), status)
        if row is not None:
            rows.append(row)
        else:
            recording.notes.append(Note(sample, plain_text(text, 2000), "annotation"))
    if rows:
        recording.events = np.concatenate(rows)
        recording.events = recording.events[np.argsort(recording.events["sample"], kind="stable")]
    recording.gaps.sort(key=lambda g: (g.start, g.stop))
    recording.notes.sort(key=lambda n: n.sample)
