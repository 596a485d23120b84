"""Impedances of electrodes, measured by a device that can, while its stream stands."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Protocol, runtime_checkable

from fascview.errors import SourceError, SourceLostError, UsageError
from fascview.stream import SourceEvent, StreamInfo
from fascview_drivers.link import Link, LinkClosedError


@runtime_checkable
class MeasuresImpedance(Protocol):
    """What a family adds to `fascview_drivers.device.Family` when its device can measure its electrodes."""

    def pause(self, link: Link) -> None:
        """Let the stream stand."""
        ...

    def impedances(self, link: Link) -> Iterator[tuple[str, float]]:
        """Measure one electrode a step: the name of its channel and its impedance [kOhm], NaN when unknown."""
        ...

    def go_on(self, link: Link) -> None:
        """Let the stream go on, set up as it was."""
        ...


class Measuring(ABC):
    """The part of a source that measures electrodes: one thread asks, the thread that reads does it.

    Parameters
    ----------
    family : object
        The device's family; it can measure when it is a `MeasuresImpedance`.
    """

    _events: deque[SourceEvent]

    def __init__(self, family: object) -> None:
        self._able = family if isinstance(family, MeasuresImpedance) else None
        self._steps: Iterator[tuple[str, float]] | None = None
        self._measured: list[tuple[str, float]] = []
        self._asked = False

    @abstractmethod
    def _tell(self, state: str, reason: str) -> None:
        """Change the state."""

    @property
    def can_measure_impedance(self) -> bool:
        """True when the device can measure its electrodes."""
        return self._able is not None

    @property
    def measuring(self) -> bool:
        """True while the stream stands for a measurement that was asked for."""
        return self._asked

    def measure_impedance(self) -> None:
        """Ask for the impedance of every electrode; the thread that reads measures one at a time.

        The stream stands meanwhile, which is told as a state ``measuring`` with its reason, and the gap is marked by
        the clock. Then `impedance_kohm` has the outcome, and so has the stream's property of that name.

        Raises
        ------
        UsageError
            The device cannot.
        """
        if self._able is None:
            raise UsageError("This device cannot measure the impedance of its electrodes.")
        self._asked = True

    def impedance_kohm(self) -> tuple[float, ...] | None:
        """Return what was measured last [kOhm], one per channel, NaN where unknown; None before any measurement."""
        return tuple(kohm for _, kohm in self._measured) or None

    def _measure(self, link: Link, info: StreamInfo, index: int) -> bool:
        """Do one step; return True when the stream goes on."""
        family = self._able
        if family is None:
            self._asked = False
            return False
        try:
            if self._steps is None:
                self._tell("measuring", f"impedance of {info.n_channels} electrodes; the stream stands meanwhile")
                family.pause(link)
                self._steps, self._measured = family.impedances(link), []
            step = next(self._steps, None)
            if step is not None:
                self._measured.append(step)
                told = f"{step[0]} {step[1]:.1f} kOhm, {len(self._measured)} of {info.n_channels}"
                self._tell("measuring", told.replace("nan kOhm", "unknown"))
                return False
            info.properties["impedance_kohm"] = as_property(self._measured)
            words = ", ".join(f"{name} {kohm:.1f}" for name, kohm in self._measured).replace("nan", "unknown")
            self._events.append(SourceEvent(index, "impedance", f"impedance [kOhm]: {words}"))
            family.go_on(link)
        except SourceError as error:  # it went away, or does not obey any more
            if not isinstance(error, SourceLostError | LinkClosedError):
                error = SourceLostError(str(error))
            self._asked, self._steps = False, None
            raise error from None
        self._asked, self._steps = False, None
        return True


def as_property(measured: Sequence[tuple[str, float]]) -> str:
    """Return impedances as a stream's property ``impedance_kohm`` has them: ``4.2,,10.0``, nothing where unknown."""
    return ",".join("" if math.isnan(kohm) else f"{kohm:.1f}" for _, kohm in measured)
