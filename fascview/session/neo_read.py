"""What Neo reads: BrainVision, Intan, Open Ephys, SpikeGLX and others, in bounded windows.

Neo is an extra (``fascview[neo]``). Its raw readers map or stream the file, so a recording of any size opens at once.
Their exceptions are of every kind; here they become one sentence.
"""

from __future__ import annotations

import contextlib
import importlib
import math
import re
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from fascview.errors import FascviewError, FormatError
from fascview.session.bounded import Bytes
from fascview.session.labels import channel, group_muscles, is_auxiliary, microvolt_scale
from fascview.session.recording import Gap, Note, Recording
from fascview.stream import MAX_CHANNELS, MAX_RATE_HZ, MIN_RATE_HZ, Channel, FloatArray, Muscle, StreamInfo, plain_text

#: Suffixes that belong to Neo's readers, and the reader of each; none that unpickles or runs anything.
READERS = {
    ".vhdr": "BrainVisionRawIO",
    ".rhd": "IntanRawIO",
    ".rhs": "IntanRawIO",
    ".meta": "SpikeGLXRawIO",
    ".ns1": "BlackrockRawIO",
    ".ns2": "BlackrockRawIO",
    ".ns3": "BlackrockRawIO",
    ".ns4": "BlackrockRawIO",
    ".ns5": "BlackrockRawIO",
    ".ns6": "BlackrockRawIO",
    ".abf": "AxonRawIO",
    ".trc": "MicromedRawIO",
    ".rec": "SpikeGadgetsRawIO",
    ".plx": "PlexonRawIO",
}
#: What a folder of one of Neo's formats holds, no deeper than it may lie.
FOLDERS = (
    ("structure.oebin", "OpenEphysBinaryRawIO"),
    ("*/structure.oebin", "OpenEphysBinaryRawIO"),
    ("*/*/structure.oebin", "OpenEphysBinaryRawIO"),
    ("*/*/*/structure.oebin", "OpenEphysBinaryRawIO"),
    ("*.continuous", "OpenEphysRawIO"),
    ("*.meta", "SpikeGLXRawIO"),
    ("*/*.meta", "SpikeGLXRawIO"),
)
MAX_NOTES, MAX_HEADER = 100_000, 1 << 20
MAX_GAP_S = 24 * 3600.0


def reader_of(path: Path) -> str:
    """Return the name of Neo's reader for a file or folder, or nothing where it is none of Neo's."""
    if path.is_dir():
        for pattern, reader in FOLDERS:
            if next(path.glob(pattern), None) is not None:
                return reader
        return ""
    return READERS.get(path.suffix.lower(), "")


@contextlib.contextmanager
def _guarded(path: Path) -> Iterator[None]:
    """Turn whatever a reader raises into one sentence."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except FascviewError:
        raise
    except MemoryError:
        raise FormatError(f"{path.name[:80]} is too large to be read here; export a part of it.") from None
    except Exception as e:  # noqa: BLE001
        # Readers of a dozen formats by as many authors: a damaged file makes them stumble over anything.
        raise FormatError(
            f"{path.name[:80]} is damaged or not quite of its format ({type(e).__name__}); it was not changed."
        ) from None


def open_neo(path: Path) -> Recording:
    """Open a recording that one of Neo's raw readers knows.

    Of several streams in it the one with the most EMG channels is shown.

    Raises
    ------
    FormatError
        Where Neo is not installed, or the file cannot be read.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            rawio = importlib.import_module("neo.rawio")
    except ImportError:
        raise FormatError(
            f"Reading {path.name[:80]} needs the extra neo: pip install 'fascview[neo]', then open it again."
        ) from None
    with _guarded(path):
        kind = getattr(rawio, reader_of(path))
        # SpikeGLX is a folder to Neo, though its data are two files with one stem.
        folder = path if path.is_dir() else path.parent
        reader = kind(dirname=str(folder)) if kind.rawmode == "one-dir" else kind(filename=str(path))
        reader.parse_header()
        return _opened(path, reader)


def _opened(path: Path, reader: Any) -> Recording:
    told: list[str] = []
    streams = []
    for i, stream in enumerate(reader.header["signal_streams"]):
        rows = [c for c in reader.header["signal_channels"] if c["stream_id"] == stream["id"]]
        fs_hz = float(reader.get_signal_sampling_rate(stream_index=i))
        if rows and len(rows) <= MAX_CHANNELS and MIN_RATE_HZ <= fs_hz <= MAX_RATE_HZ:
            emg = [k for k, c in enumerate(rows) if not is_auxiliary(str(c["name"]), str(c["units"]))]
            streams.append((len(emg), len(rows), fs_hz, i, rows, emg))
    if not streams:
        raise FormatError(f"{path.name[:80]} holds no stream of samples that fascview can show.")
    _, n_all, fs_hz, index, rows, emg = max(streams, key=lambda s: (s[0], s[2]))
    told += [
        f"A stream of {n} channels at {rate:g} Hz in the same recording is not shown."
        for _, n, rate, i, _, _ in streams
        if i != index
    ]
    columns = emg or list(range(n_all))
    rest = [k for k in range(n_all) if k not in set(columns)]
    labels = [plain_text(c["name"]) or f"EMG {k + 1}" for k, c in enumerate(rows)]
    units = [str(rows[k]["units"]) for k in columns]
    if any(microvolt_scale(u) is None for u in units):
        told.append(f"{path.name[:80]} does not say the unit of every channel; values without one are as they are.")
    factors = _untold_factors(path, rows)
    signal = NeoSignal(path, reader, index, columns, rest)
    signal.scales = np.array([factors[k] * (microvolt_scale(u) or 1.0) for k, u in zip(columns, units, strict=True)])
    signal.aux_scales = np.array([factors[k] for k in rest])
    muscles = group_muscles([labels[k] for k in columns], path.stem)
    info = StreamInfo(
        plain_text(path.stem) or "recording",
        "file",
        fs_hz,
        tuple(channel(labels[k], m, u) for k, m, u in zip(columns, muscles, units, strict=True)),
        tuple(Channel(labels[k], Muscle(""), plain_text(rows[k]["units"])) for k in rest),
        address=f"file:{path}",
        n_samples=signal.n_samples,
    )
    recording = Recording(info, signal, path, warnings=told)
    recording.gaps = [Gap(a, b, "lost samples") for a, b in signal.holes]
    # BrainVision counts the samples of its markers from 1, which Neo passes on.
    recording.notes = _notes(reader, signal, 1 if path.suffix.lower() == ".vhdr" else 0, told)
    return recording


def _untold_factors(path: Path, rows: list[Any]) -> list[float]:
    """Return what Neo leaves out of every channel's scale: the resolution of BrainVision files of floating point."""
    factors = [1.0] * len(rows)
    if path.suffix.lower() != ".vhdr":
        return factors
    file = Bytes(path)
    try:
        text = file.read(0, MAX_HEADER).decode("utf-8", "replace")
    finally:
        file.close()
    if not re.search(r"^BinaryFormat\s*=\s*IEEE_FLOAT", text, re.MULTILINE):
        return factors
    for number, told in re.findall(r"^Ch(\d+)=[^,\n]*,[^,\n]*,([^,\n]*)", text, re.MULTILINE):
        k = int(number[:6]) - 1
        with contextlib.suppress(ValueError):
            if 0 <= k < len(rows) and float(rows[k]["gain"]) == 1.0 and 1e-12 < float(told or 1.0) < 1e12:
                factors[k] = float(told or 1.0)
    return factors


def _notes(reader: Any, signal: NeoSignal, first: int, told: list[str]) -> list[Note]:
    """Return the events of the file, whose samples count from ``first``, as notes at their samples."""
    notes: list[Note] = []
    for segment in range(len(signal.segments)):
        for k in range(reader.event_channels_count()):
            stamps, _, texts = reader.get_event_timestamps(block_index=0, seg_index=segment, event_channel_index=k)
            times = reader.rescale_event_timestamp(stamps, dtype="float64", event_channel_index=k)
            for at_s, text in zip(np.asarray(times).tolist(), texts, strict=False):
                sample = round((at_s - signal.first_s) * signal.fs_hz) - first if math.isfinite(at_s) else -1
                if 0 <= sample <= signal.n_samples and len(notes) < MAX_NOTES:
                    notes.append(Note(sample, plain_text(text, 2000), "annotation"))
    if len(notes) == MAX_NOTES:
        told.append(f"Only the first {MAX_NOTES} markers are shown.")
    return sorted((n for n in notes if n.text), key=lambda n: n.sample)


class NeoSignal:
    """The samples of one stream, segment after segment at their times, read in windows.

    Parameters
    ----------
    path : Path
        For sentences.
    reader : object
        A raw reader of Neo whose header is parsed.
    index : int
        Which of its streams.
    columns, rest : list of int
        EMG channels and auxiliary channels.

    Attributes
    ----------
    scales, aux_scales : ndarray
        Factor of every EMG channel to microvolt, and of every auxiliary channel to its own unit.
    """

    def __init__(self, path: Path, reader: Any, index: int, columns: list[int], rest: list[int]) -> None:
        self.fs_hz = fs_hz = float(reader.get_signal_sampling_rate(stream_index=index))
        self._path, self._reader, self._index = path, reader, index
        self._columns, self._rest = columns, rest
        self.scales, self.aux_scales = np.ones(len(columns)), np.ones(len(rest))
        self._lock = threading.Lock()
        self.segments: list[tuple[int, int]] = []  # first row and length
        self.holes: list[tuple[int, int]] = []
        at = 0
        self.first_s = 0.0
        for k in range(reader.segment_count(0)):
            n = int(reader.get_signal_size(block_index=0, seg_index=k, stream_index=index))
            begin_s = float(reader.get_signal_t_start(block_index=0, seg_index=k, stream_index=index))
            if k == 0:
                self.first_s = begin_s
            start = max(at, round((begin_s - self.first_s) * fs_hz))
            start = start if start - at <= MAX_GAP_S * fs_hz else at
            if start > at:
                self.holes.append((at, start))
            self.segments.append((start, n))
            at = start + n
        self.n_samples = at

    def read(self, start: int, stop: int) -> FloatArray:
        """Return rows ``start`` to ``stop``, uV, NaN between segments."""
        return self._rows(start, stop, self._columns) * self.scales.astype(np.float32)

    def read_aux(self, start: int, stop: int) -> FloatArray | None:
        """Return the auxiliary channels of the same rows in their own units, or None without any."""
        return self._rows(start, stop, self._rest) * self.aux_scales.astype(np.float32) if self._rest else None

    def _rows(self, start: int, stop: int, columns: list[int]) -> FloatArray:
        out = np.full((stop - start, len(columns)), np.nan, np.float32)
        for k, (first, n) in enumerate(self.segments):
            a, b = max(start, first), min(stop, first + n)
            if a >= b:
                continue
            with self._lock, _guarded(self._path):
                raw = self._reader.get_analogsignal_chunk(
                    block_index=0, seg_index=k, i_start=a - first, i_stop=b - first, stream_index=self._index,
                    channel_indexes=columns,
                )  # fmt: skip
                values = self._reader.rescale_signal_raw_to_float(
                    raw, dtype="float32", stream_index=self._index, channel_indexes=columns
                )
                out[a - start : b - start] = values
        return out

    def close(self) -> None:
        """Let go of the file."""
        self._reader = None
