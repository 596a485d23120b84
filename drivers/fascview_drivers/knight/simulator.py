"""A Knight that is streaming."""

from __future__ import annotations

from fascview_drivers.knight import protocol
from fascview_drivers.talking import TalkingSimulator


class KnightSimulator(TalkingSimulator):
    """Eight channels of 16 bits; takes settings without a word."""

    def __init__(self) -> None:
        scale, top = protocol.uv_per_count(protocol.GAIN), 2**15
        super().__init__(protocol.FS_HZ, protocol.N_CHANNELS, scale, protocol.encode, low=-top, high=top - 1)
