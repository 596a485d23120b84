"""An Uno with six stacked shields."""

from __future__ import annotations

from fascview_drivers.olimex import protocol
from fascview_drivers.talking import TalkingSimulator

VREF_V = 5.0


class OlimexSimulator(TalkingSimulator):
    """Six channels of 10 bits around the middle of the supply."""

    def __init__(self) -> None:
        scale = protocol.uv_per_count(protocol.GAIN, VREF_V)
        super().__init__(protocol.FS_HZ, protocol.N_CHANNELS, scale, protocol.encode, low=0, high=1023, middle=512)
