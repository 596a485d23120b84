"""Which of the streams found is the one that was asked for; never a guess between two."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any

from fascview.errors import SourceError
from fascview.stream import plain_text
from fascview_drivers.address import Address
from fascview_drivers.lsl.discovery import Discovery, address_of
from fascview_drivers.lsl.reach import current, follows_own_config

_SETTLE_S = 0.5  # a second stream of the same name answers within this


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of the stream; an empty field matches any."""

    name: str = ""
    type: str = ""
    source_id: str = ""
    host: str = ""
    uid: str = ""

    @property
    def words(self) -> str:
        """The wish in words."""
        parts = [f"“{plain_text(self.name)}”"] if self.name else []
        for what, value in (("type", self.type), ("source_id", self.source_id), ("host", self.host), ("uid", self.uid)):
            if value:
                parts.append(f"{what} {plain_text(value)}")
        return " ".join(["the stream", *parts]) if parts else "an EMG stream"

    def among(self, streams: list[Any]) -> list[Any]:
        """Return the streams that match. A name also matches as it is shown, and failing that as a type."""
        fitting = [
            s
            for s in streams
            if (not self.type or s.type().casefold() == self.type.casefold())
            and (not self.source_id or s.source_id() == self.source_id)
            and (not self.host or s.hostname().casefold() == self.host.casefold())
            and (not self.uid or s.uid() == self.uid)
        ]
        if not self.name:
            return fitting
        named = [s for s in fitting if self.name in (s.name(), plain_text(s.name()))]
        named = named or [s for s in fitting if s.name().casefold() == self.name.casefold()]
        return named or [s for s in fitting if s.type().casefold() == self.name.casefold()]

    @property
    def unique(self) -> bool:
        """Whether a first match can be taken at once."""
        return bool(self.uid)


def wanted(address: Address) -> Wanted:
    """Return what an ``lsl:`` address asks for."""
    fields = {key: address.options.get(key, "") for key in ("type", "source_id", "host", "uid")}
    return Wanted(name=address.target, **fields)


def choose_stream(discovery: Discovery, choice: Wanted, wait_s: float, stop: threading.Event) -> Any:
    """Wait for the stream and return it.

    Raises
    ------
    SourceError
        When none answers in time, or when several do.
    """
    deadline_s = time.monotonic() + wait_s
    settled_s: float | None = None
    streams: list[Any] = []
    while not stop.is_set():
        streams = discovery.streams()
        matching = choice.among(streams)
        if not (choice.name or choice.type or choice.source_id or choice.uid):
            matching = [s for s in matching if s.nominal_srate() > 0]
        now_s = time.monotonic()
        if matching and settled_s is None:
            settled_s = now_s + (0.0 if choice.unique else _SETTLE_S)
        if matching and settled_s is not None and now_s >= settled_s:
            if len(matching) == 1:
                return matching[0]
            raise SourceError(_several(choice, matching, streams))
        if now_s >= deadline_s and settled_s is None:
            raise SourceError(_none(choice, wait_s, streams))
        stop.wait(0.02)
    raise SourceError("The search for an LSL stream was stopped.")


def _several(choice: Wanted, matching: list[Any], streams: list[Any]) -> str:
    listed = "; ".join(plain_text(address_of(s, streams), 200) for s in matching[:6])
    return f"{len(matching)} streams answer to {choice.words}; nothing is chosen for you. Take one of: {listed}."


def _none(choice: Wanted, wait_s: float, streams: list[Any]) -> str:
    if streams:
        names = ", ".join(dict.fromkeys(f"{plain_text(s.name())} on {plain_text(s.hostname())}" for s in streams[:6]))
        there = f"there are {names}"
    else:
        there = "no stream answers at all"
    scope = {"machine": " on this computer", "link": " on the local network", "site": " on the site"}[current().scope]
    if follows_own_config():
        scope = ""
    return (
        f"No LSL stream{scope} answered to {choice.words} within {wait_s:g} s ({there}); "
        "check that it is sending and how far LSL may look."
    )
