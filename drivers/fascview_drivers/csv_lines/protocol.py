"""Lines of decimal numbers: ``512,513,-4``, ``EMG:512 ENV:13.5``, with tabs, spaces or semicolons as well."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np

from fascview.stream import FloatArray

LONGEST_LINE = 4096
_SPLIT = re.compile(rb"[,;\t ]+")
_NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\Z")


def parse_line(line: bytes) -> tuple[list[float], list[str]] | None:
    """Return the values of one line and their labels (empty where there are none).

    A field that says ``nan``, or something that is no number (``ovf``), is NaN. None for a line without any number.
    """
    values: list[float] = []
    labels: list[str] = []
    for field in _SPLIT.split(line.strip()):
        if not field:
            continue
        label, colon, text = field.rpartition(b":")
        labels.append(label.decode("utf-8", "replace") if colon else "")
        values.append(float(text) if _NUMBER.match(text) else float("nan"))
    if all(v != v for v in values):
        return None
    return values, labels


class LineParser:
    """Cuts bytes into lines and lines into values; the first line after opening is never trusted.

    Parameters
    ----------
    n_fields : int
        Fields per line; lines with another number are counted as damaged. 0 takes all.
    """

    def __init__(self, n_fields: int = 0) -> None:
        self.n_fields = n_fields
        self._rest = b""
        self._begun = False
        self.damaged = 0
        """Lines with numbers in them that did not fit."""

    @property
    def pending(self) -> int:
        """Bytes of the line that is not whole yet."""
        return len(self._rest)

    def feed(self, data: bytes) -> tuple[list[list[float]], list[int], list[list[str]]]:
        """Return the values of whole lines, how many damaged lines came before each, and the labels."""
        pieces = (self._rest + data).split(b"\n")
        self._rest = pieces.pop()[-LONGEST_LINE:]
        rows: list[list[float]] = []
        lost: list[int] = []
        labels: list[list[str]] = []
        missing = 0
        for line in pieces:
            if not self._begun:
                self._begun = True
                continue
            parsed = parse_line(line)
            if parsed is None:
                continue
            if self.n_fields and len(parsed[0]) != self.n_fields:
                self.damaged += 1
                missing += 1
                continue
            rows.append(parsed[0])
            labels.append(parsed[1])
            lost.append(missing)
            missing = 0
        return rows, lost, labels


def usual_fields(rows: list[list[float]]) -> int:
    """Return the number of fields most lines have."""
    return Counter(len(row) for row in rows).most_common(1)[0][0]


def encode(values: FloatArray) -> list[bytes]:
    """Return one line per row of values."""
    return [",".join(f"{v:.10g}" for v in row).encode() + b"\r\n" for row in np.asarray(values, np.float64).tolist()]
