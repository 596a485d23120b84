"""What the window asks of whatever runs the samples: the engine, or a stand-in in a test."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from fascview.engine.status import EngineStatus, Gap, Health, Incident
from fascview.pyramid import Pyramid
from fascview.ring import Ring
from fascview.settings import DetectorSettings, FilterSettings
from fascview.stream import FloatArray, StreamInfo

if TYPE_CHECKING:
    from fascview.engine.companions import CompanionStatus
    from fascview.engine.review_pages import Stretch


class Port(Protocol):
    """The engine as the window sees it. Every method returns at once."""

    @property
    def info(self) -> StreamInfo | None:
        """The stream, or None while connecting."""
        ...

    @property
    def raw(self) -> Ring | None:
        """Samples as received."""
        ...

    @property
    def shown(self) -> Ring | None:
        """Samples as filtered for the screen."""
        ...

    @property
    def pyramid(self) -> Pyramid | None:
        """Minima and maxima of ``shown``."""
        ...

    @property
    def earliest(self) -> int:
        """The oldest sample that ``page`` can give."""
        ...

    def stored_window(self, start: int, stop: int) -> tuple[int, FloatArray]:
        """Return samples as received, however old, with the index of the first; a second at a time is quick."""
        ...

    def page(self, start: int, stop: int) -> Stretch | None:
        """Return samples that the rings no longer hold, filtered as the screen shows now; None while they are read."""
        ...

    def start(self) -> None:
        """Connect and run."""
        ...

    def stop(self) -> None:
        """End everything; a running recording is closed first."""
        ...

    def status(self, muscles: bool = True) -> EngineStatus:
        """Everything that is told in words; the counts only with ``muscles``."""
        ...

    def events_since(self, version: int) -> tuple[int, NDArray[np.void]]:
        """Return the current version and the rows that are new or changed since ``version``."""
        ...

    def events(self) -> NDArray[np.void]:
        """Return all events."""
        ...

    def intervals(self) -> NDArray[np.void]:
        """Return the stretches that are not analysable."""
        ...

    def gaps(self) -> tuple[Gap, ...]:
        """Return the lost stretches."""
        ...

    def health(self) -> Health:
        """Return how full the hand-overs are and where the sound goes."""
        ...

    def incidents(self) -> tuple[Incident, ...]:
        """Return what happened, oldest first."""
        ...

    def footprint(self, event_id: int) -> FloatArray | None:
        """Return Vpp per channel of the event's muscle."""
        ...

    def wall_s(self, sample: int) -> float:
        """Return the wall clock of a sample [s since 1970]."""
        ...

    def start_recording(self, parent: Path | str, pseudonym: str = "anon", task: str = "rest") -> Path:
        """Begin a session folder below ``parent`` and return it."""
        ...

    def keep(self, parent: Path | str, pseudonym: str = "anon", task: str = "rest") -> Path:
        """Make a session of what was just received, and return its folder at once."""
        ...

    def stop_recording(self) -> Path:
        """Close the session and return its folder."""
        ...

    def continue_recording(self, parent: Path | str) -> Path:
        """Go on in another folder after the disk failed, and return the new session folder."""
        ...

    def set_filters(self, settings: FilterSettings) -> None:
        """Change what the screen shows."""
        ...

    def set_detector(self, settings: DetectorSettings) -> None:
        """Change how events are found."""
        ...

    def mark(self, sample: int | None, text: str) -> int:
        """Put a note at ``sample``, or now, and return that sample."""
        ...

    def judge(self, event_id: int, verdict: str) -> None:
        """Keep a person's verdict: ``accepted``, ``rejected``, a kind, or nothing."""
        ...

    def reset_counters(self, at: int | None = None) -> int:
        """Count from the sample ``at`` on (None: now); return from where was counted before."""
        ...

    def verdicts(self) -> dict[int, str]:
        """Return the person's verdict of every event that has one, by id."""
        ...

    def verdict(self, event_id: int) -> str:
        """Return the person's verdict of an event, empty for none."""
        ...

    @property
    def can_measure_impedance(self) -> bool:
        """True when the source can measure its electrodes during the stream."""
        ...

    def measure_impedance(self) -> None:
        """Measure every electrode while the stream stands. Raises UsageError where the source cannot."""
        ...

    @property
    def measuring_impedance(self) -> bool:
        """True while the stream stands because the electrodes are measured."""
        ...

    def impedance_kohm(self) -> tuple[float, ...] | None:
        """Return what was measured last [kOhm], while measuring that of the electrodes that are done."""
        ...

    @property
    def can_give_signal(self) -> bool:
        """True when the source can put a signal of known size on its inputs."""
        ...

    @property
    def gives_signal(self) -> bool:
        """True while the samples are that signal and not the electrodes."""
        ...

    @property
    def signal_vpp_uv(self) -> float:
        """Peak to peak of that signal [uV]."""
        ...

    def set_signal(self, on: bool) -> None:
        """Put that signal on the inputs, or the electrodes again. Raises UsageError where there is none."""
        ...

    def send_detections(self, on: bool) -> None:
        """Let accepted events go out to other programs, or no longer."""
        ...

    def set_beside(self, addresses: Sequence[str]) -> None:
        """Record these beside the EMG, and no others."""
        ...

    def companions(self) -> tuple[CompanionStatus, ...]:
        """Return how what is recorded beside stands."""
        ...

    @property
    def position(self) -> int:
        """Sample that was given last; moves on by itself."""
        ...

    @property
    def paused(self) -> bool:
        """True while playback stands still."""
        ...

    def pause(self, paused: bool) -> None:
        """Let playback stand still or go on."""
        ...

    def seek(self, sample: int) -> None:
        """Go to ``sample`` of a recording."""
        ...

    def set_speed(self, speed: float) -> None:
        """Play this many times as fast as it was recorded."""
        ...

    def set_volume(self, volume: float) -> None:
        """Set the loudness, 0 to 1."""
        ...

    def set_muted(self, muscles: frozenset[int]) -> None:
        """Silence these muscles."""
        ...

    def set_solo(self, muscles: frozenset[int]) -> None:
        """Let only these muscles be heard; all when empty."""
        ...
