"""One source for every device on a wire: connects, watches, counts what is lost, and reconnects.

A family of devices adds what it says and how (`Family`); everything a bedside needs of any device is here once.
"""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from fascview.errors import SourceError, SourceLostError
from fascview.stream import Block, FloatArray, SourceEvent, StreamInfo
from fascview_drivers.counting import lay_out
from fascview_drivers.link import Link, LinkClosedError, Listening
from fascview_drivers.own_signal import Signalling
from fascview_drivers.rate import RateMeter

STALLED_S = 0.5
NO_DATA_S = 2.0
GIVE_UP_S = 5.0
"""After so long without a valid frame the connection is made anew: the device may have been switched off and on."""
SETTLE_S = 0.1
"""After a stall what was held up arrives in pieces; they are gathered so long before losses are counted."""
NO_FRAMES_S = 3.0
RETRY_S = 0.5
RATE_WARNING, RATE_SURE_S = 0.005, 1.5
BRIEF_S = 0.04
"""In a shorter time no counter goes all round; however fast a device runs, this says nothing of losses."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What a family made of some bytes.

    Attributes
    ----------
    samples : ndarray, shape (n, n_channels), float32
        Microvolt, or counts where the family knows no scale.
    lost : ndarray, shape (n,), int64, or None
        Samples missing before each row.
    aux : ndarray, shape (n, n_aux), float32, or None
    events : tuple of (row, kind, text)
        What the device told beside its samples.
    """

    samples: FloatArray
    lost: NDArray[np.int64] | None = None
    aux: FloatArray | None = None
    events: tuple[tuple[int, str, str], ...] = ()


class Family(Protocol):
    """What one family of devices adds to `DeviceSource`."""

    @property
    def counts_losses(self) -> bool:
        """True when its frames carry a counter or a time stamp."""
        ...

    def start(self, link: Link) -> StreamInfo:
        """Hold the dialogue that leaves the device streaming. Raises SourceError with a sentence."""
        ...

    def decode(self, data: bytes, elapsed_s: float) -> Batch:
        """Turn bytes into samples.

        ``elapsed_s`` is the time since the last sample of the call before [s].
        """
        ...

    def stop(self, link: Link) -> None:
        """Tell the device to stop and undo what ``start`` set. May be called while another thread reads."""
        ...


class Connector(Protocol):
    """How the wire to a device is made."""

    def connect(self) -> Link:
        """Make the first connection. Raises SourceError with a sentence."""
        ...

    def reconnect(self, identity: str) -> Link | None:
        """Try once to reach the same device again; None when it is not there."""
        ...

    def close(self) -> None:
        """Give up, also while another thread connects."""
        ...


class DeviceSource(Signalling):
    """A device as a `fascview.stream.Source`.

    States are told as events of the kind ``state`` whose text begins with ``searching``, ``connecting``,
    ``streaming``, ``stalled``, ``lost`` or ``reconnecting``, followed by the reason.
    """

    def __init__(self, connector: Connector, family: Family) -> None:
        super().__init__(family)
        self._connector, self._family = connector, family
        self._link: Link | None = None
        self._info: StreamInfo | None = None
        self._identity = ""
        self._closed = threading.Event()
        self._queue: deque[Block] = deque()
        self._events: deque[SourceEvent] = deque(maxlen=10_000)
        self._meter = RateMeter()
        self._rate_told = False
        self._off_since_s = math.inf
        self._index = 0
        self._state = ""
        self._last_frame_s = 0.0
        self._last_bytes_s = 0.0
        self._started_s = 0.0
        self._next_try_s = 0.0
        self._gap_by_time = False
        self.lost_samples = 0
        """Samples the device sent or should have sent and that never came."""

    def open(self) -> StreamInfo:
        """Connect, start the device and return what it is."""
        self._tell("searching", "looking for the device")
        try:
            self._link = self._connector.connect()
            self._tell("connecting", f"talking to {self._link.name}")
            self._info = self._family.start(Listening(self._link, NO_DATA_S - 0.2, self._nothing_yet))
        except SourceError:
            self.close()
            raise
        self._identity = self._link.identity
        self._last_frame_s = self._last_bytes_s = self._started_s = time.monotonic()
        self._tell("streaming", f"{self._info.fs_hz:g} Hz, {self._info.n_channels} channels")
        return self._info

    def read(self, timeout_s: float = 0.1) -> Block | None:
        """Return the next block, or None when nothing came within ``timeout_s``.

        Raises
        ------
        SourceLostError
            The device came back as another one: with another rate or other channels.
        """
        if self._queue:
            return self._queue.popleft()
        if self._info is None or self._closed.is_set():
            return None
        link = self._link
        if link is None:
            self._try_again(timeout_s)
            return None
        try:
            if self.measuring:
                if self._measure(link, self._info, self._index):
                    self._gap_by_time = True
                    self._last_bytes_s = self._started_s = time.monotonic()
            elif self._to_switch:
                self._switch(link, self._index)
                self._gap_by_time = True
                self._last_bytes_s = self._started_s = time.monotonic()
            else:
                self._receive(link, timeout_s)
        except LinkClosedError:
            return None
        except SourceLostError as error:
            self._let_go(str(error))
        return self._queue.popleft() if self._queue else None

    def events(self) -> list[SourceEvent]:
        """Return and forget what happened since the last call."""
        told = []
        while self._events:
            told.append(self._events.popleft())
        return told

    @property
    def ended(self) -> bool:
        """Never: a device has no last block."""
        return False

    @property
    def state(self) -> str:
        """The present state, one word."""
        return self._state

    @property
    def measured_fs_hz(self) -> float:
        """The rate at which samples really come [Hz]; NaN until known."""
        return self._meter.fs_hz

    def close(self) -> None:
        """Stop the device and let go of it, also while ``read`` waits in another thread."""
        if self._closed.is_set():
            return
        self._closed.set()
        self._connector.close()
        link = self._link
        if link is not None:
            try:
                self._family.stop(link)
            except SourceError:
                pass  # it is gone: nothing left to stop
            finally:
                link.close()

    def _nothing_yet(self) -> None:
        self._tell("connecting", "connected, but no data yet: check that the device is on and in reach; still asking")

    def _receive(self, link: Link, timeout_s: float) -> None:
        data = link.read(timeout_s)
        now = time.monotonic()
        if data and now - self._last_bytes_s > STALLED_S:
            deadline = now + SETTLE_S
            while (left := deadline - time.monotonic()) > 0:
                data += link.read(left)
            now = time.monotonic()
        if not data:
            self._watch(now)
            return
        elapsed_s = now - self._last_frame_s
        batch = self._family.decode(data, elapsed_s * self._pace() if elapsed_s > BRIEF_S else 0.0)
        self._last_bytes_s = now
        if not len(batch.samples):
            self._watch(now)
            return
        self._last_frame_s = now
        self._accept(batch, elapsed_s, now)

    def _accept(self, batch: Batch, elapsed_s: float, now: float) -> None:
        info = self._info
        if info is None:
            return
        lost = batch.lost
        # Where no counter tells, or it began anew, the clock says how much is missing.
        if self._gap_by_time or (self._state != "streaming" and not self._family.counts_losses):
            fs_hz = info.fs_hz * self._pace()
            lost = np.zeros(len(batch.samples), np.int64) if lost is None else lost.copy()
            inside = len(batch.samples) + int(lost[1:].sum())
            lost[0] = max(round(elapsed_s * fs_hz) - inside, 1 if self._gap_by_time else 0)
            self._gap_by_time = False
        n_lost = int(lost.sum()) if lost is not None else 0
        if n_lost:
            self.lost_samples += n_lost
            self._events.append(SourceEvent(self._index, "gap", f"{n_lost} sample{'s' * (n_lost > 1)} lost"))
        if self._state != "streaming":
            self._tell("streaming", f"data again after {elapsed_s:.1f} s")
            self._meter.restart()
        for row, kind, text in batch.events:
            before = int(lost[: row + 1].sum()) if lost is not None else 0
            self._events.append(SourceEvent(self._index + before + row, kind, text))
        blocks = lay_out(self._index, batch.samples, lost, batch.aux, max(1, int(info.fs_hz)))
        self._queue.extend(blocks)
        self._index = blocks[-1].stop
        self._meter.add(now, self._index)
        self._check_rate(info.fs_hz, now)

    def _pace(self) -> float:
        """Return how many of the device's seconds pass in one of ours, 1 until known."""
        pace = self._meter.fs_hz / self._info.fs_hz if self._info is not None else math.nan
        return pace if math.isfinite(pace) and pace > 0 else 1.0

    def _check_rate(self, nominal_hz: float, now: float) -> None:
        if self._rate_told or self._meter.span_s < 2.0:
            return
        measured_hz = self._meter.fs_hz
        off = measured_hz / nominal_hz - 1
        if not (math.isfinite(off) and abs(off) > RATE_WARNING + self._meter.uncertainty):
            self._off_since_s = math.inf
            return
        # A computer that was busy catches up; a device that is off stays off.
        self._off_since_s = min(self._off_since_s, now)
        if now - self._off_since_s >= RATE_SURE_S:
            self._rate_told = True
            text = f"the device runs at {measured_hz:.1f} Hz, {off:+.1%} from the nominal {nominal_hz:g} Hz"
            self._events.append(SourceEvent(self._index, "rate", text))

    def _watch(self, now: float) -> None:
        age_s = now - max(self._last_frame_s, self._started_s)
        garbled = now - self._last_bytes_s < STALLED_S
        if age_s > GIVE_UP_S:
            why = "bytes come but no valid frames" if garbled else "connected, but no data"
            self._let_go(f"{why} for {age_s:.0f} s")
        elif garbled and age_s > NO_FRAMES_S - 0.5 and self._state != "lost":
            self._tell("lost", "bytes come but no valid frames: check the port's speed and the kind of device")
        elif not garbled and age_s > NO_DATA_S - 0.2 and self._state != "lost":
            self._tell("lost", "connected, but no data for 2 s: check that the device is on and in reach")
        elif age_s > STALLED_S and self._state == "streaming":
            self._tell("stalled", "no data for 0.5 s")

    def _let_go(self, reason: str) -> None:
        """Close the wire and keep trying to get it back."""
        link, self._link = self._link, None
        if link is not None:
            link.close()
        if self._closed.is_set():
            return
        if self._state != "lost":
            self._tell("lost", reason)
        self._tell("reconnecting", "waiting for the same device")
        self._next_try_s = time.monotonic() + RETRY_S

    def _try_again(self, timeout_s: float) -> None:
        pause = self._next_try_s - time.monotonic()
        if pause > 0:
            self._closed.wait(min(pause, timeout_s))
            return
        self._next_try_s = time.monotonic() + RETRY_S
        try:
            link = self._connector.reconnect(self._identity)
            if link is None:
                return
            self._link = link  # so that close() reaches it
            if self._closed.is_set():
                link.close()
                return
            info = self._family.start(link)
        except LinkClosedError:
            return
        except SourceError:  # there, but not ready yet
            link, self._link = self._link, None
            if link is not None:
                link.close()
            return
        self._resume(info)

    def _resume(self, info: StreamInfo) -> None:
        before = self._info
        if before is None:
            return
        changed = [
            words
            for words, same in (
                (f"at {info.fs_hz:g} Hz instead of {before.fs_hz:g} Hz", info.fs_hz == before.fs_hz),
                ("with other channels", [c.name for c in info.channels] == [c.name for c in before.channels]),
                ("in another unit", [c.unit for c in info.channels] == [c.unit for c in before.channels]),
                ("with other auxiliary channels", len(info.aux_channels) == len(before.aux_channels)),
            )
            if not same
        ]
        if changed:
            self.close()
            raise SourceLostError(
                f"{before.name} came back {' and '.join(changed)}; "
                "everything received so far is safe. Open it again to go on in a new recording."
            )
        self._forget_signal()
        self._gap_by_time = True
        self._last_bytes_s = self._started_s = time.monotonic()

    def _tell(self, state: str, reason: str) -> None:
        self._state = state
        self._events.append(SourceEvent(self._index, "state", f"{state}: {reason}"))


class SerialConnector:
    """Opens a serial port, and finds the same device again wherever it is plugged in."""

    def __init__(self, port: str, baud: int, *, batch_s: float = 0.02) -> None:
        self._port, self._baud, self._batch_s = port, baud, batch_s

    def connect(self) -> Link:
        """Open the port."""
        from fascview_drivers.transport import SerialLink

        return SerialLink(self._port, self._baud, batch_s=self._batch_s)

    def reconnect(self, identity: str) -> Link | None:
        """Open the port of the device with this identity; without one, the same port."""
        from fascview_drivers.transport import SerialLink, identity_of, port_of

        port = port_of(identity) if identity else self._port
        if port is None:
            return None
        try:
            link = SerialLink(port, self._baud, batch_s=self._batch_s)
        except SourceError:
            return None
        if identity_of(port) != identity:
            link.close()
            return None
        return link

    def close(self) -> None:
        """Nothing waits in here."""
