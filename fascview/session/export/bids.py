"""Exporting into a BIDS dataset (EMG, since BIDS 1.11): adds to it, never overwrites."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path

from fascview import __version__
from fascview.errors import StorageError, UsageError
from fascview.session.export.edf import export_edf
from fascview.session.export.plan import (
    Cancelled,
    Excerpt,
    Progress,
    ascii_text,
    checked_pseudonym,
    unique_labels,
)
from fascview.session.export.tsv import COLUMNS, event_rows, table, write_text
from fascview.session.folder import storage_error

BIDS_VERSION = "1.11.0"
_AUX_TYPES = (("trig", "TRIG"), ("acc", "ACCEL"), ("gyro", "GYRO"), ("mag", "MAGN"))
_README = """# Surface EMG

Recorded with fascview and exported for research. Events were found by fascview's detector; they describe the signal
and are no diagnosis. Each `_events.json` says what its columns mean.
"""
_CHANNEL_COLUMNS = (
    "name", "type", "units", "signal_electrode", "reference", "group", "target_muscle", "description",
    "sampling_frequency", "low_cutoff", "high_cutoff", "notch", "status", "status_description",
)  # fmt: skip


def _label(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", ascii_text(text))


def _stem(excerpt: Excerpt, folder: Path) -> str:
    """Return the file name up to the suffix; a run number is added where the name is taken.

    Raises
    ------
    UsageError
        Where the run that was asked for exists.
    """
    options = excerpt.options
    parts = [f"sub-{checked_pseudonym(options.subject)}"]
    if _label(options.session):
        parts.append(f"ses-{_label(options.session)}")
    parts.append(f"task-{_label(options.task) or 'rest'}")
    run = _label(options.run)
    if run:
        stem = "_".join([*parts, f"run-{run}"])
        if list(folder.glob(f"{stem}_*")):
            raise UsageError(f"{stem} is in the dataset already; choose another run, it is never overwritten.")
        return stem
    for n in range(1, 1000):
        stem = "_".join([*parts, f"run-{n:02d}"])
        if not list(folder.glob(f"{stem}_*")):
            return stem
    raise UsageError("The dataset holds too many runs of this task; choose another task.")


def export_bids(
    excerpt: Excerpt, root: Path, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Path:
    """Add an excerpt to the dataset in ``root``, which is begun where there is none; return the signal file.

    Raises
    ------
    UsageError, StorageError, ExportCancelledError
        See ``export``.
    """
    options = excerpt.options
    folder = root / f"sub-{checked_pseudonym(options.subject)}"
    if _label(options.session):
        folder /= f"ses-{_label(options.session)}"
    folder /= "emg"
    try:
        if root.is_dir() and not _is_dataset(root):
            raise UsageError(
                f"{root.name} holds other files and no dataset_description.json; choose an empty folder or a dataset."
            )
        stem = _stem(excerpt, folder)
        new_folders = [p for p in (folder, *folder.parents) if not p.exists()]
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise storage_error(e, root, "The recording itself is as it was.") from None
    made: list[Path] = []
    labels = unique_labels((*excerpt.recording.info.channels, *excerpt.recording.info.aux_channels))
    try:
        signal = folder / f"{stem}_emg.bdf"
        made.append(signal)
        export_edf(excerpt, signal, 24, progress, cancelled)
        for suffix, text in (
            ("emg.json", _emg_json(excerpt)),
            ("channels.tsv", _channels(excerpt)),
            ("events.tsv", table(tuple(COLUMNS), event_rows(excerpt, labels))),
            ("events.json", _json(COLUMNS)),
        ):
            made.append(folder / f"{stem}_{suffix}")
            write_text(made[-1], text)
        _begin_dataset(root, excerpt, made)  # last: a dataset names nobody of whom it holds nothing
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        for path in new_folders:
            with contextlib.suppress(OSError):  # somebody else put something there meanwhile
                path.rmdir()
        raise
    return signal


def _json(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _is_dataset(root: Path) -> bool:
    others = [p for p in root.iterdir() if not p.name.startswith((".", "sub-"))]
    return not others or (root / "dataset_description.json").is_file()


def _begin_dataset(root: Path, excerpt: Excerpt, made: list[Path]) -> None:
    """Write the files of the whole dataset that are not there, told in ``made``, and then the participant's line."""
    new = {
        "dataset_description.json": _json(
            {
                "Name": "Surface EMG recorded with fascview",
                "BIDSVersion": BIDS_VERSION,
                "DatasetType": "raw",
                "GeneratedBy": [{"Name": "fascview", "Version": __version__}],
            }
        ),
        "README.md": _README,
    }
    for name, text in new.items():
        if not (root / name).exists() and not (name == "README.md" and list(root.glob("README*"))):
            made.append(root / name)
            write_text(root / name, text)
    participants = root / "participants.tsv"
    subject = f"sub-{checked_pseudonym(excerpt.options.subject)}"
    age = excerpt.options.age_text
    if not participants.exists():
        if not (root / "participants.json").exists():
            described = {"age": {"Description": "Age, 89 stands for 89 and above", "Units": "years"}}
            made.append(root / "participants.json")
            write_text(root / "participants.json", _json(described))
        made.append(participants)
        write_text(participants, table(("participant_id", "age"), [(subject, age)]))
        return
    try:
        lines = participants.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        raise StorageError("participants.tsv of the dataset cannot be read; nothing was added.") from None
    if lines and subject not in {line.split("\t")[0] for line in lines[1:]}:
        values = {"participant_id": subject, "age": age}
        lines.append("\t".join(values.get(c, "n/a") for c in lines[0].split("\t")))
        write_text(participants, "\n".join(lines) + "\n")


def _emg_json(excerpt: Excerpt) -> str:
    options, info = excerpt.options, excerpt.recording.info
    document: dict[str, object] = {
        "TaskName": options.task or "rest",
        "EMGPlacementScheme": "Other",
        "EMGPlacementSchemeDescription": "Electrodes over the muscles named in channels.tsv",
        "EMGReference": "ChannelSpecific",
        "SamplingFrequency": excerpt.fs_hz,
        "PowerLineFrequency": options.mains_hz or "n/a",
        "RecordingType": "discontinuous" if excerpt.gaps else "continuous",
        "RecordingDuration": excerpt.n_samples / excerpt.fs_hz,
        "SoftwareFilters": "n/a",
        "EMGChannelCount": info.n_channels,
    }
    return _json(document)


def _channels(excerpt: Excerpt) -> str:
    info = excerpt.recording.info
    # Names are those in the signal file, which has room for 16 characters: readers refuse a dataset where they differ.
    # The whole name is the description.
    labels = unique_labels((*info.channels, *info.aux_channels))
    rows: list[list[object]] = []
    for label, c in zip(labels, (*info.channels, *info.aux_channels), strict=True):
        emg = len(rows) < info.n_channels
        kind = "EMG" if emg else next((t for k, t in _AUX_TYPES if k in c.name.lower()), "MISC")
        status = "bad" if c.bad else "good"
        muscle = c.muscle.label or "n/a"
        unit = "n/a" if c.unit in ("", "counts") else c.unit
        rows.append(
            [
                label, kind, unit, label if emg else "n/a", "n/a", "n/a", muscle if emg else "n/a", c.name,
                excerpt.fs_hz, "n/a", "n/a", "n/a", status, "n/a",
            ]
        )  # fmt: skip
    return table(_CHANNEL_COLUMNS, rows)
