"""CPU time other programs take for one minute of 64 channels at 2 kHz; also run by another Python that has them.

    PYTHON benchmarks/_detector_peers.py NAME      # prints seconds of CPU, or why there are none

What they do is less than the detector does: spikeinterface filters and finds peaks, scipy filters and finds peaks,
neurokit2 cleans and finds activations channel by channel (measured on a part and scaled).
"""

from __future__ import annotations

import os
import sys
import time
import warnings
from collections.abc import Callable

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np

FS_HZ, N_CHANNELS, TILE_S = 2000.0, 64, 60.0


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


def spikeinterface(x: np.ndarray) -> None:
    import spikeinterface.core as core
    import spikeinterface.preprocessing as preprocessing
    from spikeinterface.sortingcomponents.peak_detection import detect_peaks

    recording = core.NumpyRecording([x], FS_HZ)
    recording.set_dummy_probe_from_locations(np.array([(20.0 * (i % 8), 20.0 * (i // 8)) for i in range(N_CHANNELS)]))
    filtered = preprocessing.bandpass_filter(recording, freq_min=20.0, freq_max=450.0, ignore_low_freq_error=True)
    detect_peaks(
        filtered,
        method="locally_exclusive",
        method_kwargs={"peak_sign": "both", "detect_threshold": 5, "radius_um": 400},
        job_kwargs={"n_jobs": 1, "progress_bar": False, "chunk_duration": "1s"},
    )


def scipy_peaks(x: np.ndarray) -> None:
    from scipy import signal

    sos = signal.butter(2, (20, 450), "bandpass", fs=FS_HZ, output="sos")
    y = signal.sosfiltfilt(sos, x, axis=0)
    for c in range(N_CHANNELS):
        limit = 5 * 1.4826 * np.median(np.abs(y[:, c]))
        signal.find_peaks(np.abs(y[:, c]), height=limit, distance=20)


def neurokit(x: np.ndarray) -> None:
    import neurokit2

    for c in range(4):
        neurokit2.emg_process(x[: round(10 * FS_HZ), c], sampling_rate=int(FS_HZ))


#: What they do, and how much of the minute that is.
PEERS: dict[str, tuple[Callable[[np.ndarray], None], float]] = {
    "spikeinterface": (spikeinterface, 1.0),
    "scipy": (scipy_peaks, 1.0),
    "neurokit2": (neurokit, 10 / TILE_S * 4 / N_CHANNELS),
}


def main() -> None:
    """Measure the peer that is asked for."""
    warnings.simplefilter("ignore")
    job, share = PEERS[sys.argv[1]]
    x = tile()
    try:
        job(x)  # compiled and imported once
    except ImportError as error:
        print(f"absent: {error}")
        return
    print(min(cpu_s(lambda: job(x)) for _ in range(3)) / share)


if __name__ == "__main__":
    main()
