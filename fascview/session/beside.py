"""Streams recorded beside the EMG: each with its own stamps and its own clock offsets, as LSL recorders write them."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass, field

from fascview.beside import SideInfo, SideRows
from fascview.session import xdf_write
from fascview.session.entry_writer import EntryWriter
from fascview.session.headers import StreamList
from fascview.session.part import Part
from fascview.session.store import Store

CLOCK_S = 5.0
MAX_HELD = 2_000_000  # rows that wait for the recording's first sample


@dataclass
class _Side:
    info: SideInfo
    begun: bool = False
    offsets_s: list[float] = field(default_factory=list)
    newest_s: float = 0.0
    clocked_s: float = -math.inf


class BesideWriter(EntryWriter):
    """Further streams of a session. What they bring waits until the recording has its first sample."""

    _streams: StreamList
    _store: Store
    _t0: float | None

    def __init__(self) -> None:
        self._sides: dict[int, _Side] = {}
        self._held: list[tuple[int, SideRows]] = []
        self._n_held = 0

    def add_beside(self, info: SideInfo) -> int:
        """Announce a companion; return its number, for ``write_beside``."""
        number = self._streams.reserve()
        self._sides[number] = _Side(info)
        return number

    def write_beside(self, number: int, rows: SideRows) -> None:
        """Append rows of a companion.

        Raises
        ------
        StorageError
            When the disk takes nothing and no more can be kept in memory.
        """
        if not len(rows):
            return
        if self._t0 is None:
            if self._n_held + len(rows) <= MAX_HELD:
                self._held.append((number, rows))
                self._n_held += len(rows)
            return
        if self._held:
            self._release_held()
        self._store.check_room()
        self._put_beside(number, rows)

    def _release_held(self) -> None:
        """Write what waited; called once the recording has begun."""
        held, self._held, self._n_held = self._held, [], 0
        for number, rows in held:
            self._put_beside(number, rows)

    def _put_beside(self, number: int, rows: SideRows) -> None:
        side = self._sides[number]
        if not side.begun:
            side.begun = True
            self._store.begin(self._streams.add_beside(number, side.info), (number,))
        stamps = rows.stamps_s
        data = chunk_of(number, side.info, rows)
        n, first_s, last_s = len(rows), float(stamps[0]), float(stamps[-1])
        self._store.put(lambda part: part.add(data, number, n, first_s, last_s, again=True))
        side.offsets_s.append(rows.offset_s)
        side.newest_s = last_s
        if last_s - side.clocked_s >= CLOCK_S:
            self._put_side_clock(number, side)

    def _put_side_clock(self, number: int, side: _Side) -> None:
        if not side.offsets_s:
            return
        at_s, offset_s = side.newest_s, statistics.median(side.offsets_s)
        side.offsets_s.clear()
        side.clocked_s = at_s
        self._put_offsets([number], at_s, offset_s)

    def _put_offsets(self, numbers: list[int], at_s: float, offset_s: float) -> None:
        """Write one clock offset for each of these streams."""

        def put(part: Part) -> None:
            for number in numbers:
                part.add(xdf_write.clock_offset(number, at_s, offset_s))
                part.streams[number].offsets.append((at_s, offset_s))

        self._store.put(put)

    def _end_sides(self) -> None:
        """Write the last clock offsets; called before the session is closed."""
        self._release_held()
        for number, side in self._sides.items():
            self._put_side_clock(number, side)


def chunk_of(number: int, info: SideInfo, rows: SideRows) -> bytes:
    """Return rows as one chunk of samples, each with its own stamp."""
    if info.format == "string":
        return xdf_write.strings(number, rows.stamps_s.tolist(), rows.texts)
    return xdf_write.stamped(number, rows.stamps_s, rows.values.astype(xdf_write.FORMATS[info.format], copy=False))
