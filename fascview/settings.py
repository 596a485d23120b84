"""Settings in the user's units: frozen, checked when made, replaced and never mutated."""

from __future__ import annotations

import math
from dataclasses import dataclass

from fascview.errors import UsageError


def _within(name: str, value: float, low: float, high: float, unit: str) -> None:
    if not (math.isfinite(value) and low <= value <= high):
        raise UsageError(f"{name} is {value:g} {unit}; it must lie between {low:g} and {high:g} {unit}.")


@dataclass(frozen=True, slots=True)
class FilterSettings:
    """What the screen and the loudspeaker show. Never touches what is stored.

    ``mains_hz`` is 50 or 60, or 0 for no canceller. ``derivation`` is one of ``fascview.dsp.derive.DERIVATIONS`` and
    goes onto the screen only; ``lines`` are the channels in order along the fibre, -1 for a missing electrode, empty
    where nothing is known of the array.
    """

    low_hz: float = 20.0
    high_hz: float = 450.0
    mains_hz: float = 50.0
    derivation: str = "monopolar"
    lines: tuple[tuple[int, ...], ...] = ()

    def __post_init__(self) -> None:
        _within("The lower edge of the band", self.low_hz, 0.1, 5000.0, "Hz")
        _within("The upper edge of the band", self.high_hz, 1.0, 20_000.0, "Hz")
        if self.low_hz >= self.high_hz:
            raise UsageError(
                f"The band from {self.low_hz:g} to {self.high_hz:g} Hz is empty; its lower edge must be the smaller."
            )
        if self.mains_hz not in (0.0, 50.0, 60.0):
            raise UsageError(f"The mains frequency is {self.mains_hz:g} Hz; it must be 50, 60, or 0 for none.")


@dataclass(frozen=True, slots=True)
class DetectorSettings:
    """The few choices of the detector.

    Attributes
    ----------
    false_per_min : float
        False events per minute and muscle accepted on pure noise: the sensitivity.
    low_hz, high_hz : float
        Analysed band [Hz].
    mains_hz : float
        50 or 60, 0 for no canceller, NaN (default) to find it from the signal.
    reject_voluntary, reject_ecg, reject_artefact, reject_stimulus, reject_crosstalk : bool
        Whether events of that class are taken out of the count.
    """

    false_per_min: float = 0.2
    low_hz: float = 20.0
    high_hz: float = 450.0
    mains_hz: float = math.nan
    reject_voluntary: bool = True
    reject_ecg: bool = True
    reject_artefact: bool = True
    reject_stimulus: bool = True
    reject_crosstalk: bool = True

    def __post_init__(self) -> None:
        _within("The accepted rate of false events", self.false_per_min, 0.001, 60.0, "per minute")
        _within("The lower edge of the band", self.low_hz, 1.0, 5000.0, "Hz")
        _within("The upper edge of the band", self.high_hz, 2.0, 20_000.0, "Hz")
        if self.low_hz >= self.high_hz:
            raise UsageError(
                f"The band from {self.low_hz:g} to {self.high_hz:g} Hz is empty; its lower edge must be the smaller."
            )
        if not math.isnan(self.mains_hz) and self.mains_hz not in (0.0, 50.0, 60.0):
            raise UsageError(f"The mains frequency is {self.mains_hz:g} Hz; it must be 50, 60, or 0 for none.")
