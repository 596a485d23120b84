"""Muscles are found by the names people use."""

from __future__ import annotations

import pytest

from fascview.analysis.distribution import place_of
from fascview.stream import Muscle
from fascview_ui.models import anatomy


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Deltoid", "Deltoid"),
        ("M. deltoideus", "Deltoid"),
        ("Deltamuskel", "Deltoid"),
        ("Musculus tibialis anterior", "Tibialis anterior"),
        ("Tib. ant. R", "Tibialis anterior"),
        ("vorderer Schienbeinmuskel links", "Tibialis anterior"),
        ("TA", "Tibialis anterior"),
        ("Bizeps", "Biceps brachii"),
        ("BICEPS FEMORIS", "Biceps femoris"),
        ("Wade", "Gastrocnemius"),
        ("gastrocnemius medialis", "Gastrocnemius medialis"),
        ("Mm. intercostales", "Intercostals"),
        ("Kaumuskel", "Masseter"),
        ("tongue", "Genioglossus"),
        ("Großer Gesäßmuskel", "Gluteus maximus"),
        ("Grosser Gesaessmuskel", "Gluteus maximus"),
        ("FDI", "First dorsal interosseous"),
        ("left first dorsal interosseous", "First dorsal interosseous"),
        ("Tibialis anterior proximal", "Tibialis anterior"),
    ],
)
def test_a_muscle_is_found_by_any_of_its_names(said, meant):
    found = anatomy.find(said)
    assert found is not None
    assert found.name == meant


@pytest.mark.parametrize("said", ["", "R", "channel 7", "EMG 1", "x", "a"])
def test_what_is_no_muscle_is_not_taken_for_one(said):
    assert anatomy.find(said) is None


@pytest.mark.parametrize(
    ("label", "side"),
    [
        ("Deltoid R", "R"),
        ("Deltamuskel links", "L"),
        ("linker Bizeps", "L"),
        ("M. soleus dexter", "R"),
        ("Masseter", ""),
    ],
)
def test_sides_in_three_languages(label, side):
    assert anatomy.split_side(label)[1] == side


def test_one_muscle_by_two_names_is_one_muscle_and_sides_part_it():
    assert anatomy.same(Muscle("M. deltoideus", "R"), Muscle("Deltoid", "R"))
    assert not anatomy.same(Muscle("Deltoid", "L"), Muscle("Deltoid", "R"))
    assert anatomy.same(Muscle("electrode site 3"), Muscle("Electrode Site 3"))
    assert not anatomy.same(Muscle("Biceps brachii", "R"), Muscle("Biceps femoris", "R"))


def test_every_entry_is_whole_and_no_name_means_two_muscles():
    seen: dict[str, str] = {}
    for kind in anatomy.kinds():
        assert kind.region in anatomy.REGIONS
        assert kind.german
        assert kind.latin.startswith(("Musculus", "Musculi"))
        assert kind.front or kind.back, kind.name
        for points in (kind.front, kind.back):
            assert all(0 <= x <= 82 and 0 <= y <= 400 for x, y in points), kind.name
        for name in kind.names:
            assert seen.setdefault(anatomy.plain(name), kind.name) == kind.name, name
            assert anatomy.find(name).name == kind.name, name


def test_regions_agree_with_those_of_the_report():
    for kind in anatomy.kinds():
        region = place_of(kind.name).region
        if region and "paraspinal" not in kind.name:
            assert region == kind.region, kind.name


def test_search_puts_the_best_first():
    assert anatomy.search("delta")[0] == "Deltoid"
    assert anatomy.search("Bizeps")[0] == "Biceps brachii"
    assert anatomy.search("TA")[0] == "Tibialis anterior"
    assert "Gluteus maximus" in anatomy.search("gesäß")
    assert anatomy.search("zzzz") == ()
