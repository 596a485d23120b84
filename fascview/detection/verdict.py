"""The last word on each candidate of a hop, with what came before and after it."""

from __future__ import annotations

from collections import deque

from fascview.detection.beats import Excursion
from fascview.detection.candidates import Candidate
from fascview.settings import DetectorSettings

#: Slow part relative to the band, and in its own noise, that no potential has.
SLOW_SHARE, SLOW_Z = 0.45, 4.0
#: Part above 250 Hz relative to Vpp that no potential has, and the size from which it can be told.
STEEP, STEEP_R = 0.12, 12.0
#: Time around a heart beat and around an artefact that is not analysable [s].
BEAT_S = (-0.08, 0.12)
ARTEFACT_S = (-0.05, 0.25)

#: A discharge of a shape seen this often, away from beats and artefacts, is believed beside them too.
KNOWN = 3


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

    def judge(self, c: Candidate, time_s: float, gate: str) -> None:
        """Write kind and reason into ``c``, an event at ``time_s`` in a hop of verdict ``gate``."""
        s, f = self._settings, c.features
        slow = f["lf"] > SLOW_SHARE and f["lfz"] > SLOW_Z
        beat = any(BEAT_S[0] <= time_s - e.time_s <= BEAT_S[1] for e in self.excursions if e.beat)
        artefact = any(ARTEFACT_S[0] <= time_s - e.time_s <= ARTEFACT_S[1] for e in self.excursions if not e.beat)
        steep = f["hf"] > STEEP and f["r"] > STEEP_R
        if f.get("known", 0.0) >= KNOWN:
            beat = artefact = slow = False
        if beat and s.reject_ecg:
            c.kind, c.reason = "ecg", "ecg"
        elif (slow or artefact or steep) and s.reject_artefact:
            c.kind, c.reason = "artefact", "artefact"
        elif gate and s.reject_voluntary:
            c.kind, c.reason = "voluntary", gate
