"""Which drivers there are: one line each, imported only when chosen."""

from __future__ import annotations

import importlib
import importlib.util
import time
from dataclasses import dataclass
from typing import Protocol, cast

from fascview.errors import SourceError, UsageError
from fascview.stream import Source, plain_text
from fascview_drivers.address import Address, parse


@dataclass(frozen=True, slots=True)
class Driver:
    """One line of the registry.

    The module named here has one function, ``make_source(address: Address) -> Source``, which checks the
    address and its options and returns a source that is not open yet.
    """

    name: str
    kind: str
    module: str
    summary: str


DRIVERS: tuple[Driver, ...] = (
    Driver("demo", "demo", "fascview_drivers.simulator.source", "Demo signal: a made-up patient"),
    Driver("lsl", "lsl", "fascview_drivers.lsl.source", "Any stream of the Lab Streaming Layer"),
    Driver("file", "file", "fascview_drivers.playback", "A recording, played as if it were live"),
    Driver("cyton", "serial", "fascview_drivers.openbci_cyton.source", "OpenBCI Cyton"),
    Driver("daisy", "serial", "fascview_drivers.openbci_cyton.source", "OpenBCI Cyton with a Daisy"),
    Driver("bitalino", "serial", "fascview_drivers.bitalino.source", "BITalino (r)evolution"),
    Driver("chords", "serial", "fascview_drivers.chords.source", "Upside Down Labs Chords"),
    Driver("spikerbox", "serial", "fascview_drivers.spikerbox.source", "Backyard Brains SpikerBox and SpikerShield"),
    Driver("shimmer", "serial", "fascview_drivers.shimmer3.source", "Shimmer3 EMG"),
    Driver("olimex", "serial", "fascview_drivers.olimex.source", "Olimex EKG-EMG shield"),
    Driver("freeeeg32", "serial", "fascview_drivers.freeeeg32.source", "FreeEEG32"),
    Driver("knight", "serial", "fascview_drivers.knight.source", "NeuroPawn Knight"),
    Driver("csv", "serial", "fascview_drivers.csv_lines.source", "Lines of numbers (any Arduino sketch)"),
    Driver("muovi", "tcp", "fascview_drivers.otb_muovi.source", "OTB Muovi and Muovi+"),
    Driver("sessantaquattro", "tcp", "fascview_drivers.otb_sessantaquattro.source", "OTB Sessantaquattro+"),
    Driver("quattrocento", "tcp", "fascview_drivers.otb_quattrocento.source", "OTB Quattrocento"),
    Driver("brainflow", "brainflow", "fascview_drivers.brainflow_boards.source", "Any board BrainFlow knows"),
)

#: Modules that can look around. Each has one function, ``lookout() -> Lookout | None``.
FINDERS: tuple[str, ...] = ("fascview_drivers.lsl.discovery", "fascview_drivers.transport")


@dataclass(frozen=True, slots=True)
class Found:
    """Something samples could come from, found by looking around.

    Attributes
    ----------
    name : str
        What the sender or the port calls itself, as plain text of at most 64 characters.
    kind : str
        ``lsl`` or ``serial``.
    address : str
        What ``open_source`` takes; it points at this one only, also when two share a name. For a serial port
        whose device is not known, ``serial:?@PORT``: the user picks the family.
    host : str
        The computer or port it is on.
    channels : int
        Number of channels, 0 while unknown.
    fs_hz : float
        Nominal rate [Hz], 0 while unknown.
    unit : str
        ``uV``, ``counts``, or empty while unknown.
    last_seen_s : float
        Seconds since it was last seen.
    note : str
        What the user should know before choosing, or why it cannot be chosen; empty when all is well.
    usable : bool
        False when it is shown but cannot be opened.
    type : str
        The kind of content the sender states, such as ``EMG``; empty when none.
    source_id : str
        Its lasting identity, empty when it has none.
    """

    name: str
    kind: str
    address: str
    host: str = ""
    channels: int = 0
    fs_hz: float = 0.0
    unit: str = ""
    last_seen_s: float = 0.0
    note: str = ""
    usable: bool = True
    type: str = ""
    source_id: str = ""


def driver_of(address: Address) -> Driver:
    """Return the driver an address asks for. Raises UsageError when there is none."""
    for driver in DRIVERS:
        if driver.kind == address.scheme and driver.name == address.device:
            return driver
    names = [d.name for d in DRIVERS if d.kind == address.scheme]
    if not names:
        raise UsageError(f"This fascview has no driver for {address.scheme}: addresses.")
    raise UsageError(
        f"“{plain_text(address.device)}” is not a device fascview reads over {address.scheme}; "
        f"it reads {', '.join(names)}."
    )


def open_source(address: str | Address) -> Source:
    """Return the source an address names, not open yet: call its ``open``.

    Raises
    ------
    UsageError
        The address or one of its options makes no sense.
    SourceError
        A library the driver needs is not installed.
    """
    parsed = parse(address) if isinstance(address, str) else address
    driver = driver_of(parsed)
    try:
        module = importlib.import_module(driver.module)
    except (ImportError, RuntimeError, OSError) as error:  # RuntimeError: pylsl without its library
        raise SourceError(
            f"{driver.summary} cannot be used: {plain_text(error, 160)}. The demo and saved recordings work without it."
        ) from error
    return cast(Source, module.make_source(parsed))


class Lookout(Protocol):
    """Something that looks around until it is closed. Used by one thread."""

    def found(self) -> list[Found]:
        """Return what is there now, and for a minute what is gone, each with when it was last seen."""
        ...

    def close(self) -> None:
        """Stop looking."""
        ...


class Around:
    """Looks around until closed; ask ``found`` as often as you like. Used by one thread.

    What cannot look, because a library is missing, finds nothing. Two streams of one name are two entries with
    different addresses.
    """

    def __init__(self) -> None:
        self._lookouts: list[Lookout] = []
        for name in FINDERS:
            if importlib.util.find_spec(name) is None:
                continue
            try:
                lookout = importlib.import_module(name).lookout()
            except (ImportError, RuntimeError, OSError):
                continue
            if lookout is not None:
                self._lookouts.append(lookout)

    def found(self) -> list[Found]:
        """Return everything that is around."""
        return [entry for lookout in self._lookouts for entry in lookout.found()]

    def close(self) -> None:
        """Stop looking."""
        for lookout in self._lookouts:
            lookout.close()
        self._lookouts.clear()


def discover(wait_s: float = 1.0) -> list[Found]:
    """Look around for ``wait_s`` seconds, once."""
    around = Around()
    try:
        if wait_s > 0:
            time.sleep(wait_s)
        return around.found()
    finally:
        around.close()
