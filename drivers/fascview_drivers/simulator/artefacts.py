"""Electrode pops and cable motion: what goes wrong with the leads, at times that the seed alone decides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fascview.stream import FloatArray
from fascview_drivers.simulator.settings import PatientSettings
from fascview_drivers.simulator.spectra import keyed
from fascview_drivers.simulator.trains import PAGE_S

POPS_PER_MIN, MOTIONS_PER_MIN, LOSSES_PER_MIN = 0.9, 0.35, 1.5
LONGEST_S = 4.0


@dataclass(frozen=True, slots=True)
class Artefact:
    """One of them. ``channels`` are columns of the recording; a pop lasts until it has decayed."""

    time_s: float
    stop_s: float
    kind: str  # "pop" or "motion"
    muscle: int
    channels: tuple[int, ...]
    key: int


class Leads:
    """When artefacts come, and how they look."""

    def __init__(self, settings: PatientSettings) -> None:
        self._settings = settings

    def between(self, start_s: float, stop_s: float) -> list[Artefact]:
        """Return the artefacts that touch ``start_s`` to ``stop_s``, in order."""
        pages = range(max(0, int((start_s - LONGEST_S) // PAGE_S)), int(max(stop_s, 0) // PAGE_S) + 1)
        touched = [a for page in pages for a in self._page(page) if a.time_s < stop_s and a.stop_s > start_s]
        return sorted(touched, key=lambda a: a.time_s)

    def _page(self, page: int) -> list[Artefact]:
        settings = self._settings
        found: list[Artefact] = []
        random = keyed(settings.seed, 61, page)
        for kind, wanted, per_min in (
            ("pop", settings.pops, POPS_PER_MIN),
            ("motion", settings.motion, MOTIONS_PER_MIN),
        ):
            for number in range(int(random.poisson(per_min * PAGE_S / 60))):
                time = (page + random.random()) * PAGE_S
                muscle = int(random.integers(len(settings.muscles)))
                columns = settings.channels_of(muscle)
                alone = kind == "pop" and random.random() < 0.75
                channels = tuple(range(columns.start, columns.stop))
                if alone:
                    channels = (int(random.integers(columns.start, columns.stop)),)
                lasts_s = random.uniform(1.0, 3.0) if kind == "motion" else 1.2
                if wanted and time > 3.0:  # the first seconds of a demonstration stay clean
                    found.append(Artefact(time, time + lasts_s, kind, muscle, channels, 1000 * page + number))
        return found

    def add(self, out: FloatArray, start: int) -> None:
        """Add what touches ``out``, whose first row is sample ``start``."""
        fs_hz = self._settings.fs_hz
        stop = start + len(out)
        for artefact in self.between(start / fs_hz, stop / fs_hz):
            first = max(start, int(np.ceil(artefact.time_s * fs_hz)))
            last = min(stop, int(np.ceil(artefact.stop_s * fs_hz)))
            time_s = np.arange(first, last) / fs_hz - artefact.time_s
            shape = self._pop(artefact, time_s) if artefact.kind == "pop" else self._motion(artefact, time_s)
            out[first - start : last - start, list(artefact.channels)] += shape.astype(np.float32)

    def _pop(self, artefact: Artefact, time_s: np.ndarray) -> np.ndarray:
        random = keyed(self._settings.seed, 62, artefact.key)
        size_uv = np.exp(random.uniform(np.log(120), np.log(900))) * random.choice([-1.0, 1.0])
        sizes = size_uv * random.uniform(0.5, 1.0, len(artefact.channels))
        rise_s, decay_s = random.uniform(0.0003, 0.002), random.uniform(0.03, 0.18)
        return np.outer(np.exp(-time_s / decay_s) - np.exp(-time_s / rise_s), sizes)

    def _motion(self, artefact: Artefact, time_s: np.ndarray) -> np.ndarray:
        random = keyed(self._settings.seed, 63, artefact.key)
        lasts_s = artefact.stop_s - artefact.time_s
        swell = np.sin(np.pi * np.clip(time_s / lasts_s, 0, 1)) ** 2
        size_uv = np.exp(random.uniform(np.log(150), np.log(700)))
        swing = np.zeros(len(time_s))
        for _ in range(12):
            swing += random.uniform(0.2, 1) * np.sin(
                2 * np.pi * random.uniform(1, 14) * time_s + random.uniform(0, 6.3)
            )
        rub = 0.03 * np.sin(2 * np.pi * random.uniform(25, 60) * time_s + random.uniform(0, 6.3))
        sizes = size_uv * random.uniform(0.5, 1.0, len(artefact.channels)) / 2.5
        return np.outer((swing + rub) * swell, sizes)

    def losses(self, start_s: float, stop_s: float) -> list[tuple[float, float]]:
        """Return the stretches ``(from, to)`` [s] in which the link loses samples, in order, none overlapping."""
        if not self._settings.lost:
            return []
        runs: list[tuple[float, float]] = []
        for page in range(max(0, int((start_s - LONGEST_S) // PAGE_S)), int(max(stop_s, 0) // PAGE_S) + 1):
            random = keyed(self._settings.seed, 64, page)
            times = np.sort(random.random(int(random.poisson(LOSSES_PER_MIN * PAGE_S / 60)))) * (PAGE_S - 1)
            lengths = np.exp(random.uniform(np.log(0.004), np.log(0.6), len(times)))
            free_s = 0.0
            for time, length in zip(times, lengths, strict=True):
                if time > free_s:
                    runs.append((page * PAGE_S + time, page * PAGE_S + time + length))
                    free_s = time + length + 0.1
        return [run for run in runs if run[0] < stop_s and run[1] > start_s]
