"""One playback device of miniaudio, with what its Python face leaves open put right."""

from __future__ import annotations

import logging
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import miniaudio

from fascview.stream import FloatArray

log = logging.getLogger(__name__)


def backends() -> list[miniaudio.Backend]:
    """Return the sound systems worth asking: none that plays to nowhere, no JACK, no ALSA without a card.

    JACK without a server and ALSA without a card write to the terminal each time they are asked, and a desktop that
    runs JACK speaks PulseAudio too.
    """
    unwanted = {miniaudio.Backend.NULL, miniaudio.Backend.CUSTOM, miniaudio.Backend.JACK}
    if sys.platform.startswith("linux"):
        try:
            cards = Path("/proc/asound/cards").read_text(encoding="utf-8", errors="replace")
        except OSError:
            cards = ""
        if "[" not in cards:
            unwanted.add(miniaudio.Backend.ALSA)
    return [b for b in miniaudio.Backend if b not in unwanted]


class _Device(miniaudio.PlaybackDevice):  # type: ignore[misc] # the library has no types
    """A device that knows its name, and gives its context back: or every reopening would leave a connection behind."""

    _kept: Any = None

    def _make_context(self, *args: Any, **kwargs: Any) -> Any:
        self._kept = super()._make_context(*args, **kwargs)
        return self._kept

    @property
    def name(self) -> str:
        """Name of the system's default device, else of the sound system."""
        ffi, lib = miniaudio.ffi, miniaudio.lib
        infos, count = ffi.new("ma_device_info **"), ffi.new("ma_uint32 *")
        if lib.ma_context_get_devices(self._kept, infos, count, ffi.NULL, ffi.NULL) == lib.MA_SUCCESS:
            for i in range(count[0]):
                if infos[0][i].isDefault:
                    return str(ffi.string(infos[0][i].name).decode(errors="replace"))
        return str(self.backend)

    def close(self) -> None:
        super().close()
        kept, self._kept = self._kept, None
        if kept is not None:
            miniaudio.lib.ma_context_uninit(kept)


def open_device(
    fetch: Generator[FloatArray | bytes, int, None], rate_hz: int, period_ms: int
) -> tuple[_Device, str] | None:
    """Open and start the system's default device; return it and its name, None where there is none.

    ``fetch`` is sent a number of frames and yields them; it must have been started.
    """
    device = _Device.__new__(_Device)
    try:
        device.__init__(  # type: ignore[misc] # made in two steps: a failed one must be closed as well
            output_format=miniaudio.SampleFormat.FLOAT32,
            nchannels=2,
            sample_rate=rate_hz,
            buffersize_msec=period_ms,
            backends=backends(),
            app_name="fascview",
        )
        device.start(fetch)
    except miniaudio.MiniaudioError as error:
        log.info("no sound device: %s", error)
        device.close()
        return None
    return device, device.name
