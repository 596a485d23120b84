"""Which LSL streams there are."""

from __future__ import annotations

import math
import time
from collections import Counter
from types import ModuleType, TracebackType
from typing import Any

from fascview.errors import FascviewError
from fascview.stream import plain_text
from fascview_drivers.address import parse
from fascview_drivers.lsl.metadata import describe, refusal
from fascview_drivers.lsl.reach import load
from fascview_drivers.registry import Found

FORGET_S = 2.0  # liblsl calls a stream gone when it has not answered for this long
SHOW_GONE_S = 60.0
ASK_AGAIN_S = 10.0
_DETAIL_S = 0.7


class Discovery:
    """Looks for streams in the background (in liblsl's own threads) until closed; ask ``found`` as often as you like.

    Use it from one thread. ``details`` also asks each new stream once for its unit.
    """

    def __init__(self, *, details: bool = True) -> None:
        self._pylsl = load()
        self._resolver: Any = self._pylsl.ContinuousResolver(forget_after=FORGET_S)
        self._details = details
        self._seen: dict[str, tuple[Found, float]] = {}
        self._described: dict[str, tuple[str, str]] = {}
        self._ask_again_s: dict[str, float] = {}

    def __enter__(self) -> Discovery:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop looking."""
        self._resolver = None  # its destructor ends liblsl's search

    def streams(self) -> list[Any]:
        """Return the streams that answer now, as pylsl describes them."""
        return [] if self._resolver is None else list(self._resolver.results())

    def found(self) -> list[Found]:
        """Return what answers now, and for a minute what has stopped answering."""
        now_s = time.monotonic()
        answering = self.streams()
        entries: dict[str, Found] = {}
        for info in answering:
            entries[info.uid()] = self._entry(info, answering)
        for uid, entry in entries.items():
            self._seen[uid] = (entry, now_s)
        for uid, (entry, when_s) in list(self._seen.items()):
            if uid in entries:
                continue
            returned = any(e.source_id and e.source_id == entry.source_id for e in entries.values())
            if returned or now_s - when_s > SHOW_GONE_S:
                del self._seen[uid]
        shown = [_aged(entry, now_s - when_s) for entry, when_s in self._seen.values()]
        return sorted(_apart(shown), key=lambda f: (f.name.casefold(), f.host, f.address))

    def _entry(self, info: Any, answering: list[Any]) -> Found:
        name, host = plain_text(info.name()), plain_text(info.hostname())
        is_text = info.channel_format() == self._pylsl.cf_string
        note = refusal(name, is_text=is_text, fs_hz=info.nominal_srate(), n_channels=info.channel_count())
        usable = not note
        if is_text:
            note = "markers: for recording beside"
        unit = ""
        if usable and self._details:
            unit, note = self._described_once(info)
        return Found(
            name=name or "(no name)",
            kind="lsl",
            address=address_of(info, answering),
            host=host,
            channels=info.channel_count(),
            fs_hz=_finite(info.nominal_srate()),
            unit=unit,
            note=note,
            usable=usable,
            type=plain_text(info.type()),
            source_id=plain_text(info.source_id()),
        )

    def _described_once(self, info: Any) -> tuple[str, str]:
        uid = info.uid()
        if uid not in self._described or time.monotonic() > self._ask_again_s.get(uid, math.inf):
            self._ask_again_s.pop(uid, None)
            unit, note = "", ""
            try:
                full = self._pylsl.StreamInlet(info, max_buflen=1, recover=False).info(timeout=_DETAIL_S)
                description = describe(full.as_xml(), info.channel_count())
                units = {c.unit for c in description.emg}
                unit = units.pop() if len(units) == 1 else "mixed"
            except (RuntimeError, FascviewError) as error:  # pylsl's TimeoutError and LostError are RuntimeErrors
                note = str(error) if isinstance(error, FascviewError) else "does not answer when asked for its units"
                if not isinstance(error, FascviewError):
                    self._ask_again_s[uid] = time.monotonic() + ASK_AGAIN_S
            self._described[uid] = (unit, note)
        return self._described[uid]


def _aged(entry: Found, age_s: float) -> Found:
    if age_s == 0:
        return entry
    facts = {name: getattr(entry, name) for name in entry.__slots__}
    return Found(**{**facts, "last_seen_s": age_s, "note": "no longer answers", "usable": False})


def _finite(fs_hz: float) -> float:
    return fs_hz if math.isfinite(fs_hz) else 0.0


def _apart(entries: list[Found]) -> list[Found]:
    names = Counter(entry.name for entry in entries if entry.last_seen_s == 0)
    told: list[Found] = []
    for entry in entries:
        if names[entry.name] > 1 and entry.last_seen_s == 0 and not entry.note:
            hosts = {e.host for e in entries if e.name == entry.name}
            which = f"id {entry.source_id}" if entry.source_id else "no id"
            where = f"same name on {len(hosts)} computers" if len(hosts) > 1 else f"same name twice: {which}"
            facts = {name: getattr(entry, name) for name in entry.__slots__}
            entry = Found(**{**facts, "note": where})
        told.append(entry)
    return told


def address_of(info: Any, among: list[Any]) -> str:
    """Return the address that points at this stream and no other of ``among``; a lasting one where that is possible."""
    fields = [("name", info.name()), ("source_id", info.source_id()), ("host", info.hostname())]
    text = "lsl:" + ",".join(f"{key}={value}" for key, value in fields if value)
    twins = [o for o in among if (o.name(), o.source_id(), o.hostname()) == tuple(value for _, value in fields)]
    try:
        parsed = parse(text)
    except FascviewError:
        return f"lsl:uid={info.uid()}"
    same = parsed.target == info.name() and all(parsed.options.get(k, "") == v for k, v in fields[1:])
    if len(twins) > 1 or not same or text != plain_text(text, 400):
        return f"lsl:uid={info.uid()}"
    return text


def lookout() -> Discovery | None:
    """Begin to look for streams; None where LSL cannot be used."""
    try:
        return Discovery()
    except FascviewError:
        return None


def liblsl(module: ModuleType) -> str:
    """Return the version of the library below pylsl, such as ``1.18``."""
    number = int(module.library_version())
    return f"{number // 100}.{number % 100}"
