"""Where in the body fasciculations were seen: regions, near and far, left and right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

REGIONS = ("bulbar", "cervical", "thoracic", "lumbosacral")

# Word in the name of a muscle -> region, limb, and proximal or distal. The first that fits counts, so the longer ones
# come before those they contain. Regions by the roots that supply most of the muscle.
_KNOWN: tuple[tuple[str, str, str, str], ...] = (
    *(
        (w, "bulbar", "", "")
        for w in (
            "tongue",
            "genioglossus",
            "masseter",
            "temporalis",
            "orbicularis",
            "mentalis",
            "frontalis",
            "digastric",
            "submental",
            "sternocleidomastoid",
            "scm",
            "nasalis",
        )
    ),
    *(
        (w, "thoracic", "", "")
        for w in ("rectus abdominis", "external oblique", "intercostal", "paraspinal", "erector", "abdom", "thorac")
    ),
    *(
        (w, "lumbosacral", "leg", "distal")
        for w in (
            "tibialis",
            "tib. ant",
            "tib ant",
            "gastroc",
            "soleus",
            "peroneus",
            "fibularis",
            "abductor hallucis",
            "extensor digitorum brevis",
            "edb",
            "extensor hallucis",
            "flexor digitorum brevis",
            "calf",
        )
    ),
    *(
        (w, "lumbosacral", "leg", "proximal")
        for w in (
            "biceps femoris",
            "rectus femoris",
            "quadriceps",
            "vastus",
            "gluteus",
            "adductor longus",
            "adductor magnus",
            "semitend",
            "semimembr",
            "hamstring",
            "iliopsoas",
            "sartorius",
            "tensor fasciae",
            "thigh",
        )
    ),
    *(
        (w, "cervical", "arm", "distal")
        for w in (
            "interosse",
            "fdi",
            "apb",
            "adm",
            "abductor pollicis",
            "abductor digiti",
            "opponens",
            "thenar",
            "flexor carpi",
            "extensor carpi",
            "extensor digitorum",
            "flexor digitorum",
            "edc",
            "pronator",
            "forearm",
        )
    ),
    *(
        (w, "cervical", "arm", "proximal")
        for w in (
            "deltoid",
            "biceps",
            "triceps",
            "brachioradialis",
            "brachialis",
            "trapezius",
            "supraspinatus",
            "infraspinatus",
            "pectoral",
            "latissimus",
            "upper arm",
        )
    ),
)


# Abbreviations in use, as whole names.
_SHORT = {
    "bb": "biceps brachii",
    "tb": "triceps",
    "delt": "deltoid",
    "trap": "trapezius",
    "br": "brachioradialis",
    "fcr": "flexor carpi",
    "fcu": "flexor carpi",
    "ecr": "extensor carpi",
    "ta": "tibialis",
    "gm": "gastroc",
    "gl": "gastroc",
    "mg": "gastroc",
    "lg": "gastroc",
    "sol": "soleus",
    "ah": "abductor hallucis",
    "vl": "vastus",
    "vm": "vastus",
    "rf": "rectus femoris",
    "bf": "biceps femoris",
    "st": "semitend",
    "ra": "rectus abdominis",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a muscle lies; words are empty where its name does not tell."""

    region: str = ""
    limb: str = ""
    end: str = ""
    side: str = ""


def place_of(name: str, side: str = "") -> Place:
    """Return where a muscle lies, from its English or Latin name; an unknown name is no error."""
    low = name.lower().strip()
    low = _SHORT.get(low, low)
    for word, region, limb, end in _KNOWN:
        if word in low:
            return Place(region, limb, end, side)
    return Place(side=side)


@dataclass(frozen=True, slots=True)
class Share:
    """Muscles with fasciculations, of those recorded long enough to tell."""

    label: str
    active: int
    recorded: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """Where fasciculations were seen.

    Attributes
    ----------
    total : Share
        Of all muscles.
    shares : tuple of Share
        By region, proximal and distal, left and right; only those recorded.
    groups : Share
        Of the eight limb groups (arm and leg, proximal and distal, left and right).
    untold : tuple of str
        Labels of muscles without a fasciculation that were not watched long enough to say so.
    """

    total: Share
    shares: tuple[Share, ...]
    groups: Share
    untold: tuple[str, ...] = ()

    @property
    def eight_group_sentence(self) -> str:
        """What was published for the eight groups, as a description and no more."""
        return (
            f"Fasciculations in {self.groups.active} of {self.groups.recorded} limb muscle groups recorded (of 8). "
            "Published: 5 or more of 8 in 48 of 54 people with motor neuron disease and 3 of 39 with other conditions "
            "(Howard and Murray, 1992). This describes; it does not diagnose."
        )


def distribution(muscles: Sequence[tuple[str, str]], counts: Sequence[int], sufficient: Sequence[bool]) -> Distribution:
    """Sum up over the body.

    Parameters
    ----------
    muscles : sequence of (name, side)
        Side is ``L``, ``R`` or empty.
    counts : sequence of int
        Fasciculations of each.
    sufficient : sequence of bool
        Whether each was watched long enough (90 s analysable) to say that there are none.
    """
    places = [place_of(name, side) for name, side in muscles]
    active = [count > 0 for count in counts]
    told = [a or bool(s) for a, s in zip(active, sufficient, strict=True)]

    def share(label: str, members: list[int]) -> Share:
        return Share(label, sum(active[i] for i in members), sum(told[i] for i in members))

    every = list(range(len(places)))
    named = [
        *((region, [i for i in every if places[i].region == region]) for region in REGIONS),
        *((end, [i for i in every if places[i].end == end]) for end in ("proximal", "distal")),
        ("left", [i for i in every if places[i].side == "L"]),
        ("right", [i for i in every if places[i].side == "R"]),
    ]
    groups: dict[Place, bool] = {}
    for i, place in enumerate(places):
        if told[i] and place.limb and place.end and place.side:
            groups[place] = groups.get(place, False) or active[i]
    untold = [" ".join(filter(None, muscles[i])) for i in every if not told[i]]
    return Distribution(
        share("all", every),
        tuple(share(label, members) for label, members in named if members),
        Share("limb groups", sum(groups.values()), len(groups)),
        tuple(untold),
    )
