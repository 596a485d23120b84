"""Protocols: which muscles in which order, how long each, what the person and the examiner are told."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fascview.errors import FormatError, StorageError
from fascview.stream import Muscle, plain_text
from fascview_resources import path as resource
from fascview_ui.models import anatomy

MAX_BYTES = 1 << 20
MAX_STEPS = 200
LEAST_S, USUAL_S, MOST_S = 5.0, 120.0, 3600.0
TEMPLATES = ("als-survey", "short-survey")


@dataclass(frozen=True, slots=True)
class Step:
    """One muscle of one side. ``dwell_s`` is the analysable time that is wanted [s]."""

    muscle: Muscle
    dwell_s: float = USUAL_S
    rest: str = ""
    posture: str = ""

    @property
    def region(self) -> str:
        """Return the region of the body, empty for a muscle that is not known."""
        kind = anatomy.find(self.muscle.name)
        return "" if kind is None else kind.region


@dataclass(frozen=True, slots=True)
class Protocol:
    """A named list of steps."""

    name: str
    steps: tuple[Step, ...]
    description: str = ""

    @property
    def dwell_s(self) -> float:
        """The analysable time of all steps together [s]."""
        return sum(s.dwell_s for s in self.steps)


def problems(protocol: Protocol) -> tuple[str, ...]:
    """Return for each step what is wrong with it (``no muscle``, ``twice``, ``dwell``), or an empty text."""
    labels = [s.muscle.label.casefold() for s in protocol.steps]
    found = []
    for step, label in zip(protocol.steps, labels, strict=True):
        if not step.muscle.name:
            found.append("no muscle")
        elif labels.count(label) > 1:
            found.append("twice")
        elif not LEAST_S <= step.dwell_s <= MOST_S:
            found.append("dwell")
        else:
            found.append("")
    return tuple(found)


def parse(words: str, name: str, language: str = "en") -> Protocol:
    """Read a protocol from TOML; texts in ``language`` where it has them.

    Raises
    ------
    FormatError
        If it is not a protocol.
    """
    try:
        found = tomllib.loads(words)
        steps = tuple(s for entry in found["step"] for s in _steps(entry, found, language))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise FormatError(f"{name} is not a protocol of fascview; choose another file.") from None
    if not 1 <= len(steps) <= MAX_STEPS:
        raise FormatError(f"{name} has {len(steps)} muscles; a protocol has 1 to {MAX_STEPS}. Choose another file.")
    title = _said(found, "name", language) or Path(name).stem
    return Protocol(title, steps, _said(found, "description", language))


def _said(entry: Mapping[str, Any], key: str, language: str) -> str:
    value = entry.get(f"{key}_{language}", entry.get(key, ""))
    return plain_text(value, 300) if isinstance(value, str) else ""


def _steps(entry: Mapping[str, Any], whole: Mapping[str, Any], language: str) -> list[Step]:
    name = plain_text(entry["muscle"])
    dwell_s = float(entry.get("dwell_s", whole.get("dwell_s", USUAL_S)))
    rest = _said(entry, "rest", language) or _said(whole, "rest", language)
    posture = _said(entry, "posture", language) or _said(whole, "posture", language)
    sides = entry.get("sides", [entry.get("side", "")])
    made = []
    for side in sides:
        if side not in ("R", "L", ""):
            raise ValueError("a side is R, L or empty")
        made.append(Step(Muscle(name, side), min(max(dwell_s, LEAST_S), MOST_S), rest, posture))
    return made


def template(name: str, language: str = "en") -> Protocol:
    """Return a protocol that comes with the program, one of TEMPLATES."""
    file = resource(f"protocols/{name}.toml")
    return parse(file.read_text(encoding="utf-8"), file.name, language)


def load(path: Path, language: str = "en") -> Protocol:
    """Read a protocol from a file.

    Raises
    ------
    FormatError
        If it is not one, or cannot be read.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FormatError(f"{path.name} is too large to be a protocol; choose another file.")
        words = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise FormatError(f"{path.name} cannot be read; choose another file.") from None
    return parse(words, path.name, language)


def as_toml(protocol: Protocol) -> str:
    """Return a protocol as text that people can read and change."""

    def quoted(value: str) -> str:
        return json.dumps(value, ensure_ascii=False)

    lines = ["# fascview protocol: one [[step]] per muscle, in their order; dwell_s is analysable time in seconds", ""]
    lines += [f"name = {quoted(protocol.name)}", f"description = {quoted(protocol.description)}"]
    for step in protocol.steps:
        lines += ["", "[[step]]", f"muscle = {quoted(step.muscle.name)}", f"side = {quoted(step.muscle.side)}"]
        lines += [f"dwell_s = {step.dwell_s:g}"]
        lines += [
            f"{key} = {quoted(value)}" for key, value in (("rest", step.rest), ("posture", step.posture)) if value
        ]
    return "\n".join(lines) + "\n"


def save(path: Path, protocol: Protocol) -> None:
    """Write a protocol.

    Raises
    ------
    StorageError
        If it cannot be written there.
    """
    try:
        path.write_text(as_toml(protocol), encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{path} cannot be written ({error.strerror}); choose another place.") from None
