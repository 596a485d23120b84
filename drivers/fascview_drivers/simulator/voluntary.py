"""Voluntary contractions: many units, 7-15 per second each, recruited one after the other as force rises."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fascview.stream import FloatArray
from fascview_drivers.simulator.settings import PatientSettings
from fascview_drivers.simulator.spectra import keyed
from fascview_drivers.simulator.trains import PAGE_S
from fascview_drivers.simulator.units import Unit, make_unit

N_UNITS = 16
LONGEST_S = 60.0
_RAMP_S = 0.6


@dataclass(frozen=True, slots=True)
class Contraction:
    """One contraction of one muscle; ``level`` is the share of the strongest, 0 to 1."""

    muscle: int
    start_s: float
    stop_s: float
    level: float
    key: int

    def force(self, time_s: float) -> float:
        """Return the force at a time: a trapezoid."""
        ramp_s = min(_RAMP_S, (self.stop_s - self.start_s) / 3)
        edge = min(time_s - self.start_s, self.stop_s - time_s) / ramp_s
        return self.level * min(1.0, max(0.0, edge))


class Will:
    """Contractions by schedule and on request, and the units that carry them."""

    def __init__(self, settings: PatientSettings) -> None:
        self._settings = settings
        self._asked: tuple[Contraction, ...] = ()
        self._units: dict[int, list[Unit]] = {}
        self._firings: dict[tuple[int, int], list[tuple[float, int, float]]] = {}

    def ask(self, muscle: int, start_s: float, duration_s: float, level: float) -> Contraction:
        """Add a contraction."""
        asked = Contraction(muscle, start_s, start_s + duration_s, level, 1_000_000 + len(self._asked))
        self._asked = (*self._asked, asked)
        return asked

    def between(self, start_s: float, stop_s: float) -> list[Contraction]:
        """Return the contractions that touch ``start_s`` to ``stop_s``, in order."""
        pages = range(max(0, int((start_s - LONGEST_S) // PAGE_S)), int(max(stop_s, 0) // PAGE_S) + 1)
        every = [c for c in map(self._scheduled, pages) if c is not None] + list(self._asked)
        return sorted((c for c in every if c.start_s < stop_s and c.stop_s > start_s), key=lambda c: c.start_s)

    def _scheduled(self, page: int) -> Contraction | None:
        muscles = len(self._settings.muscles)
        if not self._settings.contractions or muscles < 2:
            return None
        random = keyed(self._settings.seed, 71, page)
        muscle = 1 if page == 0 else int(random.integers(muscles - 1))
        start_s = page * PAGE_S + random.uniform(22, 48)
        return Contraction(muscle, start_s, start_s + random.uniform(3, 8), random.uniform(0.35, 0.9), page)

    def add(self, out: FloatArray, start: int) -> None:
        """Add the contractions to ``out``, whose first row is sample ``start``."""
        fs_hz, stop = self._settings.fs_hz, start + len(out)
        for contraction in self.between(start / fs_hz - 0.1, stop / fs_hz + 0.1):
            units = self._units_of(contraction.muscle)
            columns = self._settings.channels_of(contraction.muscle)
            for time, unit, gain in self._fire(contraction):
                shape = units[unit].shapes[0]
                at = round(time * fs_hz) - start
                low, high = max(at, 0), min(at + len(shape), len(out))
                if low < high:
                    out[low:high, columns] += np.float32(gain) * shape[low - at : high - at]

    def _units_of(self, muscle: int) -> list[Unit]:
        if muscle not in self._units:
            settings = self._settings
            random = keyed(settings.seed, 72, muscle)
            sizes = 25.0 * np.exp(np.linspace(0, 1.7, N_UNITS)) * random.uniform(0.8, 1.25, N_UNITS)
            self._units[muscle] = [
                make_unit(
                    (settings.seed, 73, muscle, u), settings.fs_hz, settings.channels, s, complex_=False, phases=1
                )
                for u, s in enumerate(sizes)
            ]
        return self._units[muscle]

    def _fire(self, contraction: Contraction) -> list[tuple[float, int, float]]:
        place = (contraction.muscle, contraction.key)
        if place not in self._firings:
            if len(self._firings) >= 8:
                self._firings.pop(next(iter(self._firings)))
            self._firings[place] = self._trains(contraction)
        return self._firings[place]

    def _trains(self, contraction: Contraction) -> list[tuple[float, int, float]]:
        rows: list[tuple[float, int, float]] = []
        for unit in range(N_UNITS):
            random = keyed(self._settings.seed, 74, contraction.muscle, contraction.key, unit)
            threshold = 0.02 + 0.75 * (unit / N_UNITS) ** 1.3
            time = contraction.start_s + random.uniform(0, 0.1)
            while time < contraction.stop_s:
                drive = contraction.force(time) - threshold
                if drive <= 0:
                    time += 0.02
                    continue
                rows.append((time, unit, float(random.lognormal(0, 0.06))))
                rate_hz = min(15.0, 7.0 + 10.0 * drive)
                time += max(0.4, random.normal(1, 0.17)) / rate_hz
        return sorted(rows)
