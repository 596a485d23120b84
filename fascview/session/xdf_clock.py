"""Where the chunks of a recording of this program lie on the sample axis, also when its head is damaged.

Stamps are ``t0 + index / fs``. Both figures stand in the stream header, which one flipped bit can change; the integrity
records say them again once a second, each with the stamp and the index of the same sample.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fascview.session.xdf_signal import MAX_GAP_S, Piece
from fascview.session.xdf_stream import XdfStream
from fascview.stream import MIN_RATE_HZ

_RECORDS_READ = 8  # so many records are looked at for a witness of the clock
_HEAD = 16  # bytes of a chunk before its first sample, at most


def number(text: str, default: float = math.nan) -> float:
    """Return the finite number a text says, or ``default``."""
    try:
        value = float(text)
    except ValueError:
        return default
    return value if math.isfinite(value) else default


@dataclass(frozen=True)
class Clock:
    """``index = (stamp - t0_s) * fs_hz``; ``sure`` is False where neither header nor records could tell ``t0_s``."""

    t0_s: float
    fs_hz: float
    sure: bool = True
    from_records: bool = False


def find_clock(pieces: Sequence[Piece]) -> Clock:
    """Return the clock of a stream: from a header whose check sum is right, otherwise from the integrity records."""
    for piece in pieces:
        t0 = number(piece.stream.facts().get("time_of_sample_0", ""))
        if not math.isnan(t0) and not piece.integrity.head_damaged:
            return Clock(t0, piece.stream.fs_hz)
    for piece in pieces:
        fs_hz = _rate(piece.stream)
        t0 = _witnessed(piece, fs_hz)
        if not math.isnan(t0):
            return Clock(t0, fs_hz, from_records=True)
    stream = pieces[0].stream
    return Clock(number(stream.facts().get("time_of_sample_0", "")), stream.fs_hz, sure=False)


def _rate(stream: XdfStream) -> float:
    """Return the rate of the header unless most chunks follow each other at another."""
    stamps, counts = np.array(stream.stamps), np.array(stream.counts, float)
    apart = np.diff(stamps)
    good = np.isfinite(apart) & (apart > 0)
    if not good.any():
        return stream.fs_hz
    measured = float(np.median(counts[:-1][good] / apart[good]))
    if abs(measured - stream.fs_hz) < 1e-4 * stream.fs_hz or measured < MIN_RATE_HZ:
        return stream.fs_hz
    return round(measured, 3)


def _witnessed(piece: Piece, fs_hz: float) -> float:
    """Return the time of sample 0 by the first integrity record that can be trusted; NaN without one [s]."""
    stream, integrity = piece.stream, piece.integrity
    if not stream.offsets:
        return math.nan
    first = integrity.covering(stream.offsets[0])
    for i in range(first, min(first + _RECORDS_READ, integrity.n_records - 1)):
        # A record itself is vouched for by the next one.
        if integrity.sound(i + 1) and (told := integrity.record(i)) is not None:
            t0 = told[0] - told[1] / fs_hz
            k = int(np.searchsorted(stream.offsets, integrity.stop(i + 1))) - 1
            exact = (stream.stamps[k] - t0) * fs_hz
            if math.isfinite(exact) and abs(exact - round(exact)) < 0.05:
                return t0
    return math.nan


def own_positions(piece: Piece, clock: Clock) -> NDArray[np.int64]:
    """Return the absolute sample index of each chunk of a stream written by this program.

    Where the stamps break the sequence, a chunk alone in a damaged stretch (or one that all others pass over) counts
    for nothing: it stays in sequence with its neighbours, and they keep the place their own stamps give them.
    """
    stream, fs_hz = piece.stream, clock.fs_hz
    counts = np.array(stream.counts, np.int64)
    if len(counts) == 0:
        return counts
    with np.errstate(invalid="ignore", over="ignore"):
        exact = np.rint((np.array(stream.stamps) - clock.t0_s) * fs_hz)
    rows = np.where(np.isfinite(exact) & (np.abs(exact) < 2**52), exact, -1).astype(np.int64)
    broken = np.concatenate(([True], rows[1:] != rows[:-1] + counts[:-1]))
    starts = np.flatnonzero(broken)
    if len(starts) == 1 and rows[0] >= 0:
        return rows
    stops = np.concatenate((starts[1:], [len(rows)]))
    lengths = np.add.reduceat(counts, starts)
    begins = rows[starts]
    single = stops - starts == 1
    sound = (begins >= 0) & clock.sure
    passed_over = np.zeros(len(starts), bool)
    passed_over[1:-1] = begins[2:] == begins[:-2] + lengths[:-2] + lengths[1:-1]
    for s in np.flatnonzero(single & sound).tolist():
        at = stream.offsets[starts[s]]
        sound[s] = not passed_over[s] and not piece.integrity.damaged(at - _HEAD, at + stream.sizes[starts[s]])
    known = np.flatnonzero(sound)
    first = int(known[0]) if len(known) else len(starts)
    placed = begins.copy()
    at = int(begins[first]) if len(known) else max(0, int(begins[0])) + int(lengths.sum())
    for s in range(first - 1, -1, -1):
        at -= int(lengths[s])
        placed[s] = at
    at = loose = int(begins[first] + lengths[first]) if len(known) else 0
    for s in range(first + 1, len(starts)):
        jump = int(begins[s]) - at
        if not sound[s]:
            placed[s], loose = loose, loose + int(lengths[s])
            continue
        if jump < 0 or jump > MAX_GAP_S * fs_hz:
            placed[s] = at
        at = loose = int(placed[s] + lengths[s])
    rows += np.repeat(placed - begins, stops - starts)
    return rows
