"""Any board BrainFlow knows, by its id. BrainFlow reads the board in a thread of its own, which it forces on us."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from typing import Any

import numpy as np

from fascview.errors import SourceError, UsageError
from fascview.stream import Block, Channel, SourceEvent, StreamInfo, plain_text
from fascview_drivers.address import Address
from fascview_drivers.counting import IntArray, lay_out
from fascview_drivers.device import NO_DATA_S, STALLED_S

PACE_S = 0.016
MODULUS = 256  # of most boards' counters
ENOUGH = 8  # numbers that tell how a board counts
PARAMETERS = {
    "serial_port": str,
    "mac_address": str,
    "ip_address": str,
    "ip_port": int,
    "serial_number": str,
    "timeout": int,
    "file": str,
    "other_info": str,
    "master_board": int,
}


class BrainFlowSource:
    """One board through the optional extra ``fascview[brainflow]``.

    Parameters
    ----------
    address : Address
        ``brainflow:BOARD`` with BrainFlow's number or name of the board; options are BrainFlow's own parameters
        (``serial_port``, ``ip_address``, ...), and ``config``, sent to the board before it starts.
    """

    def __init__(self, address: Address) -> None:
        address.refuse_unknown((*PARAMETERS, "config"))
        try:
            from brainflow.board_shim import BoardIds, BoardShim, BrainFlowInputParams
        except ImportError as error:
            raise SourceError(
                "BrainFlow is not installed: install fascview[brainflow] to use its boards; all others work without."
            ) from error
        self._shim_class: Any = BoardShim
        self._id = _board_id(address.target, BoardIds)
        self._parameters: Any = BrainFlowInputParams()
        for name, kind in PARAMETERS.items():
            if name in address.options:
                value = address.integer(name, 0, 0, 10**6) if kind is int else address.options[name]
                setattr(self._parameters, name, value)
        self._address = address
        self._shim: Any = None
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._events: list[SourceEvent] = []
        self._index = 0
        self._last_number: int | None = None
        self._step = 0  # how the board counts; 0 while that is not known, or where it does not
        self._fs_hz = 0.0
        self._queue: deque[Block] = deque()
        self._state = ""
        self._newest_s = 0.0
        self._rows: list[int] = []
        self._aux_rows: list[int] = []
        self._number_row = 0
        self.lost_samples = 0

    def open(self) -> StreamInfo:
        """Connect and start."""
        from brainflow.exit_codes import BrainFlowError

        self._shim_class.disable_board_logger()
        self._tell("connecting", f"BrainFlow connects to board {self._id}")
        try:
            described = self._shim_class.get_board_descr(self._id)
            self._shim = self._shim_class(self._id, self._parameters)
            self._shim.prepare_session()
            if "config" in self._address.options:
                self._shim.config_board(self._address.options["config"])
            self._shim.start_stream()
        except BrainFlowError as error:
            self.close()
            raise SourceError(
                f"BrainFlow cannot open board {self._id} ({plain_text(error, 120)}): check that it is on, "
                "and the options it needs, such as serial_port."
            ) from error
        self._rows = (
            described.get("emg_channels") or described.get("ecg_channels") or described.get("eeg_channels") or []
        )
        self._aux_rows = described.get("accel_channels", [])
        self._number_row = described["package_num_channel"]
        self._fs_hz = float(described["sampling_rate"])
        self._newest_s = time.monotonic()
        self._tell("streaming", f"{self._fs_hz:g} Hz, {len(self._rows)} channels")
        name = plain_text(described.get("name", f"board {self._id}"))
        return StreamInfo(
            name=f"BrainFlow {name}",
            kind="brainflow",
            fs_hz=float(described["sampling_rate"]),
            channels=tuple(Channel(f"ch{i + 1}") for i in range(len(self._rows))),
            aux_channels=tuple(Channel(f"acc{axis}", unit="g") for axis in "XYZ"[: len(self._aux_rows)]),
            address=self._address.text,
            device=name,
            properties={"scale": "microvolt as BrainFlow gives them"},
        )

    def read(self, timeout_s: float = 0.1) -> Block | None:
        """Return what has arrived, or None after ``timeout_s``."""
        if self._queue:
            return self._queue.popleft()
        deadline = time.monotonic() + timeout_s
        while not self._closed.is_set():
            with self._lock:
                data = self._shim.get_board_data() if self._shim is not None else None
            if data is None:
                return None
            if data.shape[1]:
                self._accept(data)
                return self._queue.popleft()
            self._watch()
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            self._closed.wait(min(PACE_S, left))
        return None

    def _tell(self, state: str, reason: str) -> None:
        self._state = state
        self._events.append(SourceEvent(self._index, "state", f"{state}: {reason}"))

    def _watch(self) -> None:
        age_s = time.monotonic() - self._newest_s
        if age_s > STALLED_S and self._state == "streaming":
            self._tell("stalled", f"no data for {STALLED_S:g} s")
        elif age_s > NO_DATA_S - 0.2 and self._state == "stalled":
            self._tell("lost", f"no data for {NO_DATA_S:g} s: check that the board is on and in reach")

    def _accept(self, data: Any) -> None:
        if self._state != "streaming":
            self._tell("streaming", f"data again after {time.monotonic() - self._newest_s:.1f} s")
        self._newest_s = time.monotonic()
        samples = np.ascontiguousarray(data[self._rows].T, np.float32)
        aux = np.ascontiguousarray(data[self._aux_rows[:3]].T, np.float32) if self._aux_rows else None
        lost = self._missing(data[self._number_row].astype(np.int64))
        n_lost = 0 if lost is None else int(lost.sum())
        if n_lost:
            told = f"{n_lost} sample{'s' * (n_lost > 1)} lost"
            self._events.append(SourceEvent(self._index, "gap", told))
            self.lost_samples += n_lost
        blocks = lay_out(self._index, samples, lost, aux, max(1, int(self._fs_hz)))
        self._index = blocks[-1].stop
        self._queue.extend(blocks)

    def _missing(self, numbers: IntArray) -> IntArray | None:
        """Return how many samples are missing before each; boards count by one or by two, and some not at all."""
        first = int(numbers[0]) if self._last_number is None else self._last_number
        steps = np.diff(numbers, prepend=first) % MODULUS
        if self._step == 0 and len(numbers) >= ENOUGH:
            self._step = int(np.median(steps[1:]))
        begun, self._last_number = self._last_number is not None, int(numbers[-1])
        if self._step == 0:
            return None
        lost: IntArray = np.maximum(steps // self._step - 1, 0)
        lost[steps % self._step != 0] = 0  # a counter that began anew
        if not begun:
            lost[0] = 0
        return lost

    def events(self) -> list[SourceEvent]:
        """Return and forget what happened."""
        told, self._events = self._events, []
        return told

    @property
    def ended(self) -> bool:
        """Never: a board has no last block."""
        return False

    def close(self) -> None:
        """Stop the board and BrainFlow's thread."""
        from brainflow.exit_codes import BrainFlowError

        self._closed.set()
        with self._lock:
            shim, self._shim = self._shim, None
            if shim is not None and shim.is_prepared():
                with contextlib.suppress(BrainFlowError):  # the board is gone, and its session with it
                    shim.release_session()


def _board_id(text: str, known: Any) -> int:
    name = text.strip().upper()
    for board in known:
        if name in (str(board.value), board.name, board.name.removesuffix("_BOARD")):
            return int(board.value)
    raise UsageError(
        f"BrainFlow has no board “{plain_text(text)}”; give its number or name, such as brainflow:SYNTHETIC."
    )


def make_source(address: Address) -> BrainFlowSource:
    """Return the board at ``brainflow:BOARD``, not open yet."""
    return BrainFlowSource(address)
