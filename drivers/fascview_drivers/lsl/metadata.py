"""What an LSL stream says about itself, read from its XML without trust."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fascview.errors import SourceError
from fascview.stream import MAX_CHANNELS, Channel, Muscle, plain_text
from fascview_drivers.lsl.units import is_auxiliary, microvolts_per_unit, muscle_of_label

MAX_XML = 4_000_000
_REFERENCE = re.compile(r"&#(x[0-9a-fA-F]{1,8}|\d{1,8});")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SIDES = {"r": "R", "right": "R", "l": "L", "left": "L"}


@dataclass(frozen=True)
class Description:
    """What the columns of a stream are.

    Attributes
    ----------
    emg, aux : tuple of Channel
    emg_columns, aux_columns : ndarray of int
        Where they stand among the stream's channels.
    emg_scale, aux_scale : ndarray of float64
        What a value is multiplied with; microvolt per unit for the EMG channels.
    notes : tuple of str
        What the user should know: units that were not stated, metadata that could not be read.
    properties : dict
        Further facts for the record.
    """

    emg: tuple[Channel, ...]
    aux: tuple[Channel, ...]
    emg_columns: np.ndarray
    aux_columns: np.ndarray
    emg_scale: NDArray[np.float64]
    aux_scale: NDArray[np.float64]
    notes: tuple[str, ...] = ()
    properties: dict[str, str] = field(default_factory=dict)

    @cached_property
    def as_is(self) -> bool:
        """Whether every column is EMG in microvolt already."""
        return len(self.aux) == 0 and bool(np.all(self.emg_scale == 1.0))


def refusal(name: str, *, is_text: bool, fs_hz: float, n_channels: int) -> str:
    """Return why a stream cannot be read as EMG, in one sentence, or an empty text when it can."""
    name = plain_text(name) or "This stream"
    if is_text:
        return f"{name} carries text markers, not samples; choose a stream with a sampling rate."
    if not 0 < fs_hz < float("inf"):
        return f"{name} has no regular sampling rate, so its samples cannot be placed in time; choose another stream."
    if not 1 <= n_channels <= MAX_CHANNELS:
        return f"{name} has {n_channels} channels; fascview reads 1 to {MAX_CHANNELS}."
    return ""


def describe(xml: str, n_channels: int, *, unit: str = "", scale_uv: float = 0.0) -> Description:
    """Read channels, units and muscles.

    Parameters
    ----------
    xml : str
        The stream's full description.
    n_channels : int
        How many channels it really has: the description may list fewer, more, or none.
    unit : str
        The user's word on the unit of the EMG channels, empty for the stream's own.
    scale_uv : float
        The user's factor to microvolt, 0 for none.

    Raises
    ------
    SourceError
        When no EMG channel is among them.
    """
    notes: list[str] = []
    root = _parsed(xml)
    if root is None:
        notes.append("its description could not be read; channels are numbered and shown as they come")
        root = ElementTree.Element("info")
    listed = [_facts(c) for c in root.iterfind("desc/channels/channel")]
    if listed and len(listed) != n_channels:
        notes.append(f"its description lists {len(listed)} channels of {n_channels}")
        listed = listed[:n_channels]
    listed += [{} for _ in range(n_channels - len(listed))]
    labels = [plain_text(facts.get("label", "")) or f"ch{i + 1}" for i, facts in enumerate(listed)]
    aside = np.array([is_auxiliary(f.get("type", ""), label) for f, label in zip(listed, labels, strict=True)], bool)
    if aside.all():
        raise SourceError("This stream has triggers or sensors but no EMG channel; choose another stream.")
    muscles = _muscles(listed, labels, aside)
    emg: list[Channel] = []
    scales: list[float] = []
    for i in np.flatnonzero(~aside):
        stated = unit or listed[i].get("unit", "")
        factor = scale_uv or microvolts_per_unit(stated)
        emg.append(Channel(labels[i], muscles[i], "uV" if factor else "counts"))
        scales.append(factor or 1.0)
    if any(c.unit == "counts" for c in emg):
        notes.append(
            "it does not say its unit in volts, so values are shown as counts; state it with ?unit=uV, mV or V"
        )
    aux = [Channel(labels[i], unit=_aux_unit(listed[i].get("unit", ""))) for i in np.flatnonzero(aside)]
    return Description(
        emg=tuple(emg),
        aux=tuple(aux),
        emg_columns=np.flatnonzero(~aside),
        aux_columns=np.flatnonzero(aside),
        emg_scale=np.array(scales, np.float64),
        aux_scale=np.ones(len(aux)),
        notes=tuple(notes),
        properties=_properties(root) | _impedances([listed[i] for i in np.flatnonzero(~aside)]),
    )


def _impedances(listed: list[dict[str, str]]) -> dict[str, str]:
    """Return the impedances of the EMG channels [kOhm] as one property, where the stream tells any."""
    told = []
    for facts in listed:
        try:
            value = float(facts.get("impedance", ""))
        except ValueError:
            value = float("nan")
        told.append(f"{value:g}" if 0.0 <= value < 1e6 else "")
    return {"impedance_kohm": ",".join(told)} if any(told) else {}


def labels_and_units(xml: str, n_channels: int) -> tuple[list[str], list[str]]:
    """Return what every channel is called and its unit, as plain text; numbered where nothing is said."""
    root = _parsed(xml)
    listed = [] if root is None else [_facts(c) for c in root.iterfind("desc/channels/channel")][:n_channels]
    listed += [{} for _ in range(n_channels - len(listed))]
    labels = [plain_text(facts.get("label", "")) or f"ch{i + 1}" for i, facts in enumerate(listed)]
    return labels, [plain_text(facts.get("unit", ""), 16) for facts in listed]


def _parsed(xml: str) -> ElementTree.Element | None:
    # LSL never sends a document type; one that comes anyway could expand without end.
    if len(xml) > MAX_XML or "<!DOCTYPE" in xml or "<!ENTITY" in xml:
        return None
    clean = _CONTROL.sub(" ", _REFERENCE.sub(_reference, xml))
    try:
        return ElementTree.fromstring(clean)
    except ElementTree.ParseError:
        return None


def _reference(match: re.Match[str]) -> str:
    number = int(match[1][1:], 16) if match[1].startswith("x") else int(match[1])
    fine = number in (9, 10, 13) or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000
    return match[0] if fine else " "


def _facts(channel: ElementTree.Element) -> dict[str, str]:
    return {child.tag.lower(): (child.text or "")[:4096].strip() for child in channel}


def _muscles(listed: list[dict[str, str]], labels: list[str], aside: np.ndarray) -> list[Muscle]:
    muscles = []
    for facts, label in zip(listed, labels, strict=True):
        named = plain_text(facts.get("muscle", ""))
        if named:
            muscle = Muscle.from_label(named)
            side = _SIDES.get(facts.get("side", "").lower(), muscle.side)
            muscles.append(Muscle(muscle.name, side))
        else:
            muscles.append(muscle_of_label(label))
    found = {m for m, other in zip(muscles, aside, strict=True) if not other}
    # Channels of an array are called all sorts of things: dozens of "muscles" are none.
    if len(found) > 16 or (Muscle("") in found and not any(f.get("muscle") for f in listed)):
        return [Muscle("EMG")] * len(labels)
    return [m if m.name else Muscle("EMG") for m in muscles]


def _aux_unit(unit: str) -> str:
    names = {"0": "V", "-3": "mV", "-6": "uV", "-9": "nV"}
    return names.get(unit.strip(), plain_text(unit, 16))


def _properties(root: ElementTree.Element) -> dict[str, str]:
    places = {
        "manufacturer": "desc/acquisition/manufacturer", "model": "desc/acquisition/model",
        "serial_number": "desc/acquisition/serial_number", "precision": "desc/acquisition/precision",
        "reference": "desc/reference/label", "can_drop_samples": "desc/synchronization/can_drop_samples",
        "highpass_hz": "desc/filters/highpass", "lowpass_hz": "desc/filters/lowpass",
    }  # fmt: skip
    found = {name: plain_text(root.findtext(place) or "") for name, place in places.items()}
    if not found["manufacturer"]:
        found["manufacturer"] = plain_text(root.findtext("desc/manufacturer") or "")
    return {name: text for name, text in found.items() if text}
