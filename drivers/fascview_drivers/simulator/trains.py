"""When the units of one muscle fire by themselves: irregular, clustered, in pairs, now and then two units together.

Time is cut into pages. What happens on a page depends on the seed and the page number alone, so any stretch of an
endless recording can be asked for without walking there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fascview_drivers.simulator.spectra import FloatVector, keyed

PAGE_S = 64.0
SPILL_S = 3.0  # followers may come this long after the page of their parent

BURST_CHANCE, DOUBLET_CHANCE, COMBINED_CHANCE = 0.07, 0.05, 0.08
_MEAN_FOLLOWERS = 2.2

FIRING_DTYPE = np.dtype(
    [
        ("time_s", np.float64),
        ("unit", np.int32),
        ("kind", "U14"),
        ("gain", np.float32),
        ("late_s", np.float64),  # delay of the satellite, NaN when it is blocked or there is none
    ]
)


@dataclass(frozen=True, slots=True)
class Habits:
    """How the units of one muscle fire.

    ``rates_hz`` are mean rates of first discharges per unit; ``spread`` the irregularity of the intervals (sigma of
    their logarithm where ``log_normal``, else their coefficient of variation); ``partner`` the unit that joins in at
    ``lag_s``, -1 for none.
    """

    rates_hz: FloatVector
    log_normal: NDArray[np.bool_]
    spread: FloatVector
    partner: NDArray[np.intp]
    lag_s: FloatVector
    late: tuple[tuple[float, float, float], ...]  # delay, jitter [s], blocking; delay NaN without a satellite


def make_habits(
    random: np.random.Generator,
    rate_per_min: float,
    late: tuple[tuple[float, float, float], ...],
    *,
    bursts: bool,
    combined: bool,
) -> Habits:
    """Share a muscle's rate among its units and give each its manner."""
    n_units = len(late)
    total_hz = rate_per_min / 60.0
    if bursts:
        total_hz /= 1.0 + BURST_CHANCE * _MEAN_FOLLOWERS
    shares = random.dirichlet(np.full(n_units, 2.5))
    partner = np.full(n_units, -1, np.intp)
    if combined and n_units >= 2:
        first, second = random.permutation(n_units)[:2]
        partner[first] = second
    return Habits(
        rates_hz=total_hz * shares,
        log_normal=random.random(n_units) < 0.6,
        spread=random.uniform(0.7, 1.1, n_units),
        partner=partner,
        lag_s=random.uniform(0.004, 0.016, n_units),
        late=late,
    )


def fire(seed: int, muscle: int, page: int, habits: Habits, *, bursts: bool, doublets: bool) -> NDArray[np.void]:
    """Return the discharges of one page, rows of ``FIRING_DTYPE`` in order of time.

    Times count from the start of the recording. Followers may lie up to ``SPILL_S`` after the page.
    """
    rows: list[tuple[float, int, str, float, float]] = []
    for unit, rate_hz in enumerate(habits.rates_hz):
        if rate_hz <= 0:
            continue
        random = keyed(seed, 11, muscle, unit, page)
        for time in _parents(random, rate_hz * random.lognormal(-0.02, 0.2), habits, unit):
            times = [time]
            if bursts and random.random() < BURST_CHANCE:
                gaps = random.lognormal(np.log(0.14), 0.35, min(5, int(random.geometric(1 / _MEAN_FOLLOWERS))))
                times += list(time + np.cumsum(np.clip(gaps, 0.06, SPILL_S / 6)))
            for at in times:
                rows.append(_row(random, at, unit, "fasciculation", 1.0, habits))
                if doublets and random.random() < DOUBLET_CHANCE:
                    second = at + float(np.exp(random.uniform(np.log(0.0025), np.log(0.020))))
                    rows.append(_row(random, second, unit, "doublet", random.uniform(0.7, 1.0), habits))
                elif habits.partner[unit] >= 0 and random.random() < COMBINED_CHANCE:
                    joined = at + habits.lag_s[unit] + random.normal(0, 0.0003)
                    rows.append(_row(random, joined, int(habits.partner[unit]), "combined", 1.0, habits))
    out = np.array(rows, FIRING_DTYPE)
    out["time_s"] += page * PAGE_S
    return np.sort(out, order="time_s")


def _parents(random: np.random.Generator, rate_hz: float, habits: Habits, unit: int) -> FloatVector:
    """Return a stationary irregular train on one page: it starts long before, so that time 0 is nothing special."""
    lead_s = 5.0 / rate_hz
    count = int((PAGE_S + lead_s) * rate_hz * 2 + 30)
    spread = habits.spread[unit]
    if habits.log_normal[unit]:
        gaps = random.lognormal(-0.5 * spread**2, spread, count) / rate_hz
    else:
        gaps = random.gamma(1 / spread**2, spread**2, count) / rate_hz
    gaps = np.maximum(gaps, 0.05)
    times = np.cumsum(gaps) - lead_s * random.uniform(0.6, 1.0)
    return np.asarray(times[(times >= 0) & (times < PAGE_S)])


def _row(
    random: np.random.Generator, time: float, unit: int, kind: str, gain: float, habits: Habits
) -> tuple[float, int, str, float, float]:
    delay, jitter, blocking = habits.late[unit]
    late = delay + random.normal(0, jitter or 1e-9)
    blocked = random.random() < blocking
    return time, unit, kind, gain * random.lognormal(0, 0.05), np.nan if blocked else late
