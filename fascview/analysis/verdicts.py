"""Which event counts: the detector's verdict, and the person's over it; both are kept."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fascview.analysis.stretches import GrowingColumn
from fascview.errors import UsageError

_CODES = {"": 0, "rejected": 1, "provisional": 2, "accepted": 3}
_WORDS = tuple(_CODES)


class Verdicts:
    """Every event ever told, by id: 24 bytes each."""

    def __init__(self) -> None:
        self._ids = GrowingColumn()
        self._samples = GrowingColumn()
        self._facts = GrowingColumn()  # muscle * 16 + person * 4 + detector

    def __len__(self) -> int:
        """Return how many events are known."""
        return len(self._ids)

    def _find(self, event_id: int) -> tuple[int, bool]:
        ids = self._ids.values
        if not len(ids) or event_id > ids[-1]:
            return len(ids), False
        at = int(np.searchsorted(ids, event_id))
        return at, bool(ids[at] == event_id)

    def get(self, event_id: int) -> tuple[int, int, str, str] | None:
        """Return ``(muscle, sample, detector's verdict, person's verdict or "")``, or None for an unknown id."""
        at, known = self._find(event_id)
        if not known:
            return None
        facts = int(self._facts.values[at])
        return facts >> 4, int(self._samples.values[at]), _WORDS[facts & 3], _WORDS[facts >> 2 & 3]

    def put(self, event_id: int, muscle: int, sample: int, detector: str, person: str) -> None:
        """Store an event, in place of an earlier one of the same id."""
        at, known = self._find(event_id)
        facts = muscle << 4 | _CODES[person] << 2 | _CODES[detector]
        for column, value in ((self._ids, event_id), (self._samples, sample), (self._facts, facts)):
            column.splice(at, at + known, (value,))

    def person(self) -> dict[int, str]:
        """Return every event judged by a person: id -> ``accepted`` or ``rejected``."""
        judged = np.flatnonzero(self._facts.values >> 2 & 3)
        words = (_WORDS[f >> 2 & 3] for f in self._facts.values[judged].tolist())
        return dict(zip(self._ids.values[judged].tolist(), words, strict=True))

    def counted_ids(self, muscle: int) -> NDArray[np.int64]:
        """Return the ids of the events of ``muscle`` that count, rising."""
        facts = self._facts.values
        person, detector = facts >> 2 & 3, facts & 3
        counted = np.where(person > 0, person == _CODES["accepted"], detector >= _CODES["provisional"])
        ids: NDArray[np.int64] = self._ids.values[counted & (facts >> 4 == muscle)]
        return ids


def counts(detector: str, person: str) -> bool:
    """Say whether an event counts: a person's verdict goes over the detector's; provisional counts until retracted."""
    return person == "accepted" if person else detector in ("provisional", "accepted")


def checked_verdict(verdict: str | None) -> str:
    """Return a person's verdict as a word, "" for none.

    Raises
    ------
    UsageError
        If it is neither ``accepted`` nor ``rejected`` nor None.
    """
    if verdict not in (None, "", "accepted", "rejected"):
        raise UsageError(f"A verdict is accepted, rejected or none; {verdict!r} is not one of them.")
    return verdict or ""
