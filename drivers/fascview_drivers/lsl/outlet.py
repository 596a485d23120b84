"""Any source as an LSL stream that other programs can read, paced and fully described."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fascview.errors import SourceError, SourceLostError
from fascview.stream import Block, Source, StreamInfo, plain_text
from fascview_drivers.lsl.markers import MarkerOutlet, lasting_id
from fascview_drivers.lsl.reach import load

CHUNK_S = 0.016
_ASTRAY_S = 0.5  # a source this far from its clock stood still or leapt: the stamps follow it


class SampleOutlet:
    """Sends blocks of one stream as float32 microvolt.

    Stamps come from the sample index: sample ``i`` is stamped ``i / fs`` after the first, whenever it is sent, so that
    lost samples are holes of exactly their length at the receiver.

    Parameters
    ----------
    info : StreamInfo
        What is sent. Auxiliary channels follow the EMG channels.
    name, type, source_id : str
        How the stream calls itself; the source_id lasts over restarts, so that receivers find it again.
    """

    def __init__(self, info: StreamInfo, *, name: str, type: str = "EMG", source_id: str = "") -> None:
        self._pylsl = load()
        self._fs_hz = info.fs_hz
        self.source_id = source_id or lasting_id(info, name)
        description = self._described(info, name, type)
        self._outlet: Any = self._pylsl.StreamOutlet(description, chunk_size=0, max_buffered=60)
        self._first_s: float | None = None

    def _described(self, info: StreamInfo, name: str, type: str) -> Any:
        channels = (*info.channels, *info.aux_channels)
        stream = self._pylsl.StreamInfo(name, type, len(channels), info.fs_hz, self._pylsl.cf_float32, self.source_id)
        desc = stream.desc()
        listed = desc.append_child("channels")
        for number, channel in enumerate(channels):
            entry = listed.append_child("channel")
            entry.append_child_value("label", channel.name)
            entry.append_child_value("unit", "microvolts" if channel.unit == "uV" else channel.unit)
            entry.append_child_value("type", "EMG" if number < info.n_channels else "MISC")
            if channel.muscle.name:
                entry.append_child_value("muscle", channel.muscle.name)
                entry.append_child_value("side", channel.muscle.side)
        acquisition = desc.append_child("acquisition")
        acquisition.append_child_value("manufacturer", "fascview")
        acquisition.append_child_value("model", info.device or info.kind)
        acquisition.append_child_value("precision", "32")
        for key, value in info.properties.items():
            acquisition.append_child_value("".join(c if c.isalnum() else "_" for c in f"x_{key}"), plain_text(value))
        reference = desc.append_child("reference")
        reference.append_child_value("label", info.properties.get("reference", "unknown"))
        synchronization = desc.append_child("synchronization")
        synchronization.append_child_value("can_drop_samples", "true")
        return stream

    @property
    def has_readers(self) -> bool:
        """Whether anybody is connected."""
        return bool(self._outlet.have_consumers())

    def stamp_of(self, sample: int) -> float:
        """Return the LSL time of a sample [s]."""
        return (self._first_s or 0.0) + sample / self._fs_hz

    def due_in(self, sample: int) -> float:
        """Return in how many seconds a sample should be sent; negative when it is late."""
        return self.stamp_of(sample) - float(self._pylsl.local_clock())

    def begin(self, sample: int) -> None:
        """Start the clock: this sample is due now."""
        self._first_s = float(self._pylsl.local_clock()) - sample / self._fs_hz

    def send(self, block: Block) -> None:
        """Send a block; rows of NaN are lost samples and leave a hole."""
        if not len(block):
            return
        if self._first_s is None or abs(self.due_in(block.stop)) > _ASTRAY_S + len(block) / self._fs_hz:
            self.begin(block.stop)
        values = block.samples if block.aux is None else np.concatenate([block.samples, block.aux], axis=1)
        for first, last in _present(block.samples):
            self._outlet.push_chunk(
                np.ascontiguousarray(values[first:last], np.float32), self.stamp_of(block.start + last - 1)
            )

    def close(self) -> None:
        """Withdraw the stream."""
        self._outlet = None


def _present(samples: NDArray[np.float32]) -> list[tuple[int, int]]:
    missing = np.isnan(samples).all(axis=1)
    if not missing.any():
        return [(0, len(samples))]
    edges = np.flatnonzero(np.diff(np.concatenate([[True], missing, [True]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def run_outlet(
    source: Source,
    *,
    name: str = "",
    type: str = "EMG",
    source_id: str = "",
    stop: threading.Event,
    ready: Callable[[str], None] | None = None,
    truth: bool = False,
    wait_for_reader_s: float = 0.0,
) -> int:
    """Open a source and send it until it ends or ``stop`` is set; return how many samples were sent.

    The source is paced: one that gives its samples at once is sent in real time, for an outlet that is fed faster than
    it is read drops samples without a word.

    Parameters
    ----------
    source : Source
        Not open yet.
    name, type, source_id : str
        See ``SampleOutlet``; the name is the source's own by default.
    stop : threading.Event
        Ends the sending within a tenth of a second.
    ready : callable
        Called once, with a sentence that says what is sent, when the stream can be found.
    truth : bool
        Send the known events of the demo patient as a stream of markers too.
    wait_for_reader_s : float
        Wait so long for a first reader before the first sample.
    """
    info = source.open()
    name = name or info.name
    outlet: SampleOutlet | None = None
    markers: MarkerOutlet | None = None
    sent = told = 0
    try:
        outlet = SampleOutlet(info, name=name, type=type, source_id=source_id)
        known = getattr(source, "truth", None) if truth else None
        if truth and known is None:
            raise SourceError(f"{info.name} does not know its true events; only the demo patient does.")
        if known is not None:
            markers = MarkerOutlet(f"{name} truth", source_id=f"{outlet.source_id}:truth")
        if ready is not None:
            ready(
                f"Sending {info.name} as the LSL stream “{plain_text(name)}” of type {plain_text(type)}: "
                f"{info.n_channels + len(info.aux_channels)} channels at {info.fs_hz:g} Hz. Ctrl+C ends it."
            )
        waited_s = 0.0
        while not outlet.has_readers and waited_s < wait_for_reader_s and not stop.wait(0.05):
            waited_s += 0.05
        while not stop.is_set() and not source.ended:
            block = source.read(0.1)
            if block is None:
                continue
            for piece in _pieces(block, max(1, round(CHUNK_S * info.fs_hz))):
                if sent == 0:
                    outlet.begin(piece.stop)
                if stop.wait(max(0.0, min(10.0, outlet.due_in(piece.stop)))):
                    break
                outlet.send(piece)
                sent += len(piece)
            if markers is not None and known is not None:
                for row in known(told, block.stop):
                    muscle = info.muscles[int(row["muscle"])].label
                    vpp_uv, sample = float(row["vpp_uv"]), int(row["sample"])
                    markers.send(str(row["kind"]), muscle, vpp_uv, sample / info.fs_hz, outlet.stamp_of(sample))
                told = block.stop
    except SourceLostError:
        if sent == 0:
            raise
    finally:
        source.close()
        if outlet is not None:
            outlet.close()
        if markers is not None:
            markers.close()
    return sent


def _pieces(block: Block, length: int) -> list[Block]:
    if len(block) <= 2 * length:
        return [block]
    return [
        Block(
            block.start + at,
            block.samples[at : at + length],
            None if block.aux is None else block.aux[at : at + length],
        )
        for at in range(0, len(block), length)
    ]
