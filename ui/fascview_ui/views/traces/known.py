"""Looks up what is known about the visible stretch: events, rejected time, gaps, words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from fascview_ui.models.traces import TraceData
from fascview_ui.models.traces_counted import ordered
from fascview_ui.views.traces.marks import AFTER_S, BEFORE_S, Mark, between, carriers, shape_of
from fascview_ui.views.traces.overlay import Rejected, merged, with_names
from fascview_ui.views.traces.scene import COUNTED, Known
from fascview_ui.views.traces.time_axis import Span

FIELDS = ["id", "sample", "muscle", "channel", "kind", "status"]
#: Stretches of one reason closer than this are one [s].
REACH_S = 0.05
#: Share of the room of a word that a mark of an artefact keeps from the next mark.
CLEAR = 0.2
#: Rooms of a word from one narrow stretch that says its reason to the next one.
NAME_EVERY = 5.0


class Lookup:
    """Fetches what is visible; remembers which channels carry which event."""

    def __init__(self) -> None:
        self.other: NDArray[np.void] | None = None
        #: Ids of events, and of the other events, that are in one of the two lists only.
        self.alone: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
        self._carriers: dict[int, tuple[int, ...]] = {}

    def forget(self) -> None:
        """Start with another stream."""
        self.other = None
        self.alone = (frozenset(), frozenset())
        self._carriers.clear()

    def __call__(
        self, data: TraceData, spans: Sequence[Span], said_samples: float, channels_of: Callable[[int], tuple[int, ...]]
    ) -> Known:
        """Return what lies in ``spans``; a word needs ``said_samples`` free of other marks behind its mark."""
        lo, hi = min(s.start for s in spans), max(s.stop for s in spans)
        margin = data.info.fs_hz
        marks = self._marks(data, ordered(data.events()), lo - margin, hi + margin, said_samples, channels_of)
        again: dict[int, list[Mark]] = {}
        if self.other is not None:
            for row in between(ordered(self.other), lo - margin, hi + margin)[FIELDS]:
                event, sample, muscle, _, kind, status = row.item()
                if shape_of(kind, status) in COUNTED:
                    alone = event in self.alone[1]
                    mark = Mark(event, sample, muscle, "again", (), alone, "only new" if alone else "")
                    again.setdefault(muscle, []).append(mark)
        rows = data.intervals()
        rows = rows[(rows["stop"] > lo) & (rows["start"] < hi)]
        rejected: dict[int, list[Rejected]] = {}
        places = ((int(r[0]), int(r[1]), int(r[2]), str(r[3])) for r in rows.tolist())
        for found in with_names(merged(places, round(REACH_S * data.info.fs_hz)), NAME_EVERY * said_samples):
            rejected.setdefault(found.muscle, []).append(found)
        gaps = [(g.start, g.stop) for g in data.gaps() if g.stop > lo and g.start < hi]
        tail = round(max(BEFORE_S, AFTER_S) * data.info.fs_hz)
        notes = [(at, text) for at, text in data.notes() if lo - margin <= at < hi + margin]
        return Known(marks, again, rejected, gaps, data.words, tail, notes)

    def _marks(
        self,
        data: TraceData,
        events: NDArray[np.void],
        lo: float,
        hi: float,
        said_samples: float,
        channels_of: Callable[[int], tuple[int, ...]],
    ) -> dict[int, list[Mark]]:
        out: dict[int, list[Mark]] = {}
        following: dict[int, int] = {}
        verdicts = data.verdicts()
        gap_starts = [g.start for g in data.gaps() if lo <= g.start < hi]
        # From the newest back, so that each mark knows how much room is behind it.
        for row in between(events, lo, hi)[FIELDS][::-1]:
            event, sample, muscle, channel, kind, status = row.item()
            shape = shape_of(kind, status, verdicts.get(event, ""))
            if not shape:
                continue
            later = out.get(muscle, [])[-1:]
            if later and later[0].shape == "artefact" and later[0].sample - sample <= said_samples * CLEAR:
                out[muscle].pop()
            seen = self._carried(data, event, channels_of(muscle), channel) if shape in COUNTED else ()
            free = following.get(muscle, sample + 1e12) - sample > said_samples
            word = "only stored" if event in self.alone[0] and shape in COUNTED else ""
            said = shape == "artefact" or bool(word)
            if shape == "artefact" and not following.get(muscle, sample + 1e12) - sample > said_samples * CLEAR:
                continue  # it would lie on the mark of an event; the tint tells of it
            said = said and free and not any(sample <= g < sample + said_samples for g in gap_starts)
            out.setdefault(muscle, []).append(Mark(event, sample, muscle, shape, seen, said, word))
            following[muscle] = sample
        return {muscle: marks[::-1] for muscle, marks in out.items()}

    def _carried(self, data: TraceData, event: int, channels: tuple[int, ...], primary: int) -> tuple[int, ...]:
        """Return the channels that carry an event; asked for once."""
        known = self._carriers.get(event)
        if known is None:
            found = data.footprint(event)
            known = carriers(found, channels, primary)
            if found is None or np.isnan(found).any():
                return known  # not measured yet
            if len(self._carriers) > 4096:
                self._carriers.clear()
            self._carriers[event] = known
        return known
