"""Any source as a companion of the EMG: recorded beside it, on its own clock."""

from __future__ import annotations

import math
import time

import numpy as np

from fascview.beside import SideInfo, SideRows, SideSource
from fascview.errors import SourceError, UsageError
from fascview.stream import Block, Source, SourceEvent
from fascview_drivers.address import parse
from fascview_drivers.registry import open_source


def open_beside(address: str) -> SideSource:
    """Return the companion an address names, not open yet: an LSL stream of any kind, or any other live source.

    Raises
    ------
    UsageError
        The address makes no sense, or names a recording.
    SourceError
        A library it needs is not installed.
    """
    parsed = parse(address)
    if parsed.scheme == "file":
        raise UsageError("A recording cannot be recorded beside another source; choose a live one.")
    if parsed.scheme != "lsl":
        return Sided(open_source(parsed))
    from fascview_drivers.lsl.choice import wanted
    from fascview_drivers.lsl.side import LslSide

    parsed.refuse_unknown(("type", "source_id", "host", "uid", "wait_s"))
    return LslSide(wanted(parsed), wait_s=parsed.number("wait_s", 2.0, 0.1, 3600.0, "s"))


class Sided:
    """A source of samples as a companion: EMG and auxiliary channels alike become its columns.

    Its own clock is its sample index over its nominal rate; the offset of that to this computer's clock is measured
    by the stamps of its blocks, or by their arrival.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._fs_hz = math.nan
        self._n_columns = 0
        self._origin_s = math.nan

    def open(self) -> SideInfo:
        """Open the source."""
        info = self._source.open()
        self._fs_hz, columns = info.fs_hz, (*info.channels, *info.aux_channels)
        self._n_columns = len(columns)
        return SideInfo(
            name=info.name,
            fs_hz=info.fs_hz,
            channels=columns,
            type="Samples",
            address=info.address,
            host=info.host,
            source_id=info.source_id or info.address,
            properties=info.properties,
        )

    def read(self, timeout_s: float = 0.1) -> SideRows | None:
        """Return the rows that have come; lost samples leave a hole in the stamps."""
        if math.isnan(self._fs_hz):
            raise SourceError("This companion is not open; open it before reading.")
        block = self._source.read(timeout_s)
        if block is None or not len(block):
            return None
        now_s = time.monotonic() if block.stamp_s is None else block.stamp_s
        if math.isnan(self._origin_s):
            self._origin_s = now_s - (block.stop - 1) / self._fs_hz
        values = self._columns(block)
        here = ~np.isnan(block.samples).all(axis=1)
        stamps_s = self._origin_s + np.arange(block.start, block.stop, dtype=np.float64) / self._fs_hz
        return SideRows(stamps_s[here], values[here], offset_s=now_s - float(stamps_s[-1]))

    def _columns(self, block: Block) -> np.ndarray:
        if block.samples.shape[1] == self._n_columns:
            return block.samples
        n_aux = self._n_columns - block.samples.shape[1]
        aux = np.full((len(block), n_aux), np.nan, np.float32) if block.aux is None else block.aux
        return np.concatenate([block.samples, aux], axis=1)

    def events(self) -> list[SourceEvent]:
        """Return and forget what the source had to tell."""
        return self._source.events()

    def close(self) -> None:
        """Close the source."""
        self._source.close()
