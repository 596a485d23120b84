"""How well the array check finds faults, and how often it finds some where there are none.

Faults of stated severity are put into one or two channels of clean arrays of 64: noise of a synthetic patient, the
same with a short contraction, and noise cut from real recordings where ``--samples DIR`` (by default ../shared/samples
beside the project) has them. ``--table`` prints a table for docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from _sources import rendered
from scipy import signal

from fascview.check.array import Extra, check_array
from fascview.check.calibration import with_calibration
from fascview.check.layout import find_layout
from fascview.check.limits import Limits
from fascview.check.taps import solve_taps
from fascview.check.velocity import conduction

SAMPLES = Path(__file__).resolve().parent.parent.parent / "shared" / "samples"
FS_HZ, SECONDS, CHANNELS = 2048.0, 20.0, 64
NAMES = [str(i + 1) for i in range(CHANNELS)]
Array = np.ndarray


@dataclass(frozen=True)
class Fault:
    """One kind of fault: what it does to ``x`` at channels ``k``, on which grounds, and whether it is the array's."""

    kind: str
    severity: str
    put: Callable[[Array, list[int], np.random.Generator], Array]
    n: int = 1
    whole: bool = False
    ground: str = "any"  # "any", "active" (needs a signal the channels share), "calibration"


def _sine(n: int, hz: float, vpp: float, phase: float) -> Array:
    return 0.5 * vpp * np.sin(2 * np.pi * hz * np.arange(n) / FS_HZ + phase)


def _each(
    change: Callable[[Array, np.random.Generator], Array],
) -> Callable[[Array, list[int], np.random.Generator], Array]:
    def put(x: Array, k: list[int], rng: np.random.Generator) -> Array:
        for i in k:
            x[:, i] = change(x[:, i], rng)
        return x

    return put


def _bridge(x: Array, k: list[int], rng: np.random.Generator) -> Array:
    i, j = k
    mean = 0.5 * (x[:, i] + x[:, j])
    for c in k:
        x[:, c] = mean + rng.normal(0, 0.7, len(x))
    return x


def _double(x: Array, k: list[int], rng: np.random.Generator) -> Array:
    x[:, k[1]] = x[:, k[0]]
    return x


def _swap(x: Array, k: list[int], rng: np.random.Generator) -> Array:
    x[:, k] = x[:, k[::-1]]
    return x


def _pops(x: Array, rng: np.random.Generator) -> Array:
    t = np.arange(len(x)) / FS_HZ
    out = x + rng.normal(0, 6, len(x)) + _sine(len(x), 50, 40, 1.0)
    for at in np.linspace(1.5, 18, 5) + rng.uniform(-0.5, 0.5, 5):
        size = rng.choice((-1, 1)) * rng.uniform(200, 800)
        out += size * np.exp(-np.clip(t - at, 0, None) / 0.3) * (t >= at)
    return out


def _low_pass(x: Array, rng: np.random.Generator) -> Array:
    return signal.sosfilt(signal.butter(4, 150, fs=FS_HZ, output="sos"), x)


def _lost_reference(x: Array, k: list[int], rng: np.random.Generator) -> Array:
    n = len(x)
    common = _sine(n, 50, 300, 0.3) + _sine(n, 150, 60, 1.0) + rng.normal(0, 15, n)
    return x + (common[:, None] * rng.uniform(0.95, 1.05, x.shape[1]))


def _lost(x: Array, k: list[int], rng: np.random.Generator) -> Array:
    for at in rng.integers(0, len(x) - 200, 6):
        x[at : at + 40] = np.nan
    return x


def _late(x: Array, k: list[int], rng: np.random.Generator) -> Array:
    for i in k:
        x[:, i] = np.roll(x[:, i], 1)
    return x


FAULTS = (
    Fault("flat", "constant", _each(lambda x, r: np.full(len(x), 12.0))),
    Fault("railed", "at +187.5 mV", _each(lambda x, r: np.full(len(x), 187_500.0))),
    Fault("clipped", "cut off at 2.5 sigma", _each(lambda x, r: np.clip(x, -2.5 * _mad(x), 2.5 * _mad(x)))),
    Fault("noise", "white, 15 µV rms in 20-450 Hz", _each(lambda x, r: x + r.normal(0, 23.1, len(x)))),
    Fault("mains", "50 Hz, 40 µV pp", _each(lambda x, r: x + _sine(len(x), 50.02, 40, r.uniform(0, 6)))),
    Fault("mains", "60 Hz, 60 µV pp with harmonics", _each(
        lambda x, r: x + _sine(len(x), 59.98, 60, r.uniform(0, 6)) + _sine(len(x), 179.94, 20, 1.0))),
    Fault("offset", "250 mV", _each(lambda x, r: x + 250_000.0)),
    Fault("drift", "100 µV/s", _each(lambda x, r: x + 100.0 * np.arange(len(x)) / FS_HZ)),
    Fault("low_frequency", "cable motion, 40 µV rms in 2-12 Hz", _each(
        lambda x, r: x + 40 * _unit(signal.sosfilt(signal.butter(2, (2, 12), "band", fs=FS_HZ, output="sos"),
                                                   r.normal(size=len(x)))))),
    Fault("bridged", "joined, 0.7 µV of amplifier noise each", _bridge, 2),
    Fault("duplicated", "the same samples twice", _double, 2),
    Fault("reversed", "leads turned", _each(lambda x, r: -x), ground="active"),
    Fault("swapped", "two leads swapped, 3 places or more apart", _swap, 2, ground="active"),
    Fault("loose", "5 pops of 0.2-0.8 mV, mains 40 µV pp, noise 6 µV", _each(_pops)),
    Fault("bandwidth", "low-pass at 150 Hz", _each(_low_pass)),
    Fault("lost_reference", "300 µV pp of mains and 15 µV of noise on all", _lost_reference, 0, True),
    Fault("lost_samples", "6 runs of 40 samples", _lost, 0, True),
    Fault("rate", "2 % off", lambda x, k, r: x, 0, True),
    Fault("gain", "8 % off", _each(lambda x, r: 1.08 * x), ground="calibration"),
    Fault("reversed", "calibration signal upside down", _each(lambda x, r: -x), ground="calibration"),
    Fault("timing", "one sample (0.49 ms) late", _late, ground="calibration"),
)  # fmt: skip


def _mad(x: Array) -> float:
    return float(1.4826 * np.median(np.abs(x - np.median(x))))


def _unit(x: Array) -> Array:
    return x / x.std()


# ---- grounds


def simulated(seed: int) -> Array:
    """Return a synthetic patient at rest: 4 muscles of 16 electrodes with fasciculations, heart beats and mains."""
    address = f"demo:?speed=inf&muscles=4&channels=16&fs_hz=2048&seed={seed}&contractions=off&motion=off&pops=off"
    return rendered(address, SECONDS)[1].astype(np.float64)


def grid_contraction(seed: int, rest: bool = True) -> Array:
    """Return an 8 x 8 grid over a muscle that contracts for some seconds: 60 units, each seen by its neighbourhood."""
    rng = np.random.default_rng(seed)
    n = int(SECONDS * FS_HZ)
    x = rng.normal(0, 3.5, (n, CHANNELS)) * rng.uniform(0.7, 1.4, CHANNELS)
    x += _sine(n, 50, 6, 0.4)[:, None] * rng.uniform(0.7, 1.3, CHANNELS)
    rows, columns = np.divmod(np.arange(CHANNELS), 8)
    t = np.arange(-30, 31) / FS_HZ
    for _ in range(60):
        at = rng.uniform(-1, 8, 2)
        spread = rng.uniform(1.5, 3.0)
        gain = rng.uniform(30, 160) * np.exp(-((rows - at[0]) ** 2 + (columns - at[1]) ** 2) / (2 * spread**2))
        width = rng.uniform(2.0e-3, 4.0e-3)
        shape = (t / width) * np.exp(0.5 - t**2 / (2 * width**2))
        begun, ended = (8.0, 12.0) if rest else (0.0, SECONDS)
        times = begun + np.cumsum(rng.normal(1 / rng.uniform(8, 16), 0.01, 400))
        for s in (times[times < ended - 0.1] * FS_HZ).astype(int):
            x[s : s + 61] += shape[:, None] * gain
    return x


def calibrated(seed: int) -> Array:
    """Return a square wave of 1 mV pp at about 1 Hz on every channel, with amplifier noise."""
    rng = np.random.default_rng(seed)
    n = int(SECONDS * FS_HZ)
    t = np.arange(n) / FS_HZ * (1.0 + 0.013 * rng.random()) + rng.random()
    return np.where(t % 1.0 < 0.5, 500.0, -500.0)[:, None] + rng.normal(0, 1.5, (n, CHANNELS))


def real_noise(folder: Path, seed: int) -> Array | None:
    """Return noise of electrodes on skin: quiet seconds of real recordings, put in random order for every channel."""
    rng = np.random.default_rng(seed)
    pieces: list[Array] = []
    for name in ("biosppy_emg_1000Hz.edf", "biosppy_emg_1_1000Hz.edf"):
        path = folder / name
        if not path.exists():
            return None
        import fascview

        with fascview.open(path) as recording:
            x = recording.samples_uv[: 12 * 1000 if name == "biosppy_emg_1000Hz.edf" else None, 0].astype(np.float64)
        x = x[np.isfinite(x)]
        y = signal.resample_poly(x - np.median(x), 2048, 1000)
        cut = y[: len(y) // 2048 * 2048].reshape(-1, 2048)
        levels = 1.4826 * np.median(np.abs(cut), axis=1)
        moving = levels > 0.2
        order = np.argsort(np.where(moving, levels, np.inf))
        pieces += [cut[i] / levels[i] for i in order[: max(4, int(0.3 * moving.sum()))]]
    window = np.hanning(2048)
    n = int(SECONDS * FS_HZ)
    out = np.zeros((n + 2048, CHANNELS))
    for channel in range(CHANNELS):
        for at in range(0, n, 1024):
            piece = pieces[rng.integers(len(pieces))]
            out[at : at + 2048, channel] += np.roll(piece, rng.integers(2048)) * np.sqrt(window) * rng.choice((-1, 1))
    return out[1024 : 1024 + n] * rng.uniform(2.0, 4.5, CHANNELS)


def grounds(kind: str, folder: Path, count: int) -> list[tuple[str, Array]]:
    """Return ``count`` clean arrays of each sort that fits the kind of fault."""
    found: list[tuple[str, Array]] = []
    for seed in range(1, count + 1):
        if kind == "calibration":
            found.append(("calibration", calibrated(seed)))
            continue
        found.append(("contraction", grid_contraction(seed)))
        if kind == "any":
            found.append(("simulated", simulated(seed)))
            noise = real_noise(folder, seed)
            if noise is not None:
                found.append(("real noise", noise))
    return found


def check(x: Array, kind: str, rate: float = FS_HZ) -> Any:
    """Check one array as its ground demands."""
    if kind == "calibration":
        return with_calibration(x.astype(np.float32), FS_HZ, NAMES, 1000.0, Limits(), Extra())
    places = find_layout("8x8").places(CHANNELS) if kind == "active" else None
    return check_array(x.astype(np.float32), FS_HZ, NAMES, Limits(), Extra(measured_fs_hz=rate, places=places))


def table(folder: Path, count: int, draws: int) -> list[dict[str, Any]]:
    """Return per fault how many of how many were found, and false findings per clean check."""
    rows: list[dict[str, Any]] = []
    for sort in ("any", "active", "calibration"):
        clean = grounds(sort, folder, count)
        false = [sum(len(c.kinds("fail")) for c in r.channels) + len([f for f in r.findings if f.level == "fail"])
                 for r in (check(x, sort) for _, x in clean)]  # fmt: skip
        rows.append({"clean": sort, "checks": len(clean), "false": float(np.mean(false)), "worst": max(false)})
        for fault in (f for f in FAULTS if f.ground == sort):
            found = tried = extra = 0
            for g, (_, ground) in enumerate(clean):
                for draw in range(draws if not fault.whole else 1):
                    rng = np.random.default_rng((g, draw, len(rows)))
                    k = sorted(rng.choice(CHANNELS, fault.n, replace=False).tolist())
                    while fault.kind == "swapped" and abs(k[0] // 8 - k[1] // 8) + abs(k[0] % 8 - k[1] % 8) < 3:
                        k = sorted(rng.choice(CHANNELS, fault.n, replace=False).tolist())
                    result = check(
                        fault.put(ground.copy(), k, rng), sort, FS_HZ * (1.02 if fault.kind == "rate" else 1)
                    )
                    if fault.whole:
                        tried, found = tried + 1, found + (fault.kind in [f.kind for f in result.findings])
                    else:
                        tried, found = (
                            tried + fault.n,
                            found + sum(fault.kind in result.channels[c].kinds("fail") for c in k),
                        )
                        extra += sum(c.level == "fail" for i, c in enumerate(result.channels) if i not in k)
            checks = len(clean) * (1 if fault.whole else draws)
            rows.append({"kind": fault.kind, "severity": fault.severity, "found": found, "tried": tried,
                         "other": extra / checks})  # fmt: skip
            print(f"{fault.kind} ({fault.severity}): {found} of {tried}", file=sys.stderr, flush=True)
    return rows


def permutations(count: int) -> float:
    """Return the share of random wirings of 64 electrodes that taps with a tenth missed recover to the last one."""
    exact = 0
    for seed in range(count):
        rng = np.random.default_rng(seed)
        layout = find_layout(("8x8", "13x5")[seed % 2])
        places, wiring = layout.places(CHANNELS), rng.permutation(CHANNELS)
        taps: dict[int, Array] = {}
        for electrode in layout.channels:
            if rng.random() < 0.1:
                continue
            away = np.hypot(*(places - places[electrode]).T)
            sizes = np.zeros(CHANNELS)
            sizes[wiring] = np.where(away == 0, 1.0, np.exp(-away / 0.8) * rng.uniform(0.7, 1.3, CHANNELS))
            taps[electrode] = rng.uniform(100, 2000) * (sizes + np.abs(rng.normal(0, 0.02, CHANNELS)))
        found = solve_taps(taps, layout, CHANNELS).channel_of
        exact += all(found[e] == wiring[e] for e in range(CHANNELS))
    return exact / count


def velocity_error(count: int) -> float:
    """Return the largest relative error of the conduction velocity over ``count`` lines at a noise of 3 uV."""
    worst = 0.0
    for seed in range(count):
        rng = np.random.default_rng(seed)
        velocity, zone = rng.uniform(3.0, 5.5), rng.uniform(-2.0, 14.0)
        t = np.arange(int(4 * FS_HZ)) / FS_HZ
        x = rng.normal(0, 3.0, (len(t), 13))
        for k in range(15):
            begun, width = 0.1 + 0.25 * k + rng.uniform(0, 0.1), rng.uniform(1.6e-3, 2.4e-3)
            u = (t[:, None] - begun - np.abs(np.arange(13) - zone) * 8e-3 / velocity) / width
            x -= 120 * (1 - u**2) * np.exp(-0.5 * u**2)
        worst = max(worst, abs(conduction(x, FS_HZ, 8.0).velocity_m_s / velocity - 1))
    return worst


def cost() -> float:
    """Return the CPU seconds of one check of 64 channels x 20 s."""
    x = grid_contraction(1).astype(np.float32)
    check_array(x, FS_HZ, NAMES)
    begun = time.process_time()
    check_array(x, FS_HZ, NAMES)
    return time.process_time() - begun


def run() -> dict[str, Any]:
    rows = table(SAMPLES, 2, 2)
    faults = [r for r in rows if "kind" in r]
    worst = min(r["found"] / r["tried"] for r in faults)
    false = max(r["false"] for r in rows if "clean" in r)
    return {
        "array check, wirings recovered exactly with a tenth of the taps missed": {
            "figure": permutations(40), "goal": 1.0, "better": "higher", "unit": ""},
        "array check, largest error of the conduction velocity": {
            "figure": 100 * velocity_error(10), "goal": 5.0, "better": "lower", "unit": "%"},
        "array check, least sensitivity of any kind": {"figure": worst, "goal": 0.95, "better": "higher", "unit": ""},
        "array check, false findings per clean 64-channel check": {
            "figure": false, "goal": 1.0, "better": "lower", "unit": "per check"},
        "array check, CPU of 64 channels x 20 s": {"figure": cost(), "goal": 1.0, "better": "lower", "unit": "s"},
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=Path, default=SAMPLES)
    parser.add_argument("--count", type=int, default=4, help="clean arrays of each sort")
    parser.add_argument("--draws", type=int, default=3, help="faults of each kind in each of them")
    options = parser.parse_args()
    rows = table(options.samples, options.count, options.draws)
    print("| kind | severity | found | sensitivity | other channels failing, per check |\n|---|---|---|---|---|")
    for r in rows:
        if "kind" in r:
            part = r["found"] / r["tried"]
            print(f"| {r['kind']} | {r['severity']} | {r['found']} of {r['tried']} | {part:.2f} | {r['other']:.2f} |")
    print("\n| clean arrays | checks | false findings per check | worst check |\n|---|---|---|---|")
    for r in rows:
        if "clean" in r:
            print(f"| {r['clean']} | {r['checks']} | {r['false']:.2f} | {r['worst']} |")
    print(f"\nWirings recovered exactly with a tenth of the taps missed: {permutations(100):.0%}")
    print(f"Largest error of the conduction velocity, 20 lines: {100 * velocity_error(20):.1f} %")
    print(f"CPU of one check of 64 channels x 20 s: {cost():.2f} s")


if __name__ == "__main__":
    for folder in ("", "drivers", "ui", "resources"):
        sys.path.insert(0, str(Path(__file__).resolve().parent.parent / folder))
    main()
