"""Names of muscles short enough for a margin, never without their side and never two alike."""

from __future__ import annotations

from collections.abc import Sequence

from fascview.stream import Muscle

ROOM = 9
USUAL = {
    "abductor digiti minimi": "ADM",
    "abductor hallucis": "Abd. hal.",
    "abductor pollicis brevis": "APB",
    "biceps brachii": "Biceps",
    "biceps femoris": "Bic. fem.",
    "extensor digitorum brevis": "EDB",
    "extensor digitorum": "Ext. dig.",
    "first dorsal interosseous": "FDI",
    "flexor carpi radialis": "FCR",
    "gastrocnemius": "Gastroc.",
    "gastrocnemius lateralis": "Gastr. l.",
    "gastrocnemius medialis": "Gastr. m.",
    "genioglossus": "Geniogl.",
    "quadriceps": "Quadric.",
    "rectus femoris": "Rect. fem.",
    "sternocleidomastoid": "SCM",
    "tibialis anterior": "Tib. ant.",
    "triceps brachii": "Triceps",
    "vastus lateralis": "Vast. lat.",
    "vastus medialis": "Vast. med.",
}


def short_name(name: str) -> str:
    """Return the usual short form of a muscle's name, or its words cut to a few letters."""
    known = USUAL.get(name.lower())
    if known is not None:
        return known
    if len(name) <= ROOM:
        return name
    words = name.split()
    if len(words) == 1:
        return name[: ROOM - 1] + "."
    each = max(2, (ROOM - len(words)) // len(words))
    return " ".join(w if len(w) <= each + 1 else w[:each] + "." for w in words)


def short_labels(muscles: Sequence[Muscle]) -> tuple[str, ...]:
    """Return a short label with its side for each muscle; where two would be alike, both keep their full names."""
    made = [f"{short_name(m.name)} {m.side}".strip() for m in muscles]
    return tuple(short if made.count(short) == 1 else muscle.label for short, muscle in zip(made, muscles, strict=True))
