"""Detections told to the outside while they happen: off until somebody asks for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from fascview.engine.event_store import EventStore
from fascview.errors import FascviewError
from fascview.stream import Block, StreamInfo

log = logging.getLogger(__name__)

KINDS = ("fasciculation", "doublet")


class Outgoing(Protocol):
    """Where detections go, such as an LSL marker stream. One thread uses it."""

    name: str

    def saw(self, block: Block) -> None:
        """Note when the samples of a block were taken."""
        ...

    def send(self, events: NDArray[np.void]) -> None:
        """Send what is new in rows of EVENT_DTYPE: accepted ones, and retractions of those sent before."""
        ...

    def restart(self) -> None:
        """Forget what was sent: other events come under the same numbers."""
        ...

    def close(self) -> None:
        """Withdraw."""
        ...


class Detections:
    """Passes on what changed in the list of events; ``step`` and ``close`` are called by the processing thread.

    Parameters
    ----------
    make : callable or None
        Begins to publish the detections of a stream; None where there is no way to.
    told : callable
        Takes a kind and a sentence for the list of incidents.
    """

    def __init__(self, make: Callable[[StreamInfo], Outgoing] | None, told: Callable[[str, str], None]) -> None:
        self.wanted = False
        self._make, self._told = make, told
        self._out: Outgoing | None = None
        self._store: EventStore | None = None
        self._version = 0

    @property
    def on(self) -> bool:
        """True while detections go out."""
        return self._out is not None

    def step(self, info: StreamInfo, store: EventStore, block: Block | None) -> None:
        """Begin or end publishing as wanted, and send what changed since the last call. Never raises."""
        if self.wanted == (self._out is None):
            self._turn(info, store)
        out = self._out
        if out is None:
            return
        try:
            if store is not self._store:
                self._store, self._version = store, 0
                out.restart()
            if block is not None:
                out.saw(block)
            if store.version != self._version:
                self._version, rows = store.since(self._version)
                out.send(_as_judged(rows, store))
        except Exception as error:
            log.exception("sending detections failed")
            self._give_up(f"{type(error).__name__}: {error}")

    def _turn(self, info: StreamInfo, store: EventStore) -> None:
        if not self.wanted or self._make is None:
            self.close()
            self.wanted = False
            self._told("detections", "Detections do not go out any more.")
            return
        try:
            self._out = self._make(info)
        except FascviewError as error:
            self._give_up(str(error))
            return
        except Exception as error:
            log.exception("publishing detections failed")
            self._give_up(f"{type(error).__name__}: {error}")
            return
        self._store, self._version = store, store.version
        self._told("detections", f"Detections go out as the LSL stream “{self._out.name}”.")

    def _give_up(self, why: str) -> None:
        self.close()
        self.wanted = False
        self._told("detections", f"Detections do not go out ({why}); counting and recording go on.")

    def close(self) -> None:
        """Withdraw the stream."""
        out, self._out = self._out, None
        if out is not None:
            out.close()


def _as_judged(rows: NDArray[np.void], store: EventStore) -> NDArray[np.void]:
    """Return the rows with a person's verdicts put over the program's."""
    verdicts = store.verdicts()
    if not verdicts:
        return rows
    rows = rows.copy()
    for row in rows:
        verdict = verdicts.get(int(row["id"]), "")
        if verdict:
            row["status"] = "accepted" if verdict in ("accepted", *KINDS) else "rejected"
        if verdict in KINDS:
            row["kind"] = verdict
    return rows
