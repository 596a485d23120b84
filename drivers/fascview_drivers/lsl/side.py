"""An LSL stream of any kind as a companion of the EMG: the sender's own stamps, and the offset of its clock."""

from __future__ import annotations

import contextlib
import math
import threading
import time
from collections import deque
from typing import Any

import numpy as np

from fascview.beside import SideInfo, SideRows
from fascview.errors import SourceError, SourceLostError
from fascview.stream import Channel, SourceEvent, plain_text
from fascview_drivers.lsl.choice import Wanted, choose_stream
from fascview_drivers.lsl.discovery import Discovery, address_of
from fascview_drivers.lsl.metadata import labels_and_units
from fascview_drivers.lsl.reach import load

BUFFER_S = 360
MOST = 4096  # rows taken at once
OFFSET_S = 2.5  # how often the sender's clock is asked for
LONGEST_TEXT = 2000


class LslSide:
    """Markers, triggers or any numbers, as they are sent.

    Stamps are those of the sender; nothing is smoothed, and what is missing is simply not there. Read it with the
    address it states: a stream that comes back under the same source_id is the same.

    Parameters
    ----------
    choice : Wanted
        Which stream.
    wait_s : float
        How long to look for it.
    """

    def __init__(self, choice: Wanted, *, wait_s: float = 2.0) -> None:
        self._choice, self._wait_s = choice, wait_s
        self._pylsl: Any = None
        self._inlet: Any = None
        self._info: SideInfo | None = None
        self._told: deque[SourceEvent] = deque(maxlen=100)
        self._stop = threading.Event()
        self._offset_s = 0.0
        self._asked_s = -math.inf

    def open(self) -> SideInfo:
        """Find the stream and connect to it.

        Raises
        ------
        SourceError
            When it is not there or does not answer, or when several answer to the name.
        """
        pylsl = self._pylsl = load()
        with Discovery(details=False) as discovery:
            found = choose_stream(discovery, self._choice, self._wait_s, self._stop)
            address = address_of(found, discovery.streams())
        name = plain_text(found.name()) or "(no name)"
        is_text = found.channel_format() == pylsl.cf_string
        try:
            inlet = pylsl.StreamInlet(
                found, max_buflen=BUFFER_S, recover=False, processing_flags=pylsl.proc_none | pylsl.proc_threadsafe
            )
            xml = str(inlet.info(timeout=5.0).as_xml())
            self._offset_s = _shift(pylsl) + float(inlet.time_correction(timeout=3.0))
            inlet.open_stream(timeout=5.0)
        except RuntimeError as error:
            raise SourceError(f"{name} was found but does not answer ({plain_text(error)}).") from error
        self._asked_s = time.monotonic()
        labels, units = labels_and_units(xml, found.channel_count())
        channels = tuple(Channel(label, unit=unit) for label, unit in zip(labels, units, strict=True))
        fs_hz = float(found.nominal_srate())
        self._info = SideInfo(
            name=name,
            fs_hz=fs_hz if math.isfinite(fs_hz) else 0.0,
            channels=(Channel("text", unit=""),) if is_text else channels,
            format="string" if is_text else "float32" if found.channel_format() == pylsl.cf_float32 else "double64",
            type=plain_text(found.type()),
            address=address,
            host=plain_text(found.hostname()),
            source_id=plain_text(found.source_id(), 256),
        )
        self._inlet = inlet
        return self._info

    def read(self, timeout_s: float = 0.1) -> SideRows | None:
        """Return the rows that have come.

        Raises
        ------
        SourceLostError
            When the sender has gone.
        """
        info, inlet = self._info, self._inlet
        if self._stop.is_set():
            return None
        if info is None or inlet is None:
            raise SourceError("This LSL stream is not open; open it before reading.")
        try:
            first, stamp_s = inlet.pull_sample(timeout=timeout_s)
            if first is None:
                return None
            rows, stamps_s = inlet.pull_chunk(timeout=0.0, max_samples=MOST)
        except self._pylsl.util.LostError as error:
            raise SourceLostError(f"{info.name} has gone; what was recorded of it is safe.") from error
        if time.monotonic() - self._asked_s > OFFSET_S:
            self._asked_s = time.monotonic()
            with contextlib.suppress(RuntimeError):  # no answer in time: the last offset holds
                self._offset_s = _shift(self._pylsl) + float(inlet.time_correction(timeout=0.5))
        return _rows(info, [first, *rows], [stamp_s, *stamps_s], self._offset_s)

    def events(self) -> list[SourceEvent]:
        """Return and forget what there was to tell."""
        told = list(self._told)
        self._told.clear()
        return told

    def close(self) -> None:
        """Disconnect."""
        self._stop.set()
        self._inlet = None  # its destructor disconnects


def _rows(info: SideInfo, rows: list[Any], stamps_s: list[float], offset_s: float) -> SideRows:
    stamps = np.array(stamps_s, np.float64)
    if info.text:
        texts = tuple(plain_text(" ".join(map(str, row)), LONGEST_TEXT) for row in rows)
        return SideRows(stamps, np.zeros((len(rows), 0), np.float32), texts, offset_s)
    values = np.array(rows, np.float64).reshape(len(rows), -1)
    return SideRows(stamps, values.astype(np.float32) if info.format == "float32" else values, offset_s=offset_s)


def _shift(pylsl: Any) -> float:
    """Return what leads from LSL's clock of this computer to Python's monotonic one: nothing on most systems."""
    shift_s = time.monotonic() - float(pylsl.local_clock())
    return shift_s if abs(shift_s) > 0.05 else 0.0
