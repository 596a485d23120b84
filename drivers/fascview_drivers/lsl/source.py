"""An LSL stream as a source: gap detection of its own, a watchdog of its own, a return of its own.

The inlet gives the sender's own stamps, and the offset of its clock is added here, a chunk at a time: liblsl's
smoothing would erase holes for minutes. liblsl's own recovery is off too: it goes on silently whatever comes back.
"""

from __future__ import annotations

import math
import socket
import threading
import time
from collections import deque
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fascview.errors import SourceError, SourceLostError
from fascview.stream import Block, SourceEvent, StreamInfo, plain_text
from fascview_drivers.address import Address
from fascview_drivers.lsl.beside import Markers
from fascview_drivers.lsl.choice import Wanted, choose_stream, wanted
from fascview_drivers.lsl.discovery import Discovery, address_of
from fascview_drivers.lsl.metadata import Description, describe, refusal
from fascview_drivers.lsl.pulling import Puller
from fascview_drivers.lsl.reach import load
from fascview_drivers.lsl.stamps import StampClock

BUFFER_S = 360  # liblsl keeps this much for us while we are busy
STALLED_S, SILENT_S = 0.5, 2.0
FLUSH_S = 0.15
_SLICE_S = 0.1  # so soon a waiting read notices that it should close


class LslSource:
    """A ``Source`` that reads one LSL stream.

    Parameters
    ----------
    choice : Wanted
        Which stream.
    wait_s : float
        How long to look for it.
    unit : str
        The user's word on its unit (``uV``, ``mV``, ``V``, ``counts``), empty for its own.
    scale_uv : float
        Microvolt per count, where only the user knows; 0 for none.
    markers : str
        Name or type of marker streams that are read beside it, ``all`` for every one; empty for none. Their texts come
        as events of the kind ``marker``.
    """

    def __init__(
        self, choice: Wanted, *, wait_s: float = 5.0, unit: str = "", scale_uv: float = 0.0, markers: str = ""
    ) -> None:
        self._choice, self._wait_s, self._unit, self._scale_uv = choice, wait_s, unit, scale_uv
        self._pylsl: Any = None
        self._pull: Puller | None = None
        self._found: Any = None  # pylsl's short description of the stream
        self._info: StreamInfo | None = None
        self._columns: Description | None = None
        self._clock: StampClock | None = None
        self._resolver: Discovery | None = None
        self._marked_by = markers
        self._markers: Markers | None = None
        self._told: deque[SourceEvent] = deque(maxlen=1000)
        self._ready: deque[Block] = deque()
        self._waiting: list[tuple[Any, Any, NDArray[np.float64]]] = []  # EMG, aux and stamps without a verdict
        self._stop = threading.Event()
        self._using = threading.Lock()  # held while liblsl works with the inlet
        self._newest_s = math.nan
        self._ahead_s = 0.0  # of the LSL clock, to the monotonic one
        self._calm = False  # streaming, with nothing that waits for a verdict
        self._as_is = False  # values are EMG in microvolt, float32, and nothing else
        self._state = self._gone = ""
        self._next = 0

    # ------------------------------------------------------------------ open and close

    def open(self) -> StreamInfo:
        """Find the stream and connect to it.

        Raises
        ------
        SourceError
            When it is not there, when several answer to the name, or when it carries no EMG.
        """
        with self._using:
            self._pylsl = load()
            self._say("searching", f"looking for {self._choice.words}")
            with Discovery(details=False) as discovery:
                self._found = choose_stream(discovery, self._choice, self._wait_s, self._stop)
                address = address_of(self._found, discovery.streams())
            found, name = self._found, plain_text(self._found.name())
            problem = refusal(
                name,
                is_text=found.channel_format() == self._pylsl.cf_string,
                fs_hz=found.nominal_srate(),
                n_channels=found.channel_count(),
            )
            if problem:
                raise SourceError(problem)
            self._say("connecting", f"connecting to {name} on {plain_text(found.hostname())}")
            xml = self._connect(found)
            columns = describe(xml, found.channel_count(), unit=self._unit, scale_uv=self._scale_uv)
            fs_hz = float(found.nominal_srate())
            for note in columns.notes:
                self._tell("note", f"{name}: {note}")
            self._columns = columns
            self._as_is = columns.as_is and found.channel_format() == self._pylsl.cf_float32
            near = found.hostname() == socket.gethostname()
            self._clock = StampClock(fs_hz, 0.0003 if near else 0.001)
            self._info = StreamInfo(
                name=name,
                kind="lsl",
                fs_hz=fs_hz,
                channels=columns.emg,
                aux_channels=columns.aux,
                address=address,
                host=plain_text(found.hostname()),
                device=" ".join(
                    filter(None, (columns.properties.get("manufacturer"), columns.properties.get("model")))
                ),
                source_id=plain_text(found.source_id(), 256),
                properties={"lsl_type": plain_text(found.type()), "lsl_uid": found.uid(), **columns.properties},
            )
            self._newest_s = time.monotonic()
            if self._marked_by:
                self._markers = Markers(self._pylsl, self._marked_by)
            if self._stop.is_set():
                self._release()
                raise SourceError(f"The connection to {name} was stopped.")
            self._say("streaming", f"receiving {name}")
            return self._info

    def _connect(self, found: Any) -> str:
        pylsl = self._pylsl
        name = plain_text(found.name())
        try:
            inlet = pylsl.StreamInlet(found, max_buflen=BUFFER_S, recover=False, processing_flags=pylsl.proc_none)
            xml = str(inlet.info(timeout=5.0).as_xml())
            self._pull = Puller(inlet, float(found.nominal_srate()), pylsl)
            inlet.open_stream(timeout=5.0)
            self._ahead_s = pylsl.local_clock() - time.monotonic()
        except RuntimeError as error:
            self._pull = None
            raise SourceError(
                f"{name} was found but does not answer ({plain_text(error)}); "
                "check its program and the network, then try again."
            ) from error
        return xml

    def close(self) -> None:
        """Disconnect, also while another thread waits in ``read``."""
        self._stop.set()
        # A sender that hangs can hold ``open`` for seconds; whoever is inside then cleans up on the way out.
        if self._using.acquire(timeout=0.5):
            try:
                self._release()
            finally:
                self._using.release()

    def _release(self) -> None:
        self._pull = None  # the inlet's destructor disconnects
        self._waiting.clear()
        if self._markers is not None:
            self._markers.close()
            self._markers = None
        if self._resolver is not None:
            self._resolver.close()
            self._resolver = None

    @property
    def ended(self) -> bool:
        """Never: a live stream has no end."""
        return False

    def events(self) -> list[SourceEvent]:
        """Return and forget what there was to tell."""
        told: list[SourceEvent] = []
        while self._told:
            told.append(self._told.popleft())
        return told

    # ------------------------------------------------------------------ reading

    def read(self, timeout_s: float = 0.1) -> Block | None:
        """Return the next block, or None when nothing came within ``timeout_s``.

        Raises
        ------
        SourceLostError
            When the stream has gone and cannot be told from another that may come (it has no source_id), or when it
            came back as something else.
        """
        deadline_s = time.monotonic() + timeout_s
        while not self._stop.is_set():
            with self._using:
                if self._ready:
                    return self._ready.popleft()
                if self._gone:
                    raise SourceLostError(self._gone)
                if self._info is None:
                    raise SourceError("This LSL stream is not open; open it before reading.")
                left_s = deadline_s - time.monotonic()
                wait_s = max(0.0, min(left_s, _SLICE_S))
                if self._pull is None:
                    self._look_for_return()
                else:
                    self._receive(wait_s)
                    self._mark()
                if self._ready:
                    return self._ready.popleft()
                if self._gone:
                    raise SourceLostError(self._gone)
                lost = self._pull is None
            if time.monotonic() >= deadline_s:
                return None
            if lost:
                self._stop.wait(min(0.05, max(0.0, deadline_s - time.monotonic())))
        return None

    def _receive(self, wait_s: float) -> None:
        clock, columns, pull = self._clock, self._columns, self._pull
        if clock is None or columns is None or pull is None:
            return
        clock.learn()
        began_s = time.monotonic()
        pull.prepare(began_s)
        try:
            values = pull(began_s, wait_s)
        except self._pylsl.util.LostError:
            self._lost()
            return
        count, arrived_s = len(values), time.monotonic()
        now_s = arrived_s + self._ahead_s
        if count and self._calm:
            first_s, last_s = pull.span_s
            start = clock.follow(first_s, last_s, count, now_s)
            if start is not None:  # the usual case, on the shortest way
                emg, aux = (values, None) if self._as_is else _converted(values, columns)
                self._ready.append(Block(start, emg, aux, last_s))
                self._next = start + count
                self._newest_s = arrived_s
                return
        stamps = pull.stamps
        if len(stamps) == 0:
            self._watch()
            if clock.held and time.monotonic() - self._newest_s > FLUSH_S:
                self._deliver(clock.flush(now_s))
            return
        self._newest_s = time.monotonic()
        if self._state != "streaming":
            self._say("streaming", "samples are coming again")
        emg, aux = _converted(values, columns)
        runs = clock.feed(stamps, now_s)
        if not self._waiting and len(runs) == 1 and runs[0].length == len(stamps):
            self._ready.append(Block(runs[0].start, emg, aux, float(stamps[-1])))
            self._next = runs[0].start + runs[0].length
            runs = []
        else:
            self._waiting.append((emg, aux, stamps))
        self._deliver(runs)
        self._calm = not self._waiting and self._state == "streaming"

    def _mark(self) -> None:
        if self._markers is None or self._clock is None:
            return
        for stamp_s, text in self._markers.read():
            self._tell("marker", text, max(0, self._clock.index_of(stamp_s)))

    def _deliver(self, runs: list[Any]) -> None:
        """Cut what waits into blocks as the clock decided."""
        if self._clock is None:
            return
        for run in runs:
            parts: list[tuple[Any, Any, NDArray[np.float64]]] = []
            missing = run.length
            while missing:
                emg, aux, stamps = self._waiting.pop(0)
                take = min(missing, len(stamps))
                parts.append((emg[:take], None if aux is None else aux[:take], stamps[:take]))
                if take < len(stamps):
                    self._waiting.insert(0, (emg[take:], None if aux is None else aux[take:], stamps[take:]))
                missing -= take
            emg = parts[0][0] if len(parts) == 1 else np.concatenate([p[0] for p in parts])
            aux = parts[0][1] if len(parts) == 1 or parts[0][1] is None else np.concatenate([p[1] for p in parts])
            self._ready.append(Block(run.start, emg, aux, float(parts[-1][2][-1])))
            self._next = run.start + run.length
        for remark in self._clock.remarks():
            self._tell(remark.kind, remark.text, remark.sample)

    # ------------------------------------------------------------------ trouble

    def _watch(self) -> None:
        age_s = time.monotonic() - self._newest_s
        if age_s > SILENT_S and self._state == "stalled":
            self._say("silent", f"no samples for {age_s:.0f} s")
        elif age_s > STALLED_S and self._state == "streaming":
            self._say("stalled", f"no samples for {age_s:.1f} s")

    def _lost(self) -> None:
        self._pull = None
        info = self._info
        if info is None:
            return
        if self._clock is not None:
            self._deliver(self._clock.flush(self._pylsl.local_clock()))
        self._say("lost", f"{info.name} on {info.host} has gone")
        if not self._found.source_id():
            self._gone = (
                f"{info.name} on {info.host} has gone, and it has no source_id by which to know it again; "
                "what was recorded is safe. Choose it again when it is back."
            )
            return
        self._say("reconnecting", f"waiting for {info.name} to come back")
        self._resolver = Discovery(details=False)

    def _look_for_return(self) -> None:
        info, resolver = self._info, self._resolver
        if info is None or resolver is None:
            return
        old = self._found
        back = [s for s in resolver.streams() if s.source_id() == old.source_id() and s.uid() != old.uid()]
        if not back:
            return
        if len(back) > 1:
            raise SourceLostError(
                f"{info.name} has come back {len(back)} times under one source_id; choose which one to read."
            )
        new = back[0]
        before, after = _shape_of(old), _shape_of(new)
        if before != after:
            raise SourceLostError(
                f"{info.name} came back with {after[0]} channels at {after[1]:g} Hz instead of {before[0]} at "
                f"{before[1]:g} Hz or in another format; what was recorded is safe. Choose it again to go on with it."
            )
        try:
            self._connect(new)
        except SourceError:
            return  # gone again; keep looking
        self._found = new
        resolver.close()
        self._resolver = None
        if self._clock is not None:
            self._clock.interrupted(self._pylsl.local_clock())
        self._newest_s = time.monotonic()
        self._say("streaming", f"{info.name} is back")

    # ------------------------------------------------------------------ telling

    def _say(self, state: str, text: str) -> None:
        self._state, self._calm = state, False
        self._tell("state", f"{state}: {text}")

    def _tell(self, kind: str, text: str, sample: int | None = None) -> None:
        self._told.append(SourceEvent(self._next if sample is None else sample, kind, text))


def _shape_of(info: Any) -> tuple[int, float, int]:
    return info.channel_count(), info.nominal_srate(), info.channel_format()


def _converted(values: Any, columns: Description) -> tuple[Any, Any]:
    """Return EMG in microvolt and the other channels, both float32."""
    with np.errstate(over="ignore", invalid="ignore"):  # whatever is sent is kept, infinity too
        emg = (values[:, columns.emg_columns] * columns.emg_scale).astype(np.float32)
        if len(columns.aux) == 0:
            return emg, None
        return emg, (values[:, columns.aux_columns] * columns.aux_scale).astype(np.float32)


def make_source(address: Address) -> LslSource:
    """Return the source of an ``lsl:`` address."""
    address.refuse_unknown(("type", "source_id", "host", "uid", "wait_s", "unit", "scale_uv", "markers"))
    unit = address.choice("unit", "", ("", "uv", "mv", "v", "nv", "counts"))
    return LslSource(
        wanted(address),
        wait_s=address.number("wait_s", 5.0, 0.1, 3600.0, "s"),
        unit=unit,
        scale_uv=address.number("scale_uv", 0.0, 0.0, 1e9, "uV"),
        markers=address.options.get("markers", ""),
    )
