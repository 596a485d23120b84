"""``file:`` addresses: a recording played as if it were live."""

from __future__ import annotations

import importlib
import math
from pathlib import Path
from typing import cast

from fascview.stream import Source
from fascview_drivers.address import Address


def make_source(address: Address) -> Source:
    """Return a source that plays ``file:PATH?speed=2``; ``speed=inf`` plays as fast as it can."""
    address.refuse_unknown(("speed",))
    speed = address.number("speed", 1.0, 0.01, math.inf)
    formats = importlib.import_module("fascview.session.formats")
    playback = importlib.import_module("fascview.session.playback")
    recording = formats.open_recording(Path(address.target).expanduser())
    return cast(Source, playback.PlaybackSource(recording, speed=speed, owns=True))
