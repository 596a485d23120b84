"""Colours, type and sizes of the window: one frozen object per theme, handed to whoever paints."""

from __future__ import annotations

import functools
import math
import tomllib
from dataclasses import dataclass, replace

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPalette

from fascview_resources import path, text

NAMES = ("dark", "light", "contrast")
FONT_FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "Inter-Bold.otf")
FAMILY = "Inter"

GRID = 8
CONTROL_HEIGHT = 32
STRIP_HEIGHT = 56
FOOTER_HEIGHT = 24
TOUCH_HEIGHT = 48
BAND_HEIGHT = 152
BAND_PITCH = 160
CARD_WIDTH = 544
MOST_COLOURS = 8


@dataclass(frozen=True, slots=True)
class Theme:
    """Every colour by its use, as ``#RRGGBB``; the two strengths are shares of a trace's own colour."""

    name: str
    dark: bool
    trace_width: float
    old_strength: float
    rejected_strength: float
    window: str
    plot: str
    panel: str
    raised: str
    hover: str
    line: str
    line_strong: str
    graticule: str
    graticule_strong: str
    text: str
    text2: str
    text3: str
    checked: str
    on_checked: str
    hatch: str
    hatch_wash: str
    voluntary_wash: str
    footprint: str
    live: str
    on_live: str
    stored: str
    on_stored: str
    stored_wash: str
    record: str
    record_wash: str
    good: str
    good_wash: str
    caution: str
    caution_wash: str
    fault: str
    fault_wash: str
    notice: str
    notice_wash: str
    on_chip: str
    primary: str
    primary_hover: str
    on_primary: str
    focus: str
    muscles: tuple[str, ...]
    body: tuple[str, ...]

    def muscle(self, index: int) -> str:
        """Return the colour of the muscle with this index; the eight colours come round again."""
        return self.muscles[index % len(self.muscles)]

    def coloured(self, numbers: tuple[int, ...]) -> Theme:
        """Return the theme with the colours of these numbers for the muscles in their order; none: as it is."""
        if not numbers:
            return self
        return replace(self, muscles=tuple(self.muscles[n % len(self.muscles)] for n in numbers))


@functools.cache
def load(name: str) -> Theme:
    """Read the theme ``name``, one of NAMES; any other name gives the dark one."""
    name = name if name in NAMES else "dark"
    values = tomllib.loads(text(f"themes/{name}.toml"))
    values["muscles"], values["body"] = tuple(values["muscles"]), tuple(values["body"])
    return Theme(name=name, **values)


def mix(over: str, under: str, share: float) -> QColor:
    """Return ``share`` of the colour ``over`` on ``under``, opaque."""
    a, b, rest = QColor(over), QColor(under), 1.0 - share
    return QColor.fromRgbF(
        a.redF() * share + b.redF() * rest,
        a.greenF() * share + b.greenF() * rest,
        a.blueF() * share + b.blueF() * rest,
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.1, relative luminance)."""

    def luminance(colour: str) -> float:
        made = QColor(colour)
        parts = (made.redF(), made.greenF(), made.blueF())
        linear = [c / 12.92 if c <= 0.03928 else math.pow((c + 0.055) / 1.055, 2.4) for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def register_fonts() -> None:
    """Make the shipped type known to Qt; where a file cannot be read, the system's type is used."""
    for name in FONT_FILES:
        QFontDatabase.addApplicationFont(str(path(f"fonts/{name}")))


def font(pixels: int, weight: int = 400) -> QFont:
    """Return the window's type at ``pixels`` with tabular figures, so that changing numbers do not move."""
    made = QFont(FAMILY)
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight(weight))
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


@functools.lru_cache(maxsize=64)
def measured(pixels: int, weight: int = 400) -> tuple[QFont, QFontMetricsF]:
    """Return ``font`` with its metrics, made once: for what is painted again and again. Not to be changed."""
    made = font(pixels, weight)
    return made, QFontMetricsF(made)


def palette(theme: Theme) -> QPalette:
    """Return the palette, so that what the style sheet leaves out (menus, dialogs of the system) fits too."""
    made = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.raised),
        (role.AlternateBase, theme.panel),
        (role.Text, theme.text),
        (role.Button, theme.raised),
        (role.ButtonText, theme.text),
        (role.ToolTipBase, theme.raised),
        (role.ToolTipText, theme.text),
        (role.PlaceholderText, theme.text3),
        (role.Highlight, theme.primary),
        (role.HighlightedText, theme.on_primary),
        (role.Link, theme.notice),
        (role.Light, theme.line_strong),
        (role.Mid, theme.line),
        (role.Dark, theme.line),
        (role.Shadow, theme.window),
    ):
        made.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.text3))
    return made
