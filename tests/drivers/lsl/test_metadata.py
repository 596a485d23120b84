"""What other people's streams say of themselves: units, labels, muscles, and text nobody should trust."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fascview.errors import SourceError
from fascview_drivers.lsl.metadata import describe, refusal
from fascview_drivers.lsl.units import is_auxiliary, microvolts_per_unit, muscle_of_label


def xml(*channels: dict[str, str]) -> str:
    rows = "".join("<channel>" + "".join(f"<{k}>{v}</{k}>" for k, v in c.items()) + "</channel>" for c in channels)
    return f"<?xml version='1.0'?><info><name>x</name><desc><channels>{rows}</channels></desc></info>"


@pytest.mark.parametrize(
    ("unit", "factor"),
    [("microvolts", 1), ("Microvolt", 1), ("uV", 1), ("µV", 1), ("μV", 1), ("-6", 1), ("mV", 1e3), ("-3", 1e3),
     ("V", 1e6), ("volts", 1e6), ("0", 1e6), (" uv ", 1), ("dimensionless", None), ("", None), ("counts", None)],
)  # fmt: skip
def test_units_are_understood_loosely(unit: str, factor: float | None) -> None:
    assert microvolts_per_unit(unit) == factor


@pytest.mark.parametrize(
    ("label", "muscle"),
    [("Deltoid R 3", "Deltoid R"), ("deltoid_left 12", "deltoid L"), ("VL_07", "VL"),
     ("TA R", "TA R"),     ("right biceps", "biceps R"), ("Biceps brachii R (4)", "Biceps brachii R"),
     ("ch3", ""), ("EMG 12", ""), ("A1", ""), ("", ""), ("17", ""), ("Channel_4", ""), ("EXG Channel 0", "")],
)  # fmt: skip
def test_muscles_are_read_from_labels(label: str, muscle: str) -> None:
    assert muscle_of_label(label).label == muscle


@pytest.mark.parametrize(
    ("kind", "label", "aside"),
    [("EMG", "ch1", False), ("eeg", "VL_01", False), ("eeg", "force", True), ("ACC", "x", True), ("", "Trigger", True),
     ("", "acc x", True), ("EMG", "force", False), ("stim", "STI 014", True), ("", "Deltoid R 1", False),
     ("exg", "ch2", False)],
)  # fmt: skip
def test_triggers_and_sensors_are_told_from_emg(kind: str, label: str, aside: bool) -> None:
    assert is_auxiliary(kind, label) is aside


def test_a_full_description() -> None:
    told = describe(
        xml(
            {"label": "1", "unit": "mV", "type": "EMG", "muscle": "Deltoid", "side": "right"},
            {"label": "2", "unit": "microvolts", "type": "EMG", "muscle": "Biceps brachii", "side": "L"},
            {"label": "trig", "type": "stim", "unit": "-3"},
        ),
        3,
    )
    assert [c.muscle.label for c in told.emg] == ["Deltoid R", "Biceps brachii L"]
    assert [c.unit for c in told.emg] == ["uV", "uV"]
    assert list(told.emg_scale) == [1000.0, 1.0]
    assert [(c.name, c.unit) for c in told.aux] == [("trig", "mV")]
    assert list(told.aux_columns) == [2]


def test_no_description_gives_numbered_counts_and_says_so() -> None:
    told = describe("<info><desc/></info>", 3)
    assert [(c.name, c.unit, c.muscle.label) for c in told.emg] == [(f"ch{i}", "counts", "EMG") for i in (1, 2, 3)]
    assert any("counts" in note for note in told.notes)


def test_a_description_of_too_few_or_too_many() -> None:
    for listed in (1, 5):
        told = describe(xml(*({"label": f"BB {i}", "unit": "uV"} for i in range(listed))), 3)
        assert len(told.emg) == 3
        assert any("lists" in note for note in told.notes)


def test_the_users_word_on_the_unit_counts() -> None:
    assert describe(xml({"unit": "dimensionless"}), 1, unit="mV").emg_scale[0] == 1000.0
    told = describe(xml({"unit": "dimensionless"}), 1, scale_uv=0.5)
    assert (told.emg_scale[0], told.emg[0].unit) == (0.5, "uV")


def test_only_sensors_are_refused() -> None:
    with pytest.raises(SourceError, match="no EMG channel"):
        describe(xml({"label": "acc x"}, {"label": "acc y"}), 2)


def test_f25_hostile_text_is_one_short_plain_line() -> None:
    told = describe(
        xml({"label": "&lt;img src=x&gt;&#10;&#7;" + "x" * 10_000, "unit": "uV"}, {"label": "a\x07b\u202e"}), 2
    )
    for channel in told.emg:
        assert len(channel.name) <= 64
        assert channel.name.isprintable()
    assert told.emg[0].name.startswith("<img src=x>")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not xml",
        "<info><desc>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><info>&b;</info>",
        "<info>" + " " * 5_000_000 + "</info>",
    ],
)
def test_a_description_that_cannot_be_read_is_no_reason_to_stop(text: str) -> None:
    told = describe(text, 2)
    assert len(told.emg) == 2
    assert any("could not be read" in note for note in told.notes)


@given(st.text(max_size=300), st.integers(1, 5))
def test_any_text_as_a_description(text: str, n_channels: int) -> None:
    assert len(describe(text, n_channels).emg) == n_channels


def test_f23_what_is_no_signal_is_refused_with_a_reason() -> None:
    assert "markers" in refusal("x", is_text=True, fs_hz=0.0, n_channels=1)
    assert "rate" in refusal("x", is_text=False, fs_hz=0.0, n_channels=1)
    assert "0 channels" in refusal("x", is_text=False, fs_hz=100.0, n_channels=0)
    assert "1025 channels" in refusal("x", is_text=False, fs_hz=100.0, n_channels=1025)
    assert refusal("x", is_text=False, fs_hz=100.0, n_channels=1024) == ""


def test_impedances_are_taken_where_they_are_told():
    channels = "".join(
        f"<channel><label>E{i}</label><unit>microvolts</unit><type>EMG</type><impedance>{z}</impedance></channel>"
        for i, z in enumerate(("12.5", "", "nonsense", "-3", "48"))
    )
    found = describe(f"<info><desc><channels>{channels}</channels></desc></info>", 5)
    assert found.properties["impedance_kohm"] == "12.5,,,,48"
    none = "".join(f"<channel><label>E{i}</label></channel>" for i in range(2))
    assert "impedance_kohm" not in describe(f"<info><desc><channels>{none}</channels></desc></info>", 2).properties
