"""OT Bioelettronica's files and BIDS datasets: samples, units, muscles, events."""

import io
import tarfile

import numpy as np
import pytest
import scipy.io
from test_export import recording
from test_mutations import make_otb

from fascview.errors import FormatError
from fascview.session.export import ExportOptions, export
from fascview.session.formats import open_recording
from fascview.session.mat_read import read_mat
from fascview.session.otb_read import factor_uv


def test_reference_matlab_export_is_the_reference_bdf(shared_dir):
    samples = shared_dir / "samples"
    with (
        open_recording(samples / "openhdemg_otb_testfile.mat") as ours,
        open_recording(samples / "openhdemg_VL64_2048Hz.bdf") as theirs,
    ):
        assert (ours.info.n_channels, ours.fs_hz, ours.n_samples) == (64, 2048.0, 66_560)
        assert [m.label for m in ours.info.muscles] == ["Vastus Lateralis"]
        assert [c.unit for c in ours.info.aux_channels] == ["%(MVC)"]
        assert np.abs(np.asarray(ours.samples_uv) - theirs.read(0, 66_560)).max() < 1e-3
        assert np.abs(ours.read_aux(0, 66_560) - theirs.read_aux(0, 66_560)).max() < 1e-3


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("dtype", ["f4", "f8", "i2", "u1", "i4"])
def test_matlab_as_scipy_writes_it(tmp_path, compressed, dtype):
    x = np.arange(60).reshape(20, 3).astype(dtype)
    labels = np.array(
        [["Deltoid R - grid (1)[mV]"], ["Deltoid R - grid (2)[mV]"], ["Source for decomposition of it[a.u]"]], object
    )
    cell = np.empty((1, 1), object)
    cell[0, 0] = x
    for k, data in enumerate((x, cell, x.T)):
        path = tmp_path / f"{k}.mat"
        content = {
            "Data": data,
            "Description": labels,
            "SamplingFrequency": np.float64(1000),
            "text": "hallo µ",
            "n": 5.0,
        }
        scipy.io.savemat(path, content, do_compression=compressed)
        with open_recording(path) as opened:
            assert opened.info.n_channels == 2
            assert np.array_equal(np.asarray(opened.samples_uv), x[:, :2].astype(np.float32) * 1000)
            assert opened.muscles_per_channel == ("Deltoid R", "Deltoid R")
    assert read_mat(tmp_path / "0.mat")["text"] == "hallo µ"


def test_a_matlab_file_that_inflates_without_end_is_refused(tmp_path):
    path = tmp_path / "bomb.mat"
    scipy.io.savemat(path, {"Data": np.zeros((3000, 2000))}, do_compression=True)
    with pytest.raises(FormatError, match="damaged"):
        open_recording(path)


def test_other_matlab_files_are_told_apart(tmp_path):
    scipy.io.savemat(tmp_path / "a.mat", {"x": np.arange(5)})
    with pytest.raises(FormatError, match="no export of OT BioLab"):
        open_recording(tmp_path / "a.mat")


def test_otb_plus(tmp_path):
    with open_recording(make_otb(tmp_path)) as opened:
        raw = (np.arange(400) - 200).reshape(100, 4)
        factor = 5.0 / 65_536 / 150 * 1e6
        assert opened.fs_hz == 2048.0
        assert opened.muscles_per_channel == ("Biceps R", "Biceps R")
        assert np.allclose(np.asarray(opened.samples_uv), raw[:, :2] * factor, rtol=1e-6)
        assert [c.name for c in opened.info.aux_channels] == ["Ramp", "Buffer"]
        assert np.array_equal(opened.read_aux(10, 20), raw[10:20, 2:])


def test_otb_conversion_factors_of_the_manufacturer():
    assert factor_uv("QUATTRO", "HD10MM0804", 1) == pytest.approx(0.5086, rel=1e-3)
    assert factor_uv("DUE+", "BIP", 1) == pytest.approx(0.2493, rel=1e-3)
    assert factor_uv("SESSANTAQUATTRO", "HD", 1) == pytest.approx(0.2861, rel=1e-3)
    assert factor_uv("SYNCSTATION", "AdapterLoadCell", 1) == pytest.approx(152.6, rel=1e-3)


def test_a_tar_of_something_else_is_refused(tmp_path):
    path = tmp_path / "x.otb+"
    with tarfile.open(path, "w") as tar:
        link = tarfile.TarInfo("a.sig")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
        member = tarfile.TarInfo("a.xml")
        member.size = 3
        tar.addfile(member, io.BytesIO(b"<a>"))
    with pytest.raises(FormatError):
        open_recording(path)


def test_bids_folder_comes_back_with_muscles_events_and_bad_channels(tmp_path):
    original = recording()
    export(original, "bids", tmp_path / "data", options=ExportOptions(subject="S1", session="2"))
    for where in (tmp_path / "data", tmp_path / "data" / "sub-S1"):
        with open_recording(where) as again:
            assert [m.label for m in again.info.muscles] == ["Müskel R", "Extensor carpi radialis L"]
            assert [c.bad for c in again.info.channels] == [False, False, False, True]
            rows = original.events
            assert again.events["sample"].tolist() == rows["sample"].tolist()
            for name in ("kind", "status", "muscle", "channel", "reason"):
                assert again.events[name].tolist() == rows[name].tolist()
            assert np.allclose(again.events["vpp_uv"], rows["vpp_uv"], rtol=1e-6)
            assert again.verdicts == {1: "rejected"}
            assert [(g.start, g.stop) for g in again.gaps] == [(1000, 1500)]
            assert again.notes == []


def test_a_damaged_sidecar_leaves_the_signal(tmp_path):
    made = export(recording(), "bids", tmp_path / "data")
    channels = made.with_name(made.name.replace("_emg.bdf", "_channels.tsv"))
    channels.write_bytes(b"\xff\x00name\ttype\n\n\n\x01")
    with open_recording(made) as again:
        assert again.n_samples == 9000
    channels.unlink()
    with open_recording(made) as again:
        assert len(again.events) == 40
