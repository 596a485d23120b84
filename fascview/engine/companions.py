"""What is recorded beside the EMG: one thread for each companion, none of which can hold up the EMG."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fascview.beside import SideInfo, SideRows, SideSource
from fascview.engine.worker import Worker
from fascview.errors import SourceError

AGAIN_S = 1.0

Deliver = Callable[[str, SideInfo, SideRows], None]
Tell = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class CompanionStatus:
    """How a companion stands.

    ``state`` is ``waiting``, ``receiving`` or ``lost``; ``age_s`` counts since its last row, or is NaN; ``resolved`` is
    the address it gave itself when it was opened, by which it is the same as one that was found.
    """

    address: str
    name: str
    state: str
    rows: int
    age_s: float
    resolved: str = ""


class Companion:
    """One thing that is recorded beside the EMG.

    Parameters
    ----------
    address : str
        What to read.
    opener : callable
        Makes the source of an address, not open yet.
    deliver : callable
        Takes the address, what it is, and rows.
    told : callable
        Takes a kind and a sentence for the list of incidents.
    """

    def __init__(self, address: str, opener: Callable[[str], SideSource], deliver: Deliver, told: Tell) -> None:
        self.address = address
        self._opener, self._deliver, self._told = opener, deliver, told
        self._info: SideInfo | None = None
        self._state = "waiting"
        self._rows = 0
        self._newest_s = float("nan")
        self.worker = Worker("beside", self._run, self._failed)

    @property
    def status(self) -> CompanionStatus:
        """How it stands."""
        info, age_s = self._info, time.monotonic() - self._newest_s
        if info is None:
            return CompanionStatus(self.address, self.address, self._state, self._rows, age_s)
        return CompanionStatus(self.address, info.name, self._state, self._rows, age_s, info.address)

    def leave(self) -> None:
        """Ask it to end, without waiting for it."""
        self.worker.stop_event.set()

    def _failed(self, sentence: str) -> None:
        self._state = "lost"
        self._told("beside", f"{self.status.name} is not recorded beside the EMG any more: {sentence}")

    def _run(self, stop: threading.Event) -> None:
        problem = ""
        while not stop.is_set():
            try:
                self._read(stop)
                return
            except SourceError as error:
                if isinstance(error, _ChangedError) or (self._info is not None and not self._info.source_id):
                    raise  # another one, or nothing by which to know it again
                self._state = "waiting"
                if str(error) != problem:
                    problem = str(error)
                    self._told("beside", f"{problem} The EMG goes on; fascview tries again by itself.")
            stop.wait(AGAIN_S)

    def _read(self, stop: threading.Event) -> None:
        source = self._opener(self.address)
        try:
            info = source.open()
            self._begin(info)
            while not stop.is_set():
                rows = source.read(0.1)
                for event in source.events():
                    if event.kind == "state" and not event.text.startswith(("searching", "connecting")):
                        self._told("beside", f"{info.name}: {event.text}")
                if rows is not None and len(rows):
                    self._rows += len(rows)
                    self._newest_s = time.monotonic()
                    self._deliver(self.address, info, rows)
        finally:
            source.close()

    def _begin(self, info: SideInfo) -> None:
        before, self._info = self._info, info
        if before is not None and (before.fs_hz, before.channels) != (info.fs_hz, info.channels):
            self._info = before
            raise _ChangedError(f"{info.name} came back with another rate or other channels. Choose it again.")
        self._state = "receiving"
        rate = f"{info.fs_hz:g} Hz" if info.fs_hz else "no fixed rate"
        what = "texts" if info.text else f"{len(info.channels)} channels"
        self._told("beside", f"{info.name} is recorded beside the EMG: {what}, {rate}.")


class _ChangedError(SourceError):
    pass


class Companions:
    """All companions of one source.

    Parameters
    ----------
    opener : callable or None
        Makes the source of an address; None where nothing can be recorded beside.
    deliver, told : callable
        See `Companion`.
    """

    def __init__(self, opener: Callable[[str], SideSource] | None, deliver: Deliver, told: Tell) -> None:
        self._opener, self._deliver, self._told = opener, deliver, told
        self._running: dict[str, Companion] = {}
        self._leaving: list[Companion] = []

    @property
    def addresses(self) -> tuple[str, ...]:
        """What is being read."""
        return tuple(self._running)

    def set(self, addresses: Sequence[str]) -> None:
        """Read these and no others; returns at once."""
        if self._opener is None:
            return
        for address in [a for a in self._running if a not in addresses]:
            companion = self._running.pop(address)
            companion.leave()
            self._leaving.append(companion)
        for address in dict.fromkeys(addresses):
            if address not in self._running:
                companion = Companion(address, self._opener, self._deliver, self._told)
                self._running[address] = companion
                companion.worker.start()
        self._leaving = [c for c in self._leaving if c.worker.alive]

    def statuses(self) -> tuple[CompanionStatus, ...]:
        """Return how each stands."""
        return tuple(c.status for c in self._running.values())

    def stop(self) -> None:
        """End all and wait for them."""
        everyone = [*self._running.values(), *self._leaving]
        for companion in everyone:
            companion.leave()
        for companion in everyone:
            companion.worker.join()
        self._running.clear()
        self._leaving.clear()
