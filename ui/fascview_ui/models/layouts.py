"""How the array of each device lies, remembered, and laid onto the channels of a montage."""

from __future__ import annotations

import json
from collections.abc import Sequence

from fascview.check.layout import Layout, as_toml, from_toml
from fascview.errors import FascviewError, UsageError
from fascview_ui.models.arrays import Array
from fascview_ui.models.settings_store import Store

KEY = "check/layouts"


def _book(store: Store) -> dict[str, object]:
    try:
        found = json.loads(store.text(KEY, "") or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def keep(store: Store, identity: str, layout: Layout, *, proved: bool) -> None:
    """Remember how the array of a device lies, and whether taps have proved it."""
    book = _book(store)
    book[identity] = {"name": layout.name, "toml": as_toml(layout), "proved": proved}
    store.put(KEY, json.dumps(book))


def kept(store: Store, identity: str, n_channels: int) -> tuple[Layout, bool] | None:
    """Return how the array of a device lies and whether taps have proved it; None where nothing fits."""
    told = _book(store).get(identity)
    if not isinstance(told, dict):
        return None
    try:
        layout = from_toml(str(told["toml"]), str(told["name"]))
    except (FascviewError, KeyError):
        return None
    return (layout, told.get("proved") is True) if set(range(n_channels)) >= set(layout.channels) else None


def laid(layout: Layout, channels: Sequence[int], fibre: str) -> Array:
    """Lay channels (counted from 0) onto a layout in the order of its numbers.

    Raises
    ------
    UsageError
        If there are more or fewer of them than the layout has places.
    """
    numbers = sorted(layout.channels)
    if len(numbers) != len(channels):
        raise UsageError(
            f"The layout {layout.title} has {len(numbers)} electrodes, and {len(channels)} channels are selected; "
            "select as many."
        )
    of = dict(zip(numbers, channels, strict=True))
    grid = tuple(tuple(of[c - 1] if c else -1 for c in row) for row in layout.grid)
    return Array(grid, layout.pitch_mm, fibre)
