"""What the window remembers: every value is checked when it is read, and what makes no sense becomes the default."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

from fascview.errors import UsageError
from fascview.settings import FilterSettings

T = TypeVar("T")


class Store:
    """Typed access to the settings file.

    Parameters
    ----------
    file : Path, optional
        An INI file to use instead of the user's own.
    """

    def __init__(self, file: Path | None = None) -> None:
        if file is None:
            self._settings = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "fascview", "fascview")
        else:
            self._settings = QSettings(str(file), QSettings.Format.IniFormat)
        self.broken: list[str] = []
        if self._settings.status() != QSettings.Status.NoError:
            self.broken.append("file")

    def text(self, key: str, default: str, allowed: Sequence[str] | None = None) -> str:
        """Return a text, one of ``allowed`` where that is given."""
        value = self._settings.value(key, None)
        if value is None:
            return default
        if not isinstance(value, str) or (allowed is not None and value not in allowed) or "\0" in value:
            return self._bad(key, default)
        return value

    def number(self, key: str, default: float, low: float, high: float) -> float:
        """Return a number within ``low`` to ``high``."""
        value = self._settings.value(key, None)
        if value is None:
            return default
        try:
            found = float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return self._bad(key, default)
        return found if math.isfinite(found) and low <= found <= high else self._bad(key, default)

    def flag(self, key: str, default: bool) -> bool:
        """Return yes or no."""
        return self.text(key, "true" if default else "false", ("true", "false")) == "true"

    def bytes(self, key: str) -> QByteArray:
        """Return raw bytes (a window's geometry), empty when there are none."""
        value = self._settings.value(key, None)
        return value if isinstance(value, QByteArray) else QByteArray()

    def put(self, key: str, value: str | float | bool | QByteArray) -> None:
        """Keep a value; a file that cannot be written loses it at the end and nothing else."""
        self._settings.setValue(key, str(value).lower() if isinstance(value, bool) else value)

    def sync(self) -> bool:
        """Write to disk; return whether that worked."""
        self._settings.sync()
        return self._settings.status() == QSettings.Status.NoError

    def cache(self) -> Path:
        """Return a folder for drawings that can be made again."""
        own = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericCacheLocation)
        folder = Path(own or tempfile.gettempdir()) / "fascview"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            return Path(tempfile.gettempdir())
        return folder

    def reset(self) -> None:
        """Forget everything."""
        self._settings.clear()
        self.broken = []

    def _bad(self, key: str, default: T) -> T:
        self.broken.append(key)
        return default

    # ---- what is more than one value

    def filters(self) -> FilterSettings:
        """Return the filters of the screen."""
        low = self.number("screen/low_hz", 20.0, 0.1, 5000.0)
        high = self.number("screen/high_hz", 450.0, 1.0, 20_000.0)
        mains = self.number("screen/mains_hz", 50.0, 0.0, 60.0)
        try:
            return FilterSettings(low, high, mains)
        except UsageError:
            return self._bad("screen/filters", FilterSettings())

    def put_filters(self, filters: FilterSettings) -> None:
        """Keep the filters of the screen."""
        self.put("screen/low_hz", filters.low_hz)
        self.put("screen/high_hz", filters.high_hz)
        self.put("screen/mains_hz", filters.mains_hz)

    def folder(self) -> Path:
        """Return where recordings go."""
        kept = self.text("recording/folder", "")
        if kept and Path(kept).is_absolute():
            return Path(kept)
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return Path(documents or Path.home()) / "fascview"
