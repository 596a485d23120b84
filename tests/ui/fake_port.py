"""An engine's stand-in: everything is set by the test, nothing runs by itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fascview.detection.events import EVENT_DTYPE, no_events, no_intervals
from fascview.engine.companions import CompanionStatus
from fascview.engine.review_pages import Stretch
from fascview.engine.status import EngineStatus, Gap, Health, Incident, MuscleStatus, RecordingStatus, State
from fascview.errors import StorageError, UsageError
from fascview.pyramid import Pyramid
from fascview.ring import Ring
from fascview.settings import DetectorSettings, FilterSettings
from fascview.stream import Channel, Muscle, StreamInfo

FS_HZ = 1000.0


def muscle_status(label: str, **changes: object) -> MuscleStatus:
    """A muscle at rest with 12 events."""
    values = {
        "label": label,
        "state": "at rest",
        "count": 12,
        "count_10_s": 2,
        "rate_per_min": 12.4,
        "rate_low_per_min": 6.2,
        "rate_high_per_min": 21.0,
        "analysable_s": 95.0,
        "held_s": 0.0,
        "noise_uv": 3.1,
        "smallest_vpp_uv": 25.0,
        "sparkline_per_min": np.linspace(0, 20, 30, dtype=np.float32),
    }
    return MuscleStatus(**{**values, **changes})  # type: ignore[arg-type]


def event(event_id: int, sample: int, muscle: int, status: str = "accepted") -> NDArray[np.void]:
    row = np.zeros(1, EVENT_DTYPE)
    row["id"], row["sample"], row["time_s"], row["muscle"] = event_id, sample, sample / FS_HZ, muscle
    row["channel"], row["vpp_uv"], row["snr"], row["kind"], row["status"] = 2 * muscle, 90, 20, "fasciculation", status
    row["confidence"] = 1.0
    return row


class FakePort:
    """Holds a finished half minute; ``state`` and ``muscles`` can be set."""

    def __init__(self, kind: str = "demo", n_muscles: int = 2, seconds: int = 30) -> None:
        names = (
            "Deltoid",
            "Biceps brachii",
            "Tibialis anterior",
            "Gastrocnemius",
            "Quadriceps",
            "Hamstrings",
            "FDI",
            "APB",
        )
        muscles = [Muscle(names[i % len(names)], "R" if i < len(names) else "L") for i in range(n_muscles)]
        channels = tuple(Channel(f"{m.label} {i + 1}", m) for m in muscles for i in range(2))
        length = round(seconds * FS_HZ) if kind == "file" else None
        self._info: StreamInfo | None = StreamInfo(
            "Test stream", kind, FS_HZ, channels, address="file:/nowhere/a.bdf", n_samples=length
        )
        rng = np.random.default_rng(4)
        samples = rng.normal(0, 4, (round(seconds * FS_HZ), len(channels))).astype(np.float32)
        self._shown, self._raw = Ring(60_000, len(channels)), Ring(60_000, len(channels))
        self._pyramid = Pyramid(60_000, len(channels))
        self.feed_samples(samples)
        self.state = State.DEMO if kind == "demo" else State.PLAYBACK if kind == "file" else State.LIVE
        self.muscles = tuple(muscle_status(m.label) for m in muscles)
        self.recording = RecordingStatus()
        self.age_s = 0.012
        self.problem = ""
        self.version = 0
        self.earliest = 0
        self.stored: Stretch | None = None
        self.asked: list[tuple[int, int]] = []
        self.sends = False
        self.beside: tuple[str, ...] = ()
        self.companion_list: tuple[CompanionStatus, ...] = ()
        self.rows = no_events()
        self.lost: tuple[Gap, ...] = ()
        self.happened: tuple[Incident, ...] = ()
        self.calls: list[tuple[str, object]] = []
        self.judged: dict[int, str] = {}
        self.fail_recording = ""
        self.named = ("", "")
        self.counting_from = 0
        self.is_paused = False
        self.fitness = Health(sound="Test loudspeaker")
        self.started = self.stopped = False

    def feed_samples(self, samples: NDArray[np.float32]) -> None:
        """Append samples to every ring."""
        start = self._shown.end
        for ring in (self._shown, self._raw, self._pyramid):
            ring.append(start, samples)

    def stored_window(self, start: int, stop: int) -> tuple[int, NDArray[np.float32]]:
        return self._raw.read(start, stop)

    def page(self, start: int, stop: int) -> Stretch | None:
        """Give what was put into ``stored``, where it covers the page."""
        self.asked.append((start, stop))
        return self.stored if self.stored is not None and self.stored.covers(start, stop) else None

    def add_events(self, *rows: NDArray[np.void]) -> None:
        """Add events."""
        self.rows = np.concatenate([self.rows, *rows])
        self.version += 1

    can_measure_impedance = True
    can_give_signal = gives_signal = False
    signal_vpp_uv = 0.0

    def set_signal(self, on: bool) -> None:
        self.gives_signal = on
        self.calls.append(("set_signal", on))

    measuring_impedance = False
    kohm: tuple[float, ...] | None = None

    def impedance_kohm(self) -> tuple[float, ...] | None:
        return self.kohm

    def measure_impedance(self) -> None:
        if not self.can_measure_impedance:
            raise UsageError("This source cannot measure the impedance of its electrodes.")
        self.measured = True

    def send_detections(self, on: bool) -> None:
        self.sends = on

    def set_beside(self, addresses: Sequence[str]) -> None:
        self.beside = tuple(addresses)

    def companions(self) -> tuple[CompanionStatus, ...]:
        return self.companion_list

    @property
    def info(self) -> StreamInfo | None:
        return self._info

    @property
    def shown(self) -> Ring:
        return self._shown

    @property
    def raw(self) -> Ring:
        return self._raw

    @property
    def pyramid(self) -> Pyramid:
        return self._pyramid

    def start(self) -> None:
        self.started = True

    def stop(self) -> None:
        self.stopped = True

    def status(self, muscles: bool = True) -> EngineStatus:
        return EngineStatus(
            state=self.state,
            newest=self._raw.end,
            processed=self._raw.end,
            acquired_age_s=self.age_s,
            measured_fs_hz=FS_HZ,
            lost_samples=0,
            version=self.version,
            started_wall_s=1_700_000_000.0,
            muscles=self.muscles if muscles else (),
            noise_uv=np.full(self._shown.n_channels, 3.0, np.float32),
            recording=self.recording,
            problem=self.problem,
        )

    def events_since(self, version: int) -> tuple[int, NDArray[np.void]]:
        return self.version, self.rows if version != self.version else no_events()

    def events(self) -> NDArray[np.void]:
        return self.rows

    def intervals(self) -> NDArray[np.void]:
        return no_intervals()

    def gaps(self) -> tuple[Gap, ...]:
        return self.lost

    def health(self) -> Health:
        return self.fitness

    def incidents(self) -> tuple[Incident, ...]:
        return self.happened

    def footprint(self, event_id: int) -> NDArray[np.float32] | None:
        return np.full(2, 50.0, np.float32)

    def wall_s(self, sample: int) -> float:
        return 1_700_000_000.0 + sample / FS_HZ

    def keep(self, parent: Path | str, pseudonym: str = "anon", task: str = "rest") -> Path:
        if self.fail_recording:
            raise StorageError(self.fail_recording)
        folder = Path(parent) / "kept"
        self.calls.append(("keep", folder))
        return folder

    def start_recording(self, parent: Path | str, pseudonym: str = "anon", task: str = "rest") -> Path:
        if self.fail_recording:
            raise StorageError(self.fail_recording)
        self.named = (pseudonym, task)
        folder = Path(parent) / "sub-anon_run-01"
        self.calls.append(("start_recording", folder))
        self.recording = RecordingStatus(True, str(folder), 12.0, 4_000_000, 90_000.0, 0.2)
        return folder

    def stop_recording(self) -> Path:
        folder = Path(self.recording.folder)
        self.recording = dataclasses.replace(self.recording, active=False)
        self.calls.append(("stop_recording", folder))
        return folder

    def continue_recording(self, parent: Path | str) -> Path:
        self.calls.append(("continue_recording", Path(parent)))
        self.recording = dataclasses.replace(self.recording, problem="", folder=str(parent))
        return Path(parent)

    def set_filters(self, settings: FilterSettings) -> None:
        self.calls.append(("set_filters", settings))

    def set_detector(self, settings: DetectorSettings) -> None:
        self.calls.append(("set_detector", settings))

    def mark(self, sample: int | None, text: str) -> int:
        self.calls.append(("mark", (sample, text)))
        return self._raw.end if sample is None else sample

    def judge(self, event_id: int, verdict: str) -> None:
        self.judged[event_id] = verdict

    def verdict(self, event_id: int) -> str:
        return self.judged.get(event_id, "")

    def verdicts(self) -> dict[int, str]:
        return {event: verdict for event, verdict in self.judged.items() if verdict}

    def reset_counters(self, at: int | None = None) -> int:
        before = self.counting_from
        self.counting_from = self._raw.end if at is None else at
        return before

    @property
    def position(self) -> int:
        return self._raw.end

    @property
    def paused(self) -> bool:
        return self.is_paused

    def pause(self, paused: bool) -> None:
        self.is_paused = paused

    def seek(self, sample: int) -> None:
        self.calls.append(("seek", sample))

    def set_speed(self, speed: float) -> None:
        self.calls.append(("set_speed", speed))

    def set_volume(self, volume: float) -> None:
        self.calls.append(("set_volume", volume))

    def set_muted(self, muscles: frozenset[int]) -> None:
        self.calls.append(("set_muted", muscles))

    def set_solo(self, muscles: frozenset[int]) -> None:
        self.calls.append(("set_solo", muscles))
