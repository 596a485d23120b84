"""The dialogue with devices that take one command and then send samples over TCP."""

from __future__ import annotations

import time
from dataclasses import replace

from fascview.errors import SourceError
from fascview.stream import StreamInfo
from fascview_drivers.decoding import FrameDecoder
from fascview_drivers.device import Batch
from fascview_drivers.link import Link, drain

FIRST_DATA_S = 2.0


class CommandedFamily:
    """Sends a start command, waits for the first data, and sends a stop command in the end.

    Parameters
    ----------
    info : StreamInfo
        What the stream is; host and identity are filled in.
    decoder : FrameDecoder
        For its samples.
    start, stop : bytes
        The commands.
    """

    counts_losses = True

    def __init__(self, info: StreamInfo, decoder: FrameDecoder, start: bytes, stop: bytes) -> None:
        self._info, self._decoder, self._start, self._stop = info, decoder, start, stop
        self._early = b""

    def start(self, link: Link) -> StreamInfo:
        """Stop what may be running and start anew."""
        link.write(self._stop)
        drain(link, 0.1, 1.0)
        self._decoder.restart()
        link.write(self._start)
        self._early = b""
        deadline = time.monotonic() + FIRST_DATA_S
        while not self._early and time.monotonic() < deadline:
            self._early = link.read(0.1)
        if not self._early:
            raise SourceError(
                f"The {self._info.name} at {link.name} is connected, but no data comes from it: "
                "switch it off and on, and open it again."
            )
        return replace(self._info, host=link.name, source_id=link.identity)

    def decode(self, data: bytes, elapsed_s: float) -> Batch:
        """Turn bytes into microvolt."""
        data, self._early = self._early + data, b""
        return self._decoder.decode(data, elapsed_s)

    def stop(self, link: Link) -> None:
        """Stop the stream."""
        link.write(self._stop)
        time.sleep(0.02)
