"""What ``session.json`` and the stream headers say of a stream, and back."""

from __future__ import annotations

import time
from collections.abc import Mapping

from fascview.errors import FormatError
from fascview.session.folder import SCHEMA
from fascview.stream import MAX_CHANNELS, Channel, Muscle, StreamInfo, plain_text

#: The unit as LSL names it.
LSL_UNITS = {"uV": "microvolts"}


def emg_channel_facts(info: StreamInfo) -> list[dict[str, object]]:
    """Return what a stream header says of each EMG channel."""
    return [
        {
            "label": c.name,
            "unit": LSL_UNITS.get(c.unit, c.unit),
            "type": "EMG",
            "muscle": c.muscle.name,
            "side": c.muscle.side,
            "status": "bad" if c.bad else "good",
        }
        for c in info.channels
    ]


def _channel(c: Channel) -> dict[str, object]:
    return {"name": c.name, "muscle": c.muscle.name, "side": c.muscle.side, "unit": c.unit, "bad": c.bad}


def describe(
    info: StreamInfo,
    facts: Mapping[str, Mapping[str, object]],
    *,
    start_sample: int,
    wall_s: float,
    names: tuple[str, str],
) -> dict[str, object]:
    """Return the content of ``session.json``."""
    return {
        "schema": SCHEMA,
        "pseudonym": names[0],
        "task": names[1],
        "started": time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(wall_s)),
        "started_wall_s": wall_s,
        "started_monotonic_s": time.monotonic(),
        "start_sample": start_sample,
        "stream": {
            "name": info.name,
            "kind": info.kind,
            "fs_hz": info.fs_hz,
            "channels": [_channel(c) for c in info.channels],
            "aux_channels": [_channel(c) for c in info.aux_channels],
            "address": info.address,
            "device": info.device,
            "source_id": info.source_id,
            "properties": dict(info.properties),
        },
        **facts,
    }


def _read_channel(found: object) -> Channel:
    if not isinstance(found, dict):
        raise FormatError("a channel")
    muscle = Muscle(plain_text(found.get("muscle", "")), plain_text(found.get("side", "")))
    return Channel(
        plain_text(found.get("name", "")), muscle, plain_text(found.get("unit", "uV")), found.get("bad") is True
    )


def read_stream(document: object, kind: str, address: str) -> StreamInfo:
    """Return the stream ``session.json`` describes.

    Raises
    ------
    FormatError
        Where it describes none.
    """
    stream = document.get("stream") if isinstance(document, dict) else None
    if not isinstance(stream, dict):
        raise FormatError("session.json does not describe a stream.")
    channels, aux = stream.get("channels"), stream.get("aux_channels", [])
    fs_hz = stream.get("fs_hz")
    if (
        not isinstance(channels, list)
        or not isinstance(aux, list)
        or not isinstance(fs_hz, int | float)
        or max(len(channels), len(aux)) > MAX_CHANNELS
    ):
        raise FormatError("session.json does not describe a stream.")
    properties = stream.get("properties")
    return StreamInfo(
        name=plain_text(stream.get("name", "")),
        kind=kind,
        fs_hz=float(fs_hz),
        channels=tuple(_read_channel(c) for c in channels),
        aux_channels=tuple(_read_channel(c) for c in aux),
        address=address,
        device=plain_text(stream.get("device", "")),
        source_id=plain_text(stream.get("source_id", "")),
        properties={plain_text(k): plain_text(v, 500) for k, v in list(properties.items())[:200]}
        if isinstance(properties, dict)
        else {},
    )
