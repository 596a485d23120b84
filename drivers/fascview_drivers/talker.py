"""Devices that talk from power-up and take no commands: they are only listened to."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from fascview.errors import SourceError
from fascview.stream import StreamInfo
from fascview_drivers.decoding import FrameDecoder
from fascview_drivers.device import Batch
from fascview_drivers.link import Link

LISTEN_S = 2.0
NEEDED = 3


class TalkerFamily:
    """Listens until valid frames come; then the frames that follow are the stream.

    Parameters
    ----------
    info : StreamInfo
        What the stream is; host and identity are filled in.
    make_decoder : callable
        Takes the first bytes heard and returns a decoder for them, or None while they do not tell.
    advice : str
        What to do when there are no frames, as the end of a sentence.
    """

    counts_losses = True

    def __init__(self, info: StreamInfo, make_decoder: Callable[[bytes], FrameDecoder | None], advice: str) -> None:
        self._info, self._make_decoder, self._advice = info, make_decoder, advice
        self._decoder: FrameDecoder | None = None

    def start(self, link: Link) -> StreamInfo:
        """Listen first; nothing is sent."""
        deadline = time.monotonic() + LISTEN_S
        heard = b""
        while (left := deadline - time.monotonic()) > 0:
            heard += link.read(min(left, 0.1))
            decoder = self._make_decoder(heard)
            if decoder is not None and len(decoder.decode(heard, 0.0).samples) >= NEEDED:
                self._decoder = decoder
                return replace(self._info, host=link.name, source_id=link.identity)
        if not heard:
            raise SourceError(f"{link.name} is connected, but no data comes from it: {self._advice}.")
        raise SourceError(f"Bytes come from {link.name} but no valid frames: {self._advice}.")

    def decode(self, data: bytes, elapsed_s: float) -> Batch:
        """Turn bytes into samples."""
        if self._decoder is None:
            raise SourceError("The device has not been started; open it first.")
        return self._decoder.decode(data, elapsed_s)

    def stop(self, link: Link) -> None:
        """Let it talk: it takes no commands."""
