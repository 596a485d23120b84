"""The colours and strengths the painters of signals take. The theme fills them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor

MUSCLES_DARK = ("#56B4E9", "#E69F00", "#2BBE90", "#DB8FBB", "#F0E442", "#F0793F", "#8AA5FF", "#BFC8CF")
MUSCLES_LIGHT = ("#006AA6", "#955A00", "#00785A", "#A2407D", "#6F6200", "#B24400", "#3F55C0", "#4A555F")


@dataclass(frozen=True)
class TraceColours:
    """Colours as ``#RRGGBB``, strengths from 0 to 1. The defaults are those of the dark theme."""

    window: str = "#101418"
    plot: str = "#0B0F12"
    panel: str = "#171C21"
    line: str = "#2C363E"
    strong_line: str = "#3A4650"
    graticule: str = "#1A2228"
    strong_graticule: str = "#26313A"
    text: str = "#E9EEF2"
    text_2: str = "#A7B3BD"
    text_3: str = "#8996A1"
    caution: str = "#F2BC4B"
    fault: str = "#FF7B70"
    notice: str = "#8FBCFF"
    hatch: str = "#5B6873"
    hatch_wash: str = "#151B20"
    stored: str = "#B3A6FF"
    muscles: tuple[str, ...] = MUSCLES_DARK
    #: strength of the older sweep, of a trace in time that is not counted
    older: float = 0.62
    rejected: float = 0.64
    #: wash of rejected time and of footprints, 0 to drop them
    tint: float = 0.13
    footprint: float = 0.13
    #: strength of one trace alone; where traces overlap they add up
    body: float = 0.80
    trace_px: float = 1.15

    def muscle(self, index: int) -> QColor:
        """Return the colour of a muscle; after eight they come again."""
        return QColor(self.muscles[index % len(self.muscles)])


def light() -> TraceColours:
    """Return the colours of the light theme."""
    return TraceColours(
        window="#E8ECEF", plot="#FFFFFF", panel="#F7F9FA", line="#C9D1D8", strong_line="#AEB9C2",
        graticule="#EEF2F4", strong_graticule="#DAE1E6", text="#12191F", text_2="#46525C", text_3="#5C6872",
        caution="#855400", fault="#B3261E", notice="#1F5FCC", stored="#4A3FB0", hatch="#8A96A0", hatch_wash="#EEF2F4", muscles=MUSCLES_LIGHT,
        older=0.78, rejected=0.75, tint=0.12, footprint=0.12, body=0.84,
    )  # fmt: skip


def high_contrast() -> TraceColours:
    """Return the colours of the high-contrast theme: black, white lines, no washes."""
    return TraceColours(
        window="#000000", plot="#000000", panel="#000000", line="#FFFFFF", strong_line="#FFFFFF",
        graticule="#3A3A3A", strong_graticule="#5A5A5A", text="#FFFFFF", text_2="#FFFFFF", text_3="#D0D0D0",
        tint=0.0, footprint=0.29, hatch="#FFFFFF", hatch_wash="#000000", body=1.0, older=0.75, rejected=0.75, trace_px=1.5,
    )  # fmt: skip


def mixed(under: QColor, over: QColor, strength: float) -> QColor:
    """Return ``over`` laid on ``under`` with a strength from 0 to 1, opaque."""
    keep = 1.0 - strength
    return QColor(
        round(under.red() * keep + over.red() * strength),
        round(under.green() * keep + over.green() * strength),
        round(under.blue() * keep + over.blue() * strength),
    )


def faded(colour: QColor | str, strength: float) -> QColor:
    """Return a colour with an alpha of ``strength``."""
    out = QColor(colour)
    out.setAlphaF(min(max(strength, 0.0), 1.0))
    return out
