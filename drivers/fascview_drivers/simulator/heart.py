"""The heart, as muscles near the trunk pick it up: beats that breathe, and now and then one too early."""

from __future__ import annotations

import numpy as np

from fascview.stream import FloatArray
from fascview_drivers.simulator.settings import PatientSettings
from fascview_drivers.simulator.spectra import FloatVector, keyed, resample

NEAR_THE_TRUNK = (
    "deltoid",
    "trapezius",
    "pector",
    "paraspinal",
    "sternocleido",
    "latissimus",
    "intercostal",
    "rectus abd",
)
_RHYTHMS = ((0.24, 0.05), (0.09, 0.03))  # breath and the slow waves of blood pressure: frequency [Hz], depth
_PAGE = 64
ECTOPIC_CHANCE = 0.05

# Waves of one beat as Gaussians: centre [s] from the R peak, width [s], height. Limb-lead proportions.
_NORMAL = np.array(
    [(-0.17, 0.022, 0.10), (-0.028, 0.009, -0.14), (0.0, 0.011, 1.0), (0.030, 0.010, -0.26), (0.25, 0.045, 0.24)]
)
_ECTOPIC = np.array([(-0.03, 0.020, -0.25), (0.0, 0.026, 1.25), (0.065, 0.024, -0.65), (0.28, 0.060, -0.40)])
BEFORE_S, AFTER_S = 0.30, 0.55


class Heart:
    """Beats and their wave on every channel."""

    def __init__(self, settings: PatientSettings) -> None:
        self._settings = settings
        random = keyed(settings.seed, 51)
        self._phases = 2 * np.pi * random.random(2)
        self._gain_uv = np.zeros(settings.n_channels)
        for muscle, label in enumerate(settings.muscles):
            if any(word in label.lower() for word in NEAR_THE_TRUNK):
                size_uv = random.uniform(35, 80) * random.choice([-1.0, 1.0])
                shares = np.clip(random.normal(1, 0.18, settings.channels), 0.4, 1.6)
                self._gain_uv[settings.channels_of(muscle)] = size_uv * shares
        self.muscles = tuple(
            m for m in range(len(settings.muscles)) if settings.ecg and self._gain_uv[settings.channels_of(m)].any()
        )
        grid = np.arange(0, 1.024, 1 / 2000)
        times = np.arange(0, 1.024, 1 / settings.fs_hz)
        self._vpp = [
            np.ptp(resample(_wave(grid - 0.4, shape)[:, None], 2000, times, 0.45 * settings.fs_hz, settings.fs_hz))
            for shape in (_NORMAL, _ECTOPIC)
        ]

    def _phase(self, time_s: FloatVector) -> FloatVector:
        """Return how many regular beats have passed: the integral of a rate that breathes."""
        beats_hz = self._settings.heart_per_min / 60
        phase = beats_hz * time_s
        for (frequency, depth), offset in zip(_RHYTHMS, self._phases, strict=True):
            phase = phase - beats_hz * depth / (2 * np.pi * frequency) * np.cos(2 * np.pi * frequency * time_s + offset)
        return phase

    def beats(self, start_s: float, stop_s: float) -> tuple[FloatVector, np.ndarray]:
        """Return the R peaks from ``start_s`` to ``stop_s`` [s] and which of them are ectopic."""
        first, last = np.floor(self._phase(np.array([start_s - 1.5, stop_s + 1.5])))
        numbers = np.arange(int(first), int(last) + 2)
        time = numbers / (self._settings.heart_per_min / 60)
        for _ in range(6):  # Newton's steps: the rate varies by less than a tenth
            time = time - (self._phase(time) - numbers) / (self._settings.heart_per_min / 60)
        jitter = np.empty(len(numbers))
        early = np.zeros(len(numbers), bool)
        for page in range(int(numbers[0]) // _PAGE, int(numbers[-1]) // _PAGE + 1):
            random = keyed(self._settings.seed, 52, page + 4)
            here = numbers // _PAGE == page
            inside = numbers[here] - page * _PAGE
            jitter[here] = np.clip(random.normal(0, 0.008, _PAGE), -0.03, 0.03)[inside]
            early[here] = (random.random(_PAGE) < ECTOPIC_CHANCE)[inside]
        early &= self._settings.ectopics
        early[1:] &= ~early[:-1]
        # An early beat comes at two thirds of its interval; the next keeps its place, so a pause follows.
        time = time + jitter - early * 0.36 * 60 / self._settings.heart_per_min
        keep = (time >= start_s) & (time < stop_s)
        return time[keep], early[keep]

    def add(self, out: FloatArray, start: int) -> None:
        """Add the heart to ``out``, whose first row is sample ``start``."""
        fs_hz = self._settings.fs_hz
        stop = start + len(out)
        for beat, early in zip(*self.beats(start / fs_hz - AFTER_S, stop / fs_hz + BEFORE_S), strict=True):
            first = max(start, int(np.ceil((beat - BEFORE_S) * fs_hz)))
            last = min(stop, int((beat + AFTER_S) * fs_hz))
            if first >= last:
                continue
            wave = _wave(np.arange(first, last) / fs_hz - beat, _ECTOPIC if early else _NORMAL)
            for muscle in self.muscles:
                columns = self._settings.channels_of(muscle)
                out[first - start : last - start, columns] += np.outer(wave, self._gain_uv[columns]).astype(np.float32)

    def size_uv(self, muscle: int, ectopic: bool) -> tuple[float, int]:
        """Return the peak to peak in 20-450 Hz on the strongest channel of a muscle [uV], and that channel."""
        gain = np.abs(self._gain_uv[self._settings.channels_of(muscle)])
        return float(self._vpp[int(ectopic)] * gain.max()), int(np.argmax(gain))


def _wave(time_s: FloatVector, shape: np.ndarray) -> FloatVector:
    out = np.zeros(len(time_s))
    for centre, width, height in shape:
        out += height * np.exp(-0.5 * ((time_s - centre) / width) ** 2)
    return out
