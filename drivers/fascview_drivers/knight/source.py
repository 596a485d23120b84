"""NeuroPawn Knight as a source."""

from __future__ import annotations

import numpy as np

from fascview.stream import Channel, FloatArray, Source, StreamInfo
from fascview_drivers.address import Address
from fascview_drivers.decoding import FrameDecoder
from fascview_drivers.device import DeviceSource, SerialConnector
from fascview_drivers.framing import ByteArray
from fascview_drivers.knight import protocol
from fascview_drivers.options import Option, channel_numbers, channels_option, names, speed, speed_option
from fascview_drivers.talker import TalkerFamily

BAUD = 115_200


OPTIONS = (
    channels_option(protocol.N_CHANNELS),
    Option("gain", "what the board was set to", f"{protocol.GAIN:g}", low=1, high=24),
    Option("rate", "what the board was set to", f"{protocol.FS_HZ:g}", unit="Hz", low=1, high=2000),
    speed_option(BAUD),
)


def make_source(address: Address) -> Source:
    """Return the board at ``serial:knight@PORT``, not open yet; it must be streaming already.

    Options: ``channels`` such as 1-4; ``gain``, which the board must have been set to before; ``rate`` [Hz].
    """
    address.refuse_unknown(names(OPTIONS))
    used = channel_numbers(address, "channels", protocol.N_CHANNELS)
    gain = address.number("gain", protocol.GAIN, 1, 24)
    fs_hz = address.number("rate", protocol.FS_HZ, 1, 2000, "Hz")
    columns = [c - 1 for c in used]
    factor = np.float32(protocol.uv_per_count(gain))

    def to_samples(rows: ByteArray) -> FloatArray:
        return np.asarray(protocol.counts(rows)[:, columns] * factor, np.float32)

    info = StreamInfo(
        name="NeuroPawn Knight",
        kind="serial",
        fs_hz=fs_hz,
        channels=tuple(Channel(f"ch{c}") for c in used),
        aux_channels=(Channel("lead off P", unit=""), Channel("lead off N", unit="")),
        address=address.text,
        device="NeuroPawn Knight",
        properties={"gain": f"{gain:g}", "scale": "4 V / gain / (2^15 - 1)"},
    )
    family = TalkerFamily(
        info,
        lambda _: FrameDecoder(protocol.LAYOUT, fs_hz, to_samples, protocol.lead_off),
        "switch the board on, start its stream with the maker's program, or choose another port",
    )
    baud = speed(address, BAUD)
    return DeviceSource(SerialConnector(address.target, baud), family)
