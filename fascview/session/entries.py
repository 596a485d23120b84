"""What the ``fascview.events`` stream holds: one JSON object per entry.

Every entry has ``what`` (``event``, ``gap``, ``note``, ``mark``, ``setting``, ``state``) and ``sample``, the absolute
sample index it belongs to.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from fascview.detection.events import EVENT_DTYPE, KINDS, STATUSES
from fascview.errors import FormatError
from fascview.session.bounded import safe_json
from fascview.stream import FloatArray, plain_text

MAX_ENTRY = 1 << 20


def _plain(value: object) -> object:
    if isinstance(value, np.float32):
        # The shortest decimal that gives the same float32 back.
        return float(str(value)) if np.isfinite(value) else None
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [_plain(v) for v in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)


def to_text(what: str, sample: int, facts: Mapping[str, object]) -> str:
    """Return one entry as JSON; what is not finite becomes null."""
    entry = {"what": what, "sample": int(sample)} | {
        k: _plain(v) for k, v in facts.items() if k not in ("what", "sample")
    }
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def event_text(row: np.void, footprint_uv: FloatArray | None = None) -> str:
    """Return a row of EVENT_DTYPE as one entry, with its Vpp on every channel of its muscle."""
    facts: dict[str, object] = {name: row[name] for name in EVENT_DTYPE.names or ()}
    if footprint_uv is not None:
        facts["footprint_uv"] = np.asarray(footprint_uv, np.float32)
    return to_text("event", int(row["sample"]), facts)


def parse(text: str) -> dict[str, object]:
    """Return one entry.

    Raises
    ------
    FormatError
        Where ``text`` is no entry.
    """
    entry = safe_json(text, "An entry of the event list") if len(text) <= MAX_ENTRY else None
    if not isinstance(entry, dict) or not isinstance(entry.get("what"), str) or not _whole(entry.get("sample")):
        raise FormatError("An entry of the event list is damaged and was left out.")
    return entry


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 53


def to_rows(entries: Iterable[Mapping[str, object]]) -> tuple[NDArray[np.void], list[FloatArray]]:
    """Return the events among ``entries`` as rows of EVENT_DTYPE in order of time, and their footprints.

    Of several rows with one ``id`` the last counts. Damaged ones are left out.
    """
    latest = Latest()
    for entry in entries:
        latest.add(entry)
    return latest.rows()


class Latest:
    """The last row of every event, as entries come in."""

    def __init__(self) -> None:
        self._rows: dict[int, tuple[tuple[object, ...], FloatArray]] = {}

    def add(self, entry: Mapping[str, object]) -> None:
        """Take an entry; what is no event, or a damaged one, is passed over."""
        if entry.get("what") != "event":
            return
        try:
            values = tuple([convert(entry.get(name)) for name, convert in _COLUMNS])
            prints = entry.get("footprint_uv")
            footprint = np.array(prints if isinstance(prints, list) else [], np.float32)
        except (TypeError, ValueError, OverflowError):
            return
        sound = values[_KIND] in KINDS and values[_STATUS] in STATUSES and footprint.ndim == 1
        if sound and 0 <= int(str(values[_MUSCLE])) < 1 << 20:
            self._rows[int(str(values[_ID]))] = values, footprint

    def rows(self) -> tuple[NDArray[np.void], list[FloatArray]]:
        """Return the rows in order of time, and their footprints."""
        held = list(self._rows.values())
        rows = np.array([values for values, _ in held], EVENT_DTYPE)
        order = np.lexsort((rows["id"], rows["sample"]))
        return rows[order], [held[i][1] for i in order.tolist()]


def _float(value: object) -> float:
    return math.nan if value is None else float(value)  # type: ignore[arg-type]


def _integer(bits: int) -> Callable[[object], int]:
    def convert(value: object) -> int:
        whole = int(value)  # type: ignore[call-overload]
        if not -(1 << bits - 1) <= whole < 1 << bits - 1:
            raise OverflowError
        return int(whole)

    return convert


_known = lru_cache(1024)(plain_text)  # the same few words, thousands of times


def _text(value: object) -> str:
    return _known(value) if isinstance(value, str) else plain_text(value or "")


def _converter(name: str) -> Callable[[object], object]:
    dtype = EVENT_DTYPE[name]
    return _float if dtype.kind == "f" else _text if dtype.kind == "U" else _integer(8 * dtype.itemsize)


_NAMES = EVENT_DTYPE.names or ()
_COLUMNS = tuple((name, _converter(name)) for name in _NAMES)
_ID, _KIND, _STATUS, _MUSCLE = (_NAMES.index(name) for name in ("id", "kind", "status", "muscle"))
