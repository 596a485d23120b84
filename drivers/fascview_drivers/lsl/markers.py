"""Events sent out as LSL markers, so that a camera, a stimulator or another recorder can use them."""

from __future__ import annotations

import json
import math
import socket
from typing import Any

from fascview.stream import StreamInfo, plain_text
from fascview_drivers.lsl.reach import load


class MarkerOutlet:
    """A marker stream with one channel of text: one JSON object per event.

    Each marker has ``event`` (its kind), ``muscle``, ``vpp_uv`` (null when unknown), ``time_s`` (seconds from the
    source's sample 0) and, where events may be taken back, ``id``: a retraction has that of the event it takes back.
    Its LSL stamp is the time of the main deflection, not of the sending.

    Parameters
    ----------
    name : str
        Name of the stream.
    source_id : str
        Its lasting identity; made from this computer's name and ``name`` by default.
    """

    def __init__(self, name: str = "fascview events", *, source_id: str = "") -> None:
        self._pylsl = load()
        identity = source_id or f"fascview:{socket.gethostname()}:{plain_text(name)}"
        stream = self._pylsl.StreamInfo(name, "Markers", 1, 0.0, self._pylsl.cf_string, identity)
        desc = stream.desc()
        channel = desc.append_child("channels").append_child("channel")
        channel.append_child_value("label", "event")
        channel.append_child_value("unit", "JSON")
        channel.append_child_value("type", "Markers")
        desc.append_child("acquisition").append_child_value("manufacturer", "fascview")
        self._outlet: Any = self._pylsl.StreamOutlet(stream)

    def send(
        self,
        kind: str,
        muscle: str,
        vpp_uv: float,
        time_s: float,
        stamp_s: float | None = None,
        *,
        number: int | None = None,
    ) -> None:
        """Send one event.

        Parameters
        ----------
        kind : str
            ``fasciculation``, ``doublet``, ``retracted`` and so on.
        muscle : str
            Name and side.
        vpp_uv : float
            NaN when unknown.
        time_s : float
            From the source's sample 0.
        stamp_s : float or None
            On this computer's LSL clock, as in ``Block.stamp_s`` of an LSL source; None for now.
        number : int or None
            By which a retraction names what it takes back.
        """
        if self._outlet is None:
            return
        marker: dict[str, object] = {} if number is None else {"id": number}
        marker |= {
            "event": kind,
            "muscle": muscle,
            "vpp_uv": round(vpp_uv, 2) if math.isfinite(vpp_uv) else None,
            "time_s": round(time_s, 6),
        }
        stamp = float(self._pylsl.local_clock()) if stamp_s is None or not math.isfinite(stamp_s) else stamp_s
        self._outlet.push_sample([json.dumps(marker, ensure_ascii=False)], stamp)

    @property
    def has_readers(self) -> bool:
        """Whether anybody is connected."""
        return self._outlet is not None and bool(self._outlet.have_consumers())

    def close(self) -> None:
        """Withdraw the stream."""
        self._outlet = None


def lasting_id(info: StreamInfo, name: str) -> str:
    """Return a source_id that is the same whenever this computer sends this source under this name."""
    return plain_text(f"fascview:{socket.gethostname()}:{info.source_id or info.kind}:{name}", 200)
