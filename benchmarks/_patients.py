"""Small patients with known truth for the benchmarks of the detector, made from nothing but numpy and scipy."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy import signal


def potential(fs_hz: float, rng: np.random.Generator, n_channels: int) -> np.ndarray:
    """One unit's waveform, shape (n, n_channels), unit Vpp on its best channel."""
    t = np.arange(-0.03, 0.03, 1 / fs_hz)
    width_s, hertz, turn = rng.uniform(0.003, 0.007), rng.uniform(35, 110), rng.uniform(0, 2 * np.pi)
    out = np.zeros((len(t), n_channels))
    for c in range(n_channels):
        u = t - rng.normal(0, 0.001)
        out[:, c] = rng.uniform(0.3, 1.0) * np.exp(-((u / width_s) ** 2)) * np.cos(2 * np.pi * hertz * u + turn)
        turn += rng.normal(0, 0.5)
    return out / np.ptp(out, axis=0).max()


@dataclass
class Patient:
    """A recording under construction; ``truth`` holds (time [s], muscle, SNR) of every discharge placed."""

    fs_hz: float
    seconds: float
    channels: tuple[int, ...]
    seed: int
    sigma_uv: float = 4.0
    truth: list[tuple[float, int, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rng = np.random.default_rng(self.seed)
        self.muscle = np.repeat(np.arange(len(self.channels)), self.channels)
        white = self.rng.standard_normal((round(self.seconds * self.fs_hz), sum(self.channels)))
        sos = signal.butter(1, (12.0, min(450.0, 0.45 * self.fs_hz)), "bandpass", fs=self.fs_hz, output="sos")
        noise = signal.sosfilt(sos, white, axis=0)
        self.x = noise / noise.std(0) * self.sigma_uv

    def place(self, muscle: int, wave: np.ndarray, time_s: float, size_uv: float) -> None:
        first = round(time_s * self.fs_hz) - len(wave) // 2
        columns = np.nonzero(self.muscle == muscle)[0]
        if first >= 0 and first + len(wave) <= len(self.x):
            self.x[first : first + len(wave), columns] += size_uv * wave

    def fasciculate(self, muscle: int, rate_per_min: float, units: int = 3, snr: tuple[float, float] = (7, 28)) -> None:
        """Add irregular discharges of a few units."""
        n = self.channels[muscle]
        for _ in range(units):
            wave = potential(self.fs_hz, self.rng, n)
            height = float(np.exp(self.rng.uniform(*np.log(snr))))
            lag = np.argmax(np.abs(wave[:, np.argmax(np.ptp(wave, axis=0))])) - len(wave) // 2
            t = 1.0 + self.rng.exponential(60 * units / rate_per_min)
            while t < self.seconds - 1:
                size = height * self.rng.lognormal(0, 0.1)
                self.place(muscle, wave, t, size * self.sigma_uv)
                self.truth.append((t + lag / self.fs_hz, muscle, size))
                t += 0.05 + self.rng.exponential(60 * units / rate_per_min)

    def beat(self, muscles: list[int], heart_per_min: float, size: float, ectopic: float) -> None:
        """Add heart beats to some muscles: every ``1 / ectopic``-th is early, broad and turned round."""
        t = np.arange(-0.25, 0.45, 1 / self.fs_hz)

        def wave(stretch: float) -> np.ndarray:
            u = t / stretch
            steep = np.exp(-((u / 0.011) ** 2)) - 0.35 * np.exp(-(((u - 0.028) / 0.013) ** 2))
            return np.asarray(
                steep - 0.15 * np.exp(-(((u + 0.03) / 0.01) ** 2)) + 0.3 * np.exp(-(((u - 0.24) / 0.05) ** 2))
            )

        gains = self.rng.uniform(0.5, 1.2, len(self.muscle)) * self.rng.choice([-1, 1], len(self.muscle))
        gains[~np.isin(self.muscle, muscles)] = 0.0
        now, period = 0.5, 60 / heart_per_min
        while now < self.seconds - 0.5:
            early = self.rng.random() < ectopic
            one = -1.4 * wave(1.9) if early else wave(1.0)
            first = round((now - (0.3 * period if early else 0) - 0.25) * self.fs_hz)
            if first >= 0 and first + len(one) <= len(self.x):
                self.x[first : first + len(one)] += size * self.sigma_uv * one[:, None] * gains
            now += period * (1.3 if early else 1.0) * (1 + self.rng.normal(0, 0.035))

    def contract(self, muscle: int, start_s: float, stop_s: float, snr: float) -> None:
        """Add a voluntary contraction: many units that rise, hold at 8 to 15 a second and fall."""
        ramp = min(1.0, (stop_s - start_s) / 4)
        for _ in range(18):
            wave = potential(self.fs_hz, self.rng, self.channels[muscle])
            size, rate = self.sigma_uv * snr * self.rng.uniform(0.3, 1.0), self.rng.uniform(8, 15)
            t = start_s + ramp * self.rng.random()
            last = stop_s - ramp * self.rng.random()
            while t < last:
                self.place(muscle, wave, t, size)
                t += max(0.02, (1 + self.rng.normal(0, 0.18)) / rate)

    @property
    def samples(self) -> np.ndarray:
        return self.x.astype(np.float32)


def f1(found: list[tuple[int, float]], truth: list[tuple[float, int, float]], tolerance_s: float = 0.010) -> float:
    """F1 of (muscle, time) against the truth, one to one; discharges within 45 ms of another count as one event."""
    hits = misses = false = 0
    for m in {m for _, m, _ in truth} | {m for m, _ in found}:
        times = sorted(t for t, k, _ in truth if k == m)
        left = sorted(t for k, t in found if k == m)
        groups: list[list[float]] = []
        for t in times:
            if groups and t - groups[-1][-1] <= 0.045:
                groups[-1].append(t)
            else:
                groups.append([t])
        for group in groups:
            got = False
            for t in group:
                near = [s for s in left if abs(s - t) <= tolerance_s]
                if near:
                    left.remove(min(near, key=lambda s, t=t: abs(s - t)))
                    got = True
            hits, misses = hits + got, misses + (not got)
        false += len(left)
    return 2 * hits / max(1, 2 * hits + misses + false)
