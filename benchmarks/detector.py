"""Accuracy and cost of the live detector.

``--set DIR`` runs every recording of a benchmark set through ``Detector.push`` in chunks of 16 ms and scores the
accepted events with the set's own ``score.py`` (looked for in ``--tools``, by default ``../tools`` beside the set).
``--cost`` measures the share of one core for 64 and 256 channels at 2 kHz.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from fascview.detection.batch import Ledger
from fascview.detection.detector import Detector
from fascview.stream import Block

CHUNK_S = 0.016


def load_score(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{folder} holds no score.py; name its folder with --tools.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def live(record: dict[str, Any]) -> list[tuple[int, float]]:
    samples, fs_hz = np.asarray(record["x"], np.float32), float(record["fs"])
    detector, ledger = Detector(fs_hz, record["channel_muscle"]), Ledger()
    chunk = max(1, round(CHUNK_S * fs_hz))
    for at in range(0, len(samples), chunk):
        ledger.add(detector.push(Block(at, samples[at : at + chunk].copy())))
    ledger.add(detector.flush())
    rows = ledger.events()[0]
    return [(int(r["muscle"]), float(r["time_s"])) for r in rows if r["status"] == "accepted"]


def cost(n_channels: int, n_muscles: int, fs_hz: float = 2000.0, seconds: float = 20.0) -> float:
    """Return the share of one core, in per cent, of a live run in chunks of 16 ms on noise with potentials."""
    rng = np.random.default_rng(1)
    x = rng.normal(0, 4, (int(seconds * fs_hz), n_channels)).astype(np.float32)
    pulse = (80 * np.sin(np.arange(24) / 24 * 2 * np.pi) * np.hanning(24)).astype(np.float32)
    muscles = np.arange(n_channels) * n_muscles // n_channels
    for m in range(n_muscles):
        for t in rng.integers(2000, len(x) - 2000, int(seconds * 0.7)):
            x[t : t + 24, muscles == m] += pulse[:, None]
    detector = Detector(fs_hz, muscles)
    chunk = round(CHUNK_S * fs_hz)
    begun = time.process_time()
    for at in range(0, len(x), chunk):
        detector.push(Block(at, x[at : at + chunk].copy()))
    return 100 * (time.process_time() - begun) / seconds


def run() -> dict[str, Any]:
    """Return the shares of one core."""
    out: dict[str, Any] = {}
    for n_channels, n_muscles, goal in ((64, 1, 8.0), (64, 16, 8.0), (256, 16, 25.0)):
        name = f"live {n_channels} channels, {n_muscles} muscles, 2 kHz"
        out[name] = {"figure": cost(n_channels, n_muscles), "goal": goal, "better": "lower", "unit": "% of one core"}
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path)
    parser.add_argument("--tools", type=Path)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--cost", action="store_true")
    parser.add_argument("--json", action="store_true")
    a = parser.parse_args()
    out: dict[str, Any] = {}
    if a.set is not None:
        score = load_score(a.tools or a.set.parent / "tools")
        result = score.score_set(str(a.set), live, only=a.only)
        out["score"] = result
        if not a.json:
            print(score.table(result))
    if a.cost:
        for name, r in run().items():
            out[name] = r
            if not a.json:
                print(f"{name}: {r['figure']:.1f} % of one core (goal {r['goal']:g})")
    if a.json:
        json.dump(out, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
