"""Plays 64 channels through mne-lsl's PlayerLSL, a sender nobody here wrote. Started by a test."""

from __future__ import annotations

import sys

import mne
import numpy as np
from mne_lsl.player import PlayerLSL


def played(path: str) -> mne.io.BaseRaw:
    """Return what is played: a file, or 20 s in which every sample tells its number."""
    if path:
        return mne.io.read_raw_bdf(path, preload=True, verbose="ERROR")
    number = np.arange(2048 * 20)
    microvolts = (number[None, :] * (np.arange(64)[:, None] + 1)) % 8191
    info = mne.create_info([f"VL_{i + 1:02d}" for i in range(64)], 2048.0, "eeg")
    return mne.io.RawArray(microvolts * 1e-6, info, verbose="ERROR")


if __name__ == "__main__":
    player = PlayerLSL(played(sys.argv[1]), chunk_size=int(sys.argv[2]), name="Independent", source_id="player-1")
    player.start()
    print("ready", flush=True)
    sys.stdin.readline()
    player.stop()
