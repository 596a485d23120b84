"""The events that count, kept up cheaply through a long session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fascview_ui.models.traces import EventRows, TraceData

if TYPE_CHECKING:
    from fascview_ui.models.watch import Watch

PLAIN = ("fasciculation", "doublet", "combined")
#: What views of many events need of each.
COUNTED_DTYPE = np.dtype(
    [
        ("id", np.int64),
        ("sample", np.int64),
        ("muscle", np.int32),
        ("channel", np.int32),
        ("vpp_uv", np.float32),
        ("snr", np.float32),
        ("duration_ms", np.float32),
    ]
)
#: The machine's word on events older than this does not change any more [s].
SETTLED_S = 60.0


def ordered(events: EventRows) -> EventRows:
    """Return events in order of sample: as they are when they are so already."""
    at = events["sample"]
    return events if not len(at) or bool((at[1:] >= at[:-1]).all()) else events[np.argsort(at, kind="stable")]


def counted_mask(events: EventRows, verdicts: Mapping[int, str], provisional: bool = True) -> NDArray[np.bool_]:
    """Return which events count: those of the machine that are not taken back, and a person's word over it.

    Without ``provisional`` those that the machine is not sure of yet are left out.
    """
    known = events["status"] != "rejected" if provisional else events["status"] == "accepted"
    mask: NDArray[np.bool_] = np.isin(events["kind"], PLAIN) & known
    if verdicts:
        judged = np.isin(events["id"], np.fromiter(verdicts, np.int64, len(verdicts)))
        for at in np.flatnonzero(judged):
            verdict = verdicts[int(events["id"][at])]
            mask[at] = verdict == "accepted" or verdict in PLAIN
    return mask


def counted_since(watch: Watch, seconds: float) -> int:
    """Return how many events of the last ``seconds`` count for sure: decided ones, and a person's word."""
    port = watch.port
    if port.info is None:
        return 0
    events = port.events()
    own = events[events["sample"] >= port.status().newest - seconds * port.info.fs_hz]
    return int(counted_mask(own, port.verdicts(), provisional=False).sum())


def compact(events: EventRows, verdicts: Mapping[int, str], provisional: bool = True) -> EventRows:
    """Return the events that count, with the fields of COUNTED_DTYPE."""
    mask = counted_mask(events, verdicts, provisional)
    out = np.empty(int(mask.sum()), COUNTED_DTYPE)
    for name in COUNTED_DTYPE.names or ():
        out[name] = events[name][mask]
    return out


class CountedEvents:
    """Looks at old events once; what is recent, and everything after a person's verdict, is looked at again."""

    def __init__(self, provisional: bool = True) -> None:
        self._provisional = provisional
        self._data: TraceData | None = None
        self._version = -1
        self._verdicts: dict[int, str] = {}
        self._settled = np.empty(0, COUNTED_DTYPE)
        self._n_settled = 0
        self._last_id = -1
        self._rows = self._settled

    def __call__(self, data: TraceData) -> EventRows:
        """Return the events that count in order of sample, rows of COUNTED_DTYPE."""
        if data is self._data and data.version == self._version:
            return self._rows
        rows, verdicts = ordered(data.events()), dict(data.verdicts())
        n = self._n_settled
        known = data is self._data and verdicts == self._verdicts and n <= len(rows)
        if not known or (n and int(rows["id"][n - 1]) != self._last_id):
            self._settled, n = np.empty(0, COUNTED_DTYPE), 0
        cut = max(n, int(np.searchsorted(rows["sample"], data.newest - SETTLED_S * data.info.fs_hz)))
        if cut > n:
            self._settled = np.concatenate([self._settled, compact(rows[n:cut], verdicts, self._provisional)])
            self._last_id = int(rows["id"][cut - 1])
        self._data, self._version, self._verdicts, self._n_settled = data, data.version, verdicts, cut
        self._rows = np.concatenate([self._settled, compact(rows[cut:], verdicts, self._provisional)])
        return self._rows
