"""Units and labels of other people's streams, understood loosely."""

from __future__ import annotations

import re

from fascview.session.labels import muscle_text
from fascview.stream import Muscle

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


def microvolts_per_unit(unit: str) -> float | None:
    """Return how many microvolts one ``unit`` is, None when it is no voltage anybody has heard of."""
    return MICROVOLTS_OF_UNIT.get(unit.strip().lower().replace("_", " "))


def is_auxiliary(type_: str, label: str) -> bool:
    """Tell whether a channel carries something beside EMG: a trigger, an accelerometer, a force."""
    if _AUX_TYPE.match(type_.strip()):
        return True
    return not type_.strip().lower().startswith("emg") and bool(_AUX_LABEL.match(label.strip()))


def muscle_of_label(label: str) -> Muscle:
    """Return the muscle a channel label names, read as in files; ``Muscle("")`` when it names none."""
    return Muscle.from_label(muscle_text(label))
