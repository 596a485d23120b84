"""CPU time of a recording of 30 min, 64 channels at 2 kHz, beside other programs on the same samples.

Run with ``python benchmarks/run.py detector_batch``. Peers that are not installed are left out; what they do is less
than the detector does: spikeinterface filters and finds peaks, scipy filters and finds peaks, neurokit2 cleans and
finds activations channel by channel (measured on a part and scaled).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from detector_own import figure
from scipy import signal

from fascview.detection.batch import detect_pieces
from fascview.detection.detector import Detector
from fascview.stream import Block

FS_HZ, N_CHANNELS, MINUTES, TILE_S = 2000.0, 64, 30, 60.0


def tile() -> np.ndarray:
    """One minute of noise with potentials, shape (n, 64), float32."""
    rng = np.random.default_rng(1)
    x = rng.normal(0, 4, (round(TILE_S * FS_HZ), N_CHANNELS)).astype(np.float32)
    pulse = (80 * np.sin(np.arange(24) / 24 * 2 * np.pi) * np.hanning(24)).astype(np.float32)
    gains = rng.uniform(0.1, 1.0, N_CHANNELS).astype(np.float32)
    for t in rng.integers(2000, len(x) - 2000, 40):
        x[t : t + 24] += pulse[:, None] * gains
    return x


def cpu_s(job: Callable[[], object]) -> float:
    begun = time.process_time()
    job()
    return time.process_time() - begun


def pieces(x: np.ndarray, minutes: int) -> Iterator[np.ndarray]:
    for _ in range(minutes):
        yield from (x[at : at + 8000] for at in range(0, len(x), 8000))


def live(x: np.ndarray) -> None:
    detector = Detector(FS_HZ, np.zeros(N_CHANNELS, int))
    for at in range(0, len(x), 32):
        detector.push(Block(at, x[at : at + 32].copy()))


def spikeinterface(x: np.ndarray) -> None:
    import spikeinterface.core as core
    import spikeinterface.preprocessing as preprocessing
    from spikeinterface.sortingcomponents.peak_detection import detect_peaks

    recording = core.NumpyRecording([x], FS_HZ)
    recording.set_dummy_probe_from_locations(np.array([(20.0 * (i % 8), 20.0 * (i // 8)) for i in range(N_CHANNELS)]))
    filtered = preprocessing.bandpass_filter(recording, 20, 450)
    options = {"n_jobs": 1, "progress_bar": False, "chunk_duration": "1s"}
    detect_peaks(
        filtered,
        method="locally_exclusive",
        method_kwargs={"peak_sign": "both", "detect_threshold": 5, "radius_um": 400},
        job_kwargs=options,
    )


def scipy_peaks(x: np.ndarray) -> None:
    sos = signal.butter(2, (20, 450), "bandpass", fs=FS_HZ, output="sos")
    y = signal.sosfiltfilt(sos, x, axis=0)
    for c in range(N_CHANNELS):
        limit = 5 * 1.4826 * np.median(np.abs(y[:, c]))
        signal.find_peaks(np.abs(y[:, c]), height=limit, distance=20)


def neurokit(x: np.ndarray) -> None:
    import neurokit2

    for c in range(4):
        neurokit2.emg_process(x[: round(10 * FS_HZ), c], sampling_rate=int(FS_HZ))


def run() -> dict[str, Any]:
    x = tile()
    minute = cpu_s(lambda: detect_pieces(pieces(x, 2), FS_HZ, ["m"] * N_CHANNELS)) / 2
    whole = cpu_s(lambda: detect_pieces(pieces(x, MINUTES), FS_HZ, ["m"] * N_CHANNELS))
    live_s = cpu_s(lambda: live(x))
    out = {
        "batch, 30 min of 64 channels, CPU": figure(whole, 10.0, "lower", "s"),
        "batch, times real time": figure(60 * MINUTES / whole, 180.0, unit="x"),
        "memory of time: 30 min against 2 min, CPU per minute": figure(whole / MINUTES / minute, 1.2, "lower", "x"),
    }
    peers: dict[str, tuple[Callable[[np.ndarray], None], float, float | None]] = {
        "spikeinterface band-pass and detect_peaks": (spikeinterface, 1.0, 2.0),
        "scipy sosfiltfilt and find_peaks": (scipy_peaks, 1.0, None),
        "neurokit2 emg_process": (neurokit, TILE_S / 10 * N_CHANNELS / 4, 500.0),
    }
    for name, (job, scale, goal) in peers.items():
        try:
            job(x)  # compiled and imported once
            took = cpu_s(lambda job=job: job(x)) * scale
        except ImportError:
            continue
        out[f"{name}: its CPU against live"] = figure(took / live_s, goal, unit="x")
        out[f"{name}: its CPU against batch"] = figure(took / minute, None, unit="x")
    return out
