"""What goes in and out beside the samples of a source: companions, detections, the measuring of electrodes."""

from __future__ import annotations

from collections.abc import Sequence

from fascview.beside import SideInfo, SideRows
from fascview.engine.acquisition import Acquisition
from fascview.engine.companions import Companions, CompanionStatus
from fascview.engine.incidents import Incidents
from fascview.engine.outgoing import Detections
from fascview.engine.side_writing import Side
from fascview.engine.writing import Recorder
from fascview.errors import UsageError
from fascview.stream import Source


class Joined:
    """The part of the engine that joins its source to others."""

    source: Source
    _acquisition: Acquisition
    _companions: Companions
    _detections: Detections
    _incidents: Incidents
    _recorder: Recorder | None

    def _remark(self, kind: str, text: str) -> None:
        self._incidents.add(kind, self._acquisition.newest, text)

    def set_beside(self, addresses: Sequence[str]) -> None:
        """Read these companions beside the EMG, and no others; they are recorded with it. Returns at once."""
        self._acquisition.stamps_arrivals = bool(addresses)
        self._companions.set(addresses)

    def companions(self) -> tuple[CompanionStatus, ...]:
        """Return how each companion stands."""
        return self._companions.statuses()

    def _beside(self, key: str, info: SideInfo, rows: SideRows) -> None:
        line, newest = self._acquisition.line, self._acquisition.newest
        at = [line.sample_at(float(s) + rows.offset_s) for s in rows.stamps_s] if info.text else []
        samples = tuple(newest if sample is None else sample for sample in at)
        for sample, text in zip(samples, rows.texts, strict=False):
            self._incidents.add("marker", sample, f"{info.name}: {text}")
        if self._recorder is not None and not self._recorder.beside(Side(key, info, rows, samples)):
            self._remark("beside", f"{len(rows)} rows of {info.name} are lost: the disk is too slow.")

    @property
    def can_measure_impedance(self) -> bool:
        """True when the source can measure its electrodes during the stream."""
        return bool(getattr(self.source, "can_measure_impedance", False))

    def measure_impedance(self) -> None:
        """Measure every electrode; the stream stands meanwhile, and the gap is marked. Returns at once.

        The outcome is an incident, and the property ``impedance_kohm`` of the stream.

        Raises
        ------
        UsageError
            If the source cannot.
        """
        if not self.can_measure_impedance:
            raise UsageError("This source cannot measure the impedance of its electrodes.")
        self.source.measure_impedance()  # type: ignore[attr-defined]

    @property
    def measuring_impedance(self) -> bool:
        """True while the stream stands because the electrodes are measured."""
        return bool(getattr(self.source, "measuring", False))

    def impedance_kohm(self) -> tuple[float, ...] | None:
        """Return what the source measured last [kOhm], NaN where unknown; None before any measurement.

        While it measures, the electrodes it is through with.
        """
        told = getattr(self.source, "impedance_kohm", None)
        return None if told is None else told()

    @property
    def can_give_signal(self) -> bool:
        """True when the source can put a signal of known size on its inputs."""
        return bool(getattr(self.source, "can_give_signal", False))

    @property
    def gives_signal(self) -> bool:
        """True while the samples are that signal and not the electrodes."""
        return bool(getattr(self.source, "gives_signal", False))

    @property
    def signal_vpp_uv(self) -> float:
        """Peak to peak of that signal [uV], 0 where there is none."""
        return float(getattr(self.source, "signal_vpp_uv", 0.0))

    def set_signal(self, on: bool) -> None:
        """Put the source's own signal on its inputs, or the electrodes again. Returns at once; told as an incident.

        Raises
        ------
        UsageError
            If the source has none.
        """
        if not self.can_give_signal:
            raise UsageError("This source has no test signal; feed one in from outside.")
        self.source.set_signal(on)  # type: ignore[attr-defined]

    def send_detections(self, on: bool) -> None:
        """Let accepted events go out to other programs, or no longer; off until asked for."""
        self._detections.wanted = on

    @property
    def sends_detections(self) -> bool:
        """True while accepted events go out."""
        return self._detections.on
