"""The recordings opened or made last, kept with the settings."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from fascview.plain import plain_text

AT_MOST = 12


@dataclass(frozen=True, slots=True)
class Recent:
    """One entry. ``detail`` says when and how long; ``n_channels`` is told in the language of whoever looks."""

    path: str
    title: str
    detail: str = ""
    n_channels: int = 0
    n_events: int = -1


class RecentList:
    """The list, newest first, each path once.

    Parameters
    ----------
    load, save : callable
        Read and write one text; what cannot be read is an empty list.
    """

    def __init__(self, load: Callable[[], str], save: Callable[[str], None]) -> None:
        self._save = save
        self._entries = _parsed(load())

    @property
    def entries(self) -> tuple[Recent, ...]:
        """Newest first."""
        return self._entries

    def add(self, path: Path, title: str, detail: str = "", n_channels: int = 0, n_events: int = -1) -> None:
        """Put an entry on top."""
        entry = Recent(str(path.absolute()), plain_text(title), plain_text(detail, 120), n_channels, n_events)
        self._set((entry, *(e for e in self._entries if e.path != entry.path)))

    def remove(self, path: str) -> None:
        """Forget one entry; the recording itself is left alone."""
        self._set(tuple(e for e in self._entries if e.path != path))

    def clear(self) -> None:
        """Forget all entries; the recordings themselves are left alone."""
        self._set(())

    def _set(self, entries: tuple[Recent, ...]) -> None:
        self._entries = entries[:AT_MOST]
        self._save(json.dumps([asdict(e) for e in self._entries]))


def _count(value: object, without: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1e9 else without


def _parsed(text: str) -> tuple[Recent, ...]:
    try:
        rows = json.loads(text) if text else []
    except (ValueError, RecursionError):
        return ()
    found = []
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and isinstance(row.get("path"), str) and "\0" not in row["path"]:
            title, detail = plain_text(row.get("title", "")), plain_text(row.get("detail", ""), 120)
            found.append(
                Recent(
                    row["path"],
                    title or Path(row["path"]).name,
                    detail,
                    _count(row.get("n_channels"), 0),
                    _count(row.get("n_events"), -1),
                )
            )
    return tuple(found[:AT_MOST])
