"""What the array check says, in the language of the window: its English sentences are known by their places.

The core speaks English only, and its sheets stay as they are in every language. A sentence that nobody knows here is
shown as it comes.
"""

from __future__ import annotations

import re
from functools import cache

from PySide6.QtCore import QCoreApplication

from fascview.check.findings import WORDS
from fascview.check.findings import remedy as core_remedy
from fascview.check.result import CheckResult
from fascview_ui import language

#: Sentences and phrases with places for names and figures; the more exact one first.
SENTENCES: tuple[str, ...] = (
    "{0} of {1} channels, {2} Hz, {3} lost",
    "Nothing arrives on {0}.",
    "no contraction was seen",
    "Repeat the step and contract the muscle for three seconds, or go on.",
    "{0} of {1} found",
    "Swapped: {0}.",
    "{0} electrodes are wired to other channels than the map says.",
    "The array lies turned: {0}.",
    "measuring",
    "All channels follow, none reversed",
    "{0} follow, {1} fail",
    "square wave of {0} Hz, {1} pass, {2} warn, {3} fail",
    "sine of {0} Hz, {1} pass, {2} warn, {3} fail",
    "{0} pass, {1} warn, {2} fail",
    "the device could tell no impedance",
    "{0} to {1} kΩ, {2} above {3}",
    "{0}, {1} unknown",
    "{0} s of samples, {1} s are the least",
    "{0} % of the samples lost, limit {1}",
    "{0} % of the samples lost",
    "all channels stand still for {0} s at the beginning or end, left out",
    "samples have no known unit",
    "{0} of {1} channels stand still",
    "mains of {0} µV on {1} of {2} channels, limit {3}",
    "mains {0} µV, {1} % of the power, limit {2} %",
    "{0} of the channels carry the same signal of {1} µV",
    "they differ by {0} µV, {1} of the usual",
    "runs against its neighbours",
    "noise {0} µV, less than {1}",
    "{0} of {1} channels share activity of {2} µV",
    "{0} pops in 20 s, {1} signs of poor contact",
    "the noise of all channels ends at {0} Hz, limit {1}",
    "noise ends at {0} Hz, limit {1}",
    "{0} Hz arrive, {1} Hz are told",
    "{0} Hz, {1} Hz are the least for all of surface EMG",
    "3 dB less from {0} Hz on, limit {1}",
    "rises {0} times, its neighbours {1} times",
    "its tap came in on {0}",
    "the calibration signal comes upside down",
    "cut off {0} % of the samples, limit {1}",
    "impedance {0} kΩ, limit {1}",
    "{0} µV of {1} arrive, {2} %, limit {3} %",
    "{0} ms against the others, limit {1}",
    "at the rail {0} % of the time, limit {1}",
    "flat {0} % of the time, limit {1}",
    "lost {0} % of the samples, limit {1}",
    "below 20 Hz {0} %, limit {1}",
    "noise {0} µV, limit {1}",
    "mains {0} %, limit {1}",
    "offset {0} mV, limit {1}",
    "drift {0} µV/s, limit {1}",
    "{0}°, not mirrored",
    "{0}°, mirrored",
    "{0} and {1} more",
    "all channels",
    "Channels wind up and down the columns; the empty corner is at the lower left",
    "Channels go down the line",
    "Channels go along the rows",
    "Channels go down the columns",
    "One pair of electrodes a channel",
    "Places are not known; channels are shown in order",
    "{0} grid, {1} mm, one corner empty",
    "{0} grid, {1} mm, rows",
    "{0} grid, {1} mm, columns",
    "{0} line, {1} mm",
    "1 bipolar pair, {0} mm",
    "{0} bipolar pairs, {1} mm",
    "{0}, in order",
)

#: The verdict of a map cell, in the fewest letters.
SHORT: dict[str, str] = {
    "lost_reference": "reference",
    "not_following": "silent",
    "low_frequency": "below 20 Hz",
    "lost_samples": "lost",
    "no_rest": "no rest",
    "too_short": "too short",
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("ArrayCheck", text)


def verdict(result: CheckResult, channel: int) -> str:
    """Return the verdict of a channel, such as ``Bridged with 14``."""
    worst = result.channels[channel].worst
    if worst is None:
        return _tr("Pass")
    failed, near = WORDS[worst.kind]
    word = _tr(failed if worst.level == "fail" else near)
    others = [result.channels[c].name for c in worst.channels if c != channel]
    if worst.kind in ("bridged", "swapped", "duplicated") and others:
        return (_tr("{0} as {1}") if worst.kind == "duplicated" else _tr("{0} with {1}")).format(word, others[0])
    return word


def short_verdict(kind: str) -> str:
    """Return what a cell of the map says of a kind."""
    return _tr(SHORT.get(kind, kind))


def told(words: str) -> str:
    """Return one phrase, or several sentences, of the core in the language of the window."""
    return words if language.current() == "en" else _told(words)


def _told(words: str) -> str:
    whole = _sentence(words)
    if whole is not None:
        return whole
    for mark, between in ((r"(?<=\.) (?=[A-Z])", " "), (r"; ", "; ")):
        parts = re.split(mark, words)
        if len(parts) > 1:
            return between.join(_told(part) for part in parts)
    return words


def _sentence(words: str) -> str | None:
    for pattern, source in _patterns():
        found = pattern.fullmatch(words)
        if found is not None:
            return _tr(source).format(*(_told(part) for part in found.groups()))
    return None


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_pattern(source), source) for source in (*_remedies(), *SENTENCES))


def _pattern(source: str) -> re.Pattern[str]:
    parts = re.split(r"\{\d+\}", source)
    # A place holds names or figures, never the end of one sentence and the beginning of the next.
    return re.compile(r"((?:(?!\. [A-Z]).)+?)".join(re.escape(part) for part in parts))


@cache
def _remedies() -> tuple[str, ...]:
    return tuple(core_remedy(kind, ["{0}"]) for kind in WORDS)


def sources() -> tuple[str, ...]:
    """Return every English text that is translated by its place in a table, for those who translate."""
    kinds = tuple(SHORT.get(kind, kind) for kind in WORDS)
    return (*_remedies(), *SENTENCES, *dict.fromkeys(w for both in WORDS.values() for w in both), *kinds)
