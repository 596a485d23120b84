"""The stream headers of a session's XDF files."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial

from fascview.beside import SideInfo
from fascview.session import xdf_write
from fascview.session.describe import emg_channel_facts
from fascview.session.folder import SCHEMA
from fascview.session.part import INTEGRITY_CHANNELS
from fascview.stream import StreamInfo

#: Stream numbers in every file of a session. A changed stream takes the next two free numbers, a companion the next.
EMG, AUX, EVENTS, INTEGRITY = 1, 2, 3, 4


def signal_headers(
    info: StreamInfo, emg_id: int, t0_s: float, start_sample: int, uid: str, facts: Mapping[str, object]
) -> bytes:
    """Return the headers of the EMG stream and, where there are auxiliary channels, of theirs (number ``emg_id + 1``).

    The sample of index ``i`` has the stamp ``t0_s + i / fs_hz``.
    """
    known = {"schema": SCHEMA, "time_of_sample_0": repr(t0_s), "start_sample": start_sample} | dict(facts)
    header = partial(
        xdf_write.stream_header,
        channel_format="float32",
        fs_hz=info.fs_hz,
        facts=known,
        host=info.host,
        source_id=f"fascview-{uid}",
        uid=uid,
        created_s=t0_s + start_sample / info.fs_hz,
    )
    made = header(emg_id, name=info.name, kind="EMG", channels=emg_channel_facts(info))
    if info.aux_channels:
        aux = [{"label": c.name, "unit": c.unit, "type": "Misc"} for c in info.aux_channels]
        made += header(emg_id + 1, name=f"{info.name} aux", kind="Misc", channels=aux)
    return made


def entry_headers(uid: str, created_s: float) -> bytes:
    """Return the headers of the event stream and of the integrity stream."""
    header = partial(
        xdf_write.stream_header,
        fs_hz=0.0,
        facts={"schema": SCHEMA},
        source_id=f"fascview-{uid}",
        uid=uid,
        created_s=created_s,
    )
    events = header(
        EVENTS,
        name="fascview.events",
        kind="Markers",
        channel_format="string",
        channels=[{"label": "entry", "unit": "json", "type": "Marker"}],
    )
    integrity = header(
        INTEGRITY,
        name="fascview.integrity",
        kind="Integrity",
        channel_format="int64",
        channels=[{"label": c, "unit": "", "type": "Misc"} for c in INTEGRITY_CHANNELS],
    )
    return events + integrity


def spare_headers(info: StreamInfo, start_sample: int, wall_s: float) -> dict[int, bytes]:
    """Return what the stream headers of a session say but for its clock, as ``session.json`` tells it.

    For a reader that finds the headers in the recording damaged: stream number to XML.
    """
    data = signal_headers(info, EMG, math.nan, start_sample, "", {"wall_of_start": repr(wall_s), "kind": info.kind})
    data += entry_headers("", 0.0)
    found, at = {}, 0
    while at < len(data):
        body = at + 1 + data[at]
        length = int.from_bytes(data[at + 1 : body], "little")
        found[int.from_bytes(data[body + 2 : body + 6], "little")] = data[body + 6 : body + length]
        at = body + length
    return found


def beside_header(number: int, info: SideInfo, uid: str) -> bytes:
    """Return the header of a companion's stream."""
    return xdf_write.stream_header(
        number,
        name=info.name,
        kind=info.type,
        channel_format=info.format,
        fs_hz=info.fs_hz,
        channels=[{"label": c.name, "unit": c.unit, "type": "Marker" if info.text else "Misc"} for c in info.channels],
        facts={"schema": 1, "beside": "true", "address": info.address, **info.properties},
        host=info.host,
        source_id=info.source_id or f"fascview-{uid}-{number}",
        uid=f"{uid}-{number}",
    )


class StreamList:
    """The streams of a session and the headers every part of it begins with.

    Parameters
    ----------
    uid : str
        Tells the streams of this session from those of any other.
    wall_s : float
        Wall-clock time of the first sample [s since 1970].
    """

    def __init__(self, uid: str, wall_s: float) -> None:
        self._uid, self._wall_s = uid, wall_s
        self._streams: list[tuple[int, StreamInfo, float, int]] = []
        self._beside: list[tuple[int, SideInfo]] = []
        self._free = INTEGRITY + 1

    def add(self, info: StreamInfo, t0_s: float, start_sample: int) -> int:
        """Add a stream whose sample of index 0 has the stamp ``t0_s``; return its number."""
        number = self.reserve(2) if self._streams else EMG
        self._streams.append((number, info, t0_s, start_sample))
        return number

    def reserve(self, n: int = 1) -> int:
        """Return the first of ``n`` stream numbers that nobody else gets."""
        number, self._free = self._free, self._free + n
        return number

    def add_beside(self, number: int, info: SideInfo) -> bytes:
        """Add a companion under a reserved number and return its header."""
        self._beside.append((number, info))
        return beside_header(number, info, self._uid)

    def newest(self, n_part: int) -> tuple[bytes, tuple[int, ...]]:
        """Return the headers of the stream added last, and their numbers."""
        return self._signal(*self._streams[-1], n_part)

    def all(self, n_part: int) -> tuple[bytes, tuple[int, ...]]:
        """Return all headers for the file of part ``n_part`` and the numbers in them; nothing without a stream."""
        if not self._streams:
            return b"", ()
        data, ids = b"", list[int]()
        for stream in self._streams:
            more, numbers = self._signal(*stream, n_part)
            data += more
            ids += numbers
        for number, side in self._beside:
            data += beside_header(number, side, self._uid)
            ids.append(number)
        _, info, t0_s, start = self._streams[0]
        return data + entry_headers(self._uid, t0_s + start / info.fs_hz), (*ids, EVENTS, INTEGRITY)

    def _signal(
        self, number: int, info: StreamInfo, t0_s: float, start: int, n_part: int
    ) -> tuple[bytes, tuple[int, ...]]:
        facts = {
            "wall_of_start": repr(self._wall_s),
            "kind": info.kind,
            "address": info.address,
            "device": info.device,
            "part": n_part,
        }
        data = signal_headers(info, number, t0_s, start, self._uid, facts)
        return data, (number, number + 1) if info.aux_channels else (number,)
