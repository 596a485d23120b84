"""A protocol being gone through: which muscle it is at, how long it has been looked at, what was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from PySide6.QtCore import QObject, Signal

from fascview.analysis.rates import Rate
from fascview.stream import StreamInfo
from fascview_ui.models import anatomy
from fascview_ui.models.protocol import Protocol, Step
from fascview_ui.models.traces import TraceData
from fascview_ui.models.traces_counted import counted_mask

State = Literal["to come", "running", "done", "short", "passed over"]
AT_ONCE = 4
NOTHING = Rate(0, 0.0)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one step stands. ``muscle`` is its index in the stream, -1 where it is not recorded."""

    step: Step
    muscle: int
    state: State = "to come"
    start: int = 0
    stop: int = 0
    rate: Rate = NOTHING

    @property
    def share(self) -> float:
        """Return how much of the wanted time has been analysed, 0 to 1."""
        return min(1.0, self.rate.analysable_s / self.step.dwell_s)


def tally(data: TraceData, muscle: int, start: int, stop: int) -> Rate:
    """Return the events that count of a muscle and its analysable time between two samples."""
    events = data.events()
    inside = (events["muscle"] == muscle) & (events["sample"] >= start) & (events["sample"] < stop)
    own = events[inside]
    n = int(counted_mask(own, data.verdicts()).sum())
    rows = data.intervals()
    rows = rows[(rows["muscle"] == muscle) & (rows["stop"] > start) & (rows["start"] < stop)]
    held = [(int(r["start"]), int(r["stop"])) for r in rows]
    held += [(g.start, g.stop) for g in data.gaps() if g.stop > start and g.start < stop]
    lost = covered([(max(a, start), min(b, stop)) for a, b in held])
    return Rate.of(n, max(0, stop - start - lost) / data.info.fs_hz)


def covered(stretches: Sequence[tuple[int, int]]) -> int:
    """Return how many samples lie in any of the stretches."""
    if not stretches:
        return 0
    table = np.array(sorted(stretches), np.int64)
    before = np.concatenate([[table[0, 0]], np.maximum.accumulate(table[:, 1])[:-1]])
    return int(np.maximum(0, table[:, 1] - np.maximum(table[:, 0], before)).sum())


def places(protocol: Protocol, info: StreamInfo | None, stand_in: int = -1) -> tuple[int, ...]:
    """Return for each step the muscle of the stream it is recorded on; ``stand_in`` where the montage has none."""
    muscles = () if info is None else info.muscles
    found = []
    for step in protocol.steps:
        own = (i for i, m in enumerate(muscles) if m.name and anatomy.same(m, step.muscle))
        found.append(next(own, stand_in if 0 <= stand_in < len(muscles) else -1))
    return tuple(found)


class ProtocolRun(QObject):
    """``stepped`` when another muscle's turn comes, ``changed`` with every figure, ``reached`` once per step.

    Parameters
    ----------
    note : callable
        Writes a note at a sample into the session.
    """

    stepped = Signal(int)  #: muscle of the stream, -1 when the run has ended
    changed = Signal()
    reached = Signal(int)  #: place of the step

    def __init__(self, note: Callable[[int, str], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._note = note
        self._data: TraceData | None = None
        self.protocol = Protocol("", ())
        self.stand_in = -1
        self.standings: tuple[Standing, ...] = ()
        self.at = -1
        self._told = False

    # ---- what is gone through

    def choose(self, protocol: Protocol) -> None:
        """Take another protocol; a running one ends."""
        self.end()
        self.protocol = protocol
        self._place()

    def attach(self, data: TraceData | None) -> None:
        """Go through it on another stream, or on none; what was found is forgotten."""
        self.at, self._data = -1, data
        self._place()

    def set_stand_in(self, muscle: int) -> None:
        """Record muscles that the montage does not have on ``muscle`` (electrodes that move along); -1: pass over."""
        self.stand_in = muscle
        if self._data is not None:
            found = places(self.protocol, self._data.info, muscle)
            self.standings = tuple(replace(s, muscle=m) for s, m in zip(self.standings, found, strict=True))
            self.changed.emit()

    def _place(self) -> None:
        info = None if self._data is None else self._data.info
        found = places(self.protocol, info, self.stand_in)
        self.standings = tuple(Standing(s, m) for s, m in zip(self.protocol.steps, found, strict=True))
        self.changed.emit()

    # ---- going

    @property
    def info(self) -> StreamInfo | None:
        """The stream it is gone through on."""
        return None if self._data is None else self._data.info

    @property
    def running(self) -> bool:
        """True while a muscle has its turn."""
        return self.at >= 0

    @property
    def current(self) -> Standing | None:
        """Return the step that has its turn."""
        return self.standings[self.at] if self.running else None

    @property
    def following(self) -> Standing | None:
        """Return the step after that."""
        after = self._from(self.at + 1, 1)
        return None if after is None else self.standings[after]

    def four(self) -> tuple[int, ...]:
        """Return the muscles of the stream whose turn is now and soon: the four the present one belongs to."""
        order = list(dict.fromkeys(s.muscle for s in self.standings if s.muscle >= 0))
        now = self.current
        if now is None or now.muscle not in order:
            return ()
        first = order.index(now.muscle) // AT_ONCE * AT_ONCE
        return tuple(order[first : first + AT_ONCE])

    def _from(self, first: int, by: int) -> int | None:
        at = first
        while 0 <= at < len(self.standings):
            if self.standings[at].muscle >= 0:
                return at
            at += by
        return None

    def forward(self) -> None:
        """Begin, or go on to the next muscle; after the last one the run ends. One key does it all."""
        if self._data is None:
            return
        if not self.running:
            self._place()
            self._enter(self._from(0, 1))
        else:
            self._leave()
            self._enter(self._from(self.at + 1, 1))

    def back(self) -> None:
        """Take the muscle before once more."""
        if self.running:
            before = self._from(self.at - 1, -1)
            if before is not None:
                self._leave()
                self._enter(before)

    def go(self, at: int) -> None:
        """Take this step next."""
        if self._data is not None and 0 <= at < len(self.standings) and self.standings[at].muscle >= 0:
            self._leave()
            self._enter(at)

    def end(self) -> None:
        """End the run; the present muscle keeps what was found."""
        if self.running:
            self._leave()
            self._enter(None)

    def tick(self) -> None:
        """Let the figures of the present muscle follow; once a second."""
        now = self.current
        if now is None or self._data is None:
            return
        stop = max(self._data.newest, now.start)
        self._set(replace(now, stop=stop, rate=tally(self._data, now.muscle, now.start, stop)))
        if not self._told and self.standings[self.at].share >= 1.0:
            self._told = True
            self.reached.emit(self.at)

    # ---- one step

    def _set(self, standing: Standing) -> None:
        self.standings = (*self.standings[: self.at], standing, *self.standings[self.at + 1 :])
        self.changed.emit()

    def _enter(self, at: int | None) -> None:
        skipped = range(self.at + 1, len(self.standings) if at is None else at)
        passed = [replace(s, state="passed over") if i in skipped and s.state == "to come" and s.muscle < 0 else s
                  for i, s in enumerate(self.standings)]  # fmt: skip
        self.standings = tuple(passed)
        self._told = False
        if at is None or self._data is None:
            self.at = -1
            self.changed.emit()
            self.stepped.emit(-1)
            return
        self.at = at
        newest = self._data.newest
        self._set(replace(self.standings[at], state="running", start=newest, stop=newest, rate=NOTHING))
        self._note(newest, f"{self._title(at)}, begins")
        self.stepped.emit(self.standings[at].muscle)

    def _leave(self) -> None:
        now = self.current
        if now is None or self._data is None:
            return
        self.tick()
        now = self.standings[self.at]
        self._set(replace(now, state="done" if now.share >= 1.0 else "short"))
        self._note(now.stop, f"{self._title(self.at)}, {in_words(now)}")

    def _title(self, at: int) -> str:
        name = f" {self.protocol.name}" if self.protocol.name else ""
        step = self.standings[at]
        label = step.step.muscle.label
        info = None if self._data is None else self._data.info
        if info is not None and not anatomy.same(info.muscles[step.muscle], step.step.muscle):
            label = f"{label} (on {info.muscles[step.muscle].label})"
        return f"Protocol{name} {at + 1}/{len(self.standings)}: {label}"


def in_words(standing: Standing) -> str:
    """Return what was found, for the session's notes: always English and with a decimal point, as all files are."""
    rate = standing.rate
    text = f"{rate.n} in {rate.analysable_s:.0f} s analysable of {standing.step.dwell_s:.0f} s wanted"
    if np.isfinite(rate.per_min):
        text += f", {rate.per_min:.1f}/min (95 %: {rate.low_per_min:.1f} to {rate.high_per_min:.1f})"
    return text
