"""Muscles by their English, German and Latin names, and where they lie; all of it is in ``anatomy/muscles.toml``."""

from __future__ import annotations

import functools
import tomllib
import unicodedata
from dataclasses import dataclass

from fascview.stream import Muscle
from fascview_resources import text

Points = tuple[tuple[float, float], ...]

REGIONS = ("bulbar", "cervical", "thoracic", "lumbosacral")
#: Words for a side in the languages known, as ``plain`` writes them.
SIDES = {
    **dict.fromkeys(("r", "re", "rt", "right", "rechts", "rechte", "rechter", "dexter", "dextra", "dextri"), "R"),
    **dict.fromkeys(("l", "li", "lt", "left", "links", "linke", "linker", "sinister", "sinistra", "sinistri"), "L"),
}
_FILLERS = ("musculus", "musculi", "muskulus", "m", "mm", "muscle", "muscles", "muskel", "muskulatur", "the")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Kind:
    """A muscle of either side. ``front`` and ``back`` are outlines on the figure, empty where it is not seen there."""

    name: str
    latin: str
    german: tuple[str, ...]
    also: tuple[str, ...]
    region: str
    front: Points
    back: Points

    @property
    def names(self) -> tuple[str, ...]:
        """All names it is found by."""
        return (self.name, self.latin, *self.german, *self.also)

    def said(self, language: str) -> str:
        """Return its name in a language (``de``), or as it is named here."""
        return self.german[0] if language == "de" and self.german else self.name


@dataclass(frozen=True, slots=True)
class Figure:
    """The outline of a person: the head as middle and half axes, the right half of the rest as points."""

    head: tuple[float, float, float, float]
    half: Points


def plain(words: str) -> str:
    """Return small letters and figures only, umlauts spelled out, accents dropped, words one space apart."""
    lowered = words.casefold().translate(_UMLAUTS)
    bare = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


def split_side(words: str) -> tuple[str, str]:
    """Return name and side (``R``, ``L`` or nothing) of a label in any of the languages."""
    parts = plain(words).split()
    for at in (len(parts) - 1, 0):
        if len(parts) > 1 and parts[at] in SIDES:
            return " ".join(parts[:at] + parts[at + 1 :]), SIDES[parts[at]]
    return " ".join(parts), ""


def _bare(name: str) -> str:
    found = [w for w in plain(name).split() if w not in _FILLERS]
    return " ".join(found)


@functools.cache
def kinds() -> tuple[Kind, ...]:
    """Return all muscles that are known."""
    found = tomllib.loads(text("anatomy/muscles.toml"))["muscle"]
    return tuple(
        Kind(
            name=k["name"],
            latin=k.get("latin", ""),
            german=tuple(k.get("german", ())),
            also=tuple(k.get("also", ())),
            region=k["region"],
            front=tuple((float(x), float(y)) for x, y in k.get("front", ())),
            back=tuple((float(x), float(y)) for x, y in k.get("back", ())),
        )
        for k in found
    )


@functools.cache
def figure() -> Figure:
    """Return the outline of the figure."""
    found = tomllib.loads(text("anatomy/figure.toml"))
    x, y, a, b = found["head"]
    return Figure((x, y, a, b), tuple((float(p), float(q)) for p, q in found["half"]))


@functools.cache
def _index() -> dict[str, Kind]:
    made: dict[str, Kind] = {}
    for kind in kinds():
        for name in kind.names:
            for form in (plain(name), _bare(name)):
                if form:
                    made.setdefault(form, kind)
    return made


@functools.lru_cache(maxsize=1024)
def find(name: str) -> Kind | None:
    """Return the muscle of this name (with or without a side), None for one that is not known.

    A whole name counts first, then words cut short in their order (``Tib. ant.``), then a known name inside another.
    """
    bare = _bare(split_side(name)[0])
    index = _index()
    if bare in index:
        return index[bare]
    if len(bare) < 3:
        return None
    words = bare.split()
    for form, kind in index.items():
        own = form.split()
        if len(own) == len(words) and all(a.startswith(b) for a, b in zip(own, words, strict=True)) and len(words) > 1:
            return kind
    inside = [form for form in index if len(form) > 4 and f" {form} " in f" {bare} "]
    if inside:
        return index[max(inside, key=len)]
    starts = [form for form in index if len(words) == 1 and len(bare) >= 4 and form.startswith(bare)]
    return index[min(starts, key=len)] if starts else None


def same(one: Muscle, other: Muscle) -> bool:
    """Return whether two labels mean one muscle; a side that only one of them names does not part them."""
    (name_a, side_a), (name_b, side_b) = split_side(one.label), split_side(other.label)
    if side_a and side_b and side_a != side_b:
        return False
    a, b = find(name_a), find(name_b)
    return a is b if a is not None and b is not None else _bare(name_a) == _bare(name_b)


def search(words: str, language: str = "en", most: int = 20) -> tuple[str, ...]:
    """Return the names of muscles any of whose names begins with or holds ``words``, the best first."""
    wanted = plain(words)
    if not wanted:
        return tuple(k.said(language) for k in kinds())[:most]
    ranked = []
    for at, kind in enumerate(kinds()):
        forms = [plain(n) for n in kind.names]
        rank = min(
            (0 if f == wanted else 1 if f.startswith(wanted) else 2 if wanted in f else 9 for f in forms), default=9
        )
        if rank < 9:
            ranked.append((rank, at, kind.said(language)))
    return tuple(name for _, _, name in sorted(ranked)[:most])
