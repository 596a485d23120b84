"""Events and a summary per muscle as tables of tab-separated text."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from fascview.detection.counting import counted
from fascview.session.export.plan import Excerpt
from fascview.session.folder import storage_error

#: Columns of an event table and what they mean, as in a BIDS sidecar.
COLUMNS: dict[str, dict[str, str]] = {
    "onset": {"Description": "Time of the main deflection on the primary channel", "Units": "s"},
    "duration": {"Description": "Duration of the potential, 0 where it was not measured", "Units": "s"},
    "trial_type": {
        "Description": "What it is: fasciculation, doublet, combined, voluntary, artefact, ecg, ...; note or mark"
    },
    "status": {"Description": "accepted or rejected by the program; provisional (counts) where the end came before"},
    "verdict": {"Description": "accepted or rejected by a person, n/a where nobody judged it"},
    "reason": {"Description": "Why it was rejected"},
    "muscle": {"Description": "Muscle and side"},
    "channel": {"Description": "Primary channel"},
    "sample": {"Description": "Index of the sample, from 0"},
    "vpp_uv": {"Description": "Peak-to-peak amplitude within -10 to +20 ms, 20-450 Hz", "Units": "uV"},
    "snr": {"Description": "Peak-to-peak amplitude over the robust standard deviation of the background"},
    "confidence": {"Description": "Confidence of the detector, 0 to 1"},
    "group": {"Description": "Group of like shapes within the muscle, -1 for none"},
    "text": {"Description": "What a note or marker says"},
}


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table; what is not finite or empty becomes ``n/a``."""
    lines = ["\t".join(columns)]
    lines += ["\t".join(_cell(v) for v in row) for row in rows]
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    if isinstance(value, float | np.floating):
        return f"{value:.7g}" if np.isfinite(value) else "n/a"
    return " ".join(str(value).split()) or "n/a"


def event_rows(excerpt: Excerpt, labels: Sequence[str] = ()) -> list[list[object]]:
    """Return the events, and lost stretches as rows of their own, in the order of ``COLUMNS``.

    ``labels`` are the names of the channels where they differ from those in the recording.
    """
    info, fs_hz = excerpt.recording.info, excerpt.fs_hz
    names = labels or [c.name for c in info.channels]
    rows: list[list[object]] = []
    for e in excerpt.events:
        duration = float(e["duration_ms"]) / 1000
        rows.append(
            [
                f"{int(e['sample']) / fs_hz:.6f}",
                f"{duration if np.isfinite(duration) else 0.0:.6f}",
                e["kind"], e["status"], excerpt.recording.verdicts.get(int(e["id"]), "n/a"), e["reason"],
                info.muscles[int(e["muscle"])].label, names[int(e["channel"])], int(e["sample"]),
                e["vpp_uv"], e["snr"], e["confidence"], int(e["group"]), "n/a",
            ]
        )  # fmt: skip
    empty: list[object] = ["n/a"] * (len(COLUMNS) - 3)
    for g in excerpt.gaps:
        rows.append([f"{g.start / fs_hz:.6f}", f"{(g.stop - g.start) / fs_hz:.6f}", "BAD_ACQ_SKIP", *empty])
        rows[-1][list(COLUMNS).index("sample")] = g.start
    for n in excerpt.notes:
        what = n.what if n.what in ("note", "mark") else "note"
        rows.append([f"{n.sample / fs_hz:.6f}", "0", what, *empty[:-1], n.text])
        rows[-1][list(COLUMNS).index("sample")] = n.sample
    return sorted(rows, key=lambda r: float(str(r[0])))


def summary_rows(excerpt: Excerpt) -> list[list[object]]:
    """Return one row per muscle, in the order of ``SUMMARY``."""
    events, fs_hz = excerpt.events, excerpt.fs_hz
    lost_s = sum(g.stop - g.start for g in excerpt.gaps) / fs_hz
    length_s = excerpt.n_samples / fs_hz
    rows = []
    for i, m in enumerate(excerpt.recording.info.muscles):
        mine = events[events["muscle"] == i]
        those = counted(mine, excerpt.recording.verdicts)
        there_s = length_s - lost_s
        rate = 60 * int(those.sum()) / there_s if there_s > 0 else float("nan")
        vpp = float(np.median(mine["vpp_uv"][those])) if those.any() else float("nan")
        rows.append([m.label, int(those.sum()), int((~those).sum()), length_s, lost_s, rate, vpp])
    return rows


SUMMARY = (
    "muscle",
    "events_accepted",
    "events_rejected",
    "duration_s",
    "lost_s",
    "rate_per_recorded_min",
    "median_vpp_uv",
)


def export_tsv(excerpt: Excerpt, path: Path) -> Path:
    """Write the events to ``path`` and the summary to ``<name>_summary.tsv`` beside it.

    Raises
    ------
    StorageError
        When the disk does not take it.
    """
    beside = path.with_name(path.stem + "_summary.tsv")
    write_text(path, table(tuple(COLUMNS), event_rows(excerpt)))
    write_text(beside, table(SUMMARY, summary_rows(excerpt)))
    return path


def write_text(path: Path, text: str) -> None:
    """Write a text file that is whole or absent."""
    work = path.with_name(path.name + ".part")
    try:
        with open(work, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
        os.replace(work, path)
    except OSError as e:
        raise storage_error(e, path.parent, "The recording itself is as it was.") from None
    finally:
        with contextlib.suppress(OSError):
            work.unlink()
