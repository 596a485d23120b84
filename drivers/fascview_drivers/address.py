"""Addresses of sources, as typed: ``demo:?seed=4``, ``lsl:EMG``, ``serial:cyton@/dev/ttyUSB0``."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from fascview.errors import UsageError
from fascview.stream import plain_text

SCHEMES = ("demo", "lsl", "serial", "tcp", "file", "brainflow")
FORMS = "demo:, lsl:NAME, serial:DEVICE@PORT, tcp:DEVICE@HOST:PORT or file:PATH"

_OPTIONS = re.compile(r"\?(?P<options>\w+=[^&]*(?:&\w+=[^&]*)*&?)$")
_LSL_FIELD = re.compile(r"(?:^|,)(name|type|source_id|host|uid)=")
_TRUE = ("1", "on", "yes", "true")
_FALSE = ("0", "off", "no", "false")


@dataclass(frozen=True, slots=True)
class Address:
    """One parsed address.

    Attributes
    ----------
    scheme : str
        One of ``SCHEMES``.
    device : str
        The driver's name for ``serial:`` and ``tcp:`` (lower case); the scheme itself otherwise.
    target : str
        Port, ``host:port``, path, or name of an LSL stream; empty where none was given.
    options : dict
        What stands after ``?``, as text. For ``lsl:`` also the fields ``type``, ``source_id``, ``host``, ``uid``.
    text : str
        The address as it was typed.
    """

    scheme: str
    device: str
    target: str = ""
    options: dict[str, str] = field(default_factory=dict)
    text: str = ""

    def refuse_unknown(self, known: tuple[str, ...]) -> None:
        """Raise UsageError when an option is not among ``known``."""
        for name in self.options:
            if name not in known:
                raise UsageError(
                    f"{plain_text(self.text)} has the unknown option {plain_text(name)}; known are {', '.join(known)}."
                )

    def number(self, name: str, default: float, low: float, high: float, unit: str = "") -> float:
        """Return the option ``name`` as a number within ``low`` to ``high`` (which may be infinite)."""
        if name not in self.options:
            return default
        try:
            value = float(self.options[name])
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            span = f"{low:g} to {high:g} {unit}".strip()
            given = plain_text(self.options[name]) or "empty"
            raise UsageError(f"{name} is {given}; it must be a number from {span}.")
        return value

    def integer(self, name: str, default: int, low: int, high: int, unit: str = "") -> int:
        """Return the option ``name`` as a whole number within ``low`` to ``high``."""
        value = self.number(name, default, low, high, unit)
        if value != int(value):
            raise UsageError(f"{name} is {value:g}; it must be a whole number.")
        return int(value)

    def flag(self, name: str, default: bool) -> bool:
        """Return the option ``name`` as on or off."""
        word = self.options.get(name, "").lower()
        if not word:
            return default
        if word not in _TRUE + _FALSE:
            raise UsageError(f"{name} is {plain_text(word)}; it must be on or off.")
        return word in _TRUE

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        """Return the option ``name``, one of ``allowed`` (any case)."""
        word = self.options.get(name, default).lower()
        if word not in allowed:
            raise UsageError(f"{name} is {plain_text(word)}; it must be one of {', '.join(allowed)}.")
        return word

    def host_port(self, default_port: int) -> tuple[str, int]:
        """Split ``HOST:PORT`` of a ``tcp:`` address; an empty host means every interface of this computer."""
        host, colon, port = self.target.rpartition(":")
        if not colon or (host.count(":") and not host.endswith("]")):  # no port, or a bare IPv6 address
            return self.target.strip("[]"), default_port
        if not port.isdigit() or not 0 <= int(port) <= 65535:
            raise UsageError(
                f"{plain_text(self.text)} names no port from 0 to 65535; write tcp:{self.device}@HOST:PORT."
            )
        return host.strip("[]"), int(port)


def parse(text: str) -> Address:
    """Parse one address.

    Raises
    ------
    UsageError
        With one sentence that says what an address looks like.
    """
    scheme, colon, rest = text.strip().partition(":")
    scheme = scheme.lower()
    if not colon and scheme in ("demo", "lsl"):
        rest = ""
    elif not colon or scheme not in SCHEMES:
        raise UsageError(f"“{plain_text(text)}” is not a source fascview knows; write {FORMS}.")
    if "\0" in rest:
        raise UsageError(f"“{plain_text(text)}” holds a character that no address can have.")
    rest, options = _split_options(rest)
    device = scheme
    if scheme in ("serial", "tcp"):
        device, at, rest = rest.partition("@")
        device = device.strip().lower()
        if not device or not at or (scheme == "serial" and not rest.strip()):
            what = "PORT" if scheme == "serial" else "HOST:PORT"
            raise UsageError(f"“{plain_text(text)}” is not complete; write {scheme}:DEVICE@{what}.")
    elif scheme == "lsl":
        rest, options = _lsl_fields(rest, options)
    elif scheme == "demo" and rest:
        raise UsageError(f"“{plain_text(text)}” is not a demo address; write options as in demo:?seed=4.")
    elif scheme in ("file", "brainflow") and not rest:
        form = "file:PATH" if scheme == "file" else "brainflow:BOARD"
        raise UsageError(f"“{plain_text(text)}” is not complete; write {form}.")
    return Address(scheme, device, rest, options, text.strip())


def _split_options(rest: str) -> tuple[str, dict[str, str]]:
    # A question mark inside a path or a name is part of it: only key=value pairs at the very end are options.
    match = _OPTIONS.search(rest)
    if match is None:
        return (rest[:-1] if rest == "?" else rest), {}
    options: dict[str, str] = {}
    for pair in filter(None, match["options"].split("&")):
        name, _, value = pair.partition("=")
        if name in options:
            raise UsageError(f"The option {plain_text(name)} is given twice; give it once.")
        options[name] = unquote(value)
    return rest[: match.start()], options


def _lsl_fields(rest: str, options: dict[str, str]) -> tuple[str, dict[str, str]]:
    fields = list(_LSL_FIELD.finditer(rest))
    if not fields or fields[0].start() != 0:
        return rest, options
    name = ""
    merged = dict(options)
    for this, following in zip(fields, [*fields[1:], None], strict=True):
        value = rest[this.end() : following.start() if following else None]
        if this[1] == "name":
            name = value
        else:
            merged[this[1]] = value
    return name, merged
