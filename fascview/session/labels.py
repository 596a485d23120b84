"""What channel labels and units of strangers mean: muscles, sides, auxiliary channels, scales."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fascview.stream import Channel, Muscle, plain_text

_MICROVOLT = {
    "uv": 1.0, "µv": 1.0, "μv": 1.0, "microvolt": 1.0, "microvolts": 1.0,
    "mv": 1e3, "millivolt": 1e3, "millivolts": 1e3,
    "v": 1e6, "volt": 1e6, "volts": 1e6,
    "nv": 1e-3, "nanovolt": 1e-3, "nanovolts": 1e-3,
}  # fmt: skip
_COUNTS = {"", "adu", "count", "counts", "lsb", "raw", "a.u.", "au", "n/a", "none", "unknown", "bits"}
_AUX = re.compile(
    r"(?<![a-z])(ecg|ekg|trig\w*|status|force|torque|load ?cell|acc|accel\w*|gyro\w*|mag|"
    r"marker\w*|event\w*|sync|stim\w*|ramp|path|target|angle|goni\w*|resp\w*|temp\w*|batt\w*|counter|buffer|time\w*|"
    r"sample ?counter|performed|requested|mvc)(?![a-z])",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"^(e?x?emg|s-?emg|hd-?s?emg|ch(an(nel)?)?|ai|ain|in(put)?|aux|bip(olar)?|elec(trode)?|sensor|data|signal|exg|eeg|bio|[a-f]|c)?$",
    re.IGNORECASE,
)
_TYPES_EMG = {"emg", "semg", "hdemg", "hd-emg", "hdsemg"}


def microvolt_scale(unit: str) -> float | None:
    """Return the factor from ``unit`` to microvolt, or None where it is no voltage."""
    return _MICROVOLT.get(unit.strip().lower())


def is_auxiliary(label: str, unit: str = "", kind: str = "") -> bool:
    """Tell whether a channel carries something other than EMG, from its label, unit and type."""
    if kind.strip().lower() in _TYPES_EMG:
        return False
    if kind.strip() and kind.strip().upper() in {
        "ECG",
        "EKG",
        "TRIG",
        "ACCEL",
        "GYRO",
        "MAGN",
        "MISC",
        "FORCE",
        "AUX",
        "EEG",
        "EOG",
        "RESP",
        "PPG",
        "STIM",
        "STATUS",
    }:
        return True
    known = microvolt_scale(unit) is not None or unit.strip().lower() in _COUNTS
    return not known or bool(_AUX.search(label.replace("_", " ")))


def muscle_text(label: str) -> str:
    """Return the muscle's part of a channel label: ``Deltoid_R_01`` gives ``Deltoid R``, ``EMG 3`` gives nothing."""
    text = plain_text(label).replace("_", " ").replace(".", " ")
    text = re.sub(r"^(s?emg)[\s:-]+", "", text, flags=re.IGNORECASE)
    text = re.sub(r"[\s:-]*(s?emg)$", "", text, flags=re.IGNORECASE)
    text = re.sub(r"\s*[\[(]?\s*(ch(annel)?)?\s*[#-]?\s*\d+\s*([-/:]\s*\d+)?\s*[\])]?$", "", text, flags=re.IGNORECASE)
    text = re.sub(r"\s+\d+\s+(?=([RL]|left|right)$)", " ", text, flags=re.IGNORECASE)
    text = re.sub(r"([A-Za-z])\s*-\s*([RL])$", r"\1 \2", text.strip(" -:"))
    return "" if _GENERIC.match(text) or not re.search(r"[^\W\d]", text) else text


def group_muscles(labels: Sequence[str], fallback: str = "EMG") -> tuple[Muscle, ...]:
    """Return one muscle per channel label, shape as given.

    Labels that differ only in a number belong to one muscle. Labels that tell no muscle form one muscle called
    ``fallback``.
    """
    name = Muscle.from_label(fallback or "EMG")
    return tuple(Muscle.from_label(t) if (t := muscle_text(label)) else name for label in labels)


def channel(label: str, muscle: Muscle, unit: str) -> Channel:
    """Return a channel in microvolt, or in counts where ``unit`` tells no scale."""
    return Channel(plain_text(label) or "EMG", muscle, "uV" if microvolt_scale(unit) is not None else "counts")
