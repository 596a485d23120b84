"""Which channel lies on which muscle: what a stream does not say, a person says once per device."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from fascview.errors import FormatError, StorageError, UsageError
from fascview.stream import MAX_CHANNELS, Muscle, Source, StreamInfo, plain_text
from fascview_ui.models.arrays import Array, lines_of

MAX_BYTES = 1 << 20
MOST_COLOURS = 8  # of the theme; more come round again
Labels = tuple[str, ...]


@dataclass(frozen=True)
class Montage:
    """What a person says of a device.

    Attributes
    ----------
    labels : tuple of str
        Muscle and side of every channel.
    bad : frozenset of int
        Channels that are stored, but neither counted nor used for what is derived.
    off : frozenset of int
        Channels that are not drawn; they are stored and counted.
    arrays : tuple of Array
        Grids and lines of electrodes.
    order : tuple of str
        Muscles from top to bottom; what is not named follows.
    colours : dict
        By muscle the number of its colour, from 0.
    """

    labels: Labels
    bad: frozenset[int] = frozenset()
    off: frozenset[int] = frozenset()
    arrays: tuple[Array, ...] = ()
    order: Labels = ()
    colours: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, info: StreamInfo) -> Montage:
        """Return the montage a stream describes by itself."""
        bad = frozenset(i for i, c in enumerate(info.channels) if c.bad)
        return cls(tuple(c.muscle.label for c in info.channels), bad)

    @property
    def muscles(self) -> Labels:
        """The muscles from top to bottom."""
        return tuple(dict.fromkeys([*(m for m in self.order if m in self.labels), *self.labels]))

    def colour(self, label: str) -> int:
        """Return the number of a muscle's colour."""
        order = list(dict.fromkeys(self.labels))
        return self.colours.get(label, order.index(label) if label in order else 0) % MOST_COLOURS

    def lines(self) -> tuple[tuple[int, ...], ...]:
        """Return the channels in order along the fibres."""
        own = [[i for i, x in enumerate(self.labels) if x == m] for m in dict.fromkeys(self.labels)]
        return lines_of(self.arrays, own)

    def place(self, channel: int) -> str:
        """Return where a channel lies on its array, empty where it lies on none."""
        return next((p for a in self.arrays if (p := a.place(channel))), "")

    def as_dict(self) -> dict[str, object]:
        """Return what ``from_dict`` reads."""
        return {
            "labels": list(self.labels),
            "bad": sorted(self.bad),
            "off": sorted(self.off),
            "arrays": [a.as_dict() for a in self.arrays],
            "order": list(self.order),
            "colours": dict(self.colours),
        }

    @classmethod
    def from_dict(cls, found: object) -> Montage:
        """Read a montage, or a list of labels as older versions kept it; raises for what is none."""
        if isinstance(found, list):
            found = {"labels": found}
        if not isinstance(found, dict) or not isinstance(found.get("labels"), list):
            raise TypeError("a montage has labels")
        labels = found["labels"]
        if not all(isinstance(x, str) for x in labels) or not 1 <= len(labels) <= MAX_CHANNELS:
            raise TypeError("labels are texts")
        n = len(labels)
        arrays = tuple(Array.from_dict(a) for a in found.get("arrays", ()))
        colours = found.get("colours", {})
        return cls(
            tuple(plain_text(x) for x in labels),
            _numbers(found.get("bad", ()), n),
            _numbers(found.get("off", ()), n),
            tuple(a for a in arrays if max(a.channels) < n),
            tuple(plain_text(x) for x in found.get("order", ())),
            {plain_text(k): int(v) % MOST_COLOURS for k, v in colours.items()},
        )


def _numbers(found: Iterable[Any], n: int) -> frozenset[int]:
    return frozenset(i for i in (int(x) for x in found) if 0 <= i < n)


Known = Mapping[str, Montage]


def identity(info: StreamInfo) -> str:
    """Return what stays the same when this device comes back: its own identity, or name and number of channels."""
    if info.kind == "file":
        return f"file {info.address}"
    return f"{info.kind} {info.source_id or info.name} {info.n_channels}"


def relabelled(info: StreamInfo, montages: Known) -> StreamInfo:
    """Return the stream as a person described it, or as it is."""
    montage = montages.get(identity(info))
    if montage is None or len(montage.labels) != info.n_channels:
        return info
    named = info.with_muscles(montage.labels)
    channels = tuple(replace(c, bad=i in montage.bad) for i, c in enumerate(named.channels))
    arrays = {f"array {i + 1}": a.in_words() for i, a in enumerate(montage.arrays)}
    return replace(named, channels=channels, properties={**named.properties, **arrays})


class Relabelled:
    """A source whose muscles are those of a montage; in everything else it is the source itself."""

    def __init__(self, source: Source, montages: Known) -> None:
        object.__setattr__(self, "_source", source)
        object.__setattr__(self, "_montages", dict(montages))

    def open(self) -> StreamInfo:
        """Open the source and name its muscles."""
        info: StreamInfo = self._source.open()
        return relabelled(info, self._montages)

    def __getattr__(self, name: str) -> Any:
        """Return what the source has."""
        return getattr(self._source, name)

    def __setattr__(self, name: str, value: object) -> None:
        """Set it on the source."""
        setattr(self._source, name, value)


class MontageBook:
    """All montages, by the identity of their device.

    Parameters
    ----------
    text : str
        As written by ``as_text``; what cannot be read is left out.
    """

    def __init__(self, text: str = "") -> None:
        self._known: dict[str, Montage] = {}
        try:
            found = json.loads(text) if text else {}
        except (ValueError, RecursionError):
            found = {}
        for key, value in found.items() if isinstance(found, dict) else ():
            try:
                self._known[str(key)] = Montage.from_dict(value)
            except (ValueError, TypeError, KeyError, AttributeError, UsageError, RecursionError):
                continue

    @property
    def known(self) -> Known:
        """By identity."""
        return dict(self._known)

    def get(self, info: StreamInfo) -> Montage:
        """Return what is known of a device, or what it says of itself."""
        found = self._known.get(identity(info))
        return found if found is not None and len(found.labels) == info.n_channels else Montage.of(info)

    def put(self, info: StreamInfo, montage: Montage) -> None:
        """Remember a device."""
        self._known[identity(info)] = montage

    def forget(self, info: StreamInfo) -> None:
        """Take the device as it describes itself."""
        self._known.pop(identity(info), None)

    def as_text(self) -> str:
        """Return all of it as one text."""
        return json.dumps({key: montage.as_dict() for key, montage in self._known.items()})


def problems(montage: Montage) -> tuple[str, ...]:
    """Return for each channel what is wrong with it, or an empty text.

    ``no muscle``; ``twice``: one muscle written in two ways (``Deltoid R``, ``deltoid r``); ``apart``: an array whose
    channels lie on several muscles; ``overlap``: a channel on two arrays.
    """
    written: dict[str, str] = {}
    laid = [c for a in montage.arrays for c in a.channels]
    apart = {c for a in montage.arrays for c in a.channels if len({montage.labels[k] for k in a.channels}) > 1}
    found = []
    for channel, label in enumerate(montage.labels):
        if not Muscle.from_label(label).name:
            found.append("no muscle")
        elif written.setdefault(label.casefold(), label) != label:
            found.append("twice")
        elif laid.count(channel) > 1:
            found.append("overlap")
        elif channel in apart:
            found.append("apart")
        else:
            found.append("")
    return tuple(found)


def as_toml(montage: Montage, names: tuple[str, ...]) -> str:
    """Return a montage as text that people can read and change."""

    def quoted(value: str) -> str:
        return json.dumps(value, ensure_ascii=False)

    lines = ["# fascview montage: one [[channel]] per channel, in their order", ""]
    if montage.order:
        lines += [f"order = [{', '.join(quoted(m) for m in montage.order)}]", ""]
    for i, (name, label) in enumerate(zip(names, montage.labels, strict=True)):
        muscle = Muscle.from_label(label)
        facts = (("name", name), ("muscle", muscle.name), ("side", muscle.side))
        lines += ["[[channel]]", *(f"{key} = {quoted(value)}" for key, value in facts)]
        lines += ["bad = true"] if i in montage.bad else []
        lines += ["shown = false"] if i in montage.off else []
        lines += [""]
    for label, colour in montage.colours.items():
        lines += ["[[colour]]", f"muscle = {quoted(label)}", f"number = {colour + 1}", ""]
    for array in montage.arrays:
        rows = [f"  [{', '.join(str(c + 1) for c in row)}]," for row in array.grid]
        lines += ["# channels as seen from above, counted from 1, 0 for no electrode", "[[array]]"]
        lines += [f"pitch_mm = {array.pitch_mm:g}", f"fibre = {quoted(array.fibre)}", "grid = [", *rows, "]", ""]
    return "\n".join(lines)


def save(path: Path, montage: Montage, names: tuple[str, ...]) -> None:
    """Write a montage as TOML.

    Raises
    ------
    StorageError
        If it cannot be written there.
    """
    try:
        path.write_text(as_toml(montage, names), encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{path} cannot be written ({error.strerror}); choose another place.") from None


def load(path: Path) -> Montage:
    """Read a montage.

    Raises
    ------
    FormatError
        If it is not one.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FormatError(f"{path.name} is too large to be a montage; choose another file.")
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        channels = found["channel"]
        return Montage.from_dict(
            {
                "labels": [f"{c['muscle']} {c.get('side', '')}" for c in channels],
                "bad": [i for i, c in enumerate(channels) if c.get("bad") is True],
                "off": [i for i, c in enumerate(channels) if c.get("shown") is False],
                "arrays": found.get("array", []),
                "order": found.get("order", []),
                "colours": {c["muscle"]: int(c["number"]) - 1 for c in found.get("colour", [])},
            }
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, UsageError, RecursionError):
        raise FormatError(f"{path.name} is not a montage of fascview; choose another file.") from None
