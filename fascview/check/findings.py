"""What can be wrong, in one word each, and what to do about it in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["warn", "fail"]

#: Every kind, the gravest first: the first one a channel has is its verdict.
KINDS: tuple[str, ...] = (
    "lost_reference",
    "railed",
    "flat",
    "loose",
    "bridged",
    "duplicated",
    "clipped",
    "reversed",
    "swapped",
    "not_following",
    "mains",
    "noise",
    "impedance",
    "offset",
    "drift",
    "low_frequency",
    "gain",
    "timing",
    "bandwidth",
    "rate",
    "lost_samples",
    "no_rest",
    "unscaled",
    "too_short",
)

#: The verdict as it is shown, for a failure and for a warning.
WORDS: dict[str, tuple[str, str]] = {
    "lost_reference": ("Reference lost", "Reference noisy"),
    "railed": ("Railed", "Railed at times"),
    "flat": ("Flat", "Flat at times"),
    "loose": ("Loose", "Perhaps loose"),
    "bridged": ("Bridged", "Perhaps bridged"),
    "duplicated": ("Same as another", "Nearly as another"),
    "clipped": ("Clipped", "Clipped at times"),
    "reversed": ("Polarity reversed", "Perhaps reversed"),
    "swapped": ("Swapped", "Perhaps swapped"),
    "not_following": ("Does not follow", "Hardly follows"),
    "mains": ("Mains", "Mains near limit"),
    "noise": ("High noise", "Noise near limit"),
    "impedance": ("High impedance", "Impedance near limit"),
    "offset": ("Offset", "Offset near limit"),
    "drift": ("Drifts", "Drift near limit"),
    "low_frequency": ("Low frequencies", "Low frequencies near limit"),
    "gain": ("Wrong gain", "Gain near limit"),
    "timing": ("Late or early", "Timing near limit"),
    "bandwidth": ("Narrow band", "Band near limit"),
    "rate": ("Wrong rate", "Rate low"),
    "lost_samples": ("Samples lost", "Some samples lost"),
    "no_rest": ("Not at rest", "Not at rest"),
    "unscaled": ("No unit", "No unit"),
    "too_short": ("Too short", "Too short"),
}

_REMEDIES: dict[str, str] = {
    "lost_reference": "Press the reference and the ground down, or renew them: all channels carry the same.",
    "railed": "Plug {0} in, or renew the electrode: the input stands at its end.",
    "flat": "Check plug and cable of {0}: nothing arrives.",
    "loose": "Press {0} down: loose.",
    "bridged": "Re-gel {0}: bridged.",
    "duplicated": "Check the wiring of {0}: two channels are one input.",
    "clipped": "Lower the gain for {0}: peaks are cut off.",
    "reversed": "Turn the leads of {0}: polarity reversed.",
    "swapped": "Swap {0} back, or swap them in the montage.",
    "not_following": "Check {0}: it does not follow the contraction.",
    "mains": "Press {0} down and move mains leads away.",
    "noise": "Clean the skin under {0} again: noise.",
    "impedance": "Clean the skin and add gel under {0}: impedance.",
    "offset": "Renew {0}: its half-cell potential is off.",
    "drift": "Let {0} settle for a minute, then repeat: it drifts.",
    "low_frequency": "Tape the cable of {0} down: it moves.",
    "gain": "Check the gain of {0} in the amplifier.",
    "timing": "Check the amplifier of {0}: its samples come at another time.",
    "bandwidth": "Open the low-pass filter of the amplifier for {0}.",
    "rate": "Choose a sampling rate of 1000 Hz or more, and check what the device tells of it.",
    "lost_samples": "Bring the amplifier closer or use a cable: samples are lost.",
    "no_rest": "Let the muscle rest and repeat: noise cannot be told while it is active.",
    "unscaled": "Tell the unit of this source: limits in µV were not judged.",
    "too_short": "Record at least 5 s: this is too short to judge.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    Attributes
    ----------
    kind : str
        One of KINDS.
    level : str
        ``fail`` beyond the limit, ``warn`` near it.
    channels : tuple of int
        The columns it is about: the one, or both of a pair; empty for the whole array.
    text : str
        One phrase with the figure and its limit.
    value, limit : float
        The figure and what it was held against; NaN where there is none.
    """

    kind: str
    level: Level
    channels: tuple[int, ...]
    text: str
    value: float = float("nan")
    limit: float = float("nan")


def word(kind: str, level: Level) -> str:
    """Return the verdict as it is shown."""
    failed, near = WORDS[kind]
    return failed if level == "fail" else near


def remedy(kind: str, names: list[str]) -> str:
    """Return what to do, in one sentence, for the channels of these names."""
    if not names:
        return _REMEDIES[kind].format("all channels")
    shown = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
    return _REMEDIES[kind].format(shown)
