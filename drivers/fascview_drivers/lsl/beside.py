"""Marker streams read beside the EMG: triggers, stimuli and notes of other programs, placed on the EMG's samples."""

from __future__ import annotations

import time
from typing import Any

from fascview.stream import plain_text
from fascview_drivers.lsl.discovery import Discovery

LONGEST_TEXT = 200


class Markers:
    """All text streams of a name (or every text stream), joined as they appear.

    Parameters
    ----------
    pylsl : module
    name : str
        Name or type of the streams, ``all`` for every one.
    """

    def __init__(self, pylsl: Any, name: str) -> None:
        self._pylsl, self._name = pylsl, name.casefold()
        self._discovery = Discovery(details=False)
        self._inlets: dict[str, Any] = {}
        self._look_at_s = 0.0

    def read(self) -> list[tuple[float, str]]:
        """Return what has come since: the stamp on this computer's LSL clock [s], and the text."""
        now_s = time.monotonic()
        if now_s >= self._look_at_s:
            self._look_at_s = now_s + 0.5
            self._join()
        read: list[tuple[float, str]] = []
        for uid, (name, inlet) in list(self._inlets.items()):
            try:
                rows, stamps = inlet.pull_chunk(timeout=0.0, max_samples=64)
            except RuntimeError:  # lost; found again under another uid if it returns
                del self._inlets[uid]
                continue
            for row, stamp_s in zip(rows, stamps, strict=True):
                text = plain_text(" ".join(row), LONGEST_TEXT)
                read.append((float(stamp_s), f"{name}: {text}"))
        return sorted(read)

    def _join(self) -> None:
        pylsl = self._pylsl
        for info in self._discovery.streams():
            if info.uid() in self._inlets or info.channel_format() != pylsl.cf_string or info.channel_count() < 1:
                continue
            if self._name != "all" and self._name not in (info.name().casefold(), info.type().casefold()):
                continue
            flags = pylsl.proc_clocksync | pylsl.proc_threadsafe
            inlet = pylsl.StreamInlet(info, recover=False, processing_flags=flags)
            try:
                inlet.time_correction(timeout=2.0)
                inlet.open_stream(timeout=2.0)
            except RuntimeError:
                continue
            self._inlets[info.uid()] = (plain_text(info.name()), inlet)

    @property
    def joined(self) -> int:
        """How many streams are being read."""
        return len(self._inlets)

    def close(self) -> None:
        """Leave all streams."""
        self._inlets.clear()
        self._discovery.close()
