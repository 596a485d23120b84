"""Annotations of EDF+ and BDF+ read by edfio, and the times of the data records, which edfio does not tell."""

from __future__ import annotations

import re

import edfio
import numpy as np
from numpy.typing import NDArray

from fascview.plain import plain_text
from fascview.session.bounded import Bytes

MAX_ANNOTATION_BYTES = 64 << 20
MAX_LIST_BYTES = 64 << 10
MAX_NOTES = 1_000_000
MAX_TIME_S = 1e9
_AT_ONCE = 1 << 20

Annotation = tuple[float, float, str]

# A time-stamped annotation list (EDF+, section 2.2.2). edfio searches lists with a pattern that runs on into the next
# list and takes the square of the time over some of them, so only well-formed ones go there.
_LIST = re.compile(rb"([+-]\d{1,12}(?:\.\d{1,24})?)(?:\x15\d{1,12}(?:\.\d{1,24})?)?\x14")
_TIMEKEEPING = b"+0\x14\x14\0"


def read_annotations(
    file: Bytes,
    first_byte: int,
    record_bytes: int,
    n_records: int,
    places: list[tuple[int, int]],
    warnings: list[str],
) -> tuple[NDArray[np.float64] | None, list[Annotation]]:
    """Return the onset [s] of each record, NaN where untold, and ``(onset_s, duration_s, text)`` of every annotation.

    ``places`` are the offset in a data record and the bytes of every annotation signal; without any the onsets are
    None.
    """
    if not places:
        return None, []
    if sum(n for _, n in places) * n_records > MAX_ANNOTATION_BYTES:
        warnings.append("The annotations of this file are larger than 64 MiB and were left out.")
        return None, []
    onsets = np.full(n_records, np.nan)
    notes: list[Annotation] = []
    lists, waiting = [], 0
    for r in range(n_records):
        for k, (offset, n) in enumerate(places):
            data = file.read(first_byte + r * record_bytes + offset, n)
            for i, text in enumerate(t for t in data.split(b"\0") if t):
                found = _LIST.match(text)
                if found is None or len(text) > MAX_LIST_BYTES:
                    continue
                if k == 0 and i == 0:
                    onsets[r] = float(found[1])
                if len(text) > found.end() + text.endswith(b"\x14"):  # more than the time of the record
                    lists.append(text.removesuffix(b"\x14") + b"\x14\0")
                    waiting += len(text)
                if waiting > _AT_ONCE:
                    notes += _decode(lists)
                    lists, waiting = [], 0
                if len(notes) > MAX_NOTES:
                    warnings.append("This file holds more than a million annotations; the rest were left out.")
                    return onsets, notes
    return onsets, notes + _decode(lists)


def _decode(lists: list[bytes]) -> list[Annotation]:
    """Give the lists to edfio as the single data record of a file that holds annotations alone."""
    if not lists:
        return []
    # The times stay as they are, since edfio subtracts that of the record, which is 0 here. It stops at line feeds.
    data = (_TIMEKEEPING + b"".join(lists)).decode("utf-8", "replace").replace("\n", " ").encode()
    data += b"\0" * (len(data) % 2)
    header = edfio.Edf([], annotations=[edfio.EdfAnnotation(0, None, "-")]).to_bytes()[:512]
    counts = 256 + 216
    file = header[:counts] + b"%-8d" % (len(data) // 2) + header[counts + 8 :] + data
    return [
        (a.onset, a.duration or 0.0, plain_text(a.text, 2000))
        for a in edfio.read_edf(file).annotations
        if a.text and abs(a.onset) <= MAX_TIME_S and (a.duration or 0.0) <= MAX_TIME_S
    ]
