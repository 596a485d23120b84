"""What an electrode may be like: limits with their units, why they are what they are, and where they come from."""

from __future__ import annotations

import json
import math
import tomllib
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from fascview.errors import FormatError, StorageError, UsageError

MAX_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a check; beyond one a channel fails, from ``near`` of it on (noise: ``noise_near_uv``) it warns.

    Units are in the names; ``FACTS`` says for each why it is what it is.
    """

    noise_uv: float = 10.0
    noise_near_uv: float = 5.0
    noise_low_uv: float = 1.0
    mains_percent: float = 25.0
    mains_uv: float = 20.0
    mains_least_uv: float = 10.0
    low_percent: float = 30.0
    low_uv: float = 10.0
    offset_mv: float = 200.0
    drift_uv_per_s: float = 50.0
    flat_percent: float = 10.0
    railed_percent: float = 10.0
    clipped_percent: float = 0.1
    pops: float = 2.0
    bridge_share: float = 0.5
    bridge_uv: float = 3.0
    impedance_kohm: float = 50.0
    gain_percent: float = 5.0
    bandwidth_hz: float = 400.0
    rate_percent: float = 1.0
    rate_hz: float = 1000.0
    lost_percent: float = 0.1
    timing_ms: float = 0.25
    near: float = 0.8

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if not (isinstance(value, int | float) and math.isfinite(value) and value > 0):
                raise UsageError(f"The limit {name} is {value}; it must be a number above 0.")
        if self.noise_low_uv >= self.noise_uv:
            raise UsageError("The lowest noise must lie below the highest noise; change noise_low_uv or noise_uv.")
        if self.near > 1:
            raise UsageError(f"The share of a limit that counts as near it is {self.near:g}; it must be at most 1.")


@dataclass(frozen=True, slots=True)
class Fact:
    """One limit in words: its short name, unit, the physical reason, and the source."""

    name: str
    unit: str
    reason: str
    source: str


_OWN = "own choice"
FACTS: dict[str, Fact] = {
    "noise_uv": Fact(
        "Noise",
        "µV",
        "Skin and amplifier give 1 to 3 µV after good preparation; above 10 µV small fasciculations drown.",
        "Huigen, Peper and Grimbergen 2002; " + _OWN,
    ),
    "noise_near_uv": Fact("Noise, near the limit", "µV", "Above this a channel counts less than its neighbours.", _OWN),
    "noise_low_uv": Fact(
        "Noise, lowest", "µV", "Less than skin can give: an input shorted, bridged or not connected to a person.", _OWN
    ),
    "mains_percent": Fact(
        "Mains share",
        "%",
        "Part of the power at the mains and its harmonics; unequal contact turns the mains of the body into signal.",
        "Metting van Rijn, Peper and Grimbergen 1990; " + _OWN,
    ),
    "mains_uv": Fact("Mains", "µV", "So much mains is seen through any muscle activity.", _OWN),
    "mains_least_uv": Fact("Mains, least", "µV", "Less than this is cancelled well enough, whatever its share.", _OWN),
    "low_percent": Fact(
        "Below 20 Hz",
        "%",
        "Part of the power from 2 to 20 Hz: motion of cable and electrode, not muscle.",
        "De Luca, Gilmore, Kuznetsov and Roy 2010",
    ),
    "low_uv": Fact("Below 20 Hz, least", "µV", "Less than this disturbs nothing, whatever its share.", _OWN),
    "offset_mv": Fact(
        "Offset",
        "mV",
        "Half-cell potentials of one kind of electrode differ by far less; amplifiers of gain 24 end at 187 mV.",
        "ANSI/AAMI EC12 allows 100 mV; " + _OWN,
    ),
    "drift_uv_per_s": Fact(
        "Drift", "µV/s", "An electrode that has settled drifts by a few µV/s.", "ANSI/AAMI EC12; " + _OWN
    ),
    "flat_percent": Fact("Flat", "%", "Time without any change: no electrode is as quiet as that.", _OWN),
    "railed_percent": Fact("Railed", "%", "Time at the end of the range of the amplifier.", _OWN),
    "clipped_percent": Fact("Clipped", "%", "Samples cut off at one and the same value.", _OWN),
    "pops": Fact("Pops", "per 20 s", "Steps of one electrode alone: it lifts, or its gel dries.", _OWN),
    "bridge_share": Fact(
        "Bridge, difference",
        "of the usual",
        "Joined by gel, two electrodes differ by far less than any two neighbours do.",
        "Tenke and Kayser 2001; Alschuler et al. 2014, for EEG",
    ),
    "bridge_uv": Fact(
        "Bridge, difference", "µV", "What remains between two joined electrodes is amplifier noise.", _OWN
    ),
    "impedance_kohm": Fact("Impedance", "kΩ", "Above this mains and noise grow with small motion.", "SENIAM; " + _OWN),
    "gain_percent": Fact("Gain error", "%", "A wrong gain is a wrong Vpp.", _OWN),
    "bandwidth_hz": Fact("Bandwidth", "Hz", "Surface EMG reaches 400 to 500 Hz.", "SENIAM; ISEK standards"),
    "rate_percent": Fact("Rate error", "%", "Times and rates are wrong by as much.", _OWN),
    "rate_hz": Fact("Sampling rate, lowest", "Hz", "Twice the upper end of the band.", "SENIAM: at least 1000 Hz"),
    "lost_percent": Fact("Lost samples", "%", "A link that loses samples at rest will lose more in use.", _OWN),
    "timing_ms": Fact("Timing", "ms", "A shift of one sample at 4 kHz; conduction velocity suffers first.", _OWN),
    "near": Fact("Near a limit", "of it", "From here on a channel warns.", _OWN),
}


def names() -> tuple[str, ...]:
    """Return the names of all limits in their order."""
    return tuple(f.name for f in fields(Limits))


def changed(limits: Limits, values: dict[str, Any]) -> Limits:
    """Return ``limits`` with some values replaced.

    Raises
    ------
    UsageError
        For a limit there is none of, or a value that is no number above 0.
    """
    for name, value in values.items():
        if name not in names():
            raise UsageError(f"There is no limit {str(name)[:40]}; there are {', '.join(names())}.")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise UsageError(f"The limit {name} is {str(value)[:40]}; it must be a number above 0.")
    return replace(limits, **{k: float(v) for k, v in values.items()})


def load_limits(path: Path) -> Limits:
    """Read limits from a TOML or JSON file of ``name = number``; what is not in it stays at its default.

    Raises
    ------
    FormatError
        If it is neither.
    UsageError
        If one of them makes no sense.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FormatError(f"{path.name} is too large to be a file of limits; choose another.")
        text = path.read_text(encoding="utf-8")
        values = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "it is neither TOML nor JSON"
        raise FormatError(f"The limits in {path.name} cannot be read ({why}); nothing was checked.") from None
    return changed(Limits(), dict(values))


def save_limits(path: Path, limits: Limits) -> None:
    """Write all limits as TOML, each with its unit and reason.

    Raises
    ------
    StorageError
        If it cannot be written there.
    """
    lines = ["# fascview limits of the array check"]
    for name, value in asdict(limits).items():
        fact = FACTS[name]
        lines += [f"# {fact.name} [{fact.unit}]: {fact.reason} ({fact.source})", f"{name} = {value:g}", ""]
    try:
        path.write_text("\n".join(lines), encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{path} cannot be written ({error.strerror}); choose another place.") from None
