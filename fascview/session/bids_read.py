"""What the sidecars of a BIDS-EMG recording add to its signal file: muscles, bad channels, events."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fascview.errors import FascviewError, FormatError
from fascview.session.annotations import LOST, event_row
from fascview.session.bounded import Bytes
from fascview.session.export.plan import unique_labels
from fascview.session.recording import Note, Recording
from fascview.stream import Channel, Muscle, plain_text

MAX_TABLE = 64 << 20


def signal_files(folder: Path) -> list[Path]:
    """Return the EMG recordings of a BIDS dataset, subject or session folder, in order."""
    found: list[Path] = []
    for pattern in (
        "*_emg.[eb]df",
        "emg/*_emg.[eb]df",
        "ses-*/emg/*_emg.[eb]df",
        "sub-*/emg/*_emg.[eb]df",
        "sub-*/ses-*/emg/*_emg.[eb]df",
    ):
        found += sorted(p for p in folder.glob(pattern) if p.is_file())
    return found


def is_bids(path: Path) -> bool:
    """Tell whether a signal file has BIDS sidecars."""
    return path.stem.endswith("_emg") and _beside(path, "channels").is_file()


def _beside(path: Path, what: str) -> Path:
    return path.with_name(f"{path.stem.removesuffix('_emg')}_{what}.tsv")


def read_table(path: Path) -> list[dict[str, str]]:
    """Return a table as one dictionary per row.

    Raises
    ------
    FormatError
        Where it is missing or too large.
    """
    file = Bytes(path)
    try:
        if file.size > MAX_TABLE:
            raise FormatError(f"{path.name[:80]} is larger than 64 MiB; it was not read.")
        lines = file.read(0, MAX_TABLE).decode("utf-8-sig", "replace").splitlines()
    finally:
        file.close()
    names = [n.strip() for n in lines[0].split("\t")] if lines else []
    return [dict(zip(names, line.split("\t"), strict=False)) for line in lines[1:] if line.strip()]


def apply_sidecars(recording: Recording, path: Path) -> Recording:
    """Fill in muscles, sides, bad channels and events; what cannot be read becomes a warning."""
    rows: dict[str, dict[str, str]] = {}
    try:
        rows = _rows_by_label(read_table(_beside(path, "channels")))
        recording.info = replace(
            recording.info,
            channels=tuple(_channel(c, rows.get(c.name, {})) for c in recording.info.channels),
            aux_channels=tuple(
                replace(c, name=_told(rows.get(c.name, {}), "name") or c.name) for c in recording.info.aux_channels
            ),
        )
    except FascviewError as e:
        recording.warnings.append(str(e))
    if _beside(path, "events").is_file():
        try:
            _events(recording, read_table(_beside(path, "events")), {k: _told(r, "name") for k, r in rows.items()})
        except FascviewError as e:
            recording.warnings.append(str(e))
    return recording


def _rows_by_label(table: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """Return the rows by the label the channel has in the signal file, with ``name`` as long as it was.

    This program writes whole names as descriptions where the 16 characters of the signal file do not hold them.
    """
    labels = [plain_text(r.get("name", "")) for r in table]
    whole = [plain_text(r.get("description", "")) for r in table]
    if labels == unique_labels(tuple(Channel(n, Muscle("")) for n in whole)):
        return {label: row | {"name": name} for label, row, name in zip(labels, table, whole, strict=True)}
    return dict(zip(labels, table, strict=True))


def _told(row: dict[str, str], name: str) -> str:
    value = plain_text(row.get(name, ""))
    return "" if value.lower() == "n/a" else value


def _channel(c: Channel, row: dict[str, str]) -> Channel:
    muscle = _told(row, "target_muscle") or _told(row, "group")
    return replace(
        c,
        name=_told(row, "name") or c.name,
        muscle=Muscle.from_label(muscle) if muscle else c.muscle,
        bad=_told(row, "status").lower() == "bad",
    )


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value


def _events(recording: Recording, table: list[dict[str, str]], names: dict[str, str]) -> None:
    fs_hz = recording.fs_hz
    rows: list[NDArray[np.void]] = []
    notes: list[Note] = []
    for line in table:
        onset_s = _number(line.get("onset", ""))
        if not abs(onset_s) < 1e9:
            continue
        sample, kind = round(onset_s * fs_hz), _told(line, "trial_type")
        if kind in LOST:
            continue  # the signal file tells these itself
        place = _told(line, "muscle"), names.get(_told(line, "channel")) or _told(line, "channel")
        status = _told(line, "status") or "accepted"
        row = event_row(recording, len(rows) + 1, sample, kind, place, status if status == "rejected" else "accepted")
        if row is None:
            text = _told(line, "text")
            if kind and 0 <= sample <= recording.n_samples:
                written = bool(text) and kind in ("note", "mark")
                notes.append(Note(sample, text, kind) if written else Note(sample, kind, "annotation"))
            continue
        row["reason"] = _told(line, "reason")
        for name in ("vpp_uv", "snr", "confidence"):
            row[name] = np.float32(_number(line.get(name, "")))
        group = _number(line.get("group", ""))
        row["group"] = int(group) if abs(group) < 1e6 else -1
        if (verdict := _told(line, "verdict")) in ("accepted", "rejected"):
            recording.verdicts[len(rows) + 1] = verdict
        rows.append(row)
    if rows:
        recording.events = np.concatenate(rows)
        recording.events = recording.events[np.argsort(recording.events["sample"], kind="stable")]
        recording.footprints = []
        # The same events lie in the signal file as annotations; the table says more of them.
        recording.notes = [n for n in recording.notes if not n.text.startswith(("fasciculation/", "rejected/"))]
    known = {(n.sample, n.text) for n in notes}
    recording.notes = [n for n in recording.notes if (n.sample, n.text) not in known] + notes
    recording.notes.sort(key=lambda n: n.sample)
