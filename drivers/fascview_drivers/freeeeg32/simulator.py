"""A FreeEEG32 that is streaming."""

from __future__ import annotations

from fascview_drivers.freeeeg32 import protocol
from fascview_drivers.talking import TalkingSimulator


class FreeEEG32Simulator(TalkingSimulator):
    """32 channels of 24 bits."""

    def __init__(self) -> None:
        scale, top = protocol.uv_per_count(), 2**23
        super().__init__(protocol.FS_HZ, protocol.N_CHANNELS, scale, protocol.encode, low=-top, high=top - 1)
