"""What the page of the array check says: headings, hints, cells and maps, made from the run."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QCoreApplication

from fascview.check.guided import CALIBRATION, CONNECT, CONTRACTION, REST, SHEET, TAPS, GuidedRun
from fascview.check.result import CheckResult
from fascview.check.sheet import Comparison, Sheet
from fascview.stream import FloatArray
from fascview_ui.array.check_words import short_verdict, told
from fascview_ui.array.control import titles
from fascview_ui.models.feed import Feed
from fascview_ui.views.array.check_side import Lines
from fascview_ui.views.array.check_steps import StepText
from fascview_ui.views.array.electrodes import CellText
from fascview_ui.views.array.heat import HeatText


def _tr(text: str) -> str:
    return QCoreApplication.translate("ArrayCheck", text)


def step_texts(run: GuidedRun, calibration_uv: float) -> list[StepText]:
    """Return the steps as they are shown."""
    waiting = {
        "connect": _tr("All channels, the rate, nothing lost"),
        "rest": _tr("Noise, mains, drift, bridges"),
        "contraction": _tr("Three seconds; finds turned and silent leads"),
        "taps": _tr("Proves the map"),
        "calibration": _tr("{0} mV square wave or sine, 10 s").format(f"{calibration_uv / 1000:g}"),
        "sheet": _tr("Saved with the session"),
    }
    names = titles()
    found = []
    for number, step in enumerate(run.steps):
        state = step.state
        if number == run.current and state in ("now", "running"):
            state = "now"
        text = told(step.text) or (waiting[step.name] if state in ("open", "now") else "")
        found.append(StepText(names[step.name], state, text, told(step.remedy), step.progress))
    return found


def heading(run: GuidedRun) -> tuple[str, str]:
    """Return what to do now, and one detail."""
    step = run.step
    name = titles()[step.name]
    if run.again is not None:
        return _tr("Measuring {0} again").format(run.info.channels[run.again].name), _tr("keep still for 6 s")
    left = run.seconds_left
    to_go = _tr("{0} s to go").format(math.ceil(left)) if math.isfinite(left) else ""
    if run.current == TAPS and (electrode := run.electrode) is not None:
        place = run.layout.label(electrode)
        row, column = place.rstrip("0123456789"), place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        return _tr("Tap electrode {0}").format(electrode + 1), _tr("row {0}, column {1}").format(row, column)
    if step.state == "running":
        said = {
            CONNECT: (_tr("Connecting"), ""),
            REST: (_tr("Rest: let the muscle lie still"), to_go),
            CONTRACTION: (_tr("Contract for three seconds"), _tr("then let go")),
            CALIBRATION: (_tr("Measuring the calibration signal"), to_go),
        }
        return said.get(run.current, (name, ""))
    if step.state == "now" and run.current == CALIBRATION:
        if run.own_signal:
            return _tr("The device gives the calibration signal itself"), _tr("press Enter; Shift S leaves it out")
        return _tr("Switch the calibration signal on"), _tr("then press Enter; Shift S leaves it out")
    verdict = {"pass": _tr("PASS"), "warn": _tr("WARN"), "fail": _tr("FAIL"), "skipped": _tr("skipped")}
    return f"{name}: {verdict.get(step.state, '')}".rstrip(": "), told(step.text)


def while_measuring(done: int, n_channels: int) -> tuple[str, str]:
    """Return what is said while the device measures its electrodes."""
    return _tr("Measuring the electrodes"), _tr("{0} of {1}; the stream stands meanwhile").format(done, n_channels)


def hint(run: GuidedRun) -> str:
    """Return the sentence of the bottom strip."""
    if run.again is not None:
        return _tr("Only this electrode is measured again; all else stays.")
    if run.step.done and run.current < SHEET:
        following = titles()[run.steps[run.current + 1].name]
        return _tr("Enter goes on to: {0}. Space on a step does it again.").format(following)
    said = {
        CONNECT: _tr("Plug everything in; the check begins by itself."),
        REST: _tr("Nobody moves, nobody touches a cable. Twitches of the muscle itself do no harm."),
        CONTRACTION: _tr("Ask for one short contraction of the muscle under the array, then rest."),
        TAPS: _tr("Tap or rub each electrode once, in the order shown. The next one lights up by itself."),
        CALIBRATION: _tr("The test signal of the amplifier, or one from outside, to all channels at once."),
        SHEET: _tr("The sheet is kept. Repeat any step, or the whole check at the end of the session."),
    }
    return said[run.current]


def cells(run: GuidedRun, result: CheckResult | None) -> dict[int, CellText]:
    """Return what every cell says: the taps while they come, else the verdicts."""
    found: dict[int, CellText] = {}
    if run.current == TAPS:
        now = run.electrode
        for electrode in run.order:
            tap = run.taps.get(electrode)
            if electrode == now:
                found[electrode] = CellText(_tr("TAP"), "now")
            elif tap is not None and tap.channel == electrode:
                found[electrode] = CellText(_tr("found"), "good")
            elif tap is not None:
                found[electrode] = CellText(_tr("on {0}").format(tap.channel + 1), "caution")
            elif electrode in run.missed:
                found[electrode] = CellText(_tr("missed"), "")
        return found
    if result is None:
        return found
    tones = {"fail": "fault", "warn": "caution", "pass": "good"}
    for channel, measured in enumerate(result.channels):
        worst = measured.worst
        word = _tr("pass") if worst is None else short_verdict(worst.kind)
        found[channel] = CellText(word, tones[measured.level])
    if run.again is not None:
        found[run.again] = CellText(_tr("again"), "now")
    return found


def maps(result: CheckResult | None, n: int, vpp: FloatArray | None) -> list[HeatText]:
    """Return the heat maps: noise, mains, then impedance where it is known, else the Vpp of the latest event."""

    def values(key: str) -> tuple[float, ...]:
        if result is None:
            return (math.nan,) * n
        return tuple(c.figures.get(key, math.nan) for c in result.channels)

    failing = frozenset() if result is None else frozenset(result.failed)
    limits = None if result is None else result.limits
    noise, mains = (10.0, 25.0) if limits is None else (limits.noise_uv, limits.mains_percent)
    found = [
        HeatText(_tr("Noise"), "µV", values("noise_uv"), 1.5 * noise, noise, failing),
        HeatText(_tr("Mains share"), "%", values("mains_percent"), min(100.0, 2 * mains), mains, failing),
    ]
    kohm = values("impedance_kohm")
    if any(math.isfinite(v) for v in kohm) and limits is not None:
        found.append(HeatText(_tr("Impedance"), "kΩ", kohm, 2 * limits.impedance_kohm, limits.impedance_kohm, failing))
    else:
        seen = tuple(float(v) for v in vpp) if vpp is not None else (math.nan,) * n
        top = max((v for v in seen if math.isfinite(v)), default=100.0)
        found.append(HeatText(_tr("Vpp of the latest event"), "µV", seen, float(max(10.0, math.ceil(top / 10) * 10))))
    return found


def lines_of(run: GuidedRun, rows: FloatArray, chosen: int) -> Lines | None:
    """Return the traces beside the array: those around the channel meant, shape of ``rows`` ``(n, n_channels)``."""
    if not len(rows):
        return None
    near = neighbours(run, chosen if chosen >= 0 else run.order[0] if run.order else 0)
    some = rows[:, near]
    some = some - np.nanmedian(np.where(np.isnan(some), 0, some), axis=0)
    size = float(np.quantile(np.abs(np.nan_to_num(some)), 0.995))
    steps = (10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0)
    uv = next((s for s in steps if size <= s), 10_000.0)
    names = tuple(run.info.channels[c].name for c in near)
    return Lines(names, some, near.index(chosen) if chosen in near else -1, uv)


def neighbours(run: GuidedRun, channel: int, count: int = 5) -> list[int]:
    """Return a channel with those that lie nearest to it, in the order of their numbers."""
    places = run.layout.places(run.info.n_channels)
    if not 0 <= channel < len(places):
        return []
    away = np.hypot(*(places - places[channel]).T)
    away = np.where(np.isnan(away), np.inf, away)
    if not np.isfinite(away).any():
        return [channel]
    order = [int(c) for c in np.argsort(away, kind="stable")[:count] if np.isfinite(away[c])]
    return sorted({*order, channel})


def since(comparison: Comparison | None, before: Sheet | None) -> str:
    """Return what changed since the last check."""
    if before is None:
        return _tr("First check of this device.")
    if comparison is None:
        fail, warn, fine = before.result.counts()
        return _tr("{0} pass, {1} warn, {2} fail.").format(fine, warn, fail)
    parts = []
    for words, names in ((_tr("Worse: {0}."), comparison.worse), (_tr("Better: {0}."), comparison.better)):
        if names:
            shown = ", ".join(names[:6]) + (_tr(" and {0} more").format(len(names) - 6) if len(names) > 6 else "")
            parts.append(words.format(shown))
    if not parts:
        parts.append(_tr("No channel changed its verdict."))
    parts.append(_tr("Same map.") if comparison.same_map else _tr("Another map."))
    return " ".join(parts)


def latest_vpp(feed: Feed | None) -> FloatArray | None:
    """Return the Vpp [uV] of the latest measured event on every channel, NaN off its muscle; None before the first."""
    if feed is None or not len(feed.events()):
        return None
    known = feed.events()[-50:]
    known = known[np.isfinite(known["vpp_uv"])]
    part = feed.footprint(int(known[-1]["id"])) if len(known) else None
    if part is None:
        return None
    whole = np.full(feed.info.n_channels, np.nan, np.float32)
    own = np.flatnonzero(feed.info.muscle_of_channel == int(known[-1]["muscle"]))
    if len(own) == len(part):
        whole[own] = part
    return whole
