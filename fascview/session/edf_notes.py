"""Annotations of EDF+ and BDF+ read by edfio, and the times of the data records, which edfio does not tell."""

from __future__ import annotations

import math
import re
import time

import edfio
import numpy as np

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


class AnnotationReader:
    """Reads the annotation signals of a file, record after record.

    Parameters
    ----------
    file : Bytes
    first_byte, record_bytes, n_records : int
        Where the data records lie.
    places : list of tuple of int
        The offset in a data record and the bytes of every annotation signal.
    warnings : list of str
        Is told what is left out.

    Attributes
    ----------
    onsets : ndarray, shape (n_records,), or None
        Onset of each record [s], NaN where untold or not read yet; None without annotation signals.
    notes : list of tuple (onset_s, duration_s, text)
    """

    def __init__(
        self,
        file: Bytes,
        first_byte: int,
        record_bytes: int,
        n_records: int,
        places: list[tuple[int, int]],
        warnings: list[str],
    ) -> None:
        self._file, self._first_byte, self._record_bytes = file, first_byte, record_bytes
        self._n_records, self._places, self._warnings = n_records, places, warnings
        self.notes: list[Annotation] = []
        self._lists: list[bytes] = []
        self._waiting = self._at = 0
        if sum(n for _, n in places) * n_records > MAX_ANNOTATION_BYTES:
            warnings.append("The annotations of this file are larger than 64 MiB and were left out.")
            self._places = []
        self.onsets = np.full(n_records, np.nan) if self._places else None
        if not self._places:
            self._at = n_records

    @property
    def share(self) -> float:
        """How much has been read, 0 to 1."""
        return self._at / max(1, self._n_records)

    def take(self, limit_s: float = math.inf) -> bool:
        """Read on for about ``limit_s``, at least one record; return whether that was the end."""
        until = time.monotonic() + limit_s
        while self._at < self._n_records:
            self._take_record(self._at)
            self._at += 1
            if len(self.notes) > MAX_NOTES:
                self._warnings.append("This file holds more than a million annotations; the rest were left out.")
                self._lists.clear()
                self._at = self._n_records
            if time.monotonic() > until:
                break
        if self._at < self._n_records:
            return False
        self.notes += _decode(self._lists)
        self._lists = []
        return True

    def _take_record(self, r: int) -> None:
        for k, (offset, n) in enumerate(self._places):
            data = self._file.read(self._first_byte + r * self._record_bytes + offset, n)
            for i, text in enumerate(t for t in data.split(b"\0") if t):
                found = _LIST.match(text)
                if found is None or len(text) > MAX_LIST_BYTES:
                    continue
                if k == 0 and i == 0 and self.onsets is not None:
                    self.onsets[r] = float(found[1])
                if len(text) > found.end() + text.endswith(b"\x14"):  # more than the time of the record
                    self._lists.append(text.removesuffix(b"\x14") + b"\x14\0")
                    self._waiting += len(text)
                if self._waiting > _AT_ONCE:
                    self.notes += _decode(self._lists)
                    self._lists, self._waiting = [], 0


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
