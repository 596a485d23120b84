"""From time stamps to sample numbers: which samples are missing, and what is only jitter.

LSL stamps every sample or chunk with the sender's clock. Transport is by TCP, so nothing is lost on the way: what is
missing was never sent. A hole shows as stamps that step ahead of the line through the earlier ones *and stay there*; a
sender that was late catches up again and has lost nothing. Stamps that go back, stand still or leap into the future are
a matter of the clock: samples are then counted, never moved back.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Stamps = NDArray[np.float64]

BIN_S = 0.05
N_BINS = 400  # the line is drawn through the last 20 s
HOLD_S = 0.064  # what is looked at before a step counts as a hole
LONGEST_HOLD_S = 2.0
AHEAD_S = 0.5  # stamps further in the future than this are a clock fault
UNLEARNT_JITTER_S = 0.004
LONGEST_GAP_S = 24 * 3600.0
ABSURD_S = 1e10
UNSURE_S = 0.05
EXPECTED_RATE_ERROR = 3e-4  # of a sender's crystal and the clock correction


@dataclass(frozen=True, slots=True)
class Run:
    """``length`` samples, in the order they were fed, whose first has the index ``start``."""

    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to tell: ``kind`` is ``gap`` or ``clock``."""

    sample: int
    kind: str
    text: str


class StampClock:
    """Gives every sample its index.

    Parameters
    ----------
    fs_hz : float
        Nominal rate.
    least_s : float
        Steps below this are never looked at: the accuracy of the clock correction.
    """

    def __init__(self, fs_hz: float, least_s: float = 0.0003) -> None:
        self._fs_hz = fs_hz
        self._least_s = max(least_s, 0.6 / fs_hz)
        self._next = 0  # index of the next sample
        self._held = np.empty(0)  # stamps of samples that wait for a verdict
        self._bins: deque[tuple[float, float, float]] = deque(maxlen=N_BINS)  # index, residual, largest deviation
        self._fresh: list[tuple[float, float]] = []  # index and residual of the bin being filled
        self._fresh_from = self._bins_new = 0
        self._offset_s, self._slope_s, self._pivot = 0.0, 0.0, 0.0
        self._expected_slope_s = 0.0
        self._tolerance_s = 0.0
        self._anchored = self._blind = False
        self._same_clock = False  # whether stamps are on this computer's LSL clock
        self._interrupted_s = math.nan
        self._arrived_s = math.nan
        self._quiet_from_s = 0.0  # when the last sample came before those that wait for a verdict
        self._remarks: list[Remark] = []
        self._quiet_until = 0

    @property
    def held(self) -> int:
        """Number of samples that wait for a verdict."""
        return len(self._held)

    def remarks(self) -> list[Remark]:
        """Return and forget what there was to tell."""
        told, self._remarks = self._remarks, []
        return told

    def interrupted(self, now_s: float) -> None:
        """Say that the sender was away until now: the next samples come after a hole, whatever their clock says."""
        self._interrupted_s = now_s - self._arrived_s
        self._blind = False

    def follow(self, first_s: float, last_s: float, count: int, now_s: float) -> int | None:
        """Take ``count`` samples whose stamps lie where they were expected and return the index of the first.

        None where `feed` must look at them. Only the first and the last stamp are looked at, which costs little.
        """
        if len(self._held) or self._blind or not self._anchored or self._interrupted_s == self._interrupted_s:
            return None
        start, fs_hz, tolerance_s = self._next, self._fs_hz, self._tolerance_s
        last = start + count - 1
        first_late_s, last_late_s = first_s - start / fs_hz, last_s - last / fs_hz
        if not abs(last_late_s - first_late_s) * fs_hz < 0.3 + 0.001 * count:  # not even, or no numbers
            return None
        line_s, slope_s, pivot = self._offset_s, self._slope_s, self._pivot
        if abs(first_late_s - line_s - slope_s * (start - pivot)) > tolerance_s:
            return None
        if abs(last_late_s - line_s - slope_s * (last - pivot)) > tolerance_s:
            return None
        self._arrived_s = now_s
        self._next = last + 1
        self._fresh.append((float(last), last_late_s))
        return start

    def feed(self, stamps: Stamps, now_s: float) -> list[Run]:
        """Take the stamps of the samples that arrived at ``now_s`` [s]; return the runs that are decided."""
        if len(stamps) == 0:
            return []
        self.learn()
        start = self.follow(float(stamps[0]), float(stamps[-1]), len(stamps), now_s)
        if start is not None:
            return [Run(start, len(stamps))]
        if not len(self._held):
            self._quiet_from_s = now_s if math.isnan(self._arrived_s) else self._arrived_s
        stamps = self._usable(stamps, now_s)
        held = np.concatenate([self._held, stamps]) if len(self._held) else stamps
        runs = self._judge(held, now_s, last_word=False)
        self._arrived_s = now_s
        return runs

    def flush(self, now_s: float) -> list[Run]:
        """Decide about what is held with what is known: nothing more has come for a while."""
        return self._judge(self._held, now_s, last_word=True) if len(self._held) else []

    # ------------------------------------------------------------------ the verdict

    def _judge(self, stamps: Stamps, now_s: float, *, last_word: bool) -> list[Run]:
        runs: list[Run] = []
        while len(stamps):
            step = self._step(stamps, now_s)
            if step is None:
                runs.append(self._release(stamps))
                break
            if step:
                runs.append(self._release(stamps[:step]))
                stamps = stamps[step:]
            gap = self._gap(stamps, now_s, last_word=last_word)
            if gap is None and last_word:
                # Too little to tell a small hole from jitter; a hole will still show when samples come again.
                runs.append(Run(self._next, len(stamps)))
                self._next += len(stamps)
                break
            if gap is None:
                self._held = stamps.copy()
                return [r for r in runs if r.length]
            self._next += gap
        self._held = np.empty(0)
        return [r for r in runs if r.length]

    def _step(self, stamps: Stamps, now_s: float) -> int | None:
        """Return where stamps leave the line without coming back, None when they do not."""
        if not self._anchored:
            self._anchor(stamps, now_s)
        if not math.isnan(self._interrupted_s):
            return 0
        if self._blind:
            return None
        error_s = self._error(stamps)
        if abs(error_s[-1]) <= self._tolerance_s:
            return None
        inside = np.flatnonzero(np.abs(error_s) <= self._tolerance_s)
        return int(inside[-1]) + 1 if len(inside) else 0

    def _gap(self, stamps: Stamps, now_s: float, *, last_word: bool) -> int | None:
        """Return how many samples are missing before ``stamps``, None to wait for more; the line is moved to fit."""
        error_s = self._error(stamps)
        change = np.flatnonzero(np.abs(np.diff(error_s)) > self._tolerance_s)
        # Where stamps are exact, a second hole soon after the first is told from it.
        exact = self._tolerance_s < 1.5 / self._fs_hz
        alone = exact and len(change) > 0 and bool(np.all(np.diff(error_s)[change] > 0))
        segment = stamps[: int(change[0]) + 1] if alone else stamps
        error_s = error_s[: len(segment)]
        enough = len(segment) >= max(8, HOLD_S * self._fs_hz)
        if not (enough or alone or last_word):
            return None
        ends = _burst_ends(segment, self._fs_hz)
        late_s = error_s[ends]
        half = len(late_s) // 2
        catching_up = half > 0 and _middle(late_s[half:]) < _middle(late_s[:half]) - self._tolerance_s
        if catching_up and not last_word and len(segment) < LONGEST_HOLD_S * self._fs_hz and np.ptp(segment) > 0:
            return None
        shift_s = _middle(late_s[half:] if catching_up else late_s)
        if last_word and not enough and abs(shift_s) < UNSURE_S and math.isnan(self._interrupted_s):
            return None
        return self._explain(stamps, shift_s, now_s)

    def _explain(self, stamps: Stamps, shift_s: float, now_s: float) -> int:
        true_step_s = 1 / self._fs_hz + self._slope_s
        missing = round(shift_s / true_step_s)
        away_s, self._interrupted_s = self._interrupted_s, math.nan
        step_s = self._other_rate(stamps)
        if step_s and abs(step_s - 1 / self._fs_hz - self._slope_s) > 0.02 / self._fs_hz:
            self._shift_to(stamps, now_s)
            self._remark("clock", f"the sender says {self._fs_hz:g} Hz but sends about {1 / step_s:.4g} Hz")
            return 0
        was_away = not math.isnan(away_s)
        silence_s = away_s if was_away else now_s - self._quiet_from_s
        plausible = stamps[-1] <= now_s + AHEAD_S if self._same_clock else shift_s <= 1.5 * silence_s + 0.5
        if missing == 0 or -3 * true_step_s < shift_s < 0:
            self._shift(shift_s)
            return 0
        if 0 < missing <= LONGEST_GAP_S * self._fs_hz and plausible and not self._stand_still(stamps):
            self._shift(shift_s - missing * true_step_s)
            self._remark("gap", f"{missing} samples ({missing / self._fs_hz:.3f} s) are missing")
            return missing
        if was_away:
            self._shift_to(stamps, now_s)
            missing = max(0, round(away_s * self._fs_hz))
            self._offset_s -= missing / self._fs_hz
            self._remark("gap", f"about {missing / self._fs_hz:.1f} s are missing, by this computer's clock")
            return missing
        if self._stand_still(stamps):
            self._blind = True
            self._remark("clock", "the sender's time stamps stand still; samples are counted instead")
        else:
            self._shift_to(stamps, now_s)
            way = "ahead" if shift_s > 0 else "back"
            self._remark("clock", f"the sender's clock went {way} by {abs(shift_s):.3g} s; samples are counted on")
        return 0

    def _stand_still(self, stamps: Stamps) -> bool:
        return len(stamps) >= max(8, HOLD_S * self._fs_hz) and float(np.ptp(stamps)) == 0.0

    def _usable(self, stamps: Stamps, now_s: float) -> Stamps:
        """Return stamps without NaN or infinity, and notice when a clock that stood still walks again."""
        fine = np.abs(stamps) < ABSURD_S  # False for NaN too
        if not fine.all():
            if not self._blind:
                self._blind = True
                self._remark("clock", "the sender's time stamps are not numbers; samples are counted instead")
            ahead = (np.arange(len(stamps)) + self.held + self._next) / self._fs_hz
            return np.where(fine, stamps, ahead + self._offset_s)
        if self._blind and len(stamps) >= 2 and np.all(np.diff(stamps) >= 0) and stamps[-1] > stamps[0]:
            self._blind = False
            self._shift_to(stamps, now_s)
        return stamps

    # ------------------------------------------------------------------ the line

    def _anchor(self, stamps: Stamps, now_s: float) -> None:
        self._anchored = True
        self._same_clock = abs(stamps[-1] - now_s) < 10.0
        self._bins.clear()
        self._fresh.clear()
        self._fresh_from = self._next
        # A sender whose rate is not what it says would otherwise look like one hole after the other.
        true_step_s = self._other_rate(stamps)
        self._slope_s = self._expected_slope_s = true_step_s - 1 / self._fs_hz if true_step_s else 0.0
        self._pivot = float(self._next)
        residual_s = stamps - (self._next + np.arange(len(stamps))) / self._fs_hz
        ends = _burst_ends(stamps, self._fs_hz)
        self._offset_s = float(residual_s[0]) if true_step_s else float(np.min(residual_s[ends]))
        self._tolerance_s = self._least_s + 1.5 * UNLEARNT_JITTER_S

    def _other_rate(self, stamps: Stamps) -> float:
        """Return the regular step of the stamps [s] where it clearly is not that of the nominal rate, else 0."""
        step_s = np.diff(stamps)
        if len(step_s) < 8:
            return 0.0
        typical_s = float(np.median(step_s))
        regular = float(np.median(np.abs(step_s - typical_s))) < 0.05 * typical_s
        other = typical_s > 0.5 / self._fs_hz and abs(typical_s * self._fs_hz - 1) > 0.03
        return typical_s if regular and other else 0.0

    def _error(self, stamps: Stamps) -> Stamps:
        index = self._next + np.arange(len(stamps), dtype=np.float64)
        return np.asarray(stamps - index / self._fs_hz - self._offset_s - self._slope_s * (index - self._pivot))

    def _release(self, stamps: Stamps) -> Run:
        run = Run(self._next, len(stamps))
        self._next += len(stamps)
        if not self._blind:
            ends = _burst_ends(stamps, self._fs_hz)
            index = (run.start + ends).astype(np.float64)
            self._fresh += zip(index.tolist(), (stamps[ends] - index / self._fs_hz).tolist(), strict=True)
        return run

    def index_of(self, stamp_s: float) -> int:
        """Return the index of the sample that was taken at a stamp, by the line as it is now."""
        if not self._anchored or not math.isfinite(stamp_s):
            return self._next
        return round((stamp_s - self._offset_s + self._slope_s * self._pivot) / (1 / self._fs_hz + self._slope_s))

    def learn(self) -> None:
        """Redraw the line. Done by ``feed``; a caller about to wait may do it sooner, when nobody waits for it."""
        if self._next - self._fresh_from < max(4, BIN_S * self._fs_hz) or not self._fresh:
            return
        residuals_s = sorted(residual_s for _, residual_s in self._fresh)
        middle = sum(index for index, _ in self._fresh) / len(self._fresh)
        largest_s = max(abs(r - self._offset_s - self._slope_s * (i - self._pivot)) for i, r in self._fresh)
        self._bins.append((middle, residuals_s[len(residuals_s) // 2], largest_s))
        self._fresh, self._fresh_from = [], self._next
        self._bins_new += 1
        if len(self._bins) < 20 or self._bins_new >= 10:
            self._bins_new = 0
            self._fit()

    def _fit(self) -> None:
        middle, level_s, deviation_s = np.array(self._bins).T
        self._pivot = float(middle.mean())
        self._offset_s = float(level_s.mean())
        place = middle - self._pivot
        if len(middle) >= 6:
            rise_s = level_s - self._offset_s
            spread = float(place @ place)
            slope_s = float(place @ rise_s) / spread
            # A short or jittery history says little about the rate: the nominal one then weighs more.
            trust = (float(np.std(rise_s - slope_s * place)) / (EXPECTED_RATE_ERROR / self._fs_hz)) ** 2
            self._slope_s = (slope_s * spread + self._expected_slope_s * trust) / (spread + trust)
        scatter_s = float(np.quantile(deviation_s, 0.95))
        if len(middle) < 6:
            scatter_s = max(scatter_s, UNLEARNT_JITTER_S)
        self._tolerance_s = self._least_s + 1.5 * scatter_s

    def _shift(self, by_s: float) -> None:
        """Move the line, and all it rests on."""
        self._offset_s += by_s
        self._bins = deque(((i, r + by_s, d) for i, r, d in self._bins), maxlen=N_BINS)
        self._fresh = [(i, r + by_s) for i, r in self._fresh]

    def _shift_to(self, stamps: Stamps, now_s: float) -> None:
        self._anchor(stamps, now_s)

    def _remark(self, kind: str, text: str) -> None:
        if kind == "clock":  # a clock that keeps failing is told once in a while
            if self._next < self._quiet_until:
                return
            self._quiet_until = self._next + int(10 * self._fs_hz)
        self._remarks.append(Remark(self._next, kind, text))


def _middle(values: Stamps) -> float:
    """Return the median as one of the values, so that a line moved by it goes through one of them."""
    return float(np.sort(values)[(len(values) - 1) // 2])


def _burst_ends(stamps: Stamps, fs_hz: float) -> NDArray[np.intp]:
    """Return the last sample of each burst: in samples pushed one by one after a wait only that one was on time."""
    if len(stamps) == 1:
        return np.zeros(1, np.intp)
    ends = np.flatnonzero(np.diff(stamps) > 0.5 / fs_hz)
    # The last one's burst may go on with the next batch; it serves only where there is nothing else.
    return ends if len(ends) else np.array([len(stamps) - 1], np.intp)
