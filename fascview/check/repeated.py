"""The check repeated at the end of a session: its measurable part from the last seconds, held against the beginning."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from pathlib import Path

from fascview.check.running import check_samples
from fascview.check.sheet import SUFFIX, Comparison, Sheet, compare, read_sheet, sheet_name, write_sheet
from fascview.errors import FormatError, StorageError
from fascview.stream import FloatArray, StreamInfo

LAST_S = 20.0
PREFIX = "array-check-"
COMPARISON = "array-check-comparison.tsv"

#: What a stretch of rest can tell; the rest needs a contraction, taps, a signal or the device.
AT_REST = frozenset(
    {
        *("lost_reference", "railed", "flat", "loose", "bridged", "duplicated", "clipped", "mains", "noise", "offset"),
        *("drift", "low_frequency", "no_rest", "unscaled", "too_short"),
    }
)
FIGURES = (("noise_uv", 1), ("mains_percent", 0), ("low_percent", 0), ("offset_mv", 1))


def recent_sheet(folder: Path, identity: str, since_s: float) -> Sheet | None:
    """Return the newest sheet of a device in ``folder`` that was made after ``since_s`` [s since 1970], or None."""
    try:
        known = [(p.stat().st_mtime, p) for p in folder.glob(f"*{SUFFIX}")]
    except OSError:
        return None
    found: Sheet | None = None
    for changed_s, path in known:
        if changed_s < since_s:
            continue
        try:
            sheet = read_sheet(path)
        except FormatError:
            continue
        if sheet.identity == identity and sheet.wall_s >= since_s and (found is None or sheet.wall_s > found.wall_s):
            found = sheet
    return found


def at_rest(sheet: Sheet) -> Sheet:
    """Return a sheet with only what a stretch of rest can tell, so that two of them can be compared."""
    result = sheet.result
    channels = tuple(replace(c, findings=tuple(f for f in c.findings if f.kind in AT_REST)) for c in result.channels)
    findings = tuple(f for f in result.findings if f.kind in AT_REST)
    return replace(sheet, result=replace(result, channels=channels, findings=findings), steps=(), wiring=())


def repeated(first: Sheet, samples_uv: FloatArray, info: StreamInfo, wall_s: float) -> Sheet:
    """Check the last samples of a session, shape ``(n, n_channels)`` [uV], by limits and layout of ``first``."""
    result = check_samples(samples_uv, info, first.result.limits, first.layout)
    return at_rest(Sheet(result, info.name, info.address, wall_s, (), first.layout, (), first.identity))


def comparison_text(first: Sheet, last: Sheet) -> str:
    """Return both checks side by side as TSV, one line per channel; ``n/a`` where a figure is not known."""
    told = compare(last, at_rest(first))
    old = {c.name: i for i, c in enumerate(first.result.channels)}
    before = at_rest(first).result
    heads = [f"{key}_{when}" for key, _ in FIGURES for when in ("begin", "end")]
    rows = [["channel", "change", "verdict_begin", "verdict_end", *heads]]
    for i, channel in enumerate(last.result.channels):
        at = old.get(channel.name)
        change = "worse" if channel.name in told.worse else "better" if channel.name in told.better else "same"
        figures = []
        for key, digits in FIGURES:
            earlier = math.nan if at is None else before.channels[at].figures.get(key, math.nan)
            figures += [_plain(earlier, digits), _plain(channel.figures.get(key, math.nan), digits)]
        verdict = "n/a" if at is None else before.verdict(at)
        rows.append([channel.name, change, verdict, last.result.verdict(i), *figures])
    head = f"# array check at the end, {last.when}, against that of {first.when}\n"
    return head + "".join("\t".join(row) + "\n" for row in rows)


def _plain(value: float, digits: int) -> str:
    return f"{round(value, digits) + 0.0:.{digits}f}" if math.isfinite(value) else "n/a"


def keep_first(first: Sheet, session: Path) -> None:
    """Put the sheet a session begins with into its folder.

    Raises
    ------
    StorageError
        If it cannot be written there.
    """
    write_sheet(first, session / f"{PREFIX}{sheet_name(first.wall_s)}")


def keep_comparison(first: Sheet, last: Sheet, session: Path) -> Comparison:
    """Write the sheet of the end and the table of both into a session; return what changed.

    Raises
    ------
    StorageError
        If they cannot be written there.
    """
    write_sheet(last, session / f"{PREFIX}end-{sheet_name(last.wall_s)}")
    path = session / COMPARISON
    try:
        path.write_text(comparison_text(first, last), encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{path} cannot be written ({error.strerror}); the recording itself is safe.") from None
    return compare(last, at_rest(first))


def clock_of(sheet: Sheet) -> str:
    """Return the time of day of a sheet, local."""
    return time.strftime("%H:%M", time.localtime(sheet.wall_s))
