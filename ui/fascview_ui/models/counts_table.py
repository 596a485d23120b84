"""The figures of the cards as a table of text."""

from __future__ import annotations

import math
import os
import time
from pathlib import Path

from fascview.engine.status import EngineStatus
from fascview.errors import StorageError
from fascview.stream import StreamInfo

COLUMNS = (
    "muscle",
    "count",
    "analysable_s",
    "rate_per_min_60_s",
    "rate_low_per_min",
    "rate_high_per_min",
    "count_10_s",
    "state",
    "noise_uv",
    "smallest_vpp_uv",
)


def counts_table(info: StreamInfo, status: EngineStatus, since_s: float, now_s: float) -> str:
    """Return the table; numbers have a point whatever the locale, unknown ones are ``n/a``."""
    lines = [
        "# fascview: research use only, not for diagnosis",
        f"# source: {info.name} ({info.kind})",
        f"# counting since: {_stamp(since_s)}",
        f"# saved: {_stamp(now_s)}",
        "# rate: last 60 s per analysable minute, exact Poisson 95 % interval",
        "\t".join(COLUMNS),
    ]
    for muscle, m in zip(info.muscles, status.muscles, strict=False):
        values = (m.rate_per_min, m.rate_low_per_min, m.rate_high_per_min)
        cells = [
            muscle.label.replace("\t", " ") or "n/a",
            str(m.count),
            _number(m.analysable_s),
            *(_number(v) for v in values),
            str(m.count_10_s),
            m.state,
            _number(m.noise_uv),
            _number(m.smallest_vpp_uv),
        ]
        lines.append("\t".join(cells))
    return "\n".join(lines) + "\n"


def write_counts(path: Path, info: StreamInfo, status: EngineStatus, since_s: float) -> None:
    """Write the table whole or not at all.

    Raises
    ------
    StorageError
        If it cannot be written there.
    """
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(counts_table(info, status, since_s, time.time()), encoding="utf-8")
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StorageError(
            f"{path} cannot be written ({error.strerror}). The counts go on; choose another place."
        ) from None


def _number(value: float) -> str:
    return f"{value:.3f}" if math.isfinite(value) else "n/a"


def _stamp(wall_s: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(wall_s)) if math.isfinite(wall_s) else "n/a"
