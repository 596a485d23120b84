"""The guided run of the array check, without a window: its steps, what each waits for, and what it found.

The run is fed by ``tick`` a few times a second. What costs more than a moment is handed out as ``job``, to be called in
a worker; its outcome comes back through ``finish``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from fascview.check.array import Extra, check_array
from fascview.check.calibration import with_calibration
from fascview.check.contraction import following, level_of
from fascview.check.gathered import result_of, sheet_of
from fascview.check.impedance import MOST_IMPEDANCES, Impedances
from fascview.check.layout import Layout
from fascview.check.limits import Limits
from fascview.check.result import CheckResult, without
from fascview.check.running import impedances
from fascview.check.sheet import Sheet
from fascview.check.steps import (
    ACTIVE,
    AFTER_S,
    AGAIN_S,
    CALIBRATION,
    CALIBRATION_S,
    CONNECT,
    CONNECT_S,
    CONTRACTION,
    CONTRACTION_S,
    LEAST_POTENTIALS,
    NAMES,
    REST,
    REST_S,
    SHEET,
    TAPS,
    TAPS_S,
    StepState,
)
from fascview.check.taps import Tap, TapFinder, Wiring, solve_taps
from fascview.check.velocity import NOTHING, Conduction, along_layout
from fascview.ring import Ring
from fascview.stream import StreamInfo

__all__ = ["CALIBRATION", "CONNECT", "CONTRACTION", "REST", "SHEET", "TAPS", "GuidedRun", "Outcome", "StepState"]

Outcome = tuple[CheckResult, Conduction]


class GuidedRun:
    """One guided check of one source.

    Parameters
    ----------
    info : StreamInfo
    layout : Layout
    limits : Limits
    identity : str
        What stays the same when the device comes back.
    calibration_uv : float
        Vpp of the calibration signal [uV].
    """

    def __init__(
        self, info: StreamInfo, layout: Layout, limits: Limits, identity: str, calibration_uv: float = 1000.0
    ) -> None:
        self.info, self.layout, self.limits, self.identity = info, layout, limits, identity
        self.calibration_uv = calibration_uv
        self.steps = [StepState(name) for name in NAMES]
        self.current = CONNECT
        self.results: dict[str, CheckResult] = {}
        self.conduction: Conduction = NOTHING
        self.own_signal = False  #: whether the device gives the calibration signal itself
        self.impedances: tuple[Impedances, ...] = ()  #: of every time they were measured, the latest last
        self.taps: dict[int, Tap] = {}
        self.missed: set[int] = set()
        self.last_tap: tuple[int, Tap] | None = None
        self.wiring: Wiring | None = None
        self.job: Callable[[], Outcome] | None = None
        self.again: int | None = None  #: the electrode that is measured again
        self._begun = 0
        self._seen: int | None = None
        self._heard_to = 0
        self._finder = TapFinder(info.fs_hz, info.n_channels)
        self._measured_fs_hz = math.nan
        self.begin(CONNECT, 0)

    # ---- what the hand does

    @property
    def step(self) -> StepState:
        """The step in front."""
        return self.steps[self.current]

    @property
    def order(self) -> tuple[int, ...]:
        """The electrodes in the order they are tapped."""
        return tuple(c for c in self.layout.channels if c < self.info.n_channels)

    @property
    def electrode(self) -> int | None:
        """The electrode to be tapped now, by its channel in the layout."""
        if self.current != TAPS or self.step.state != "running":
            return None
        return next((e for e in self.order if e not in self.taps and e not in self.missed), None)

    def begin(self, step: int, at: int) -> None:
        """Begin a step at the sample ``at``; one that needs a hand first waits for ``next``."""
        self.current, self._begun, self._seen, self._heard_to = step, at, None, at
        self.again, self.job = None, None
        waits = step in (CALIBRATION,)
        self.steps[step] = StepState(NAMES[step], "now" if waits else "running")
        if step == TAPS:
            self.taps, self.missed, self.last_tap, self.wiring = {}, set(), None, None
            self._finder = TapFinder(self.info.fs_hz, self.info.n_channels)
        if step == SHEET:
            self.steps[step] = StepState(NAMES[step], "now")

    def next(self, at: int) -> None:
        """Do what comes next: begin what waits, go on from what is done, or pass over the electrode."""
        if self.again is not None:
            return
        if self.step.state == "now" and self.current != SHEET:
            self.step.state, self._begun = "running", at
        elif self.step.done and self.current < SHEET:
            self.begin(self.current + 1, at)
        elif self.current == TAPS and self.step.state == "running":
            self.skip(at)

    def skip(self, at: int) -> None:
        """Leave out the electrode of the tap test, or the step."""
        electrode = self.electrode
        if electrode is not None:
            self.missed.add(electrode)
            if self.electrode is None:
                self._end_taps()
        else:
            self.skip_step(at)

    def skip_step(self, at: int) -> None:
        """Leave out the rest of the step and go on."""
        if self.again is not None or self.current in (CONNECT, SHEET):
            return
        if self.current == TAPS and self.taps and not self.step.done:
            self._end_taps()
            return
        if not self.step.done:
            self.step.state, self.job = "skipped", None
        self.begin(self.current + 1, at)

    def back(self, at: int) -> None:
        """Take back the last electrode of the tap test, or go back one step."""
        if self.current == TAPS and self.step.state == "running" and (self.taps or self.missed):
            done = [e for e in self.order if e in self.taps or e in self.missed]
            self.taps.pop(done[-1], None)
            self.missed.discard(done[-1])
            self.last_tap = None
        elif self.current > CONNECT:
            self.begin(self.current - 1, at)

    def repeat(self, at: int, step: int | None = None) -> None:
        """Do a step again, by default the last that has a verdict."""
        if step is None:
            step = self.current if self.step.done or self.step.state == "running" else max(self.current - 1, CONNECT)
        self.begin(step, at)

    def repeat_electrode(self, channel: int, at: int) -> None:
        """Measure one electrode again at rest, and keep all other results."""
        if "rest" in self.results and self.job is None:
            self.again, self._begun = channel, at

    def wait(self, at: int) -> None:
        """Let the step that runs begin at the sample ``at``: what came before does not count."""
        self._begun = at

    # ---- the clock

    def tick(self, raw: Ring, measured_fs_hz: float, lost_samples: int) -> None:
        """Look at what has arrived in ``raw``."""
        self._measured_fs_hz = measured_fs_hz
        if self.job is not None:
            return
        if self.again is not None:
            if self._share(raw, AGAIN_S) >= 1.0:
                self._hand_out(raw, AGAIN_S)
            return
        if self.step.state != "running":
            return
        if self.current == CONNECT:
            self._connect(raw, lost_samples)
        elif self.current == REST:
            self.step.progress = self._share(raw, REST_S)
            if self.step.progress >= 1.0:
                self._hand_out(raw, REST_S)
        elif self.current == CONTRACTION:
            self._contract(raw)
        elif self.current == TAPS:
            self._listen(raw)
        elif self.current == CALIBRATION:
            self.step.progress = self._share(raw, CALIBRATION_S)
            if self.step.progress >= 1.0:
                self._hand_out(raw, CALIBRATION_S)

    @property
    def seconds_left(self) -> float:
        """How long the present measurement still takes [s]; NaN where nobody knows."""
        if self.current == TAPS:
            return TAPS_S * (len(self.order) - len(self.taps) - len(self.missed))
        lasts = {REST: REST_S, CALIBRATION: CALIBRATION_S}.get(self.current, math.nan)
        return lasts * (1.0 - self.step.progress)

    def _share(self, raw: Ring, seconds: float) -> float:
        if self._begun == 0 or self._begun < raw.first:
            self._begun = max(raw.first, raw.end - 1)  # a new stream, or one that jumped far
        return min(1.0, (raw.end - self._begun) / (seconds * self.info.fs_hz))

    def _connect(self, raw: Ring, lost_samples: int) -> None:
        share = self._share(raw, CONNECT_S)
        self.step.progress = share
        if share < 1.0:
            return
        n = self.info.n_channels
        _, rows = raw.read(raw.end - round(CONNECT_S * self.info.fs_hz), raw.end)
        moving = int((np.nan_to_num(rows).std(axis=0) > 0).sum())
        measured = self._measured_fs_hz
        rate = measured if math.isfinite(measured) and measured > 0 else self.info.fs_hz
        self.step.text = f"{moving} of {n} channels, {rate:,.1f} Hz, {lost_samples} lost"
        off = abs(rate / self.info.fs_hz - 1.0) * 100 > self.limits.rate_percent
        self.step.state = "fail" if moving == 0 else "warn" if moving < n or lost_samples or off else "pass"
        if moving < n:
            still = np.flatnonzero(np.nan_to_num(rows).std(axis=0) == 0)
            self.step.remedy = f"Nothing arrives on {', '.join(self.info.channels[int(c)].name for c in still[:8])}."

    def _contract(self, raw: Ring) -> None:
        fs_hz = self.info.fs_hz
        self._share(raw, CONTRACTION_S)
        _, rows = raw.read(raw.end - round(0.25 * fs_hz), raw.end)
        rest = self.results.get("rest")
        if len(rows) and rest is not None:
            quiet = np.array([c.figures.get("noise_uv", math.nan) for c in rest.channels])
            ratio = level_of(rows, fs_hz) / np.maximum(quiet, 0.5)
            # One muscle of several is enough.
            muscles = self.info.muscle_of_channel
            # A quarter of the channels is enough: a small muscle under a large array.
            active = [float(np.nanquantile(ratio[muscles == m], 0.75)) > ACTIVE for m in range(len(self.info.muscles))]
            if any(active) and self._seen is None:
                self._seen = raw.end
        since = 0 if self._seen is None else raw.end - self._seen
        self.step.progress = since / (AFTER_S * fs_hz)
        if since >= AFTER_S * fs_hz:
            self._hand_out(raw, (raw.end - self._begun) / fs_hz)
        elif self._seen is None and raw.end - self._begun > CONTRACTION_S * fs_hz:
            self.step.state, self.step.text = "warn", "no contraction was seen"
            self.step.remedy = "Repeat the step and contract the muscle for three seconds, or go on."

    def _listen(self, raw: Ring) -> None:
        start, rows = raw.read(self._heard_to, raw.end)
        self._heard_to = start + len(rows)
        for tap in self._finder.push(start, rows):
            electrode = self.electrode
            if electrode is None:
                break
            self.taps[electrode], self.last_tap = tap, (electrode, tap)
        n = len(self.order)
        self.step.progress = (len(self.taps) + len(self.missed)) / max(n, 1)
        self.step.text = f"{len(self.taps)} of {n} found"
        if self.electrode is None:
            self._end_taps()

    def _end_taps(self) -> None:
        sizes = {e: t.sizes_uv for e, t in self.taps.items()}
        n = len(self.order)
        self.step.text = f"{len(self.taps)} of {n} found"
        if len(self.taps) < 2:
            self.step.state = "skipped"
            return
        self.wiring = solve_taps(sizes, self.layout, self.info.n_channels)
        # An electrode whose tap was not heard itself proves nothing against the map.
        moved = [e for e in self.wiring.moved if e in self.taps]
        self.step.state = "fail" if moved else "pass"
        name = self._name
        if self.wiring.swaps:
            pairs = " and ".join(f"{name(a)} with {name(b)}" for a, b in self.wiring.swaps[:4])
            self.step.remedy = f"Swapped: {pairs}."
        elif moved:
            self.step.remedy = f"{len(moved)} electrodes are wired to other channels than the map says."
        elif (self.wiring.layout.turns, self.wiring.layout.mirrored) != (self.layout.turns, self.layout.mirrored):
            self.step.state = "warn"
            self.step.remedy = f"The array lies turned: {self.wiring.layout.turn_text}."

    def _name(self, channel: int) -> str:
        return self.info.channels[channel].name

    # ---- jobs

    def _hand_out(self, raw: Ring, seconds: float) -> None:
        begun, n = self._begun, round(seconds * self.info.fs_hz)
        _, rows = raw.read(begun, begun + n)
        info, limits, layout, step = self.info, self.limits, self.layout, self.current
        scaled = all(c.unit == "uV" for c in info.channels)
        extra = Extra(self._measured_fs_hz, impedances(info), layout.places(info.n_channels), scaled)
        names = [c.name for c in info.channels]
        calibration_uv, again = self.calibration_uv, self.again
        self.step.text = self.step.text if again is not None else "measuring"

        def job() -> Outcome:
            if step == CALIBRATION and again is None:
                return with_calibration(rows, info.fs_hz, names, calibration_uv, limits, extra), NOTHING
            if step == CONTRACTION and again is None:
                result = following(rows, info, names, limits, extra)
                bad = frozenset(result.failed)
                return result, along_layout(rows, info.fs_hz, layout, bad, info.muscle_of_channel)
            return check_array(rows, info.fs_hz, names, limits, replace(extra, places=None)), NOTHING

        self.job = job

    def finish(self, outcome: Outcome) -> None:
        """Take the outcome of ``job``."""
        result, conduction = outcome
        self.job = None
        if self.again is not None:
            rest, channel = self.results["rest"], self.again
            self.again = None
            with_it = {channel} | {c for f in rest.channels[channel].findings for c in f.channels}
            channels = tuple(
                result.channels[i] if i in with_it else without(c, with_it) for i, c in enumerate(rest.channels)
            )
            self.results["rest"] = replace(rest, channels=channels)
            self._tell_rest(self.results["rest"])
            return
        self.results[self.step.name] = result
        if self.current == REST:
            self._tell_rest(result)
            return
        fail, warn, fine = result.counts()
        self.step.state = "pass" if result.passed else "fail"
        remedies = [*result.remedies(), *result.remedies("warn")]
        self.step.remedy = " ".join(remedies[:2])
        if self.current == CONTRACTION:
            self.conduction = conduction
            self.step.text = (
                "All channels follow, none reversed" if result.passed else f"{fine + warn} follow, {fail} fail"
            )
            if conduction.n_potentials < LEAST_POTENTIALS:
                self.conduction = NOTHING  # chance can line up a few
            else:
                speed = f"{conduction.velocity_m_s:.2f} ± {conduction.error_m_s:.2f} m/s, {conduction.line}"
                self.step.text += f"; {speed}"
        else:
            hz = result.facts.get("calibration_hz", math.nan)
            shape = "square wave" if result.facts.get("calibration_square") else "sine"
            self.step.text = f"{shape} of {hz:.2f} Hz, {fine} pass, {warn} warn, {fail} fail"

    def _tell_rest(self, result: CheckResult) -> None:
        fail, warn, fine = result.counts()
        step = self.steps[REST]
        step.progress = 1.0
        array = [f for f in result.findings if f.level == "fail"]
        step.state = "fail" if fail or array else "warn" if warn or result.findings else "pass"
        step.text = f"{fine} pass, {warn} warn, {fail} fail"
        remedies = result.remedies() or result.remedies("warn")
        step.remedy = " ".join(remedies[:2])

    # ---- the sheet

    @property
    def result(self) -> CheckResult | None:
        """Everything found so far as one result; None before anything has been measured."""
        return result_of(self)

    def take_impedance(self, kohm: Sequence[float], wall_s: float, at: int) -> None:
        """Keep what the device measured of every electrode [kOhm], shape ``(n_channels,)``, at ``wall_s``.

        The stream stood meanwhile: a step that was under way begins again at the sample ``at``.
        """
        self.impedances = (*self.impedances, Impedances(wall_s, tuple(float(k) for k in kohm)))[-MOST_IMPEDANCES:]
        self.again = None
        if self.step.state == "running" and self.current != TAPS:
            self.job = None
            self.begin(self.current, at)

    def sheet(self, titles: dict[str, str], wall_s: float) -> Sheet | None:
        """Return the sheet of what was found so far; ``titles`` name the steps for people."""
        return sheet_of(self, titles, wall_s)
