"""What the engine tells whoever looks: frozen, made once per look, cheap."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from fascview.analysis.rates import MuscleCount as MuscleStatus
from fascview.stream import FloatArray

__all__ = ["EngineStatus", "Gap", "Health", "Incident", "MuscleStatus", "RecordingStatus", "State"]


class State(enum.Enum):
    """Where the samples stand. The words are those of the window."""

    NO_SOURCE = "NO SOURCE"
    CONNECTING = "CONNECTING"
    LIVE = "LIVE"
    DEMO = "DEMO"
    PLAYBACK = "PLAYBACK"
    NO_DATA = "NO DATA"
    ENDED = "ENDED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class RecordingStatus:
    """The writer. ``active`` is False when nothing is being recorded; ``kept_s`` is what came before the button.

    ``behind_s`` is how much of that is still to be written; ``earlier_s`` how far back a recording could begin now.
    """

    active: bool = False
    folder: str = ""
    elapsed_s: float = 0.0
    written_bytes: int = 0
    disk_left_s: float = float("nan")
    age_s: float = float("nan")
    backlog_s: float = 0.0
    problem: str = ""
    kept_s: float = 0.0
    behind_s: float = 0.0
    earlier_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Health:
    """How full the hand-overs are [s of samples], and where the sound goes in a few words.

    ``sounding`` is False where no sound can be heard for want of a device, ``clipping`` while it is turned down.
    """

    process_s: float = 0.0
    process_limit_s: float = 5.0
    write_s: float = 0.0
    write_limit_s: float = 60.0
    sound: str = ""
    sounding: bool = True
    clipping: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of lost samples: ``start`` to ``stop`` (exclusive), and why."""

    start: int
    stop: int
    reason: str


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that happened, for the incident list: wall-clock time [s since 1970], sample, one sentence."""

    wall_s: float
    sample: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """Everything but samples and events.

    ``newest`` is the index after the newest raw sample, ``processed`` after the newest processed one; ages are seconds
    since those arrived. ``measured_fs_hz`` is NaN until known. ``version`` counts changes of the event list.
    """

    state: State
    newest: int
    processed: int
    acquired_age_s: float
    measured_fs_hz: float
    lost_samples: int
    version: int
    started_wall_s: float
    muscles: tuple[MuscleStatus, ...]
    noise_uv: FloatArray
    recording: RecordingStatus
    problem: str = ""
    overrun_samples: int = 0
