"""FreeEEG32 as a source."""

from __future__ import annotations

import numpy as np

from fascview.stream import Channel, FloatArray, Source, StreamInfo
from fascview_drivers.address import Address
from fascview_drivers.decoding import FrameDecoder
from fascview_drivers.device import DeviceSource, SerialConnector
from fascview_drivers.framing import ByteArray
from fascview_drivers.freeeeg32 import protocol
from fascview_drivers.options import Option, channel_numbers, channels_option, names, speed, speed_option
from fascview_drivers.talker import TalkerFamily

BAUD = 921_600


OPTIONS = (
    channels_option(protocol.N_CHANNELS),
    Option("rate", "of changed firmware", f"{protocol.FS_HZ:g}", unit="Hz", low=1, high=4000),
    speed_option(BAUD),
)


def make_source(address: Address) -> Source:
    """Return the board at ``serial:freeeeg32@PORT``, not open yet.

    Options: ``channels`` such as 1-8,17; ``rate`` [Hz] for changed firmware.
    """
    address.refuse_unknown(names(OPTIONS))
    used = channel_numbers(address, "channels", protocol.N_CHANNELS)
    fs_hz = address.number("rate", protocol.FS_HZ, 1, 4000, "Hz")
    columns = [c - 1 for c in used]
    factor = np.float32(protocol.uv_per_count())

    def to_samples(rows: ByteArray) -> FloatArray:
        return np.asarray(protocol.counts(rows)[:, columns] * factor, np.float32)

    def make_decoder(heard: bytes) -> FrameDecoder | None:
        length = protocol.find_length(heard)
        return FrameDecoder(protocol.layout(length), fs_hz, to_samples) if length else None

    info = StreamInfo(
        name="FreeEEG32",
        kind="serial",
        fs_hz=fs_hz,
        channels=tuple(Channel(f"ch{c}") for c in used),
        address=address.text,
        device="FreeEEG32",
        properties={"gain": f"{protocol.GAIN:g}", "scale": "2.5 V / gain / (2^23 - 1)"},
    )
    family = TalkerFamily(info, make_decoder, "switch the board on, or choose another port")
    baud = speed(address, BAUD)
    return DeviceSource(SerialConnector(address.target, baud), family)
