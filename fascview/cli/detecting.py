"""``fascview detect``: the fasciculations of a recording, as text for people and programs."""

from __future__ import annotations

import argparse
import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from fascview.errors import StorageError, UsageError

if TYPE_CHECKING:
    from fascview.detection.batch import Detection
    from fascview.session.recording import Recording
    from fascview.settings import DetectorSettings

COLUMNS = ("time_s", "sample", "muscle", "channel", "vpp_uv", "snr", "kind", "status", "reason", "confidence")


def add(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("detect", help="find the fasciculations of a recording")
    parser.add_argument("path", metavar="PATH", help="a session folder, or an XDF, EDF, BDF or text file")
    parser.add_argument("--out", metavar="events.tsv", help="write the events there instead of to stdout")
    parser.add_argument("--json", action="store_true", help="one JSON object: fs_hz, muscles, events, intervals")
    parser.add_argument("--fs", type=float, metavar="HZ", help="sampling rate of a file that does not say it")
    parser.add_argument("--muscles", metavar="A,B,...", help="one muscle name per channel, separated by commas")
    parser.add_argument("--false-per-min", type=float, metavar="N", help="false events accepted per min of noise")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Detect, and print or write what was found."""
    import fascview
    from fascview.settings import DetectorSettings

    settings = DetectorSettings()
    if options.false_per_min is not None:
        settings = DetectorSettings(false_per_min=options.false_per_min)
    muscles = None if options.muscles is None else muscle_names(options.muscles)
    with fascview.open(options.path, fs_hz=options.fs, muscles=muscles) as recording:
        return _detect(recording, settings, options)


def _detect(recording: Recording, settings: DetectorSettings, options: argparse.Namespace) -> int:
    from fascview.detection.batch import detect_pieces

    for warning in recording.warnings:
        print(warning, file=sys.stderr)
    detection = detect_pieces(recording.pieces(), recording.fs_hz, recording.muscles_per_channel, settings)
    write = _write_json if options.json else _write_tsv
    if options.out is None:
        write(recording, detection, sys.stdout)
    else:
        try:
            with Path(options.out).open("w", encoding="utf-8", newline="") as file:
                write(recording, detection, file)
        except OSError as error:
            raise StorageError(
                f"{options.out} cannot be written ({error.strerror}); choose another with --out."
            ) from None
    print(f"{len(detection.fasciculations)} fasciculations in {len(detection.muscles)} muscles", file=sys.stderr)
    return 0


def muscle_names(names: str) -> list[str]:
    """Return the names given as ``A,B,...``.

    Raises
    ------
    UsageError
        If one is empty.
    """
    parts = [n.strip() for n in names.split(",")]
    if not all(parts):
        raise UsageError("A muscle name in --muscles is empty; give one name per channel, separated by commas.")
    return parts


def _facts(row: Any, detection: Detection) -> dict[str, Any]:
    """Return one event as plain numbers and words; what is not known is None."""
    facts: dict[str, Any] = {}
    for name in row.dtype.names or ():
        value = row[name].item()
        facts[name] = None if isinstance(value, float) and not math.isfinite(value) else value
    facts["muscle_name"] = detection.muscles[int(row["muscle"])]
    return facts


def _write_json(recording: Recording, detection: Detection, out: TextIO) -> None:
    result = {
        "fs_hz": recording.fs_hz,
        "n_samples": recording.n_samples,
        "muscles": list(detection.muscles),
        "muscles_per_channel": list(recording.muscles_per_channel),
        "events": [_facts(row, detection) for row in detection.events],
        "intervals": [
            {
                "muscle": int(row["muscle"]),
                "start_s": int(row["start"]) / recording.fs_hz,
                "stop_s": int(row["stop"]) / recording.fs_hz,
                "reason": str(row["reason"]),
            }
            for row in detection.intervals
        ],
    }
    json.dump(result, out, allow_nan=False)
    out.write("\n")


def _write_tsv(recording: Recording, detection: Detection, out: TextIO) -> None:
    del recording
    out.write("\t".join(COLUMNS) + "\n")
    for row in detection.events:
        facts = _facts(row, detection)
        facts["muscle"] = facts["muscle_name"]
        out.write("\t".join(_text(facts[c]) for c in COLUMNS) + "\n")


def _text(value: Any) -> str:
    if value is None:
        return "n/a"
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
