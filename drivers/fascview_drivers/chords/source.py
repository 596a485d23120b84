"""Boards with the Chords firmware as a source."""

from __future__ import annotations

import time

from fascview.errors import SourceError
from fascview.stream import Channel, FloatArray, Source, StreamInfo
from fascview_drivers.address import Address
from fascview_drivers.chords import protocol
from fascview_drivers.decoding import FrameDecoder
from fascview_drivers.device import Batch, DeviceSource, SerialConnector
from fascview_drivers.framing import ByteArray
from fascview_drivers.link import Link, ask, drain, gather
from fascview_drivers.options import Option, channel_numbers, channels_option, names

SPEEDS = (230_400, 115_200)
QUICK_S = 0.6
ANSWER_S = 1.6  # older firmware waits a second before it answers


OPTIONS = (
    Option("gain", "of the front end", f"{protocol.GAIN:g}", low=1, high=1e6),
    Option("vref", "reference of the converter; by board when not given", unit="V", low=0.5, high=10),
    channels_option(16),
    Option("baud", "speed of the port; both usual ones when not given", "", tuple(map(str, SPEEDS)), "bit/s"),
)


class ChordsFamily:
    """The dialogue with a Chords board.

    Parameters
    ----------
    address : Address
        Options: ``gain`` of the front end, ``vref`` [V], ``channels`` such as 1-3, ``baud``.
    """

    counts_losses = True

    def __init__(self, address: Address) -> None:
        address.refuse_unknown(names(OPTIONS))
        self._gain = address.number("gain", protocol.GAIN, 1, 1e6)
        self._vref_v = address.number("vref", 0.0, 0.5, 10, "V") if "vref" in address.options else None
        self._wanted = channel_numbers(address, "channels", 16)
        speed = address.integer("baud", 0, 9600, 2_000_000, "bit/s") if "baud" in address.options else 0
        self.speeds = (speed,) if speed else SPEEDS
        self._address = address
        self._decoder: FrameDecoder | None = None

    def start(self, link: Link) -> StreamInfo:
        """Ask the board's name at the usual speeds, and start it."""
        name = self._find(link)
        board = protocol.BOARDS[name]
        vref_v = self._vref_v or board.vref_v
        used = [c for c in self._wanted if c <= board.n_channels]
        columns = [c - 1 for c in used]
        if not used:
            raise SourceError(f"The {name} has {board.n_channels} channels; choose among those.")

        def to_samples(rows: ByteArray) -> FloatArray:
            return protocol.microvolt(protocol.counts(rows)[:, columns], board, self._gain, vref_v)

        self._decoder = FrameDecoder(protocol.layout(board.n_channels, board.bits), board.fs_hz, to_samples)
        drain(link, 0.05, 0.3)
        link.write(protocol.START)
        return StreamInfo(
            name=name,
            kind="serial",
            fs_hz=board.fs_hz,
            channels=tuple(Channel(f"ch{c}") for c in used),
            address=self._address.text,
            host=link.name,
            device=f"Chords {name}",
            source_id=link.identity,
            properties={
                "gain": f"{self._gain:g}",
                "vref_v": f"{vref_v:g}",
                "scale": f"(count / 2^{board.bits} - 0.5) * vref / gain, bias taken as mid-rail",
            },
        )

    def decode(self, data: bytes, elapsed_s: float) -> Batch:
        """Turn bytes into microvolt."""
        if self._decoder is None:
            raise SourceError("The Chords board has not been started; open it first.")
        return self._decoder.decode(data, elapsed_s)

    def stop(self, link: Link) -> None:
        """Stop the stream."""
        link.write(protocol.STOP)
        time.sleep(0.05)

    def _find(self, link: Link) -> str:
        heard = b""
        for speed in self.speeds:
            link.set_speed(speed)
            # An Uno restarts when its port opens; it is let finish, and a stream from before is heard, not fed.
            drain(link, 0.2, 1.0)
            # Boards at the higher speed answer at once; those at the lower one may be slow, or still restarting.
            for wait_s in (QUICK_S,) if speed != self.speeds[-1] else (ANSWER_S, ANSWER_S):
                answer = ask(link, protocol.WHO, b"\n", wait_s)
                answer += gather(link, b"\n", 0.1) if answer and protocol.board_name(answer) is None else b""
                heard += answer
                name = protocol.board_name(answer)
                if name is not None:
                    return name
                if heard.startswith(bytes(protocol.HEAD)) or protocol.HEAD[0] in answer:
                    link.write(protocol.STOP)
                    drain(link, 0.2, 1.5)
        if not heard:
            raise SourceError(
                f"{link.name} is connected, but no data comes from it: load the Chords firmware onto the board, "
                "or choose another port."
            )
        raise SourceError(f"What answers at {link.name} is no Chords board fascview knows: choose another kind.")


def make_source(address: Address) -> Source:
    """Return the board at ``serial:chords@PORT``, not open yet."""
    family = ChordsFamily(address)
    return DeviceSource(SerialConnector(address.target, family.speeds[0]), family)
