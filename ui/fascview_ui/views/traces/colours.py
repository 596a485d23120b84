"""The colours and strengths the painters of signals take. The theme fills them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor

from fascview_ui.theme import Theme, load

MUSCLES_DARK = ("#56B4E9", "#E69F00", "#2BBE90", "#DB8FBB", "#F0E442", "#F0793F", "#8AA5FF", "#BFC8CF")


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


def from_theme(theme: Theme) -> TraceColours:
    """Return the painters' colours of a theme."""
    contrast = theme.name == "contrast"
    return TraceColours(
        window=theme.window,
        plot=theme.plot,
        panel=theme.panel,
        line=theme.line,
        strong_line=theme.line_strong,
        graticule=theme.graticule,
        strong_graticule=theme.graticule_strong,
        text=theme.text,
        text_2=theme.text2,
        text_3=theme.text3,
        caution=theme.caution,
        fault=theme.fault,
        notice=theme.notice,
        stored=theme.stored,
        hatch=theme.hatch,
        hatch_wash=theme.hatch_wash,
        muscles=theme.muscles,
        older=theme.old_strength,
        rejected=theme.rejected_strength,
        tint=0.0 if contrast else 0.13,
        footprint=0.29 if contrast else 0.13,
        body=1.0 if contrast else 0.80 if theme.dark else 0.84,
        trace_px=1.15 * theme.trace_width,
    )


def light() -> TraceColours:
    """Return the colours of the light theme."""
    return from_theme(load("light"))


def high_contrast() -> TraceColours:
    """Return the colours of the high-contrast theme: black, white lines, no washes."""
    return from_theme(load("contrast"))


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
