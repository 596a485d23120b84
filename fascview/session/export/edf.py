"""Exporting to BDF+ and EDF+, piece by piece, whatever the length."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

import numpy as np

from fascview import __version__
from fascview.detection.events import KINDS
from fascview.session.export import edf_write
from fascview.session.export.edf_write import LOST, Annotation, Signal
from fascview.session.export.plan import Cancelled, Excerpt, Progress, check, unique_labels
from fascview.session.folder import storage_error
from fascview.stream import FloatArray


def event_text(excerpt: Excerpt, row: np.void, labels: list[str]) -> str:
    """Return an event as an annotation: ``fasciculation/Deltoid R/VL_03``, rejected ones with ``rejected/`` before.

    What a person said of it goes over what the program did.
    """
    info = excerpt.recording.info
    verdict = excerpt.recording.verdicts.get(int(row["id"]), "")
    kind = verdict if verdict in KINDS else row["kind"]
    name = f"{kind}/{info.muscles[int(row['muscle'])].label}/{labels[int(row['channel'])]}"
    return name if excerpt.accepted(row) else f"rejected/{name}"


def annotation_list(excerpt: Excerpt, plan: edf_write.Layout, labels: list[str]) -> list[Annotation]:
    """Return events, notes, lost stretches and padding as annotations."""
    fs_hz = excerpt.fs_hz
    found = [Annotation(int(r["sample"]) / fs_hz, 0.0, event_text(excerpt, r, labels)) for r in excerpt.events]
    found += [Annotation(n.sample / fs_hz, 0.0, n.text) for n in excerpt.notes]
    found += [Annotation(g.start / fs_hz, (g.stop - g.start) / fs_hz, LOST) for g in excerpt.gaps]
    if plan.padding > excerpt.n_samples:
        found.append(Annotation(excerpt.n_samples / fs_hz, (plan.padding - excerpt.n_samples) / fs_hz, LOST))
    return found


def _ranges(excerpt: Excerpt, cancelled: Cancelled | None, progress: Progress | None) -> tuple[FloatArray, FloatArray]:
    """Return the largest finite magnitude of every EMG and auxiliary channel."""
    emg = np.zeros(excerpt.recording.info.n_channels, np.float32)
    aux = np.zeros(len(excerpt.recording.info.aux_channels), np.float32)
    for a, b in excerpt.pieces(cancelled):
        rows, beside = excerpt.read(a, b)
        for part, largest in ((rows, emg), (beside, aux)):
            if part is not None and len(largest):
                np.maximum(largest, np.abs(np.where(np.isfinite(part), part, 0)).max(axis=0), out=largest)
        if progress is not None:
            progress(0.4 * b / excerpt.n_samples)
    return emg, aux


def export_edf(
    excerpt: Excerpt, path: Path, digits: int, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Path:
    """Write an excerpt as BDF+C (``digits`` 24) or EDF+C (16). Lost samples become 0 uV and an annotation.

    Raises
    ------
    StorageError
        When the disk takes it not; an earlier file of that name stays as it was.
    ExportCancelledError
        When somebody stopped it.
    """
    info, fs_hz = excerpt.recording.info, excerpt.fs_hz
    plan = edf_write.layout(excerpt.n_samples, fs_hz)
    emg, aux = _ranges(excerpt, cancelled, progress)
    channels = (*info.channels, *info.aux_channels)
    labels = unique_labels(channels)
    signals = [
        Signal(label, c.unit if c.unit != "counts" else "", edf_write.physical_range(float(most), digits))
        for label, c, most in zip(labels, channels, (*emg, *aux), strict=True)
    ]
    blocks = edf_write.annotation_blocks(annotation_list(excerpt, plan, labels), plan, fs_hz, digits // 8)
    options, wall_s = excerpt.options, excerpt.recording.started_wall_s
    date, clock, day = "01.01.85", "00.00.00", "X"
    if options.keep_date and wall_s is not None:
        at = time.localtime(wall_s + excerpt.start / fs_hz)
        months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
        date, clock = time.strftime("%d.%m.%y", at), time.strftime("%H.%M.%S", at)
        day = f"{at.tm_mday:02d}-{months[at.tm_mon - 1]}-{at.tm_year}"
    subject = "X" if options.subject == "anon" else options.subject
    head = edf_write.header(
        signals,
        plan,
        len(blocks[0]),
        digits,
        f"{subject} X X X",
        f"Startdate {day} X X fascview_{__version__}",
        date,
        clock,
    )
    work = path.with_name(path.name + ".part")
    try:
        with open(work, "wb") as out:
            out.write(head)
            for r, block in enumerate(blocks):
                if r % 16 == 0:
                    check(cancelled)
                    if progress is not None:
                        progress(0.4 + 0.6 * r / plan.n_records)
                a, b = r * plan.n, min((r + 1) * plan.n, excerpt.n_samples)
                rows, beside = excerpt.read(a, b)
                columns = np.zeros((plan.n, len(signals)), np.float32)
                columns[: b - a, : info.n_channels] = rows
                if beside is not None and info.aux_channels:
                    columns[: b - a, info.n_channels :] = beside
                out.write(edf_write.record(columns, signals, digits) + block)
            out.flush()
            os.fsync(out.fileno())
        os.replace(work, path)
    except OSError as e:
        raise storage_error(e, path.parent, "The recording itself is as it was.") from None
    finally:
        with contextlib.suppress(OSError):
            work.unlink()
    if progress is not None:
        progress(1.0)
    return path
