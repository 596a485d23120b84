"""Any board BrainFlow knows, by its id. BrainFlow reads the board in a thread of its own, which it forces on us."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import Any

import numpy as np

from fascview.errors import SourceError, UsageError
from fascview.stream import Block, Channel, SourceEvent, StreamInfo, plain_text
from fascview_drivers.address import Address

PACE_S = 0.016
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
        self._rows: list[int] = []
        self._aux_rows: list[int] = []
        self._number_row = 0
        self.lost_samples = 0

    def open(self) -> StreamInfo:
        """Connect and start."""
        from brainflow.exit_codes import BrainFlowError

        self._shim_class.disable_board_logger()
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
        deadline = time.monotonic() + timeout_s
        while not self._closed.is_set():
            with self._lock:
                data = self._shim.get_board_data() if self._shim is not None else None
            if data is None:
                return None
            if data.shape[1]:
                return self._block(data)
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            self._closed.wait(min(PACE_S, left))
        return None

    def _block(self, data: Any) -> Block:
        samples = np.ascontiguousarray(data[self._rows].T, np.float32)
        aux = np.ascontiguousarray(data[self._aux_rows[:3]].T, np.float32) if self._aux_rows else None
        first, last = int(data[self._number_row, 0]), int(data[self._number_row, -1])
        if self._last_number is not None and (step := (first - self._last_number) % 256) > 1:
            missing = step - 1
            self._events.append(SourceEvent(self._index, "gap", f"{missing} samples lost before this block"))
            self._index += missing
            self.lost_samples += missing
        self._last_number = last
        start, self._index = self._index, self._index + len(samples)
        return Block(start, samples, aux)

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
