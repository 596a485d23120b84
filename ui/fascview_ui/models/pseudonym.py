"""Whether what stands for a person gives the person away."""

from __future__ import annotations

import re

LONGEST = 32
_ALLOWED = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_DATE = re.compile(r"(?:19|20)\d{6}|\d{1,2}[-_]\d{1,2}[-_](?:19|20)?\d{2}|(?:19|20)\d{2}[-_]\d{1,2}[-_]\d{1,2}")
_WORD = re.compile(r"[A-Za-z]{3,}")
_PLAIN = frozenset(
    (
        "anon",
        "sub",
        "subject",
        "patient",
        "pat",
        "control",
        "ctrl",
        "healthy",
        "pilot",
        "test",
        "demo",
        "visit",
        "ses",
        "session",
        "run",
        "left",
        "right",
        "pre",
        "post",
    )
)


def fault(pseudonym: str) -> str:
    """Return why this cannot be used: ``empty``, ``long``, ``signs``, or an empty text."""
    if not pseudonym:
        return "empty"
    if len(pseudonym) > LONGEST:
        return "long"
    return "" if _ALLOWED.fullmatch(pseudonym) else "signs"


def doubt(pseudonym: str) -> str:
    """Return what it looks like: ``date``, ``name``, or an empty text.

    A word of letters that is not one of the usual ones (such as ``sub`` or ``control``) may be a name.
    """
    if _DATE.search(pseudonym):
        return "date"
    words = (w.lower() for w in _WORD.findall(pseudonym))
    return "name" if any(w not in _PLAIN for w in words) else ""
