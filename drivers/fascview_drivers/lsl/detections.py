"""What the detector finds, sent out as LSL markers while it happens, taken back when it was wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from fascview.stream import Block, StreamInfo
from fascview_drivers.lsl.markers import MarkerOutlet, lasting_id
from fascview_drivers.lsl.reach import load


class DetectionOutlet:
    """One marker stream per source: accepted events go out once, a retraction follows when one is taken back.

    Use it from one thread. Off unless the user asks for it: whoever makes this object publishes. Its source_id lasts
    over restarts, so that a recorder that listens finds it again.

    Parameters
    ----------
    info : StreamInfo
        The stream that is analysed; its muscles name the events.
    name : str
        Name of the marker stream.
    """

    def __init__(self, info: StreamInfo, *, name: str = "fascview events") -> None:
        self.name = name
        self._info = info
        self._clock: Any = load().local_clock
        self._outlet = MarkerOutlet(name, source_id=lasting_id(info, name))
        self._place: tuple[int, float] | None = None
        self._sent: dict[int, tuple[str, str, float, int]] = {}

    def saw(self, block: Block) -> None:
        """Note when the samples of a block were taken, so that events can be stamped with their own time."""
        if not len(block):
            return
        # Stamps of an LSL source are on the LSL clock; of any other source the moment of arrival is known.
        stamp_s = block.stamp_s if self._info.kind == "lsl" and block.stamp_s is not None else float(self._clock())
        self._place = (block.stop - 1, stamp_s)

    def send(self, events: NDArray[np.void]) -> None:
        """Send what is new in rows of the detector's events: accepted ones, and retractions of those sent before."""
        for row in events:
            number, status = int(row["id"]), str(row["status"])
            if status == "accepted" and number not in self._sent:
                muscle = self._info.muscles[int(row["muscle"])].label or "unnamed"
                fact = (str(row["kind"]), muscle, float(row["vpp_uv"]), int(row["sample"]))
                self._sent[number] = fact
                self._send(number, *fact)
            elif status == "rejected" and number in self._sent:
                _, muscle, vpp_uv, sample = self._sent.pop(number)
                self._send(number, "retracted", muscle, vpp_uv, sample)
        while len(self._sent) > 10_000:  # verdicts are final long before
            self._sent.pop(next(iter(self._sent)))

    def restart(self) -> None:
        """Forget what was sent: a recording was sought through, and numbers events anew."""
        self._sent.clear()
        self._place = None

    def _send(self, number: int, kind: str, muscle: str, vpp_uv: float, sample: int) -> None:
        stamp_s = None
        if self._place is not None:
            stamp_s = self._place[1] + (sample - self._place[0]) / self._info.fs_hz
        self._outlet.send(kind, muscle, vpp_uv, sample / self._info.fs_hz, stamp_s, number=number)

    def close(self) -> None:
        """Withdraw the stream."""
        self._outlet.close()
