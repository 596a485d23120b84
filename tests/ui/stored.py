"""A recorded session to review: two muscles, noise, bumps on one of them, a lost stretch, notes, stored events."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from fascview.detection.events import EVENT_DTYPE
from fascview.session.writer import SessionWriter
from fascview.stream import Block, Channel, Muscle, StreamInfo

FS_HZ = 1000.0
SECONDS = 60
#: Irregular, as fasciculations are: a clock would be taken for a heart.
AT_S = np.round(4.0 + np.cumsum(np.random.default_rng(9).uniform(0.9, 3.1, 24)), 3)
LOST = (30_500, 30_900)


def info() -> StreamInfo:
    muscles = (Muscle("Deltoid", "R"), Muscle("Biceps brachii", "R"))
    channels = tuple(Channel(f"{m.label} {i + 1}", m) for m in muscles for i in range(2))
    return StreamInfo("Stored test", "demo", FS_HZ, channels, device="synthetic")


def samples(seed: int = 3) -> np.ndarray:
    rng = np.random.default_rng(seed)
    x = rng.normal(0, 4, (round(SECONDS * FS_HZ), 4)).astype(np.float32)
    t = np.arange(-10, 15)
    wave = 150 * np.exp(-((t / 4.0) ** 2)) * np.cos(t / 2.5)
    for at in np.round(AT_S * FS_HZ).astype(int).tolist():
        x[at - 10 : at + 15, 0] += wave
        x[at - 10 : at + 15, 1] += 0.6 * wave
    x[slice(*LOST)] = np.nan
    return x


def events() -> np.ndarray:
    """One fasciculation at each bump, the last of them taken for an artefact, and one of the other muscle."""
    rows = np.zeros(len(AT_S) + 1, EVENT_DTYPE)
    rows["id"] = np.arange(len(rows)) + 11
    rows["sample"] = [*np.round(AT_S * FS_HZ).astype(int), 2_500]
    rows["time_s"] = rows["sample"] / FS_HZ
    rows["vpp_uv"] = np.linspace(100, 200, len(rows))
    rows["snr"], rows["kind"], rows["status"], rows["confidence"] = 20.0, "fasciculation", "accepted", 1.0
    rows["duration_ms"] = rows["area_uv_ms"] = np.nan
    rows["kind"][-2], rows["status"][-2], rows["reason"][-2] = "artefact", "rejected", "artefact"
    rows["muscle"][-1], rows["channel"][-1] = 1, 2  # of which nothing is in the samples
    return rows[np.argsort(rows["sample"])]


def make_session(
    parent: Path, wall_s: float = 1_700_000_000.0, with_events: bool = True, seed: int = 3, pseudonym: str = "S017"
) -> Path:
    """Record it, and return the session folder."""
    parent.mkdir(parents=True, exist_ok=True)
    x = samples(seed)
    with SessionWriter(parent, info(), wall_s=wall_s, pseudonym=pseudonym) as writer:
        for at in range(0, len(x), 500):
            writer.write(Block(at, x[at : at + 500].copy()))
        if with_events:
            writer.write_events(events(), [np.array([100.0, 60.0], np.float32)] * (len(AT_S) + 1))
        writer.write_note(10_000, "deep breath")
        writer.write_note(40_000, "cough")
    return writer.folder
