"""Sends a file as an LSL stream with mne-lsl's player, which nobody here wrote. Run in a process of its own."""

import sys
import time
import warnings

warnings.simplefilter("ignore")
from mne_lsl.player import PlayerLSL  # noqa: E402

path, name = sys.argv[1:]
player = PlayerLSL(path, chunk_size=32, n_repeat=2, name=name, source_id=name)
player.start()
print("playing", flush=True)
while player.running:
    time.sleep(0.1)
