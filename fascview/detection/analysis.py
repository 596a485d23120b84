"""The analysis with its look-ahead: hops in, final verdicts out."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fascview.detection.beats import HALF_S as BEAT_HALF_S
from fascview.detection.beats import BeatTracker
from fascview.detection.candidates import Candidate
from fascview.detection.crosstalk import LARGER, LIKENESS, likeness
from fascview.detection.front import Front, band_kernel
from fascview.detection.gate import HopFacts, VoluntaryGate
from fascview.detection.level import ChannelHealth, LocalLevel
from fascview.detection.lines import LineCanceller
from fascview.detection.rejected import TOO_NOISY_UV, Stretch, of_excursions, of_losses
from fascview.detection.search import MuscleSearch
from fascview.detection.slow import SlowSignal
from fascview.detection.timing import CONTEXT_DELAY, FILTER_DELAY, LINES_DELAY, NOISE_DELAY, Timing
from fascview.detection.verdict import ARTEFACT_S, BEAT_S, Verdicts
from fascview.dsp.noise import QuietLevel, middle, robust_sigma
from fascview.settings import DetectorSettings
from fascview.stream import FloatArray

DELAY = FILTER_DELAY + LINES_DELAY + NOISE_DELAY + CONTEXT_DELAY
CORE_LOW_HZ, CORE_HIGH_HZ = 30.0, 200.0
SMOOTH_S = 0.012
EXTRA_E, EXTRA_S = 0.75, 0.7
_KEPT_HOPS = 16


@dataclass(frozen=True)
class Hop:
    """One cleaned hop and what is known of it."""

    band: FloatArray
    slow: FloatArray
    lost: NDArray[np.bool_]


class Analysis:
    """Runs on raw hops in order; see ``push``.

    Parameters
    ----------
    timing : Timing
        Lengths.
    muscle_of_channel : ndarray, shape (n_channels,)
        Index of each channel's muscle.
    settings : DetectorSettings
        Sensitivity, band and mains.
    threshold : float
        z above which an energy peak is a candidate.
    """

    def __init__(
        self, timing: Timing, muscle_of_channel: NDArray[np.intp], settings: DetectorSettings, threshold: float
    ) -> None:
        self.timing = timing
        n = len(muscle_of_channel)
        self.channels = [np.nonzero(muscle_of_channel == m)[0] for m in range(int(muscle_of_channel.max()) + 1)]
        self._threshold = threshold
        self._front = Front(timing, n, settings.low_hz, settings.high_hz)
        self._lines = LineCanceller(timing, n, settings.mains_hz)
        self._level = LocalLevel(n)
        self._health = ChannelHealth(self.channels, n)
        self._flats: deque[FloatArray] = deque(maxlen=LINES_DELAY + 1)
        self.out: NDArray[np.bool_] = np.zeros(n, bool)
        self._outs: deque[NDArray[np.bool_]] = deque(maxlen=NOISE_DELAY + CONTEXT_DELAY + 1)
        self.quiet = QuietLevel(n)
        self._slow = SlowSignal(timing, n)
        self._slows: deque[FloatArray] = deque(maxlen=LINES_DELAY + 1)
        self._second: list[FloatArray] = []
        high_hz = min(CORE_HIGH_HZ, 0.45 * timing.fs_hz)
        freedom = 1.2 * SMOOTH_S * (high_hz - CORE_LOW_HZ) + 1
        self.searches = [
            MuscleSearch(timing, i, len(c), freedom, threshold + EXTRA_E, threshold + EXTRA_S)
            for i, c in enumerate(self.channels)
        ]
        self._margin = self.searches[0].margin
        self._core_reach = timing.samples(0.05)
        self._core = self._core_matrix()
        self._smooth = self._smooth_matrix()
        self._hops: deque[Hop] = deque(maxlen=_KEPT_HOPS)
        self._found: deque[list[Candidate]] = deque(maxlen=DELAY + 2)
        self.sigma: FloatArray = np.full(n, np.nan, np.float32)
        self._settings = settings
        self._reference = timing.fs_hz >= 900.0
        self._high = QuietLevel(n)
        self._high_second: list[FloatArray] = []
        self._levels: deque[tuple[FloatArray, FloatArray]] = deque(maxlen=NOISE_DELAY + 1)
        self._beats = [BeatTracker() for _ in self.channels]
        self._gates = [VoluntaryGate(timing.hop_s, CONTEXT_DELAY) for _ in self.channels]
        self._verdicts = [Verdicts(settings) for _ in self.channels]
        self.reasons: list[str] = [""] * len(self.channels)
        self.stretches: list[Stretch] = []
        self._searched: deque[bool] = deque(maxlen=CONTEXT_DELAY + 1)
        self._lost: deque[NDArray[np.bool_]] = deque(maxlen=LINES_DELAY + 1)

    @property
    def mains_hz(self) -> float:
        """The mains found [Hz], 0 for none."""
        return self._lines.mains_hz

    def _core_matrix(self) -> FloatArray:
        """Band of the potentials' energy, as a matrix that consumes its own reach at either end."""
        t, m, r = self.timing, self._margin, self._core_reach
        high_hz = min(CORE_HIGH_HZ, 0.45 * t.fs_hz)
        h = band_kernel(t.rate_hz, r, min(t.fs_hz, t.rate_hz), CORE_LOW_HZ, high_hz)
        n = t.step + 2 * m
        lag = np.arange(n)[:, None] + r - np.arange(n + 2 * r)[None, :]
        return np.where(np.abs(lag) <= r, h[np.clip(lag + r, 0, 2 * r)], 0.0).astype(np.float32)

    def _smooth_matrix(self) -> FloatArray:
        """Return the moving average under a Hann window of the length of a potential."""
        half = self.timing.samples(SMOOTH_S / 2)
        window = np.hanning(2 * half + 3)[1:-1]
        window /= window.sum()
        n = self.timing.step + 2 * self._margin
        lag = np.arange(n)[:, None] - np.arange(n)[None, :]
        return np.where(np.abs(lag) <= half, window[np.clip(lag + half, 0, 2 * half)], 0.0).astype(np.float32)

    def push(self, k: int, raw: FloatArray) -> tuple[int, list[Candidate]]:
        """Take raw hop ``k``, shape ``(hop, n_channels)``; return which hop is final, and its candidates."""
        band, window, bad = self._front.push(raw)
        reach = (len(bad) - self.timing.hop) // 2
        self._lost.append(bad[reach:-reach])
        self._slows.append(self._slow.push(window))
        self._flats.append(window[reach:-reach])
        clean = self._lines.push(band)
        lost = self._lost[0] if len(self._lost) > LINES_DELAY else np.ones((self.timing.hop, band.shape[1]), bool)
        self._hops.append(Hop(clean, self._slows[0], lost))
        missing = lost.mean(0) > 0.3
        self.out = self._health.push(self._flats[0], robust_sigma(clean), missing)
        self._outs.append(self.out)
        self.sigma = self._level.push(clean, missing)
        self.sigma[self.out] = np.nan
        self._quiet_second(k, clean, missing)
        high = np.diff(clean, n=4, axis=0)
        self._levels.append((robust_sigma(clean), robust_sigma(high)))
        d = k - FILTER_DELAY - LINES_DELAY - NOISE_DELAY
        if len(self._hops) > NOISE_DELAY + 1:
            self._excursions(d)
        found = self._find(d) if len(self._hops) > NOISE_DELAY + 2 else []
        self._found.append(found)
        self._searched.append(len(self._hops) > NOISE_DELAY + 2)
        final = d - CONTEXT_DELAY
        done = self._found[-1 - CONTEXT_DELAY] if len(self._found) > CONTEXT_DELAY else []
        self._context(d, final, found)
        for c in done:
            self._verdicts[c.muscle].judge(c, c.at / self.timing.rate_hz, self.reasons[c.muscle])
        if self._settings.reject_crosstalk and len(self.channels) > 1:
            for c in done:
                if not c.reason:
                    self._shadow(c, d + NOISE_DELAY)
        self.stretches = self._rejected(final)
        return final, done

    def _context(self, d: int, final: int, found: list[Candidate]) -> None:
        """Take the facts of hop ``d`` and judge hop ``final`` of each muscle."""
        if len(self._hops) <= NOISE_DELAY + 1:
            return
        rate = self.timing.rate_hz
        level, high = self._levels[0]
        with np.errstate(invalid="ignore", divide="ignore"):
            rise = level / self.quiet.sigma
            reference = high / self._high.sigma
        for m, channels in enumerate(self.channels):
            mine = [c for c in found if c.muscle == m]
            up, ref = rise[channels], reference[channels]
            up = up[np.isfinite(up)]
            ref = ref[np.isfinite(ref)]
            facts = HopFacts(
                float(np.median(up)) if len(up) else 1.0,
                float(np.median(ref)) if len(ref) and self._reference else math.nan,
                tuple(c.at / rate for c in mine),
                tuple(c.group for c in mine),
                tuple(max(c.features["r"], 1.0) for c in mine),
            )
            self.reasons[m] = self._gates[m].push(facts, final * self.timing.step / rate)

    def _rejected(self, final: int) -> list[Stretch]:
        """Return what of hop ``final`` is not analysable."""
        hop, fs_hz = self.timing.hop, self.timing.fs_hz
        start, stop = final * hop, (final + 1) * hop
        i = len(self._hops) - 1 - NOISE_DELAY - CONTEXT_DELAY
        out: list[Stretch] = []
        for m, channels in enumerate(self.channels):
            if i >= 0:
                out += of_losses(m, np.asarray(self._hops[i].lost[:, channels].all(1)), start)
            if i < 0 or not self._searched[0]:
                out.append((m, start, stop, "settling"))
                continue
            if self.reasons[m]:
                out.append((m, start, stop, self.reasons[m]))
            out += of_excursions(m, self._verdicts[m].excursions, start, stop, fs_hz)
            if self._outs[0][channels].all():
                out.append((m, start, stop, "no signal"))
            elif (self.quiet.sigma[channels] > TOO_NOISY_UV).all():
                out.append((m, start, stop, "too noisy"))
        return out

    def state(self, muscle: int) -> str:
        """How the muscle is, in the words of the window."""
        reasons = {r for m, _, _, r in self.stretches if m == muscle}
        if reasons & {"no signal", "settling"} or not np.isfinite(self.sigma[self.channels[muscle]]).any():
            return "no data"
        if reasons & {"voluntary", "semi-rhythmic"}:
            return "voluntary"
        if "too noisy" in reasons:
            return "too noisy"
        return "artefact" if "artefact" in reasons else "at rest"

    def _excursions(self, d: int) -> None:
        """Look for beats and slow artefacts in hop ``d`` of each muscle."""
        i = len(self._hops) - 1 - NOISE_DELAY
        slow = np.concatenate([h.slow for h in list(self._hops)[i - 1 : i + 2]])
        per = self._slow.per_hop
        half = round(BEAT_HALF_S * 125.0)
        slow = slow[per - half : 2 * per + half]
        vpp = self._band_vpp(d, d + NOISE_DELAY, half)
        used = np.isfinite(self.sigma).astype(np.float32)
        slow, vpp = slow * used, vpp * used
        start_s = d * self.timing.step / self.timing.rate_hz
        for m, channels in enumerate(self.channels):
            new = self._beats[m].push(start_s, slow[:, channels], self._slow.sigma[channels], vpp[:, channels])
            self._verdicts[m].excursions.extend(new)

    def _blocked(self, d: int, muscle: int) -> NDArray[np.bool_]:
        """Rows of hop ``d`` and its margins that lie around beats and artefacts."""
        rate, m = self.timing.rate_hz, self._margin
        times = (d * self.timing.step + np.arange(-m, self.timing.step + m)) / rate
        out = np.zeros(len(times), bool)
        for e in self._verdicts[muscle].excursions:
            before, after = BEAT_S if e.beat else ARTEFACT_S
            out |= (times >= e.time_s + before) & (times <= e.time_s + after)
        return out

    def _band_vpp(self, d: int, newest: int, half: int) -> FloatArray:
        """Peak to peak of the band within the reach of the slow signal around each of its rows."""
        per, step = self._slow.per_hop, self.timing.step
        reach = self.timing.samples(0.08)
        extra = int(np.ceil(half * step / per)) + reach
        rows = self.stretch(d, newest, extra, extra)
        at = extra + (np.arange(-half, per + half) + 0.5) * step / per
        index = at.astype(int)[:, None] + np.linspace(-reach, reach, 81).astype(int)[None, :]
        part = rows[np.clip(index, 0, len(rows) - 1)]
        return np.asarray(part.max(1) - part.min(1), np.float32)

    def _shadow(self, c: Candidate, newest: int) -> None:
        """Mark ``c`` when it is the far shadow of a larger event of another muscle."""
        rate = self.timing.rate_hz
        half = self.timing.samples(0.015)
        part = self.snippet(c.at, newest, half) / self.sigma
        part = np.nan_to_num(part, nan=0.0, posinf=0.0, neginf=0.0)
        size = np.ptp(part, axis=0)
        mine = self.channels[c.muscle]
        own = float(size[mine].max())
        for m, channels in enumerate(self.channels):
            if m == c.muscle:
                continue
            k = channels[int(np.argmax(size[channels]))]
            if size[k] < LARGER * own or size[k] < 8.0:
                continue
            noise = np.full(len(mine), 2 * half + 1.0)
            if likeness(part[:, mine], part[:, k], rate, noise) > LIKENESS:
                c.kind, c.reason = "crosstalk", "crosstalk"
                return

    def _quiet_second(self, k: int, clean: FloatArray, missing: NDArray[np.bool_]) -> None:
        part = clean.copy()
        part[:, missing] = np.nan
        self._second.append(part)
        if len(self._second) * self.timing.hop_s >= 0.95:
            rows_signed = np.concatenate(self._second)
            rows = np.abs(rows_signed)
            self._second = []
            whole = np.isfinite(rows).all(0)
            value = np.full(rows.shape[1], np.nan, np.float32)
            value[whole] = robust_sigma(rows[:, whole])
            value[value <= 0] = np.nan
            self.quiet.push(value)
            high = np.full_like(value, np.nan)
            high[whole] = robust_sigma(np.diff(rows_signed[:, whole], n=4, axis=0))
            self._high.push(high)

    def stretch(self, d: int, newest: int, before: int, after: int) -> FloatArray:
        """Return cleaned rows of hop ``d``, ``before`` ahead and ``after`` behind; ``newest`` is the last kept."""
        i = len(self._hops) - 1 - (newest - d)
        parts = [self._hops[j].band for j in range(max(0, i - 1), min(len(self._hops), i + 2))]
        rows = np.concatenate(parts)
        at = self.timing.step * (1 if i > 0 else 0)
        lo = at - before
        rows = rows[max(0, lo) : at + self.timing.step + after]
        if lo < 0:
            rows = np.concatenate((np.zeros((-lo, rows.shape[1]), np.float32), rows))
        return rows

    def snippet(self, at: int, newest: int, half: int) -> FloatArray:
        """Return cleaned rows ``at - half`` to ``at + half`` (inclusive) of all channels."""
        d = at // self.timing.step
        rows = self.stretch(d, newest, half, half)
        first = at - d * self.timing.step
        return rows[first : first + 2 * half + 1]

    def _find(self, d: int) -> list[Candidate]:
        newest = d + NOISE_DELAY
        t, m = self.timing, self._margin
        rows = self._core @ self.stretch(d, newest, m + self._core_reach, m + self._core_reach)
        with np.errstate(invalid="ignore", divide="ignore"):
            weight = np.where(np.isfinite(self.sigma), 1 / self.sigma, 0.0).astype(np.float32)
        scaled = np.zeros_like(rows)
        transforms = []
        for search, channels in zip(self.searches, self.channels, strict=True):
            transforms.append(search.prepare(weight[channels]))
            scaled[:, channels] = rows[:, channels] @ transforms[-1]
        smooth = self._smooth @ np.square(scaled)
        gone = self._hops[len(self._hops) - 1 - NOISE_DELAY].lost.mean(0)
        found: list[Candidate] = []
        for i, (search, channels) in enumerate(zip(self.searches, self.channels, strict=True)):
            if not weight[channels].any() or gone[channels].min() > 0.5:
                continue
            for c in search.push(
                d * t.step,
                rows[:, channels],
                scaled[:, channels],
                smooth[:, channels],
                transforms[i],
                self._blocked(d, i),
            ):
                if not self._near_loss(d, newest, c.at - d * t.step, i):
                    self._describe(c, newest)
                    found.append(c)
            total = smooth[m:-m, channels].sum(1)
            quiet = total < 2.5 * float(middle(total))
            if search.whitener.learn((rows[m:-m, channels] * weight[channels]), quiet, weight[channels] > 0):
                search.begin_whitening()
        return found

    def _describe(self, c: Candidate, newest: int) -> None:
        channels = self.channels[c.muscle]
        half = self.timing.samples(0.04)
        part = self.snippet(c.at, newest, half)[:, channels]
        sigma = self.sigma[channels]
        vpp = np.ptp(part[half - self.timing.samples(0.012) : half + self.timing.samples(0.012) + 1], axis=0)
        ratio = np.nan_to_num(vpp / sigma, nan=0.0)
        k = int(np.argmax(ratio))
        i = len(self._hops) - 1 - (newest - c.at // self.timing.step)
        per = self._slow.per_hop
        slow = np.concatenate([h.slow[:, channels] for h in list(self._hops)[max(0, i - 1) : i + 2]])
        middle = int((c.at % self.timing.step) / self.timing.step * per) + (per if i else 0)
        near = np.abs(slow[max(0, middle - 6) : middle + 7])
        wave = part[:, k]
        hf = np.abs(np.convolve(wave, [1 / 16, -4 / 16, 6 / 16, -4 / 16, 1 / 16], "same"))[half - 8 : half + 9]
        f = c.features
        f["r"] = float(ratio[k])
        f["lf"] = float(near[:, k].max() / max(float(vpp[k]), 1e-3))
        f["lfz"] = float(near[:, k].max() / max(float(self._slow.sigma[channels[k]]), 1e-3))
        f["hf"] = float(hf.max() / max(float(vpp[k]), 1e-3))
        f["nch"] = float((ratio > 0.3 * ratio[k]).mean())

    def _near_loss(self, d: int, newest: int, row: int, muscle: int) -> bool:
        """Whether samples of the muscle were lost within 25 ms."""
        i = len(self._hops) - 1 - (newest - d)
        rows = np.concatenate(
            [
                self._hops[j].lost[:, self.channels[muscle]].all(1)
                for j in range(max(0, i - 1), min(len(self._hops), i + 2))
            ]
        )
        middle = self.timing.hop * (1 if i > 0 else 0) + self.timing.to_input(row)
        half = round(0.025 * self.timing.fs_hz)
        return bool(rows[max(0, middle - half) : middle + half].any())
