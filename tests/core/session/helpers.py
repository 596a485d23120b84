"""What the tests of sessions share."""

from __future__ import annotations

import numpy as np

from fascview.detection.events import EVENT_DTYPE
from fascview.stream import Block, Channel, Muscle, StreamInfo

FS_HZ = 2000.0


def stream(n_channels: int = 4, n_aux: int = 0, fs_hz: float = FS_HZ) -> StreamInfo:
    channels = tuple(Channel(f"M{i // 2} R {i % 2 + 1}", Muscle(f"M{i // 2}", "R")) for i in range(n_channels))
    aux = tuple(Channel(f"trigger {i}", Muscle(""), "V") for i in range(n_aux))
    return StreamInfo("Test µ <EMG>", "demo", fs_hz, channels, aux, address="demo:", device="synthetic")


def signal(n: int, n_channels: int = 4, seed: int = 1) -> np.ndarray:
    """Noise whose first column is the sample number."""
    x = np.random.default_rng(seed).normal(0, 20, (n, n_channels)).astype(np.float32)
    x[:, 0] = np.arange(n)
    return x


def cut(x: np.ndarray, sizes, start: int = 0, t0: float | None = None, aux: np.ndarray | None = None) -> list[Block]:
    blocks, at, k = [], 0, 0
    while at < len(x):
        n = min(int(sizes[k % len(sizes)]), len(x) - at)
        stamp = None if t0 is None else t0 + (start + at + n - 1) / FS_HZ
        part = None if aux is None else aux[at : at + n].copy()
        blocks.append(Block(start + at, x[at : at + n].copy(), part, stamp))
        at, k = at + n, k + 1
    return blocks


def events(samples, fs_hz: float = FS_HZ) -> np.ndarray:
    rows = np.zeros(len(samples), EVENT_DTYPE)
    rows["id"] = np.arange(len(samples)) + 7
    rows["sample"] = samples
    rows["time_s"] = np.asarray(samples) / fs_hz
    rows["vpp_uv"] = 50.25 + np.arange(len(samples)) / 3
    rows["snr"] = 9.1
    rows["kind"], rows["status"] = "fasciculation", "accepted"
    rows["duration_ms"], rows["area_uv_ms"] = np.nan, np.nan
    return rows
