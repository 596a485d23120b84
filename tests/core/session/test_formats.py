"""Files of others: their samples, units, muscles and auxiliary channels as independent readers see them."""

import warnings
from pathlib import Path

import edfio
import mne
import numpy as np
import pytest
import pyxdf

from fascview.errors import FascviewError, FormatError
from fascview.session import labels
from fascview.session.formats import open_recording
from fascview.stream import Muscle


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Deltoid R 1", "Deltoid R 2", "FDI L"], ["Deltoid R", "Deltoid R", "FDI L"]),
        (["Deltoid_R_01", "Deltoid_R_02"], ["Deltoid R", "Deltoid R"]),
        (["EMG 1", "EMG 2", "ch3"], ["grid"] * 3),
        (["TA1", "TA2", "EMG TA-R"], ["TA", "TA", "TA R"]),
        (["ME", "MA"], ["ME", "MA"]),
        (["1", "2", ""], ["grid"] * 3),
        (["Biceps [3]", "Biceps (4)", "Biceps 5-6"], ["Biceps"] * 3),
        (["Tongue 1 L", "right deltoid 2"], ["Tongue L", "deltoid R"]),
    ],
)
def test_muscles_from_labels(names, expected):
    assert [m.label for m in labels.group_muscles(names, "grid")] == expected


@pytest.mark.parametrize(
    ("label", "unit", "kind", "aux"),
    [
        ("VL_01", "uV", "", False), ("force", "%MVC", "", True), ("Trigger", "V", "", True), ("ECG", "mV", "", True),
        ("acc_x", "g", "", True), ("Biceps", "mV", "EMG", False), ("ECG", "mV", "EMG", False), ("X", "uV", "ECG", True),
        ("Tracheal", "uV", "", False), ("EMG", "adu", "", False), ("Status", "", "", True), ("Forcep", "uV", "", False),
    ],
)  # fmt: skip
def test_auxiliary_channels(label, unit, kind, aux):
    assert labels.is_auxiliary(label, unit, kind) is aux


def test_units_become_microvolt():
    assert [labels.microvolt_scale(u) for u in ("uV", "µV", "mV", "V", "Volts", "N")] == [1, 1, 1e3, 1e6, 1e6, None]


WALKING = set("ME MA FL RF VM VL ST BF TA PL GM GL SO".split())  # noqa: SIM905 - reads as a list
SAMPLES = {
    "openhdemg_VL64_2048Hz.bdf": (2048.0, 64, 67_584, {"VL"}, 1),
    "openhdemg_VL16_2048Hz.xdf": (2048.0, 16, 66_560, {"VL"}, 0),
    "musclesyneRgies_walk13_1000Hz.bdf": (1000.0, 13, 8000, WALKING, 0),
    "biosppy_emg_1000Hz.edf": (1000.0, 1, 100_000, {"EMG"}, 0),
    "biosppy_emg.txt": (1000.0, 1, 100_000, {"EMG"}, 0),
    "biosppy_emg_1.txt": (1000.0, 1, 63_880, {"EMG"}, 0),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_reference_recordings_open(shared_dir, name):
    fs_hz, n_channels, n, muscles, n_aux = SAMPLES[name]
    with open_recording(shared_dir / "samples" / name) as recording:
        assert (recording.fs_hz, recording.info.n_channels, recording.n_samples) == (fs_hz, n_channels, n)
        assert {m.label for m in recording.info.muscles} == muscles
        assert len(recording.info.aux_channels) == n_aux
        assert np.isfinite(np.asarray(recording.samples_uv)).all()


def test_reference_bdf_as_edfio_and_mne_see_it(shared_dir):
    path = shared_dir / "samples" / "openhdemg_VL64_2048Hz.bdf"
    theirs = edfio.read_bdf(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        raw = mne.io.read_raw_bdf(path, verbose="error")
    with open_recording(path) as recording:
        x = np.asarray(recording.samples_uv)
        for i in (0, 31, 63):
            assert np.abs(x[:, i] - theirs.signals[i].data).max() < 1e-3
        assert np.abs(x[:, 5] - raw.get_data(picks=[5])[0] * 1e6).max() < 1e-3
        aux = recording.read_aux(1000, 5000)[:, 0]
        assert np.allclose(aux, theirs.signals[64].data[1000:5000], atol=1e-4)


def test_reference_xdf_as_pyxdf_sees_it(shared_dir):
    path = shared_dir / "samples" / "openhdemg_VL16_2048Hz.xdf"
    (theirs,), _ = pyxdf.load_xdf(path, dejitter_timestamps=False)
    with open_recording(path) as recording:
        assert np.array_equal(np.asarray(recording.samples_uv), theirs["time_series"])


def test_a_recording_by_labrecorder():
    """Made with LabRecorder 1.16: 1500 samples at 250 Hz, 0.4 s lost after 800, a mark at sample 500."""
    path = Path(__file__).resolve().parents[2] / "data" / "labrecorder.xdf"
    streams, _ = pyxdf.load_xdf(path, dejitter_timestamps=False)
    theirs = next(s for s in streams if s["info"]["type"] == ["EMG"])
    with open_recording(path) as recording:
        assert recording.warnings == []
        assert recording.muscles_per_channel == ("TA R", "TA R")
        assert [(g.start, g.stop) for g in recording.gaps] == [(800, 900)]
        assert [(n.sample, n.text) for n in recording.notes] == [(500, "a mark")]
        x = np.asarray(recording.samples_uv)
        assert x.shape == (1600, 2)
        assert np.array_equal(x[~np.isnan(x[:, 0])], theirs["time_series"])
        assert np.array_equal(theirs["time_series"][:, 0], np.arange(1500))
        assert len(recording.signal._pieces[0].stream.clock_offsets) >= 1


@pytest.mark.parametrize("suffix", ["edf", "bdf"])
def test_edf_units_annotations_and_rates(tmp_path, suffix):
    signal_class, writer, factor = (
        (edfio.EdfSignal, edfio.Edf, 1e-3) if suffix == "edf" else (edfio.BdfSignal, edfio.Bdf, 3e-7)
    )
    rng = np.random.default_rng(3)
    x = rng.normal(0, 0.2, (3, 4000))
    made = [
        signal_class(x[0], 2000, label="Deltoid R 1", physical_dimension="mV", physical_range=(-2, 2)),
        signal_class(x[1] * 1e-3, 2000, label="Deltoid R 2", physical_dimension="V", physical_range=(-0.002, 0.002)),
        signal_class(x[2][:200], 100, label="force", physical_dimension="N", physical_range=(-2, 2)),
        signal_class(x[2], 2000, label="Trigger", physical_dimension="V", physical_range=(-2, 2)),
    ]
    notes = [edfio.EdfAnnotation(0.5, None, "Anfang Ü"), edfio.EdfAnnotation(1.25, 0.1, "second")]
    path = tmp_path / f"odd.{suffix}"
    writer(made, annotations=notes).write(path)
    with open_recording(path) as recording:
        y = np.asarray(recording.samples_uv)
        assert recording.muscles_per_channel == ("Deltoid R", "Deltoid R")
        assert [c.name for c in recording.info.aux_channels] == ["Trigger"]
        assert np.abs(y[:, 0] - x[0] * 1000).max() < factor * 1000
        assert np.abs(y[:, 1] - x[1] * 1000).max() < factor * 1000
        assert [(n.sample, n.text) for n in recording.notes] == [(1000, "Anfang Ü"), (2500, "second")]
        assert any("another sampling rate" in w for w in recording.warnings)
        assert np.array_equal(recording.read(1234, 1300), y[1234:1300])


def test_text_in_its_many_dresses(tmp_path):
    x = np.round(np.random.default_rng(0).normal(0, 1, (500, 2)), 4)
    t = np.arange(500) / 1000
    (tmp_path / "a.csv").write_text(
        "time,Deltoid R (mV),Biceps L (mV)\n" + "\n".join(f"{a},{b},{c}" for a, (b, c) in zip(t, x, strict=True))
    )
    (tmp_path / "b.txt").write_text("\n".join(f"{b} {c}" for b, c in x))
    with open_recording(tmp_path / "a.csv") as recording:
        assert recording.fs_hz == pytest.approx(1000.0)
        assert recording.muscles_per_channel == ("Deltoid R", "Biceps L")
        assert np.allclose(np.asarray(recording.samples_uv), x * 1000, rtol=1e-6)
    with pytest.raises(FormatError, match="sampling rate"):
        open_recording(tmp_path / "b.txt")
    with open_recording(tmp_path / "b.txt", fs_hz=500, muscles=["TA R", "TA R"]) as recording:
        assert recording.info.muscles == (Muscle("TA", "R"),)
        assert recording.info.channels[0].unit == "counts"
    with pytest.raises(FascviewError, match="one per channel"):
        open_recording(tmp_path / "b.txt", fs_hz=500, muscles=["TA R"])


def test_f41_what_cannot_be_opened_is_told_in_one_sentence(tmp_path):
    (tmp_path / "empty.xdf").write_bytes(b"")
    (tmp_path / "half.xdf").write_bytes(b"XDF:")
    (tmp_path / "wrong.bdf").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    (tmp_path / "folder").mkdir()
    (tmp_path / ("ä" * 100)).mkdir()
    for path in (
        "empty.xdf", "half.xdf", "wrong.bdf", "folder", "absent.xdf", "ä" * 100, "a\0b", "x" * 5000, "/proc/self/mem",
    ):  # fmt: skip
        with pytest.raises(FormatError) as told:
            open_recording(tmp_path / path)
        text = str(told.value)
        assert text.endswith(".")
        assert "\n" not in text
        assert "Traceback" not in text


def test_a_long_foreign_path_opens(tmp_path):
    deep = tmp_path / ("ü" * 60) / ("名" * 40)
    deep.mkdir(parents=True)
    (deep / "µ.txt").write_text("# Sampling Rate (Hz):= 1000\n1\n2\n3\n")
    with open_recording(Path(deep / "µ.txt")) as recording:
        assert recording.n_samples == 3
