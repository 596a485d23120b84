"""Units and labels of other people's streams, understood loosely."""

from __future__ import annotations

import re

from fascview.stream import Muscle, plain_text

_MICROVOLTS = {
    1e6: ("v", "volt", "volts", "0"),  # numbers: the decimal exponents of MNE
    1e3: ("mv", "millivolt", "millivolts", "-3"),
    1.0: ("uv", "µv", "μv", "microvolt", "microvolts", "micro-volts", "micro volts", "muv", "-6"),
    1e-3: ("nv", "nanovolt", "nanovolts", "-9"),
}
MICROVOLTS_OF_UNIT = {word: factor for factor, words in _MICROVOLTS.items() for word in words}

_AUX_TYPE = re.compile(
    r"^(stim\w*|trig\w*|marker\w*|events?|acc\w*|gyro\w*|mag\w*|imu|quat\w*|force|torque|load|pressure|resp\w*|temp\w*|"
    r"aux\w*|misc|digital|counter|count|sample\w*|battery|time\w*|status|gsr|eda|ppg|ecg|ekg|eog|angle|position|sync)$",
    re.IGNORECASE,
)
_AUX_LABEL = re.compile(
    r"^(stim|trig|trigger|marker|acc|accel|accelerometer|gyro|force|torque|aux|counter|battery|batt|timestamp|"
    r"time ?stamp|time|status|ramp|sync|quat|quaternion|packet|package|sample ?(counter|number|index)?)"
    r"([ _.-]*([xyzw]|\d+))?$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[\s_.:#-]*[(\[]?(?:ch(?:annel)?|el(?:ectrode)?)?[\s_.-]*\d+[)\]]?$", re.IGNORECASE)
_NO_MUSCLE = re.compile(
    r"^(ch|chan|channel|emg|semg|hdemg|hd-emg|eeg|exg|ai|a|e|el|electrode|unipolar|bipolar|monopolar|input|in|sig|signal|"
    r"analog|data|v|volt|adc|n|p|mono|array|grid|matrix|mux|dev|sensor)?$",
    re.IGNORECASE,
)

#: Short names that muscles go by in channel labels.
ABBREVIATIONS = {
    "adm": "Abductor digiti minimi", "apb": "Abductor pollicis brevis", "bb": "Biceps brachii", "bf": "Biceps femoris",
    "delt": "Deltoid", "ecr": "Extensor carpi radialis", "edb": "Extensor digitorum brevis",
    "edc": "Extensor digitorum communis", "fcr": "Flexor carpi radialis", "fdi": "First dorsal interosseous",
    "gast": "Gastrocnemius", "gastroc": "Gastrocnemius", "gl": "Gastrocnemius lateralis",
    "gm": "Gastrocnemius medialis", "rf": "Rectus femoris", "scm": "Sternocleidomastoid", "sol": "Soleus",
    "st": "Semitendinosus", "ta": "Tibialis anterior", "tb": "Triceps brachii", "trap": "Trapezius",
    "vl": "Vastus lateralis", "vm": "Vastus medialis",
}  # fmt: skip


def microvolts_per_unit(unit: str) -> float | None:
    """Return how many microvolts one ``unit`` is, None when it is no voltage anybody has heard of."""
    return MICROVOLTS_OF_UNIT.get(unit.strip().lower().replace("_", " "))


def is_auxiliary(type_: str, label: str) -> bool:
    """Tell whether a channel carries something beside EMG: a trigger, an accelerometer, a force."""
    if _AUX_TYPE.match(type_.strip()):
        return True
    return not type_.strip().lower().startswith("emg") and bool(_AUX_LABEL.match(label.strip()))


def muscle_of_label(label: str) -> Muscle:
    """Return the muscle a channel label names, ``Muscle("")`` when it names none.

    ``Deltoid R 3``, ``TA_L-1``, ``VL_07`` and ``left biceps`` name one; ``ch3``, ``EMG 12`` and ``A1`` do not.
    """
    words = _NUMBER.sub("", plain_text(label)).strip(" _.-")
    muscle = Muscle.from_label(words.replace("_", " ").replace("-", " "))
    name = ABBREVIATIONS.get(muscle.name.lower(), muscle.name)
    if _NO_MUSCLE.match(name) or len(name) < 3:
        return Muscle("")
    return Muscle(name, muscle.side)
