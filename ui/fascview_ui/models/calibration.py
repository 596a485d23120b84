"""How many millimetres a pixel of this screen has, measured by hand, or as the screen says of itself."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QScreen

from fascview_ui.models.settings_store import Store
from fascview_ui.models.words import number, translate

LEAST_MM, MOST_MM = 0.02, 2.0
USUAL_MM = 25.4 / 96.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """``mm_per_px`` of a logical pixel; ``measured``: by a person with a ruler."""

    mm_per_px: float = USUAL_MM
    measured: bool = False


def key(screen: QScreen) -> str:
    """Return where the calibration of a screen is kept: by its name, size and scale."""
    size = screen.size()
    name = "".join(c if c.isalnum() else "-" for c in screen.name() or "screen")
    return f"screen/mm_per_px/{name}-{size.width()}x{size.height()}-{screen.devicePixelRatio():g}"


def of_screen(store: Store, screen: QScreen) -> Calibration:
    """Return what is known of a screen."""
    kept = store.number(key(screen), 0.0, 0.0, MOST_MM)
    if kept >= LEAST_MM:
        return Calibration(kept, True)
    own = screen.physicalSize().width() / max(1, screen.size().width())
    return Calibration(own if LEAST_MM <= own <= MOST_MM else USUAL_MM)


def keep(store: Store, screen: QScreen, mm_per_px: float) -> Calibration:
    """Remember what was measured."""
    value = min(max(mm_per_px, LEAST_MM), MOST_MM)
    store.put(key(screen), value)
    return Calibration(value, True)


def scale_words(calibration: Calibration, uv_per_div: float, div_px: float, sweep_s: float, width_px: float) -> str:
    """Return the scale of the picture in millimetres: ``5.9 µV/mm, 26 mm/s``; empty where nothing was measured."""
    if not calibration.measured or div_px <= 0 or width_px <= 0:
        return ""
    per_mm = uv_per_div / (div_px * calibration.mm_per_px)
    speed = width_px * calibration.mm_per_px / sweep_s
    return translate("Words", "{0} µV/mm, {1} mm/s").format(_short(per_mm), _short(speed))


def _short(value: float) -> str:
    return number(value, 0 if value >= 99.5 else 1 if value >= 9.95 else 2)
