"""What a guided run has found so far, as one result and as a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fascview.check.impedance import impedance_words, nothing_yet, with_impedance
from fascview.check.result import CheckResult, merged
from fascview.check.sheet import Sheet, Step
from fascview.check.taps import with_wiring

if TYPE_CHECKING:
    from fascview.check.guided import GuidedRun


def result_of(run: GuidedRun) -> CheckResult | None:
    """Return everything found so far as one result; None before anything has been measured."""
    parts = [run.results[n] for n in ("rest", "contraction", "calibration") if n in run.results]
    if not parts and not run.impedances:
        return None
    whole = merged(parts) if parts else nothing_yet(run.info, run.limits)
    if run.impedances:
        whole = with_impedance(whole, run.impedances[-1].kohm)
    return whole if run.wiring is None else with_wiring(whole, run.wiring, run.taps)


def sheet_of(run: GuidedRun, titles: dict[str, str], wall_s: float) -> Sheet | None:
    """Return the sheet of what was found so far; ``titles`` name the steps, and ``impedance``, for people."""
    result = run.result
    if result is None:
        return None
    steps = [
        Step(
            titles[s.name],
            s.state if s.state in ("pass", "warn", "fail") else "open",
            f"{s.text}. {s.remedy}".strip(". "),
        )
        for s in run.steps
        if s.name != "sheet"
    ]
    if run.impedances:
        state, words = impedance_words(run.impedances[-1].kohm, run.limits)
        steps.append(Step(titles.get("impedance", "Impedance"), state, words))
    heard = () if run.wiring is None else tuple(run.wiring.channel_of.get(e, -1) for e in run.order)
    layout = run.layout if run.wiring is None else run.wiring.layout
    info = run.info
    return Sheet(
        result, info.name, info.address, wall_s, tuple(steps), layout, heard, run.identity, impedances=run.impedances
    )
