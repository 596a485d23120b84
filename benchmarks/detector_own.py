"""Accuracy of the live detector on patients made here, with known truth: nothing but the project is needed.

Run with ``python benchmarks/run.py detector_own``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from _patients import Patient, f1

from fascview.detection.batch import Detection, detect
from fascview.detection.detector import Detector
from fascview.stream import Block

Figures = dict[str, dict[str, Any]]


def found_in(patient: Patient) -> Detection:
    return detect(patient.samples, patient.fs_hz, [str(m) for m in patient.muscle])


def accepted(detection: Detection) -> list[tuple[int, float]]:
    return [(int(detection.muscles[int(r["muscle"])]), float(r["time_s"])) for r in detection.fasciculations]


def plain(seeds: range = range(1, 4)) -> Figures:
    scores = []
    for seed in seeds:
        p = Patient(2000.0, 120.0, (4, 2, 1, 8), seed)
        for m in range(4):
            p.fasciculate(m, 25)
        scores.append(f1(accepted(found_in(p)), p.truth))
    return {"own patients, F1": figure(float(np.mean(scores)), 0.88)}


def ectopic(seeds: range = range(1, 4)) -> Figures:
    """Heart beats of which every eighth is ectopic: early, broad and turned round."""
    scores = []
    for seed in seeds:
        p = Patient(1000.0, 180.0, (4, 2), 20 + seed)
        for m in range(2):
            p.fasciculate(m, 30)
        p.beat([0, 1], p.rng.uniform(55, 95), p.rng.uniform(8, 20), 0.12)
        scores.append(f1(accepted(found_in(p)), p.truth))
    return {"heart beats with ectopic ones, F1": figure(float(np.mean(scores)), 0.85)}


def drifting_noise(minutes: float = 30.0, n_channels: int = 4, fs_hz: float = 1000.0) -> Figures:
    """White Gaussian noise whose sigma drifts by a factor of two and back, each channel a muscle of its own."""
    rng = np.random.default_rng(31)
    detector, count, at, n = Detector(fs_hz, np.arange(n_channels)), 0, 0, round(4 * fs_hz)
    total = round(minutes * 60 * fs_hz)
    while at < total:
        turn = np.arange(at, at + n) / fs_hz * 2 * np.pi / 420
        sigma = 4.0 * np.exp2(0.5 + 0.5 * np.sin(turn))
        x = (rng.standard_normal((n, n_channels)) * sigma[:, None]).astype(np.float32)
        count += int((detector.push(Block(at, x)).events["status"] == "accepted").sum())
        at += n
    rate = count / (at / fs_hz / 60) / n_channels
    return {"false events on drifting Gaussian noise": figure(rate, 0.5, "lower", "per min and channel")}


def voluntary(seeds: range = range(1, 3)) -> Figures:
    """Seconds of contraction that are rejected, and seconds at rest that are."""
    inside = outside = inside_all = outside_all = 0.0
    for seed in seeds:
        p = Patient(1000.0, 240.0, (4, 3), 40 + seed)
        spans = []
        for m in range(2):
            p.fasciculate(m, 45)
            for start in np.arange(20.0, 220.0, 40.0) + 8 * m:
                stop = start + p.rng.uniform(4, 12)
                p.contract(m, start, stop, p.rng.uniform(5, 15))
                spans.append((m, start, stop))
        found = found_in(p)
        for m in range(2):
            rejected = np.zeros(len(p.x), bool)
            for row in found.intervals_of(m):
                if str(row["reason"]) in ("voluntary", "semi-rhythmic", "movement"):
                    rejected[row["start"] : row["stop"]] = True
            busy, near = np.zeros(len(p.x), bool), np.zeros(len(p.x), bool)
            for k, start, stop in spans:
                if k == m:
                    busy[round(start * 1000) : round(stop * 1000)] = True
                    near[round((start - 0.5) * 1000) : round((stop + 0.5) * 1000)] = True
            inside, inside_all = inside + rejected[busy].sum(), inside_all + busy.sum()
            outside, outside_all = outside + rejected[~near].sum(), outside_all + (~near).sum()
    return {
        "voluntary seconds rejected": figure(100 * inside / inside_all, 95.0, unit="%"),
        "relaxed seconds rejected": figure(100 * outside / outside_all, 3.0, "lower", "%"),
    }


def first_words() -> Figures:
    """How long after its peak an event is first announced, blocks of 16 ms included."""
    p = Patient(2000.0, 90.0, (4, 4), 61)
    for m in range(2):
        p.fasciculate(m, 40, snr=(10, 28))
    detector = Detector(p.fs_hz, p.muscle)
    x, begun, ended = p.samples, {}, {}
    for at in range(0, len(x), 32):
        for row in detector.push(Block(at, x[at : at + 32].copy())).events:
            if row["status"] == "provisional":
                begun[int(row["id"])] = at + 32
            elif row["status"] == "accepted":
                ended[int(row["id"])] = (at + 32, int(row["sample"]))
    late = [1000 * (begun[k] - s) / p.fs_hz for k, (_, s) in ended.items() if k in begun]
    final = [(at - s) / p.fs_hz for at, s in ended.values()]
    return {
        "first word after the peak, 95th percentile": figure(float(np.percentile(late, 95)), 60.0, "lower", "ms"),
        "verdict after the peak, latest": figure(float(np.max(final)), 2.0, "lower", "s"),
        "accepted events announced before": figure(100 * len(late) / max(1, len(ended)), 80.0, unit="%"),
    }


def figure(value: float, goal: float, better: str = "higher", unit: str = "") -> dict[str, Any]:
    return {"figure": value, "goal": goal, "better": better, "unit": unit}


def run() -> Figures:
    return {**plain(), **ectopic(), **drifting_noise(), **voluntary(), **first_words()}
