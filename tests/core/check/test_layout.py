"""Layouts: what rotation and mirror leave alone, and files."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fascview.check.layout import Layout, as_toml, find_layout, from_toml, library, row_name, save_layout, usual_layout
from fascview.errors import FormatError, UsageError


@pytest.mark.parametrize("name", library())
def test_every_layout_of_the_library(name):
    layout = find_layout(name)
    assert from_toml(as_toml(layout), name) == layout
    assert sorted(layout.channels) == list(range(len(layout.channels)))
    for turned in (layout.rotated(), layout.mirror()):
        assert sorted(turned.channels) == sorted(layout.channels)
    assert layout.rotated().rotated().rotated().rotated() == layout
    assert layout.mirror().mirror() == layout
    assert layout.mirror().rotated() == layout.rotated().rotated().rotated().mirror()


def test_the_usual_names_are_there():
    assert {"4x8", "8x8", "13x5", "16x1", "bipolar-4"} <= set(library())
    assert find_layout("13x5").grid[12][0] == 0
    assert find_layout("8x8").label(19) == "C4"


def test_turn_is_told():
    layout = find_layout("8x8")
    assert layout.turn_text == "0°, not mirrored"
    assert layout.rotated().turn_text == "90°, not mirrored"
    assert layout.mirror().turn_text == "0°, mirrored"


@given(st.integers(1, 300))
def test_any_number_of_channels_has_a_layout(n):
    layout = usual_layout(n)
    assert sorted(layout.channels) == list(range(n))
    assert not np.isnan(layout.places(n)).any()


def test_own_files(tmp_path):
    layout = Layout("mine", 'A "ring" \\ of 3', ((0, 1), (3, 2)), 12.5, note="x")
    save_layout(tmp_path / "mine.toml", layout)
    assert find_layout(str(tmp_path / "mine.toml")) == layout


@pytest.mark.parametrize(
    "text",
    [
        "",
        "grid = ' . . '",
        'grid = "1 2\\n3"',
        'grid = "1 1"',
        'grid = "x"',
        'grid = "1"\nkind = "odd"',
        'grid = "1"\npitch_mm = -3',
        "=",
        'grid = "0 -1"',
    ],
)
def test_senseless_layouts_are_refused(text):
    with pytest.raises(FormatError):
        from_toml(text, "x")


def test_unknown_names_are_told_of():
    with pytest.raises(UsageError, match="8x8"):
        find_layout("9x9")
    with pytest.raises(UsageError):
        find_layout("../layouts/8x8")


def test_row_names():
    assert [row_name(i) for i in (0, 25, 26, 27, 52)] == ["A", "Z", "AA", "AB", "BA"]
