"""The outcome of a check: per channel and for the array, in words and figures."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from fascview.check.findings import KINDS, Finding, remedy, word
from fascview.check.limits import Limits


@dataclass(frozen=True, slots=True)
class ChannelResult:
    """One channel: its name, what was found, and the figures behind it (units in their names; NaN: not known)."""

    name: str
    findings: tuple[Finding, ...]
    figures: dict[str, float]

    @property
    def level(self) -> str:
        """``fail``, ``warn`` or ``pass``: the worst of what was found."""
        levels = {f.level for f in self.findings}
        return "fail" if "fail" in levels else "warn" if levels else "pass"

    @property
    def worst(self) -> Finding | None:
        """The finding that names the channel's verdict."""
        ranked = sorted(self.findings, key=lambda f: (f.level != "fail", KINDS.index(f.kind)))
        return ranked[0] if ranked else None

    def kinds(self, level: str) -> list[str]:
        """Return the kinds found at this level, the gravest first."""
        return sorted({f.kind for f in self.findings if f.level == level}, key=KINDS.index)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A whole check.

    Attributes
    ----------
    channels : tuple of ChannelResult
        In the order of the columns.
    findings : tuple of Finding
        About the array or the stream as a whole.
    limits : Limits
        What was held against.
    facts : dict
        ``fs_hz``, ``measured_fs_hz``, ``duration_s``, ``mains_hz``, ``activity``.
    """

    channels: tuple[ChannelResult, ...]
    findings: tuple[Finding, ...]
    limits: Limits
    facts: dict[str, float] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """True where nothing failed."""
        return all(c.level != "fail" for c in self.channels) and all(f.level != "fail" for f in self.findings)

    @property
    def failed(self) -> tuple[int, ...]:
        """The channels that failed."""
        return tuple(i for i, c in enumerate(self.channels) if c.level == "fail")

    def counts(self) -> tuple[int, int, int]:
        """Return how many channels fail, warn and pass."""
        levels = [c.level for c in self.channels]
        return levels.count("fail"), levels.count("warn"), levels.count("pass")

    def verdict(self, channel: int) -> str:
        """Return the verdict of a channel as it is shown, such as ``Bridged with 14``."""
        worst = self.channels[channel].worst
        if worst is None:
            return "Pass"
        said = word(worst.kind, worst.level)
        others = [self.channels[c].name for c in worst.channels if c != channel]
        if worst.kind in ("bridged", "swapped", "duplicated") and others:
            return f"{said} {'as' if worst.kind == 'duplicated' else 'with'} {others[0]}"
        return said

    def remedies(self, level: str = "fail") -> tuple[str, ...]:
        """Return what to do, one sentence per kind, the gravest first; each channel is named for its verdict only."""
        told: dict[str, list[str]] = {f.kind: [] for f in self.findings if f.level == level and f.kind != "flat"}
        for channel in self.channels:
            worst = channel.worst
            if worst is not None and worst.level == level:
                told.setdefault(worst.kind, []).append(channel.name)
        return tuple(remedy(kind, told[kind]) for kind in sorted(told, key=KINDS.index))

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain values; what is not known is None."""
        details = {id(f): f for c in self.channels for f in c.findings} | {id(f): f for f in self.findings}
        return {
            "pass": self.passed,
            "channels": [
                {
                    "name": c.name,
                    "pass": c.level != "fail",
                    "findings": c.kinds("fail"),
                    "warnings": c.kinds("warn"),
                    "verdict": self.verdict(i),
                    **{k: _plain(v) for k, v in c.figures.items()},
                }
                for i, c in enumerate(self.channels)
            ],
            "findings": [f.kind for f in self.findings if f.level == "fail"],
            "warnings": [f.kind for f in self.findings if f.level == "warn"],
            "details": [
                {
                    "kind": f.kind,
                    "level": f.level,
                    "channels": [self.channels[c].name for c in f.channels],
                    "text": f.text,
                    "value": _plain(f.value),
                    "limit": _plain(f.limit),
                }
                for f in details.values()
            ],
            "remedies": list(self.remedies()),
            **{k: _plain(v) for k, v in self.facts.items()},
            "limits": asdict(self.limits),
        }


def _plain(value: float) -> float | None:
    return round(float(value), 4) if math.isfinite(value) else None


def merged(parts: list[CheckResult]) -> CheckResult:
    """Return several checks of the same channels as one; figures of the first that has them."""
    channels = []
    for i, channel in enumerate(parts[0].channels):
        figures: dict[str, float] = {}
        found: dict[tuple[str, str], Finding] = {}
        for part in parts:
            for finding in part.channels[i].findings:
                found.setdefault((finding.kind, finding.level), finding)
            figures = part.channels[i].figures | {k: v for k, v in figures.items() if math.isfinite(v)}
        channels.append(ChannelResult(channel.name, tuple(found.values()), figures))
    facts: dict[str, float] = {}
    for part in parts:
        facts = part.facts | facts
    return CheckResult(tuple(channels), tuple(f for p in parts for f in p.findings), parts[0].limits, facts)


def without(channel: ChannelResult, others: set[int]) -> ChannelResult:
    """Return a channel without what it was found to share with channels that were measured again."""
    return replace(channel, findings=tuple(f for f in channel.findings if not others & set(f.channels)))
