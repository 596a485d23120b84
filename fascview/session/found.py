"""What one pass of the detector over a recording found, kept in the user's cache so that it is not done twice.

It is made again at any time: kept under the files' names, sizes and times, the muscles, the settings, and the detector
itself, so that nothing stale is ever believed.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import io
import os
import zipfile
from pathlib import Path

import numpy as np

import fascview.detection
from fascview import __version__
from fascview.detection.batch import Detection
from fascview.detection.events import EVENT_DTYPE, INTERVAL_DTYPE
from fascview.session.folder import write_whole
from fascview.session.overview import file_facts
from fascview.session.places import cache_folder
from fascview.session.recording import Recording

SUFFIX = ".found"
MAX_BYTES, MAX_CACHE_BYTES = 256 << 20, 512 << 20


@functools.cache
def _detector() -> str:
    """Return what tells this detector from any other."""
    files = sorted(Path(fascview.detection.__file__).parent.glob("*.py"))
    return repr((__version__, [(f.name, f.stat().st_size, f.stat().st_mtime_ns) for f in files]))


def _place(recording: Recording, settings: str, folder: Path | None) -> Path | None:
    facts = None if recording.growing else file_facts(recording)
    if not facts:
        return None
    info = recording.info
    muscles = ([m.label for m in info.muscles], info.muscle_of_channel.tolist())
    key = repr((facts, recording.n_samples, info.fs_hz, muscles, settings, _detector()))
    return (folder or cache_folder() / "found") / (hashlib.sha256(key.encode()).hexdigest()[:32] + SUFFIX)


def load(recording: Recording, settings: str, folder: Path | None = None) -> Detection | None:
    """Return what was found before, None where nothing was kept."""
    path = _place(recording, settings, folder)
    if path is None:
        return None
    try:
        if not 0 < path.stat().st_size <= MAX_BYTES:
            return None
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as kept:
            events, intervals, flat = kept["events"], kept["intervals"], kept["footprints"]
            noise, cuts = kept["noise_uv"], kept["cuts"]
        os.utime(path)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, MemoryError):
        return None
    info = recording.info
    fits = events.dtype == EVENT_DTYPE and intervals.dtype == INTERVAL_DTYPE and noise.shape == (info.n_channels,)
    if not fits or cuts.shape != (len(events) + 1,) or (len(cuts) and int(cuts[-1]) != len(flat)):
        return None
    prints = [flat[a:b].astype(np.float32) for a, b in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True)]
    names = tuple(str(i) for i in range(len(info.muscles)))
    return Detection(info.fs_hz, names, events, prints, intervals, noise.astype(np.float32), recording.n_samples)


def keep(recording: Recording, settings: str, found: Detection, folder: Path | None = None) -> None:
    """Keep what was found; a cache that cannot be written is no loss."""
    path = _place(recording, settings, folder)
    if path is None:
        return
    prints = found.footprints if len(found.footprints) == len(found.events) else [np.zeros(0)] * len(found.events)
    cuts = np.concatenate([[0], np.cumsum([len(p) for p in prints])]).astype(np.int64)
    flat = np.concatenate([np.zeros(0, np.float32), *prints]).astype(np.float32)
    data = io.BytesIO()
    np.savez(data, events=found.events, intervals=found.intervals, footprints=flat, cuts=cuts, noise_uv=found.noise_uv)
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, data.getvalue())
        _prune(path.parent)


def _prune(folder: Path) -> None:
    """Forget what was used longest ago where the cache has grown too large."""
    kept = sorted(((p.stat().st_mtime_ns, p.stat().st_size, p) for p in folder.glob("*" + SUFFIX)), reverse=True)
    total = 0
    for _, size, path in kept:
        total += size
        if total > MAX_CACHE_BYTES:
            path.unlink(missing_ok=True)
