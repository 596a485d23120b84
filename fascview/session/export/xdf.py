"""Exporting to one XDF file that every tool for LSL reads."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from fascview.session.export.plan import Cancelled, Excerpt, Progress
from fascview.session.folder import RECORDING, storage_error
from fascview.session.writer import SessionWriter
from fascview.stream import Block


def export_xdf(
    excerpt: Excerpt, path: Path, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Path:
    """Write samples, events, notes and gaps as a recording of their own.

    Raises
    ------
    StorageError
        When the disk does not take it.
    ExportCancelledError
        When somebody stopped it.
    """
    try:
        work = Path(tempfile.mkdtemp(prefix=path.name + ".", suffix=".part", dir=path.parent))
    except OSError as e:
        raise storage_error(e, path.parent, "The recording itself is as it was.") from None
    try:
        wall_s = excerpt.recording.started_wall_s if excerpt.options.keep_date else None
        at_s = 0.0 if wall_s is None else wall_s + excerpt.start / excerpt.fs_hz
        # Device, host and address can tell where somebody was recorded.
        info = replace(excerpt.recording.info, address="", host="", source_id="", device="", properties={})
        with SessionWriter(work, info, wall_s=at_s) as writer:
            for a, b in excerpt.pieces(cancelled):
                step = max(1, round(excerpt.fs_hz / 10))
                rows, aux = excerpt.read(a, b)
                for at in range(0, b - a, step):
                    part = None if aux is None else np.ascontiguousarray(aux[at : at + step])
                    stamp = (a + min(at + step, b - a) - 1) / excerpt.fs_hz if at == a == 0 else None
                    writer.write(Block(a + at, np.ascontiguousarray(rows[at : at + step]), part, stamp))
                writer.tick(b / excerpt.fs_hz)
                if progress is not None:
                    progress(b / excerpt.n_samples)
            for gap in excerpt.gaps:
                writer.write_gap(gap.start, gap.stop, gap.reason)
            writer.write_events(excerpt.events, excerpt.footprints)
            for row in excerpt.events:
                if verdict := excerpt.recording.verdicts.get(int(row["id"])):
                    writer.write_verdict(row, verdict)
            for note in excerpt.notes:
                writer.write_note(note.sample, note.text, note.what if note.what in ("note", "mark") else "note")
        os.replace(writer.folder / RECORDING, path)
    except OSError as e:
        raise storage_error(e, path.parent, "The recording itself is as it was.") from None
    finally:
        with contextlib.suppress(OSError):
            shutil.rmtree(work)
    return path
