"""The last word on each candidate of a hop, with what came before and after it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

import numpy as np

from fascview.detection.beats import Excursion
from fascview.detection.candidates import Candidate
from fascview.detection.slow import SLOW_SHARE, SLOW_Z
from fascview.settings import DetectorSettings

#: Part above 250 Hz relative to Vpp that no potential has, and the size from which it can be told.
STEEP, STEEP_R = 0.12, 12.0
#: Time around a heart beat and around an artefact that is not analysable [s].
BEAT_S = (-0.08, 0.12)
ARTEFACT_S = (-0.05, 0.25)

#: Steep pulses are a stimulator's or a pacemaker's when so many came at even intervals within these limits [s].
PULSES, PULSE_SHORTEST_S, PULSE_LONGEST_S, PULSE_VARIATION = 4, 0.05, 2.0, 0.05
#: Time around a steep pulse that is not analysable [s].
PULSE_S = (-0.005, 0.020)

#: What has less of its size below the band than this, and is at least so large in sigmas, is no part of a heart beat:
#: a potential came beside one. Beats have a third of their size there or more.
FAST_SHARE, FAST_R = 0.3, 8.0
#: A discharge of a shape seen this often, away from beats and artefacts, is believed beside them too.
KNOWN = 3
#: Mean slow share from which a whole shape is no potential.
SLOW_SHAPE = 0.55
#: Members that make a shape's habit, and the share of them in voluntary time that makes it a voluntary unit's.
HABIT, HELD_SHARE = 10, 0.75


@dataclass
class ShapeFacts:
    """Habits of one shape: its slow share, its recent times, and how often it came in voluntary time."""

    members: int = 0
    slow: float = 0.0
    voluntary: float = 0.0
    last_gap_s: float = np.inf
    times_s: deque[float] = field(default_factory=lambda: deque(maxlen=HABIT))

    def take(self, slow: float, time_s: float, voluntary: bool) -> None:
        """Take one member."""
        self.members += 1
        self.last_gap_s = time_s - self.times_s[-1] if self.times_s else np.inf
        weight = max(1 / self.members, 0.1)
        self.slow += weight * (min(slow, 1.5) - self.slow)
        self.voluntary += weight * (float(voluntary) - self.voluntary)
        self.times_s.append(time_s)

    def held(self) -> bool:
        """Whether the shape belongs to a unit that fires in voluntary time, and its last member came shortly before."""
        return self.members >= HABIT and self.voluntary > HELD_SHARE and self.last_gap_s < 0.35

    def periodic(self) -> bool:
        """Whether the recent members came like heart beats: 40 to 180 a minute, hardly varying, one missed at most."""
        if len(self.times_s) < HABIT:
            return False
        times = list(self.times_s)
        usual = median(b - a for a, b in pairwise(times))
        if not 0.33 <= usual <= 1.5:
            return False
        gaps = np.diff(np.array(times))
        steps = np.maximum(1, np.round(gaps / usual))
        return bool(((np.abs(gaps / usual / steps - 1) < 0.15) & (steps <= 2)).mean() >= 0.85)


class Verdicts:
    """Collects what is known of one muscle and judges its candidates.

    Parameters
    ----------
    settings : DetectorSettings
        Which classes are rejected.
    """

    def __init__(self, settings: DetectorSettings) -> None:
        self._settings = settings
        self.excursions: deque[Excursion] = deque(maxlen=64)
        #: Steep pulses: their times [s] and their reason.
        self.pulses: deque[tuple[float, str]] = deque(maxlen=64)
        self._steep: deque[float] = deque(maxlen=PULSES)
        self._shapes: dict[int, ShapeFacts] = {}

    def judge(self, c: Candidate, time_s: float, gate: str, calm: bool) -> None:
        """Write kind and reason into ``c``, an event at ``time_s`` in a hop of verdict ``gate``.

        ``calm`` says that no heart beat is being followed in the muscle.
        """
        s, f = self._settings, c.features
        shape = self._shapes.setdefault(c.group, ShapeFacts()) if c.group >= 0 else ShapeFacts()
        slow = f["lf"] > SLOW_SHARE and f["lfz"] > SLOW_Z
        shape.take(f["lf"], time_s, bool(gate))
        beat = any(BEAT_S[0] <= time_s - e.time_s <= BEAT_S[1] for e in self.excursions if e.beat)
        artefact = any(ARTEFACT_S[0] <= time_s - e.time_s <= ARTEFACT_S[1] for e in self.excursions if not e.beat)
        steep = f["hf"] > STEEP and f["r"] > STEEP_R
        if f.get("known", 0.0) >= KNOWN and shape.slow < SLOW_SHAPE:
            beat = artefact = slow = False
        if f["lf"] < FAST_SHARE and f["r"] >= FAST_R:
            beat = False
        slow |= shape.members >= KNOWN and shape.slow > SLOW_SHAPE and f["lf"] > 0.5 * SLOW_SHARE
        periodic = shape.periodic()
        if calm and shape.members > HABIT and not periodic and not steep:
            slow = artefact = False  # a slow potential, then: pops and cables do not repeat themselves
        stimulus = steep and self._stimulated(time_s)
        if stimulus:
            c.kind, c.reason = "stimulus", "stimulus" if s.reject_stimulus else ""
        elif (beat or periodic) and s.reject_ecg:
            c.kind, c.reason = "ecg", "ecg"
        elif (slow or artefact or steep) and s.reject_artefact:
            c.kind, c.reason = "artefact", "artefact"
        elif (gate or shape.held()) and s.reject_voluntary:
            c.kind, c.reason = "voluntary", gate or "semi-rhythmic"
        if steep and c.reason:
            self.pulses.append((time_s, c.reason))

    def _stimulated(self, time_s: float) -> bool:
        """Whether the steep pulse at ``time_s`` goes on an even train."""
        self._steep.append(time_s)
        if len(self._steep) < PULSES:
            return False
        gaps = np.diff(np.array(self._steep))
        usual = median(gaps.tolist())
        if not PULSE_SHORTEST_S <= usual <= PULSE_LONGEST_S:
            return False
        return bool((np.abs(gaps / usual - 1) < PULSE_VARIATION).all())
