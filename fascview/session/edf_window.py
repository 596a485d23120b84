"""Data records of EDF and BDF files decoded by edfio, a few seconds at a time.

edfio reads a BDF file whole, so it is given a small file in memory: the header of the real one, its number of data
records set to those that follow, and these records. A file larger than memory is read this way, and edfio warns of
nothing, since what it is given is never cut short.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import edfio
import numpy as np
from numpy.typing import NDArray

from fascview.errors import FascviewError, FormatError
from fascview.session.bounded import Bytes
from fascview.stream import FloatArray

WINDOW_S = 4.0
WINDOW_BYTES = 2 << 20  # edfio needs about ten times as much while it decodes


@contextmanager
def guarded(sentence: str) -> Iterator[None]:
    """Tell ``sentence`` where edfio fails: over damaged bytes it raises nearly any kind of exception."""
    try:
        yield
    except FascviewError:
        raise
    except Exception as error:
        raise FormatError(sentence) from error


def decode(header: bytes, records: bytes, count: int) -> tuple[edfio.EdfSignal | edfio.BdfSignal, ...]:
    """Return the signals of ``count`` data records that stand under ``header``."""
    data = io.BytesIO(header[:236] + b"%-8d" % count + header[244:] + records)
    if header[0] == 0xFF:
        return edfio.read_bdf(data, header_encoding="latin-1").signals
    return edfio.read_edf(data, header_encoding="latin-1").signals


@dataclass(frozen=True, slots=True)
class Picked:
    """One signal to be shown: its place among all, and the factor from its unit to uV, None for digital values."""

    index: int
    scale: float | None


_Window = tuple[int, int, FloatArray]
_NOTHING: _Window = (-1, 0, np.empty((0, 0), np.float32))


class EdfSignalReader:
    """Samples of the chosen signals of one file, all of one rate.

    Parameters
    ----------
    file : Bytes
    header : bytes
        The whole header.
    record_bytes, per_record : int
        Bytes of a data record, and samples of each chosen signal in it.
    fs_hz : float
    starts : ndarray, shape (n_records,)
        Sample index at which each record begins.
    emg, aux : list of Picked
    """

    def __init__(
        self,
        file: Bytes,
        header: bytes,
        record_bytes: int,
        per_record: int,
        fs_hz: float,
        starts: NDArray[np.int64],
        emg: list[Picked],
        aux: list[Picked],
    ) -> None:
        self._file, self._header, self._record_bytes, self._starts = file, header, record_bytes, starts
        self._picked = {"emg": emg, "aux": aux}
        self._per_record = per_record
        self._per_window = max(1, min(int(WINDOW_S * fs_hz / per_record), WINDOW_BYTES // record_bytes))
        self._kept: dict[str, _Window] = {}  # the window decoded last
        self._lock = threading.Lock()
        self.n_samples = int(starts[-1]) + per_record if len(starts) else 0
        self.lost: list[tuple[int, int]] = []  # stretches that hold zeros in place of samples

    def close(self) -> None:
        """Close the file."""
        self._kept.clear()
        self._file.close()

    def read(self, start: int, stop: int) -> FloatArray:
        """Return rows ``start`` to ``stop``, uV, NaN between records that do not follow each other."""
        return self._read("emg", start, stop)

    def read_aux(self, start: int, stop: int) -> FloatArray | None:
        """Return the auxiliary rows, or None without any."""
        return self._read("aux", start, stop) if self._picked["aux"] else None

    def _read(self, kind: str, start: int, stop: int) -> FloatArray:
        out = np.full((stop - start, len(self._picked[kind])), np.nan, np.float32)
        n = self._per_record
        begin = max(0, int(np.searchsorted(self._starts, start, "right")) - 1)
        end = int(np.searchsorted(self._starts, stop, "left"))
        while begin < end:
            first, count, window = self._window(kind, begin, end)
            for r in range(begin, min(end, first + len(window) // n)):
                row = int(self._starts[r])
                a, b = max(start, row), min(stop, row + n)
                if a < b:
                    at = (r - first) * n - row
                    out[a - start : b - start] = window[at + a : at + b]
            begin = first + count
        for a, b in self.lost:
            if a < stop and b > start:
                out[max(0, a - start) : max(0, b - start)] = np.nan
        return out

    def _window(self, kind: str, record: int, end: int) -> _Window:
        """Return the first record, the number of records and their samples of a stretch that holds ``record``.

        Who reads on gets a whole window, who looks here and there the records before ``end``. There are fewer samples
        than records where the file became shorter since it was opened.
        """
        with self._lock:
            first, count, _ = kept = self._kept.get(kind, _NOTHING)
            if not first <= record < first + count:
                ahead = self._per_window if record == first + count else end - record
                count = min(self._per_window, ahead, len(self._starts) - record)
                data = self._file.read(len(self._header) + record * self._record_bytes, count * self._record_bytes)
                kept = self._kept[kind] = (record, count, self._decoded(kind, data))
            return kept

    def _decoded(self, kind: str, data: bytes) -> FloatArray:
        picked, count = self._picked[kind], len(data) // self._record_bytes
        rows = np.empty((count * self._per_record, len(picked)), np.float32)
        with guarded(f"Samples of {self._file.path.name[:80]} are damaged; they cannot be shown."):
            signals = decode(self._header, data[: count * self._record_bytes], count)
            for column, p in enumerate(picked):
                signal = signals[p.index]
                rows[:, column] = signal.digital if p.scale is None else signal.data * p.scale
        return rows
