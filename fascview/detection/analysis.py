"""The analysis with its look-ahead: hops in, final verdicts out."""

from __future__ import annotations

import math
from collections import deque

import numpy as np
from numpy.typing import NDArray

from fascview.detection.beats import EXCURSION_Z, BeatTracker
from fascview.detection.beats import HALF_S as BEAT_HALF_S
from fascview.detection.candidates import Candidate
from fascview.detection.context import Context
from fascview.detection.front import Front, band_kernel
from fascview.detection.gate import RISE_ALONE, VoluntaryGate
from fascview.detection.hops import HopBuffer
from fascview.detection.level import ChannelHealth, LocalLevel, Rails
from fascview.detection.lines import LineCanceller
from fascview.detection.measure import WIDE_HZ
from fascview.detection.quiet import NoiseOfHops
from fascview.detection.rejected import TOO_NOISY_UV, Stretch, of_excursions, of_losses, of_pulses
from fascview.detection.search import CORE_HIGH_HZ, CORE_LOW_HZ, Search
from fascview.detection.slow import SLOW_RATE_HZ, SlowSignal
from fascview.detection.table import MuscleTable
from fascview.detection.timing import CONTEXT_DELAY, FILTER_DELAY, LINES_DELAY, NOISE_DELAY, Timing
from fascview.detection.verdict import BEAT_S, Verdicts
from fascview.detection.whiten import Group
from fascview.dsp.fir import BlockedFir
from fascview.settings import DetectorSettings
from fascview.stream import FloatArray

DELAY = FILTER_DELAY + LINES_DELAY + NOISE_DELAY + CONTEXT_DELAY
#: After a long loss a lifted level is that of filters that settle, not of a muscle [s].
SETTLING_S = 3.0
#: A channel of which more than this share of a hop is lost tells nothing of its noise.
MISSING = 0.3
#: Lowest rate at which there is something above 250 Hz to compare a contraction with [Hz].
REFERENCE_RATE_HZ = 900.0


class Analysis:
    """Runs on raw hops in order; see ``push``.

    Parameters
    ----------
    timing : Timing
        Lengths.
    parts : list of slice
        Columns of each muscle.
    settings : DetectorSettings
        Sensitivity, band and mains.
    threshold : float
        z above which an energy peak is a candidate.
    """

    def __init__(self, timing: Timing, parts: list[slice], settings: DetectorSettings, threshold: float) -> None:
        self.timing = timing
        self.parts = parts
        n = parts[-1].stop
        self._starts = np.array([p.start for p in parts])
        self._settings = settings
        self._front = Front(timing, n, settings.low_hz, settings.high_hz)
        self._lines = LineCanceller(timing, n, settings.mains_hz)
        self._level = LocalLevel(n)
        self._table = MuscleTable(parts)
        self._health = ChannelHealth(self._table)
        self.out: NDArray[np.bool_] = np.zeros(n, bool)
        self._rails = Rails(n)
        self._outs: deque[tuple[NDArray[np.bool_], NDArray[np.bool_]]] = deque(maxlen=NOISE_DELAY + CONTEXT_DELAY + 1)
        self.sigma: FloatArray = np.full(n, np.nan, np.float32)
        self._noise = NoiseOfHops(n, timing.hop_s)
        self._slow = SlowSignal(timing, n)
        self._waiting: deque[tuple[FloatArray, FloatArray, NDArray[np.bool_] | None, NDArray[np.bool_]]] = deque(
            maxlen=LINES_DELAY + 1
        )
        self._beyond: FloatArray | None = None
        self._near: NDArray[np.intp] | None = None
        self.context = Context(timing, parts, self._slow.per_hop)
        self._search = Search(timing, parts, threshold)
        high_hz = min(CORE_HIGH_HZ, 0.45 * timing.fs_hz)
        kernel = band_kernel(
            timing.rate_hz, timing.samples(0.05), min(timing.fs_hz, timing.rate_hz), CORE_LOW_HZ, high_hz
        )
        self._core_filter = BlockedFir(kernel, timing.step)
        self._core = HopBuffer(timing.step, n, 4)
        self._rises: deque[FloatArray] = deque(maxlen=NOISE_DELAY + 1)
        self._reference: FloatArray = np.full(len(parts), np.nan, np.float32)
        self._beats = [BeatTracker() for _ in parts]
        self._gate = VoluntaryGate(timing.hop_s, CONTEXT_DELAY + NOISE_DELAY, len(parts))
        self._verdicts = [Verdicts(settings) for _ in parts]
        self._found: deque[list[Candidate]] = deque(maxlen=CONTEXT_DELAY + 1)
        self._searched: deque[bool] = deque(maxlen=CONTEXT_DELAY + 1)
        self._newest = -1
        self._settles_until = -1
        self.reasons: list[str] = [""] * len(parts)
        self.stretches: list[Stretch] = []

    @property
    def quiet_uv(self) -> FloatArray:
        """Noise of each channel as it is shown, NaN while unknown."""
        return self._noise.quiet.sigma

    @property
    def mains_hz(self) -> float:
        """The mains found [Hz], 0 for none."""
        return self._lines.mains_hz

    @property
    def whitening(self) -> tuple[list[Group], list[int]]:
        """Groups of muscles with their matrices, and the muscles for which it began with the last hop."""
        return self._search.whitening.groups, self._search.begun

    def rhythms(self, now_s: float) -> NDArray[np.float64]:
        """Last heart beat and period of each muscle [s], shape ``(n_muscles, 2)``; NaN where there is none."""
        return np.array([b.rhythm(now_s) for b in self._beats])

    def push(self, k: int, raw: FloatArray) -> tuple[int, list[Candidate]]:
        """Take raw hop ``k``, shape ``(hop, n_channels)``; return which hop is final, and its candidates."""
        n = self.timing.hop
        if self._newest not in (-1, k - 1):  # a long loss was leapt over, and the mains is followed anew
            self._settles_until = k + math.ceil(SETTLING_S / self.timing.hop_s)
        self._newest = k
        band, window, bad = self._front.push(raw)
        reach = (len(window) - n) // 2
        saturated = self._rails.push(self._front.centre)
        self._waiting.append((self._slow.push(window), window, None if bad is None else bad[reach:-reach], saturated))
        clean = self._lines.push(band)
        slow, window, lost, saturated = self._waiting[0]
        if len(self._waiting) <= LINES_DELAY:
            lost = np.ones((n, band.shape[1]), bool)
        newest = k - FILTER_DELAY - LINES_DELAY
        self.context.push(newest, clean, slow, lost, window)
        missing = lost.mean(0) > MISSING if lost is not None else np.zeros(band.shape[1], bool)
        sigma, steep = self._noise.push(clean, missing)
        self.out = self._health.push(window[reach:-reach], sigma, missing)
        self._outs.append((self.out, saturated))
        self.sigma = self._level.push(sigma, missing)
        self.sigma[self.out] = np.nan
        with np.errstate(invalid="ignore", divide="ignore"):
            rise, self._reference = self._table.typical(
                np.stack((sigma / self._noise.quiet.sigma, steep / self._noise.high.sigma))
            )
        self._rises.append(rise)
        self._core.push(newest - 1, self._core_of(newest - 1))
        d = newest - NOISE_DELAY
        ready = self.context.band.count > NOISE_DELAY + 2
        if self.context.band.count > NOISE_DELAY + 1:
            self._excursions(d)
        found = self._find(d) if ready else []
        self._found.append(found)
        self._searched.append(ready)
        final = d - CONTEXT_DELAY
        done = self._found[0] if len(self._found) > CONTEXT_DELAY else []
        if self.context.band.count > NOISE_DELAY + 1:
            self._judge_hop(found, final)
        for c in done:
            calm = bool(np.isnan(self._beats[c.muscle].rhythm(c.at / self.timing.rate_hz)[0]))
            self._verdicts[c.muscle].judge(c, c.at / self.timing.rate_hz, self.reasons[c.muscle], calm)
        done = [c for c in done if not c.faint]
        if self._settings.reject_crosstalk and len(self.parts) > 1:
            for c in done:
                if not c.reason and self.context.is_shadow(c, self.sigma):
                    c.kind = c.reason = "crosstalk"
        self.stretches = self._rejected(final)
        return final, done

    def widened(self, at: int, half: int, column: int) -> FloatArray:
        """Return a channel's rows ``at - half`` to ``at + half`` in 10-450 Hz."""
        if self._beyond is None:
            self._beyond = self._front.beyond(*WIDE_HZ)
        return self.context.widened(at, half, column, self._beyond)

    def _core_of(self, d: int) -> FloatArray:
        """Return hop ``d`` in the band of the potentials' energy."""
        first, reach = d * self.timing.step, self._core_filter.reach
        return self._core_filter(self.context.band.rows(first - reach, first + self.timing.step + reach))

    def _judge_hop(self, found: list[Candidate], final: int) -> None:
        """Take the facts of the newest hop searched and judge hop ``final`` of each muscle."""
        rise, reference = self._rises[-1].copy(), self._reference
        rise[np.isnan(rise)] = 1.0
        if self.timing.fs_hz < REFERENCE_RATE_HZ:
            reference[:] = np.nan
        rate = self.timing.rate_hz
        self.reasons = self._gate.push(rise, reference, found, rate, final * self.timing.step / rate)

    def _rejected(self, final: int) -> list[Stretch]:
        """Return what of hop ``final`` is not analysable."""
        hop, fs_hz = self.timing.hop, self.timing.fs_hz
        start, stop = final * hop, (final + 1) * hop
        known = self.context.band.count > NOISE_DELAY + CONTEXT_DELAY
        lost = self.context.lost(final) if known else None
        out: list[Stretch] = []
        with np.errstate(invalid="ignore"):
            noisy = np.logical_and.reduceat(self.quiet_uv > TOO_NOISY_UV, self._starts)
        out_then, saturated = self._outs[0]
        gone = np.logical_and.reduceat(out_then, self._starts)
        railed = np.logical_or.reduceat(saturated, self._starts)
        for m, part in enumerate(self.parts):
            if lost is not None:
                out += of_losses(m, np.asarray(lost[:, part].all(1)), start)
            if not known or not self._searched[0]:
                out.append((m, start, stop, "settling"))
                continue
            reason = self.reasons[m]
            if reason:
                settles = reason == "voluntary" and (final < self._settles_until or self._loss_follows(final))
                out.append((m, start, stop, "settling" if settles else reason))
            if self._verdicts[m].excursions:
                out += of_excursions(m, self._verdicts[m].excursions, start, stop, fs_hz)
            if self._verdicts[m].pulses:
                out += of_pulses(m, self._verdicts[m].pulses, start, stop, fs_hz)
            if gone[m]:
                out.append((m, start, stop, "saturated" if railed[m] else "no signal"))
            elif noisy[m]:
                out.append((m, start, stop, "too noisy"))
        return out

    def _loss_follows(self, d: int) -> bool:
        """Return whether a whole hop is lost at ``d`` or soon after: its level tells of the loss then."""
        lost = (self.context.lost(k) for k in range(d, d + CONTEXT_DELAY + 2))
        return any(bad is not None and bool(bad.all()) for bad in lost)

    def states(self) -> tuple[str, ...]:
        """How each muscle is, in the words of the window."""
        reasons: list[set[str]] = [set() for _ in self.parts]
        for m, _, _, reason in self.stretches:
            reasons[m].add(reason)
        alive = np.logical_or.reduceat(np.isfinite(self.sigma), self._starts)
        return tuple(_state(mine, bool(a)) for mine, a in zip(reasons, alive, strict=True))

    def _excursions(self, d: int) -> None:
        """Look for beats and slow artefacts in hop ``d`` of each muscle."""
        per = self._slow.per_hop
        half = round(BEAT_HALF_S * SLOW_RATE_HZ)
        slow = self.context.slow.rows(d * per - half, (d + 1) * per + half)
        with np.errstate(invalid="ignore"):
            out = (np.abs(slow[half:-half]) > EXCURSION_Z * self._slow.sigma).any(0) & np.isfinite(self.sigma)
        if not out.any():
            return
        start_s = d * self.timing.step / self.timing.rate_hz
        for m in np.nonzero(np.logical_or.reduceat(out, self._starts))[0]:
            part = self.parts[m]
            used = np.isfinite(self.sigma[part]).astype(np.float32)
            new = self._beats[m].push(
                start_s, slow[:, part] * used, self._slow.sigma[part], self._band_vpp(d, half, part) * used
            )
            self._verdicts[m].excursions.extend(new)

    def _band_vpp(self, d: int, half: int, part: slice) -> FloatArray:
        """Peak to peak of the band within the reach of the slow signal around each of its rows."""
        per, step = self._slow.per_hop, self.timing.step
        reach = self.timing.samples(0.08)
        extra = int(np.ceil(half * step / per)) + reach
        rows = self.context.band.rows(d * step - extra, (d + 1) * step + extra)[:, part]
        if self._near is None:
            at = extra + (np.arange(-half, per + half) + 0.5) * step / per
            index = np.linspace(-reach, reach, 81).astype(int)[:, None] + at.astype(int)[None, :]
            self._near = np.clip(index, 0, len(rows) - 1)
        near = rows[self._near]
        return np.asarray(near.max(0) - near.min(0), np.float32)

    def _blocked(self, d: int, muscle: int) -> NDArray[np.bool_]:
        """Rows of hop ``d`` and its margins that lie around beats."""
        rate, m = self.timing.rate_hz, self._search.margin
        first, n = d * self.timing.step - m, self.timing.step + 2 * m
        out = np.zeros(n, bool)
        for e in self._verdicts[muscle].excursions:
            if not e.beat:
                continue  # a shape that keeps coming beside slow waves is worth knowing
            before, after = BEAT_S
            a = math.ceil((e.time_s + before) * rate) - first
            b = math.floor((e.time_s + after) * rate) - first + 1
            if b > 0 and a < n:
                out[max(0, a) : b] = True
        return out

    def _find(self, d: int) -> list[Candidate]:
        step, m = self.timing.step, self._search.margin
        rows = self._core.rows(d * step - m, (d + 1) * step + m)
        with np.errstate(invalid="ignore", divide="ignore"):
            weight = np.where(np.isfinite(self.sigma), 1 / self.sigma, 0.0).astype(np.float32)
        idle = ~np.logical_or.reduceat(weight > 0, self._starts)
        lost = self.context.lost(d)
        if lost is not None:
            idle |= np.minimum.reduceat(lost.mean(0), self._starts) > 0.5
        # the noise of a contraction, or of filters that settle, is not the one to whiten by
        rises = np.array(self._rises)
        calm = np.asarray(((rises <= RISE_ALONE) | np.isnan(rises)).all(axis=0))
        found = []
        for c in self._search.push(d * step, rows, weight, idle, calm, lambda muscle: self._blocked(d, muscle)):
            if not self.context.near_loss(c.at, c.muscle):
                self.context.describe(c, self.sigma, self._slow.sigma)
                found.append(c)
        return found


def _state(reasons: set[str], alive: bool) -> str:
    """How a muscle is for which ``reasons`` hold."""
    if reasons & {"no signal", "saturated", "settling"} or not alive:
        return "no data"
    if reasons & {"voluntary", "semi-rhythmic"}:
        return "voluntary"
    if "too noisy" in reasons:
        return "too noisy"
    return "artefact" if "artefact" in reasons else "at rest"
