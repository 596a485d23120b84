"""The report as a file: a page, a table, or all its facts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fascview.analysis.report_html import html
from fascview.analysis.report_pdf import pdf
from fascview.errors import StorageError, UsageError

COLUMNS = (
    "muscle",
    "region",
    "state",
    "count",
    "analysable_s",
    "rate_per_min",
    "rate_low_per_min",
    "rate_high_per_min",
    "fano_10_s",
    "vpp_median_uv",
    "vpp_q1_uv",
    "vpp_q3_uv",
    "vpp_p95_uv",
    "interval_median_s",
    "interval_cv",
    "interval_cv2",
    "short_interval_excess",
    "doublets",
    "repeats",
    "f_wave_like",
    "groups",
    "w2_percent",
    "combined",
    "duration_ms",
    "noise_uv",
    "smallest_vpp_uv",
    "held_s",
)


def tsv(model: Mapping[str, Any]) -> str:
    """Return one row per muscle; ``n/a`` where something cannot be told; the decimal mark is a point."""
    lines = ["\t".join(COLUMNS)]
    for m in model["muscles"]:
        facts = {
            **m,
            "muscle": m["label"],
            "region": m["place"]["region"],
            **{f"vpp_{k}_uv": v for k, v in m["vpp_uv"].items()},
            **{f"interval_{k}": v for k, v in m["interval"].items()},
            **m["pairs"],
            "groups": len(m["groups"]),
            "combined": len(m["combined"]),
            "duration_ms": m["shape"]["duration_ms"],
        }
        lines.append("\t".join(_cell(facts[name]) for name in COLUMNS))
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    if value is None or value == "":
        return "n/a"
    return " ".join(str(value).split())


def check_name(path: Path) -> str:
    """Return the end of a report's file name.

    Raises
    ------
    UsageError
        If no report is written so.
    """
    kind = path.suffix.lower()
    if kind not in (".html", ".htm", ".pdf", ".tsv", ".json"):
        raise UsageError(f"A report is written as .html, .pdf, .tsv or .json; {path.name} ends otherwise.")
    return kind


def write_report(model: Mapping[str, Any], path: Path) -> None:
    """Write the report; the end of the name says how: ``.html``, ``.pdf``, ``.tsv`` or ``.json``.

    The file appears whole or not at all.

    Raises
    ------
    UsageError
        If the name ends otherwise.
    StorageError
        If it cannot be written.
    """
    kind = check_name(path)
    if kind == ".json":
        data = (json.dumps(model, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()
    elif kind == ".pdf":
        data = pdf(model)
    else:
        data = (tsv(model) if kind == ".tsv" else html(model)).encode()
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StorageError(f"{path} cannot be written ({error.strerror}); choose another place with --out.") from error
