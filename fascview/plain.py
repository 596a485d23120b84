"""Text from elsewhere, made safe to show."""

from __future__ import annotations

import unicodedata

MAX_TEXT = 64


def plain_text(text: object, limit: int = MAX_TEXT) -> str:
    """Return remote text as one safe line: no control or direction characters, at most ``limit`` characters."""
    line = str(text)
    if len(line) <= limit and line.isascii() and line.isprintable() and "  " not in line:
        return line.strip()  # the usual case: nothing to be made safe
    kept = (c if c.isprintable() else " " for c in str(text)[: 4 * limit + 64])
    line = " ".join("".join(c for c in kept if unicodedata.category(c) not in ("Cf", "Co", "Cn")).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
