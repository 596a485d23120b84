"""The synthetic patient as a source: in real time by absolute deadlines, or as fast as one can read."""

from __future__ import annotations

import math
import threading
import time
from collections import deque

import numpy as np
from numpy.typing import NDArray

from fascview.errors import SourceError
from fascview.stream import SYNTHETIC, Block, Channel, Muscle, SourceEvent, StreamInfo
from fascview_drivers.address import Address
from fascview_drivers.simulator.patient import Patient
from fascview_drivers.simulator.settings import PatientSettings, from_address
from fascview_drivers.simulator.voluntary import Contraction

BLOCK_S = 0.016
FAST_BLOCK_S = 0.25  # when there is no clock to keep
SLEPT_S = 2.0  # later than this the computer was asleep: what was not read is lost, as from any device


class DemoSource:
    """A ``Source`` of kind ``demo``.

    Parameters
    ----------
    settings : PatientSettings
    speed : float
        1 is real time; ``math.inf`` gives blocks as fast as they are read.
    duration_s : float
        After this much signal the source has ended; infinite by default.
    """

    def __init__(
        self,
        settings: PatientSettings | None = None,
        *,
        speed: float = 1.0,
        duration_s: float = math.inf,
        address: str = "demo:",
    ) -> None:
        self.settings = settings or PatientSettings()
        self.patient: Patient | None = None
        self._speed, self._address = speed, address
        self._end = math.inf if math.isinf(duration_s) else round(duration_s * self.settings.fs_hz)
        self._block = max(1, round((FAST_BLOCK_S if math.isinf(speed) else BLOCK_S) * self.settings.fs_hz))
        self._position = 0
        self._began_s = 0.0
        self._told: deque[SourceEvent] = deque(maxlen=1000)
        self._stop = threading.Event()
        self._closed = False

    def open(self) -> StreamInfo:
        """Make the patient and start the clock."""
        if self._closed:
            raise SourceError("The demo signal was closed; choose it again to start anew.")
        settings = self.settings
        self.patient = Patient(settings)
        muscles = [Muscle.from_label(m) for m in settings.muscles]
        channels = tuple(
            Channel(f"{muscle.label} {number + 1}", muscle) for muscle in muscles for number in range(settings.channels)
        )
        self.patient.read(0, 1)  # the first chunk is made before the clock starts
        self._position = 0
        self._began_s = time.monotonic()
        self._tell("state", "streaming: the demo signal has started")
        return StreamInfo(
            name=f"Demo patient {settings.seed}",
            kind="demo",
            fs_hz=settings.fs_hz,
            channels=channels,
            address=self._address,
            host="this computer",
            device=SYNTHETIC,
            source_id=f"fascview-demo-{settings.seed}",
            n_samples=None if math.isinf(self._end) else int(self._end),
            properties={"seed": str(settings.seed), "reference": "monopolar, simulated", "filters": "none"},
        )

    def read(self, timeout_s: float = 0.1) -> Block | None:
        """Return the next block as soon as it is due, or None after ``timeout_s`` or at the end."""
        patient = self.patient
        if patient is None:
            raise SourceError("The demo signal is not open; open it before reading.")
        if self._closed or self.ended:
            return None
        due = self._wait(timeout_s)
        if due <= 0:
            return None
        start = self._position
        stop = int(min(start + due, self._end))
        self._position = stop
        stamp_s = self._began_s + (stop - 1) / self.settings.fs_hz
        samples = patient.read(start, stop)
        for first, last in patient.losses(start, stop):
            samples[max(0, first - start) : last - start] = np.nan
            if first >= start:
                self._tell("gap", f"the link lost {last - first} samples", first)
        return Block(start, samples, stamp_s=stamp_s)

    def _wait(self, timeout_s: float) -> int:
        """Wait for the next deadline; return how many samples are due, 0 when time ran out."""
        if math.isinf(self._speed):
            return self._block
        fs_hz = self.settings.fs_hz * self._speed
        deadline_s = self._began_s + (self._position + self._block) / fs_hz
        wait_s = min(deadline_s - time.monotonic(), timeout_s)
        if wait_s > 0 and self._stop.wait(wait_s):
            return 0
        late_s = time.monotonic() - deadline_s
        if late_s < 0:
            return 0
        due = self._block * (1 + int(late_s * fs_hz) // self._block)
        # A patient that lives faster than life waits for whoever reads; one that lives in real time does not.
        if late_s > SLEPT_S and math.isinf(self._end) and self._speed == 1.0:
            lost = due - self._block
            self._tell("gap", f"the computer was busy or asleep for {late_s:.1f} s", self._position)
            self._position += lost
            due = self._block
        return min(due, round(self.settings.fs_hz))

    def events(self) -> list[SourceEvent]:
        """Return and forget what there was to tell."""
        told: list[SourceEvent] = []
        while self._told:
            told.append(self._told.popleft())
        return told

    @property
    def ended(self) -> bool:
        """True once a patient of limited duration has been read to the end."""
        return self._position >= self._end

    def close(self) -> None:
        """Stop, also while another thread waits in ``read``."""
        self._closed = True
        self._stop.set()

    def request_voluntary(self, muscle: int, duration_s: float = 4.0, level: float = 0.6) -> Contraction:
        """Ask the patient to contract a muscle; it starts within about half a second. Any thread may ask."""
        if self.patient is None:
            raise SourceError("The demo signal is not open; open it before asking the patient for anything.")
        asked = self.patient.request_voluntary(muscle, duration_s, level)
        label = self.settings.muscles[muscle]
        sample = round(asked.start_s * self.settings.fs_hz)
        self._tell("marker", f"asked to contract {label} for {duration_s:.0f} s", sample)
        return asked

    def truth(self, start: int, stop: int) -> NDArray[np.void]:
        """Return what truly happened between two samples; see ``patient.TRUTH_DTYPE``."""
        if self.patient is None:
            raise SourceError("The demo signal is not open; open it before asking for its truth.")
        return self.patient.truth(start, stop)

    def _tell(self, kind: str, text: str, sample: int | None = None) -> None:
        self._told.append(SourceEvent(self._position if sample is None else sample, kind, text))


def make_source(address: Address) -> DemoSource:
    """Return the source of a ``demo:`` address."""
    return DemoSource(
        from_address(address),
        speed=address.number("speed", 1.0, 0.01, math.inf),
        duration_s=address.number("duration_s", math.inf, 0.1, math.inf, "s"),
        address=address.text or "demo:",
    )
