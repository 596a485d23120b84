"""Muovi and Muovi+ as a source; the probe calls this computer."""

from __future__ import annotations

import numpy as np

from fascview.stream import Channel, FloatArray, Source, StreamInfo
from fascview_drivers.address import Address
from fascview_drivers.decoding import FrameDecoder
from fascview_drivers.device import DeviceSource
from fascview_drivers.framing import ByteArray
from fascview_drivers.network import ListeningConnector
from fascview_drivers.options import Option, channel_numbers, names, whole_numbers
from fascview_drivers.otb_muovi import protocol
from fascview_drivers.words import whole_numbers as read_words
from fascview_drivers.words_family import CommandedFamily

ADVICE = "switch the Muovi on, join its Wi-Fi network (or let it join yours), and allow the port in the firewall"


OPTIONS = (
    Option("model", "32 or 64 channels", "muovi", tuple(protocol.EMG_CHANNELS)),
    Option("gain", "amplification", "8", ("4", "8")),
    Option("channels", "channels used, such as 1-4,7; all when not given"),
    Option("wait", "how long its call may take", "30", unit="s", low=0.1, high=3600),
)


def make_source(address: Address) -> Source:
    """Return the probe that calls ``tcp:muovi@HOST:PORT`` (a host of this computer, or none for all), not open yet.

    Options: ``model`` muovi (32 channels) or plus (64); ``gain`` 8 or 4; ``channels`` such as 1-16;
    ``wait`` [s] for its call.
    """
    address.refuse_unknown(names(OPTIONS))
    model = address.choice("model", "muovi", tuple(protocol.EMG_CHANNELS))
    gain = whole_numbers(address, "gain", 8, (4, 8))[0]
    n_emg = protocol.EMG_CHANNELS[model]
    used = channel_numbers(address, "channels", n_emg)
    columns = [c - 1 for c in used]
    factor = np.float32(protocol.UV_PER_COUNT[gain])

    def to_samples(rows: ByteArray) -> FloatArray:
        return np.asarray(read_words(rows, 2)[:, columns] * factor, np.float32)

    def to_aux(rows: ByteArray) -> FloatArray:
        return protocol.auxiliary(read_words(rows, 2), n_emg)

    title = "Muovi+" if model == "plus" else "Muovi"
    info = StreamInfo(
        name=title,
        kind="tcp",
        fs_hz=protocol.FS_HZ,
        channels=tuple(Channel(f"ch{c}") for c in used),
        aux_channels=tuple(Channel(n, unit="") for n in ("q0", "q1", "q2", "q3", "trigger", "buffer")),
        address=address.text,
        device=f"OT Bioelettronica {title}",
        properties={"gain": str(gain), "scale": f"{protocol.UV_PER_COUNT[gain] * 1000:g} nV per count"},
    )
    family = CommandedFamily(
        info,
        FrameDecoder(protocol.layout(n_emg), protocol.FS_HZ, to_samples, to_aux),
        protocol.command(gain=gain, go=True),
        protocol.command(gain=gain, go=False),
    )
    host, port = address.host_port(protocol.TCP_PORT)
    wait_s = address.number("wait", 30, 0.1, 3600, "s")
    return DeviceSource(ListeningConnector(host, port, wait_s, ADVICE), family)
