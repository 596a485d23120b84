"""The steps of the guided run, how long each lasts, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass

CONNECT, REST, CONTRACTION, TAPS, CALIBRATION, SHEET = range(6)
NAMES = ("connect", "rest", "contraction", "taps", "calibration", "sheet")
CONNECT_S, REST_S, CONTRACTION_S, AFTER_S, CALIBRATION_S, AGAIN_S = 2.0, 20.0, 20.0, 5.0, 10.0, 6.0
ACTIVE = 3.0
LEAST_POTENTIALS = 8
TAPS_S = 2.0  # between two taps, to tell how long it takes


@dataclass
class StepState:
    """One step: ``open``, ``now`` (waits for the hand), ``running``, ``pass``, ``warn``, ``fail`` or ``skipped``."""

    name: str
    state: str = "open"
    text: str = ""
    remedy: str = ""
    progress: float = 0.0

    @property
    def done(self) -> bool:
        """True once there is a verdict, or it was skipped."""
        return self.state in ("pass", "warn", "fail", "skipped")
