"""Faults on request, the same ones every time for the same seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fascview.errors import UsageError
from fascview.stream import plain_text

SHARES = ("drop", "flip", "cut", "insert", "duplicate")
SPANS = ("silence", "unplug")
FORMS = "drop=0.01, flip=0.01, cut=0.01, insert=0.01, duplicate=0.01, silence=5+3, unplug=5+3 or rate=1.05"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    Attributes
    ----------
    kind : str
        ``drop``, ``flip``, ``cut``, ``insert``, ``duplicate``: that share of the frames is not sent, has one bit
        turned over, lacks its last bytes, is followed by stray bytes, is sent twice. ``silence``, ``unplug``: from
        ``at_s`` for ``for_s`` seconds. ``rate``: the device runs ``amount`` times as fast as it says.
    amount : float
        Share of the frames, or factor of the rate.
    at_s, for_s : float
        When, counted from the start of the simulator [s].
    """

    kind: str
    amount: float = 0.0
    at_s: float = 0.0
    for_s: float = 0.0


def parse_fault(text: str) -> Fault:
    """Read a fault as typed: ``drop=0.01``, ``silence=5+3`` (at 5 s for 3 s), ``unplug=5+3``, ``rate=1.05``.

    Raises
    ------
    UsageError
        With the forms there are.
    """
    kind, _, value = text.strip().partition("=")
    try:
        if kind in SHARES and 0 <= float(value) <= 1:
            return Fault(kind, float(value))
        if kind == "rate" and 0.1 <= float(value) <= 10:
            return Fault(kind, float(value))
        if kind in SPANS:
            at, plus, span = value.partition("+")
            if plus and float(at) >= 0 and float(span) > 0:
                return Fault(kind, 0.0, float(at), float(span))
    except ValueError:
        pass
    raise UsageError(f"“{plain_text(text)}” is not a fault fascview can make; write {FORMS}.")


class Faults:
    """Applies faults to frames on their way out."""

    def __init__(self, faults: Sequence[Fault], seed: int = 1) -> None:
        self._faults = tuple(faults)
        self._random = np.random.default_rng(seed)

    @property
    def unplugs(self) -> bool:
        """True when the connection breaks at some time."""
        return any(f.kind == "unplug" for f in self._faults)

    @property
    def rate(self) -> float:
        """How many times faster than stated the device runs."""
        return float(np.prod([f.amount for f in self._faults if f.kind == "rate"]))

    def unplugged(self, now_s: float) -> bool:
        """Say whether the connection is broken at this time."""
        return self._within("unplug", now_s)

    def damage(self, frames: list[bytes], now_s: float) -> list[bytes]:
        """Return what is left of the frames."""
        if self._within("silence", now_s):
            return []
        for fault in self._faults:
            if fault.kind in SHARES:
                hit = self._random.random(len(frames)) < fault.amount
                if hit.any():
                    frames = [
                        out
                        for frame, struck in zip(frames, hit, strict=True)
                        for out in (self._strike(fault.kind, frame) if struck else (frame,))
                    ]
        return frames

    def _within(self, kind: str, now_s: float) -> bool:
        return any(f.kind == kind and f.at_s <= now_s < f.at_s + f.for_s for f in self._faults)

    def _strike(self, kind: str, frame: bytes) -> tuple[bytes, ...]:
        if kind == "drop":
            return ()
        if kind == "duplicate":
            return (frame, frame)
        if kind == "cut":
            return (frame[: int(self._random.integers(1, max(2, len(frame))))],)
        if kind == "insert":
            return (frame, self._random.bytes(int(self._random.integers(1, 5))))
        bit = int(self._random.integers(8 * len(frame)))
        turned = bytearray(frame)
        turned[bit // 8] ^= 1 << bit % 8
        return (bytes(turned),)
