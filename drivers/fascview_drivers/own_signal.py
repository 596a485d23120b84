"""A signal of known size that a device puts on its inputs itself, in the place of the electrodes."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from fascview.errors import SourceError, SourceLostError, UsageError
from fascview.stream import SourceEvent
from fascview_drivers.impedance import Measuring
from fascview_drivers.link import Link, LinkClosedError


@runtime_checkable
class GivesSignal(Protocol):
    """What a family adds to `fascview_drivers.device.Family` when its device has a test signal."""

    signal_vpp_uv: float
    """Peak to peak at the inputs [uV]."""

    def pause(self, link: Link) -> None:
        """Let the stream stand."""
        ...

    def give_signal(self, link: Link, on: bool) -> None:
        """Put the signal on all inputs, or the electrodes again, while the stream stands."""
        ...

    def go_on(self, link: Link) -> None:
        """Let the stream go on, set up as it was."""
        ...


class Signalling(Measuring):
    """The part of a source that switches a test signal: one thread asks, the thread that reads does it."""

    def __init__(self, family: object) -> None:
        super().__init__(family)
        self._giver = family if isinstance(family, GivesSignal) else None
        self._wanted = self._gives = False

    @property
    def can_give_signal(self) -> bool:
        """True when the device has a test signal."""
        return self._giver is not None

    @property
    def signal_vpp_uv(self) -> float:
        """Peak to peak of the test signal [uV], 0 where there is none."""
        return 0.0 if self._giver is None else self._giver.signal_vpp_uv

    @property
    def gives_signal(self) -> bool:
        """True while the samples are the test signal and not the electrodes."""
        return self._gives

    def set_signal(self, on: bool) -> None:
        """Ask for the test signal, or for the electrodes again; told as an event of the kind ``signal`` once done.

        Raises
        ------
        UsageError
            The device has none.
        """
        if self._giver is None:
            raise UsageError("This device has no test signal; feed one in from outside.")
        self._wanted = on

    @property
    def _to_switch(self) -> bool:
        return self._wanted != self._gives

    def _forget_signal(self) -> None:
        """Take it that the device was set up anew, with its electrodes."""
        self._wanted = self._gives = False

    def _switch(self, link: Link, index: int) -> None:
        family, wanted = self._giver, self._wanted
        if family is None:
            return
        try:
            family.pause(link)
            family.give_signal(link, wanted)
            family.go_on(link)
        except SourceError as error:  # it went away, or does not obey any more
            self._forget_signal()
            if not isinstance(error, SourceLostError | LinkClosedError):
                error = SourceLostError(str(error))
            raise error from None
        self._gives = wanted
        told = (
            f"test signal of {family.signal_vpp_uv:g} uV on all inputs" if wanted else "electrodes on all inputs again"
        )
        self._events.append(SourceEvent(index, "signal", told))
