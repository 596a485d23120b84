"""A small generated patient with known truth, needing nothing but numpy and scipy."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy import signal


def potential(fs_hz, rng, n_channels, width_s=0.004, phases=3):
    """One unit's waveform, shape (n, n_channels), unit Vpp on its best channel."""
    t = np.arange(-0.03, 0.03, 1 / fs_hz)
    out = np.zeros((len(t), n_channels))
    gains = np.sort(rng.uniform(0.3, 1.0, n_channels))[::-1] * rng.choice([-1, 1], n_channels)
    rng.shuffle(gains)
    wave = np.exp(-((t / width_s) ** 2)) * np.cos(2 * np.pi * t * phases / (8 * width_s) + rng.uniform(0, np.pi))
    for c in range(n_channels):
        shift = round(rng.uniform(-0.001, 0.001) * fs_hz)
        out[:, c] = gains[c] * np.roll(wave, shift)
    return out / np.ptp(out, axis=0).max()


@dataclass
class Patient:
    """A recording under construction; ``truth`` holds (sample, muscle) of every discharge placed."""

    fs_hz: float = 1000.0
    seconds: float = 30.0
    channels: tuple[int, ...] = (4,)
    sigma_uv: float = 4.0
    seed: int = 1
    truth: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self):
        self.rng = np.random.default_rng(self.seed)
        n = round(self.seconds * self.fs_hz)
        total = sum(self.channels)
        white = self.rng.standard_normal((n, total))
        top = min(450.0, 0.45 * self.fs_hz)
        sos = signal.butter(1, (15.0, top), "bandpass", fs=self.fs_hz, output="sos")
        noise = signal.sosfilt(sos, white, axis=0)
        self.x = noise / noise.std(0) * self.sigma_uv
        self.muscle_of_channel = np.repeat(np.arange(len(self.channels)), self.channels)
        self.muscles = [f"m{m}" for m in self.muscle_of_channel]

    def columns(self, muscle):
        return np.nonzero(self.muscle_of_channel == muscle)[0]

    def add(self, muscle, wave, at_s, snr):
        """Place a waveform scaled to ``snr`` (Vpp over sigma) with its middle at ``at_s``; returns the sample."""
        middle = round(at_s * self.fs_hz)
        first = middle - len(wave) // 2
        self.x[first : first + len(wave), self.columns(muscle)] += wave * snr * self.sigma_uv
        return middle

    def discharges(self, muscle, wave, times_s, snr):
        for t in times_s:
            self.truth.append((self.add(muscle, wave, t, snr * self.rng.lognormal(0, 0.08)), muscle))

    def irregular(self, rate_per_min, start_s=1.0, stop_s=None):
        stop_s = self.seconds - 1.0 if stop_s is None else stop_s
        t, out = start_s + self.rng.exponential(30 / rate_per_min), []
        while t < stop_s:
            out.append(t)
            t += 0.08 + self.rng.exponential(60 / rate_per_min)
        return out

    def samples(self):
        return self.x.astype(np.float32)


def typical(fs_hz=1000.0, seconds=30.0, channels=(4, 2), snr=20.0, seed=1, rate=30):
    patient = Patient(fs_hz=fs_hz, seconds=seconds, channels=channels, seed=seed)
    for m, n in enumerate(channels):
        wave = potential(fs_hz, patient.rng, n)
        patient.discharges(m, wave, patient.irregular(rate), snr)
    return patient


def score(detection, patient, tolerance_s=0.010):
    """(hits, misses, false events) over all muscles, one to one."""
    hits = misses = false = 0
    found = detection.fasciculations
    for m in range(len(patient.channels)):
        times = sorted(s for s, muscle in patient.truth if muscle == m)
        left = sorted(int(s) for s in found["sample"][found["muscle"] == m])
        for t in times:
            near = [s for s in left if abs(s - t) <= tolerance_s * patient.fs_hz]
            if near:
                left.remove(min(near, key=lambda s: abs(s - t)))
                hits += 1
            else:
                misses += 1
        false += len(left)
    return hits, misses, false
