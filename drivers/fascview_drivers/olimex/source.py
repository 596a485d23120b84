"""Olimex SHIELD-EKG-EMG as a source."""

from __future__ import annotations

import numpy as np

from fascview.stream import Channel, FloatArray, Source, StreamInfo
from fascview_drivers.address import Address
from fascview_drivers.decoding import FrameDecoder
from fascview_drivers.device import DeviceSource, SerialConnector
from fascview_drivers.framing import ByteArray
from fascview_drivers.olimex import protocol
from fascview_drivers.options import Option, channel_numbers, channels_option, names, speed, speed_option
from fascview_drivers.talker import TalkerFamily

BAUD = 57_600


OPTIONS = (
    channels_option(protocol.N_CHANNELS),
    Option("gain", "10 x trimmer x 3.56, about 2848 as shipped; counts when not given", low=1, high=1e6),
    Option("vref", "reference of the converter", "5", unit="V", low=0.5, high=10),
    Option("rate", "of a changed sketch", f"{protocol.FS_HZ:g}", unit="Hz", low=1, high=5000),
    speed_option(BAUD),
)


def make_source(address: Address) -> Source:
    """Return the shield at ``serial:olimex@PORT``, not open yet.

    Options: ``channels`` such as 1-2 (one per stacked shield), ``gain`` of the trimmer and ``vref`` [V] give
    microvolt, without ``gain`` counts; ``rate`` [Hz] and ``baud`` for changed sketches.
    """
    address.refuse_unknown(names(OPTIONS))
    used = channel_numbers(address, "channels", protocol.N_CHANNELS)
    gain = address.number("gain", protocol.GAIN, 1, 1e6)
    vref_v = address.number("vref", 5.0, 0.5, 10, "V")
    fs_hz = address.number("rate", protocol.FS_HZ, 1, 5000, "Hz")
    columns = [c - 1 for c in used]
    known = "gain" in address.options
    factor = np.float32(protocol.uv_per_count(gain, vref_v) if known else 1.0)

    def to_samples(rows: ByteArray) -> FloatArray:
        return np.asarray((protocol.counts(rows)[:, columns] - 512) * factor, np.float32)

    info = StreamInfo(
        name="Olimex EKG-EMG",
        kind="serial",
        fs_hz=fs_hz,
        channels=tuple(Channel(f"ch{c}", unit="uV" if known else "counts") for c in used),
        aux_channels=(Channel("switches", unit=""),),
        address=address.text,
        device="Olimex SHIELD-EKG-EMG",
        properties={
            "scale": f"gain {gain:g} as entered, {vref_v:g} V" if known else "counts: the gain is set by a trimmer",
            "filters": "low-pass 40 Hz on the shield: bursts are seen, not the whole EMG spectrum",
        },
    )
    family = TalkerFamily(
        info,
        lambda _: FrameDecoder(protocol.LAYOUT, fs_hz, to_samples, protocol.switches),
        "load the maker's demo sketch onto the board, or choose another port or speed",
    )
    baud = speed(address, BAUD)
    return DeviceSource(SerialConnector(address.target, baud), family)
