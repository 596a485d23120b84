"""The result sheet: saved beside the recording, read again, compared with the last one, exported."""

from __future__ import annotations

import json
import math
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from fascview import __version__
from fascview.check.findings import Finding
from fascview.check.impedance import MOST_IMPEDANCES, Impedances
from fascview.check.layout import Layout, as_toml, from_toml
from fascview.check.limits import Limits, names
from fascview.check.result import ChannelResult, CheckResult
from fascview.errors import FormatError, StorageError, UsageError
from fascview.stream import plain_text

NOTICE = "Research use only, not for diagnosis."
SUFFIX = ".check.json"
MAX_BYTES = 16 << 20

#: Columns of table and text: key of the figure, heading, digits, factor.
COLUMNS: tuple[tuple[str, str, int], ...] = (
    ("noise_uv", "Noise µV", 1),
    ("mains_percent", "Mains %", 0),
    ("low_percent", "<20 Hz %", 0),
    ("offset_mv", "DC mV", 1),
    ("impedance_kohm", "kΩ", 0),
    ("gain_error_percent", "Gain %", 1),
    ("delay_ms", "Delay ms", 3),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the guided run: its title, ``pass``, ``warn``, ``fail`` or ``open``, and what was said."""

    title: str
    state: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A result with whose it is and when it was made.

    Attributes
    ----------
    result : CheckResult
    source, address : str
        Name and address of the stream or file.
    wall_s : float
        When [s since 1970].
    steps : tuple of Step
        Of a guided run.
    layout : Layout or None
    wiring : tuple of int
        The channel heard for every channel tapped, counted from 0, -1 where none was; empty without a tap test.
    identity : str
        What stays the same when the device comes back.
    impedances : tuple of Impedances
        What the device measured of every electrode, every time it did, the latest last.
    """

    result: CheckResult
    source: str
    address: str
    wall_s: float
    steps: tuple[Step, ...] = ()
    layout: Layout | None = None
    wiring: tuple[int, ...] = ()
    identity: str = ""
    impedances: tuple[Impedances, ...] = ()

    @property
    def when(self) -> str:
        """Date and time, local."""
        return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(self.wall_s))

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return self.result.as_json() | {
            "source": self.source,
            "address": self.address,
            "checked": self.when,
            "wall_s": self.wall_s,
            "program": f"fascview {__version__}",
            "notice": NOTICE,
            "steps": [asdict(s) for s in self.steps],
            "layout": None if self.layout is None else {"name": self.layout.name, "toml": as_toml(self.layout)},
            "wiring": list(self.wiring),
            "identity": self.identity,
            "impedances": [
                {"wall_s": m.wall_s, "kohm": [round(k, 2) if math.isfinite(k) else None for k in m.kohm]}
                for m in self.impedances
            ],
        }


def columns_of(result: CheckResult) -> list[tuple[str, str, int]]:
    """Return the columns for which anything was measured."""
    return [c for c in COLUMNS if any(math.isfinite(r.figures.get(c[0], math.nan)) for r in result.channels)]


def figure_text(value: float, digits: int, sign: bool = False) -> str:
    """Return a figure as it is shown, a dash where there is none."""
    if not math.isfinite(value):
        return "–"
    value = round(value, digits) + 0.0  # no minus before zero
    text = f"{value:+.{digits}f}" if sign else f"{value:.{digits}f}"
    return text.replace("-", "−")


def as_text(sheet: Sheet) -> str:
    """Return the sheet for a terminal: verdict, findings, remedies, then a table with the worst channels on top."""
    result = sheet.result
    failed, near, fine = result.counts()
    lines = [
        f"{'PASS' if result.passed else 'FAIL'}  {sheet.source}  {fine} pass, {near} warn, {failed} fail",
        *(f"{f.level.upper()}: {f.text}" for f in result.findings),
        *result.remedies(),
        *(f"Near a limit: {r}" for r in result.remedies("warn")[:3]),
        "",
    ]
    columns = columns_of(result)
    width = max([7, *(len(c.name) for c in result.channels)])
    lines.append("  ".join(["Channel".ljust(width), *(h.rjust(9) for _, h, _ in columns), "Verdict"]))
    for i in worst_first(result):
        c = result.channels[i]
        figures = [figure_text(c.figures.get(k, math.nan), d).rjust(9) for k, _, d in columns]
        lines.append("  ".join([c.name.ljust(width), *figures, result.verdict(i)]))
    return "\n".join([*lines, "", NOTICE]) + "\n"


def worst_first(result: CheckResult) -> list[int]:
    """Return the channels with the failed ones first, then those near a limit."""
    order = {"fail": 0, "warn": 1, "pass": 2}
    return sorted(range(len(result.channels)), key=lambda i: order[result.channels[i].level])


def as_tsv(sheet: Sheet) -> str:
    """Return one line per channel, every figure in a column; numbers with a point."""
    result = sheet.result
    keys = list(dict.fromkeys(k for c in result.channels for k in c.figures))
    places = [] if sheet.layout is None else ["place"]
    rows = [["channel", *places, "verdict", "level", "findings", "warnings", *keys]]
    for i, c in enumerate(result.channels):
        values = (c.figures.get(k, math.nan) for k in keys)
        place = [] if sheet.layout is None else [sheet.layout.label(i) or "n/a"]
        kinds = [",".join(c.kinds(level)) or "n/a" for level in ("fail", "warn")]
        shown = [f"{v:.6g}" if math.isfinite(v) else "n/a" for v in values]
        rows.append([c.name, *place, result.verdict(i), c.level, *kinds, *shown])
    return "".join("\t".join(row) + "\n" for row in rows)


def write_sheet(sheet: Sheet, path: Path, json_wanted: bool = False) -> None:
    """Write a sheet as what its name says: ``.json``, ``.tsv``, ``.pdf``, ``.txt``.

    Raises
    ------
    UsageError
        For any other name.
    StorageError
        If it cannot be written there.
    """
    suffix = ".json" if json_wanted and not path.suffix else path.suffix.lower()
    if suffix == ".pdf":
        from fascview.check.paper import as_pdf

        data = as_pdf(sheet)
    elif suffix == ".json":
        data = (json.dumps(sheet.as_json(), allow_nan=False, ensure_ascii=False, indent=1) + "\n").encode()
    elif suffix in (".tsv", ".txt"):
        data = (as_tsv(sheet) if suffix == ".tsv" else as_text(sheet)).encode()
    else:
        raise UsageError(f"A check is written as .json, .tsv, .txt or .pdf; {path.name} ends otherwise.")
    partial = path.with_name(path.name + ".partial")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise StorageError(f"{path} cannot be written ({error.strerror}); choose another place.") from None


def read_sheet(path: Path) -> Sheet:
    """Read a sheet that ``write_sheet`` wrote as JSON.

    Raises
    ------
    FormatError
        If it is none.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FormatError(f"{path.name} is too large to be a check; it was not read.")
        found = json.loads(path.read_text(encoding="utf-8"))
        channels = [c["name"] for c in found["channels"]]
        index = {name: i for i, name in enumerate(channels)}
        details = [
            Finding(
                d["kind"],
                d["level"],
                tuple(index[c] for c in d["channels"]),
                plain_text(d["text"], 200),
                _number(d["value"]),
                _number(d["limit"]),
            )
            for d in found["details"]
        ]
        own = {"name", "pass", "findings", "warnings", "verdict"}
        results = tuple(
            ChannelResult(
                plain_text(c["name"]),
                tuple(d for d in details if i in d.channels),
                {str(k): _number(v) for k, v in c.items() if k not in own},
            )
            for i, c in enumerate(found["channels"])
        )
        limits = Limits(**{k: float(v) for k, v in found["limits"].items() if k in names()})
        facts = {k: _number(v) for k, v in found.items() if k.endswith(("_hz", "_s")) or k == "activity"}
        result = CheckResult(results, tuple(d for d in details if not d.channels), limits, facts)
        told = found.get("layout")
        layout = None if told is None else from_toml(told["toml"], told["name"])
        steps = tuple(
            Step(plain_text(s["title"]), plain_text(s["state"]), plain_text(s["text"], 400)) for s in found["steps"]
        )
        wiring = tuple(int(w) for w in found.get("wiring", ()))
        source, address = plain_text(found["source"]), plain_text(found["address"], 400)
        identity = plain_text(found.get("identity", ""), 200)
        told_kohm = tuple(
            Impedances(float(m["wall_s"]), tuple(_number(k) for k in m["kohm"][: len(channels)]))
            for m in found.get("impedances", ())[-MOST_IMPEDANCES:]
        )
        return Sheet(result, source, address, float(found["wall_s"]), steps, layout, wiring, identity, told_kohm)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, UsageError):
        raise FormatError(f"{path.name} is no check of fascview, or is damaged; it was not changed.") from None


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else math.nan


def last_sheet(folder: Path, identity: str, before_s: float = math.inf) -> Sheet | None:
    """Return the newest sheet of a device in ``folder``, older than ``before_s``; damaged ones are passed over."""
    found: Sheet | None = None
    try:
        paths = sorted(folder.glob(f"*{SUFFIX}"), reverse=True)[:200]
    except OSError:
        return None
    for path in paths:
        try:
            sheet = read_sheet(path)
        except FormatError:
            continue
        if sheet.identity == identity and sheet.wall_s < before_s and (found is None or sheet.wall_s > found.wall_s):
            found = sheet
    return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed since an earlier sheet: names of channels that are worse or better, and whether the wiring is."""

    worse: tuple[str, ...] = field(default=())
    better: tuple[str, ...] = field(default=())
    same_map: bool = True


def compare(now: Sheet, before: Sheet) -> Comparison:
    """Compare two sheets of one device, channel by channel by name."""
    order = {"pass": 0, "warn": 1, "fail": 2}
    old = {c.name: c for c in before.result.channels}
    worse, better = [], []
    for channel in now.result.channels:
        was = old.get(channel.name)
        if was is None:
            continue
        change = order[channel.level] - order[was.level]
        ratio = channel.figures.get("noise_uv", math.nan) / max(was.figures.get("noise_uv", math.nan), 1e-9)
        kohm = channel.figures.get("impedance_kohm", math.nan) / max(was.figures.get("impedance_kohm", math.nan), 1e-9)
        if change > 0 or (change == 0 and (ratio > 2 or kohm > 2)):
            worse.append(channel.name)
        elif change < 0 or (change == 0 and (ratio < 0.5 or kohm < 0.5)):
            better.append(channel.name)
    same_grid = (now.layout is None) == (before.layout is None) and (
        now.layout is None or before.layout is None or now.layout.grid == before.layout.grid
    )
    same = same_grid and (not now.wiring or not before.wiring or now.wiring == before.wiring)
    return Comparison(tuple(worse), tuple(better), same)


def sheet_name(wall_s: float) -> str:
    """Return a file name that sorts by time."""
    return time.strftime("%Y%m%d-%H%M%S", time.localtime(wall_s)) + SUFFIX
