"""The stream headers of a session's XDF files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from fascview.session import xdf_write
from fascview.session.describe import emg_channel_facts
from fascview.session.folder import SCHEMA
from fascview.session.part import INTEGRITY_CHANNELS
from fascview.stream import StreamInfo

#: Stream numbers in every file of a session. A changed stream takes the next two free numbers.
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
