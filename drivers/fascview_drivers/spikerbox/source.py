"""Backyard Brains SpikerBox and SpikerShield as a source."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from fascview.errors import SourceError
from fascview.stream import Channel, FloatArray, Source, StreamInfo
from fascview_drivers.address import Address
from fascview_drivers.decoding import FrameDecoder
from fascview_drivers.device import Batch, DeviceSource, SerialConnector
from fascview_drivers.framing import ByteArray
from fascview_drivers.link import Link
from fascview_drivers.options import Option, names, whole_numbers
from fascview_drivers.spikerbox import protocol

SPEEDS = (230_400, 222_222, 500_000)


OPTIONS = (
    Option("channels", "how many an Uno sketch shall send; by box when not given", low=1, high=6),
    Option("factor", "microvolt per count; counts when not given", unit="uV", low=1e-6, high=1e6),
    Option("rate", "of a box that does not tell its name", unit="Hz", low=1, high=50_000),
    Option("baud", "speed of the port", str(SPEEDS[0]), tuple(map(str, SPEEDS)), "bit/s"),
)


class SpikerBoxFamily:
    """The dialogue with a SpikerBox.

    Parameters
    ----------
    address : Address
        Options: ``channels`` 1 to 6 (how many an Uno sketch shall send), ``factor`` [uV per count], ``rate`` [Hz]
        for a box that does not tell its name, ``baud`` 230400, 222222 or 500000.
    """

    counts_losses = False

    def __init__(self, address: Address) -> None:
        address.refuse_unknown(names(OPTIONS))
        self._n_channels = address.integer("channels", 0, 1, 6) if "channels" in address.options else 0
        self._factor = address.number("factor", 0.0, 1e-6, 1e6, "uV/count") if "factor" in address.options else None
        self._rate_hz = address.number("rate", 0.0, 1, 50_000, "Hz") if "rate" in address.options else None
        self._address = address
        self._splitter = protocol.MessageSplitter()
        self._decoder: FrameDecoder | None = None

    def start(self, link: Link) -> StreamInfo:
        """Listen, ask the box's name, and set the channels."""
        self._splitter = protocol.MessageSplitter()
        heard, said = self._listen(link, 0.5)
        # An Uno restarts when its port opens and needs up to two seconds; a box that talks needs no waiting.
        if not heard:
            heard, said = self._listen(link, 1.3)
        link.write(protocol.ASK_BOARD)
        more, answers = self._listen(link, 0.3)
        facts = {k: v for text in said + answers for k, v in protocol.pairs(text).items()}
        if not heard + more:
            raise SourceError(
                f"{link.name} is connected, but no data comes from it: switch the SpikerBox on, "
                "or choose another port or speed."
            )
        box = protocol.BOXES.get(facts.get("HWT", ""), protocol.Box("SpikerBox", 10_000, 1, 10, True))
        n = self._n_channels or box.n_channels
        if box.shared:
            link.write(protocol.configure(n))
            box = replace(box, fs_hz=box.fs_hz / n)
            self._listen(link, 0.2)
        elif self._n_channels and n != box.n_channels:
            raise SourceError(f"The {box.title} always sends {box.n_channels} channels; leave channels out.")
        fs_hz = self._rate_hz or box.fs_hz
        trial = FrameDecoder(protocol.layout(n), fs_hz, self._to_samples(box.bits))
        heard, _ = self._listen(link, 0.2)
        if not len(trial.decode(heard, 0.0).samples):
            raise SourceError(
                f"Bytes come from {link.name} but no valid frames: try another speed, such as baud=500000, "
                "or another kind of device."
            )
        self._decoder = FrameDecoder(protocol.layout(n), fs_hz, self._to_samples(box.bits))
        unit = "uV" if self._factor else "counts"
        scale = f"{self._factor:g} uV per count, as entered" if self._factor else "counts: the maker states no gain"
        return StreamInfo(
            name=box.title,
            kind="serial",
            fs_hz=fs_hz,
            channels=tuple(Channel(f"ch{c}", unit=unit) for c in range(1, n + 1)),
            address=self._address.text,
            host=link.name,
            device=facts.get("HWT", box.title),
            source_id=link.identity,
            properties={"scale": scale, "firmware": facts.get("FWV", "")},
        )

    def decode(self, data: bytes, elapsed_s: float) -> Batch:
        """Turn bytes into samples; event inputs come as markers."""
        if self._decoder is None:
            raise SourceError("The SpikerBox has not been started; open it first.")
        samples, messages = self._splitter.feed(data)
        batch = self._decoder.decode(samples, elapsed_s)
        last = max(len(batch.samples) - 1, 0)
        marks = tuple(
            (last, "marker", f"event {v}") for m in messages for k, v in protocol.pairs(m).items() if k == "EVNT"
        )
        return replace(batch, events=marks) if marks and len(batch.samples) else batch

    def stop(self, link: Link) -> None:
        """Let it talk: it has no off."""

    def _to_samples(self, bits: int) -> Callable[[ByteArray], FloatArray]:
        factor, centre = np.float32(self._factor or 1.0), 1 << (bits - 1)

        def scaled(rows: ByteArray) -> FloatArray:
            return (protocol.counts(rows) - centre).astype(np.float32) * factor

        return scaled

    def _listen(self, link: Link, for_s: float) -> tuple[bytes, list[str]]:
        deadline = time.monotonic() + for_s
        heard, said = b"", []
        while (left := deadline - time.monotonic()) > 0:
            samples, messages = self._splitter.feed(link.read(left))
            heard += samples
            said += messages
        return heard, said


def make_source(address: Address) -> Source:
    """Return the box at ``serial:spikerbox@PORT``, not open yet."""
    family = SpikerBoxFamily(address)
    return DeviceSource(SerialConnector(address.target, whole_numbers(address, "baud", SPEEDS[0], SPEEDS)[0]), family)
