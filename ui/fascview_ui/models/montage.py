"""Which channel lies on which muscle: what a stream does not say, a person says once per device."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fascview.errors import FormatError, StorageError
from fascview.stream import MAX_CHANNELS, Muscle, Source, StreamInfo, plain_text

MAX_BYTES = 1 << 20
Labels = tuple[str, ...]


def identity(info: StreamInfo) -> str:
    """Return what stays the same when this device comes back: its own identity, or name and number of channels."""
    if info.kind == "file":
        return f"file {info.address}"
    return f"{info.kind} {info.source_id or info.name} {info.n_channels}"


def relabelled(info: StreamInfo, montages: Mapping[str, Labels]) -> StreamInfo:
    """Return the stream with the muscles a person gave it, or as it is."""
    labels = montages.get(identity(info), ())
    return info.with_muscles(labels) if len(labels) == info.n_channels else info


class Relabelled:
    """A source whose muscles are those of a montage; in everything else it is the source itself."""

    def __init__(self, source: Source, montages: Mapping[str, Labels]) -> None:
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
        self._known: dict[str, Labels] = {}
        try:
            found = json.loads(text) if text else {}
        except (ValueError, RecursionError):
            found = {}
        for key, labels in found.items() if isinstance(found, dict) else ():
            if isinstance(labels, list) and all(isinstance(x, str) for x in labels) and len(labels) <= MAX_CHANNELS:
                self._known[str(key)] = tuple(plain_text(x) for x in labels)

    @property
    def known(self) -> Mapping[str, Labels]:
        """By identity, one label per channel."""
        return dict(self._known)

    def put(self, info: StreamInfo, labels: Labels) -> None:
        """Remember the muscles of a device."""
        self._known[identity(info)] = labels

    def forget(self, info: StreamInfo) -> None:
        """Take the device as it describes itself."""
        self._known.pop(identity(info), None)

    def as_text(self) -> str:
        """Return all of it as one text."""
        return json.dumps(self._known)


def problems(labels: Labels) -> tuple[str, ...]:
    """Return for each channel what is wrong with its muscle, or an empty text."""
    return tuple("" if Muscle.from_label(label).name else "no muscle" for label in labels)


def save(path: Path, labels: Labels, names: tuple[str, ...]) -> None:
    """Write a montage as TOML, one table per channel.

    Raises
    ------
    StorageError
        If it cannot be written there.
    """
    lines = ["# fascview montage: one table per channel, in their order"]
    for name, label in zip(names, labels, strict=True):
        muscle = Muscle.from_label(label)
        facts = (("name", name), ("muscle", muscle.name), ("side", muscle.side))
        lines += ["", "[[channel]]", *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in facts)]
    try:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{path} cannot be written ({error.strerror}); choose another place.") from None


def load(path: Path) -> Labels:
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
        labels = tuple(plain_text(f"{c['muscle']} {c.get('side', '')}") for c in channels)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise FormatError(f"{path.name} is not a montage of fascview; choose another file.") from None
    if not 1 <= len(labels) <= MAX_CHANNELS:
        raise FormatError(f"{path.name} names {len(labels)} channels; choose another file.")
    return labels
