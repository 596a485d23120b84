"""OT Bioelettronica's OTB+ files: a tar with 16-bit samples (``.sig``) and their description (``.xml``).

Conversion factors by device and adapter as the manufacturer's open scripts give them (OTBioelettronica/OTB-Matlab).
"""

from __future__ import annotations

import tarfile
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
from numpy.typing import NDArray

from fascview.errors import FormatError
from fascview.session.bounded import MAX_XML, Bytes, safe_xml
from fascview.session.labels import muscle_text
from fascview.session.recording import Recording
from fascview.stream import MAX_CHANNELS, Channel, FloatArray, Muscle, StreamInfo, plain_text

MAX_MEMBERS = 1000
_AUXILIARY = ("adapter", "direct connection", "buffer", "ramp", "quaternion", "loadcell", "aux", "control")


def factor_uv(device: str, adapter: str, gain: float) -> float:
    """Return microvolt per count of a 16-bit channel; ``gain`` is the one written with the channel."""
    volts, amplified = 4.8, 256.0
    if adapter.startswith(("Direct connection", "AdapterLoadCell")):
        volts, amplified = 5.0, 0.5
    elif device in ("QUATTRO", "QUATTROCENTO"):
        volts, amplified = 5.0, 150.0
    elif device == "DUE":
        volts, amplified = 5.0, 200.0
    elif device in ("DUE+", "QUATTRO+") or (device == "SYNCSTATION" and adapter in ("Due+", "Quattro+")):
        volts, amplified = 3.3, 202.0
    return volts / 65_536 / (amplified * (gain or 1.0)) * 1e6


class OtbSignal:
    """Interleaved 16-bit samples within a larger file."""

    def __init__(
        self,
        file: Bytes,
        offset: int,
        n_samples: int,
        n_all: int,
        emg: NDArray[np.intp],
        scales: FloatArray,
        aux: NDArray[np.intp],
    ) -> None:
        self._file, self._offset, self._n_all = file, offset, n_all
        self._emg, self._scales, self._aux = emg, scales, aux
        self.n_samples = n_samples

    def _rows(self, start: int, stop: int) -> NDArray[np.int16]:
        data = self._file.read(self._offset + start * 2 * self._n_all, (stop - start) * 2 * self._n_all)
        rows = np.zeros((stop - start) * self._n_all, "<i2")
        have = len(data) // 2
        rows[:have] = np.frombuffer(data[: 2 * have], "<i2")
        return rows.reshape(-1, self._n_all)

    def read(self, start: int, stop: int) -> FloatArray:
        """Return rows ``start`` to ``stop``, uV."""
        return np.asarray(self._rows(start, stop)[:, self._emg] * self._scales, np.float32)

    def read_aux(self, start: int, stop: int) -> FloatArray | None:
        """Return the auxiliary rows in counts, or None without any."""
        return self._rows(start, stop)[:, self._aux].astype(np.float32) if len(self._aux) else None

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def open_otb(path: Path) -> Recording:
    """Open an OTB+ file.

    Raises
    ------
    FormatError
        Where it is damaged or holds no EMG.
    """
    file = Bytes(path)
    try:
        return _open(path, file)
    except (tarfile.TarError, ValueError, OverflowError, OSError, KeyError):
        file.close()
        raise FormatError(f"{path.name[:80]} is damaged; the file was not opened.") from None
    except BaseException:
        file.close()
        raise


def _open(path: Path, file: Bytes) -> Recording:
    signal, described = _members(path, file)
    root = safe_xml(file.read(described[0], described[1]), f"The description in {path.name[:80]}")
    device = plain_text(root.get("Name", ""))
    n_all, fs_hz = int(root.get("DeviceTotalChannels", "0")), float(root.get("SampleFrequency", "0"))
    if root.tag != "Device" or not 1 <= n_all <= MAX_CHANNELS or int(root.get("ad_bits", "16")) != 16:
        raise FormatError(f"{path.name[:80]} is an OTB file of another kind; export it to BDF or MATLAB.")
    emg: list[tuple[int, Channel, float]] = []
    aux: list[tuple[int, Channel]] = []
    for adapter in root.iter("Adapter"):
        name, first = plain_text(adapter.get("ID", "")), int(adapter.get("ChannelStartIndex", "0"))
        for ch in adapter.iter("Channel"):
            _channel(device, name, first, ch, emg, aux)
    emg = [e for e in emg if 0 <= e[0] < n_all]
    aux = [a for a in aux if 0 <= a[0] < n_all]
    if not emg:
        raise FormatError(f"{path.name[:80]} names no EMG channel; nothing can be shown.")
    n_samples = signal[1] // (2 * n_all)
    columns, beside = np.array([e[0] for e in emg], np.intp), np.array([a[0] for a in aux], np.intp)
    scales = np.array([e[2] for e in emg], np.float32)
    samples = OtbSignal(file, signal[0], n_samples, n_all, columns, scales, beside)
    info = StreamInfo(
        plain_text(path.stem), "file", fs_hz, tuple(e[1] for e in emg), tuple(a[1] for a in aux), f"file:{path}",
        device=device, n_samples=n_samples,
    )  # fmt: skip
    return Recording(info, samples, path)


def _members(path: Path, file: Bytes) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return offset and size of the samples and of their description."""
    found: dict[str, tuple[int, int]] = {}
    with tarfile.open(path, "r:") as tar:
        for _ in range(MAX_MEMBERS):
            member = tar.next()
            if member is None:
                break
            if member.isreg() and 0 <= member.size <= file.size - member.offset_data:
                found[member.name] = (member.offset_data, member.size)
    for name, place in found.items():
        described = found.get(name[:-4] + ".xml")
        if name.endswith(".sig") and described is not None and described[1] <= MAX_XML:
            return place, described
    raise FormatError(f"{path.name[:80]} holds no samples fascview reads; export it to BDF or MATLAB.")


def _channel(
    device: str,
    adapter: str,
    first: int,
    ch: ET.Element,
    emg: list[tuple[int, Channel, float]],
    aux: list[tuple[int, Channel]],
) -> None:
    index = int(ch.get("Index", "0"))
    label = plain_text(ch.get("ID", "")) or adapter
    if adapter.lower().startswith(_AUXILIARY) or label.lower().startswith(_AUXILIARY):
        aux.append(
            (first + index, Channel(f"{label} {index + 1}" if label == adapter else label, Muscle(""), "counts"))
        )
        return
    muscle = plain_text(ch.get("Muscle", ""))
    side = plain_text(ch.get("Side", ""))
    if not muscle or muscle.lower() in ("not defined", "undefined", "none"):
        muscle, side = muscle_text(label) or "EMG", ""
    owner = Muscle.from_label(f"{muscle} {side if side.lower() in ('left', 'right', 'l', 'r') else ''}")
    scale = factor_uv(device, adapter, float(ch.get("Gain", "1") or 1))
    emg.append((first + index, Channel(f"{owner.label} {index + 1}", owner), scale))
