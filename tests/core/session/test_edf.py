"""EDF and BDF through windows of records: what edfio reads at once, however it is cut."""

import time

import edfio
import numpy as np
import pytest

from fascview.errors import FormatError
from fascview.session import edf_window
from fascview.session.bounded import Bytes
from fascview.session.edf_notes import AnnotationReader
from fascview.session.formats import open_recording

KINDS = {"edf": (edfio.EdfSignal, edfio.Edf), "bdf": (edfio.BdfSignal, edfio.Bdf)}


def made(folder, kind="bdf", seconds=20, annotations=None, unit="uV"):
    signal, whole = KINDS[kind]
    x = np.random.default_rng(5).normal(0, 100, (3, 500 * seconds))
    names = ("TA R", "VL L", "force")
    units = (unit, "mV", "N")
    signals = [
        signal(row, 500, label=label, physical_dimension=dimension, physical_range=(-1000, 1000))
        for row, label, dimension in zip(x, names, units, strict=True)
    ]
    path = folder / f"made.{kind}"
    whole(signals, annotations=annotations).write(path)
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_any_cut_gives_what_edfio_reads_at_once(tmp_path, kind):
    path = made(tmp_path, kind)
    theirs = (edfio.read_bdf if kind == "bdf" else edfio.read_edf)(path).signals
    want = np.stack([theirs[0].data, theirs[1].data * 1e3], axis=1).astype(np.float32)
    force = theirs[2].data.astype(np.float32)
    draw = np.random.default_rng(1)
    with open_recording(path) as recording:
        cuts = [(a, a + int(draw.integers(0, 4000))) for a in draw.integers(0, 10_000, 200).tolist()]
        for a, b in [(0, 10_000), *((a, a + 8) for a in range(0, 10_000, 8)), *cuts]:
            assert np.array_equal(recording.read(a, b), want[a:b])
            assert np.array_equal(recording.read_aux(a, b)[:, 0], force[a:b])


def test_reading_on_decodes_every_record_about_once(tmp_path, monkeypatch):
    counts = []
    decode = edf_window.decode
    with open_recording(made(tmp_path)) as recording:
        monkeypatch.setattr(edf_window, "decode", lambda h, d, n: (counts.append(n), decode(h, d, n))[1])
        for a in range(0, 10_000, 8):
            recording.read(a, a + 8)
        assert sum(counts) == 20
        assert max(counts) == edf_window.WINDOW_S
        counts.clear()
        recording.read(2000, 2100)
        assert counts == [1]


def test_a_file_that_became_shorter_gives_what_is_there(tmp_path):
    path = made(tmp_path)
    with open_recording(path) as recording:
        whole = recording.read(0, 1500)
        data = path.read_bytes()
        with open(path, "r+b") as file:
            file.truncate(len(data) - 10 * 3 * 3 * 500 - 5)
        rows = recording.read(0, 10_000)
        assert np.array_equal(rows[:1500], whole)
        assert np.isfinite(rows[:4500]).all()
        assert np.isnan(rows[4500:]).all()


def test_a_signal_without_physical_range_shows_its_digital_values(tmp_path):
    path = made(tmp_path)
    digital = edfio.read_bdf(path).signals[0].digital
    data = bytearray(path.read_bytes())
    at = 256 + 104 * int(data[252:256])
    data[at : at + 8] = b"1000    "
    path.write_bytes(data)
    with open_recording(path) as recording:
        assert [c.unit for c in recording.info.channels] == ["counts", "uV"]
        assert any("no voltage" in w for w in recording.warnings)
        assert np.array_equal(recording.samples_uv[:, 0], digital)


def test_decimal_commas_are_read(tmp_path):
    path = made(tmp_path)
    with open_recording(path) as recording:
        want = recording.samples_uv
    data = bytearray(path.read_bytes())
    n = int(data[252:256])
    data[244:252] = b"1,0     "
    data[256 + 104 * n : 256 + 104 * n + 8] = b"-1000,0 "
    path.write_bytes(data)
    with open_recording(path) as recording:
        assert np.array_equal(recording.samples_uv, want)


@pytest.mark.parametrize("value", [b"nan     ", b"1e300   ", b"inf     ", b"a number"])
def test_impossible_physical_ranges_are_refused(tmp_path, value):
    path = made(tmp_path)
    data = bytearray(path.read_bytes())
    at = 256 + 112 * int(data[252:256])
    data[at : at + 8] = value
    path.write_bytes(data)
    with pytest.raises(FormatError, match="header"):
        open_recording(path)


@pytest.mark.parametrize("kind", KINDS)
def test_annotations_are_those_edfio_finds(tmp_path, kind):
    given = [edfio.EdfAnnotation(i * 0.7, None if i % 2 else 0.25, f"Übung {i}") for i in range(28)]
    path = made(tmp_path, kind, annotations=given)
    with open_recording(path) as recording:
        assert [(n.sample, n.text) for n in recording.notes] == [(round(a.onset * 500), a.text) for a in given]


def annotations_of(folder, data):
    path = folder / "lists"
    path.write_bytes(data)
    file = Bytes(path)
    try:
        reader = AnnotationReader(file, 0, len(data), 1, [(0, len(data))], [])
        assert reader.take()
        return reader.onsets, reader.notes
    finally:
        file.close()


def test_damage_in_one_annotation_leaves_the_others(tmp_path):
    lists = [
        b"+7\x14\x14",
        b"+8\x14two\nlines\x14",
        b"nonsense",
        b"+8.5\x15",
        b"+9\x150.5\x14\xff\xfe\x14",
        b"+9.5\x14a",
    ]
    onsets, found = annotations_of(tmp_path, b"\0".join(lists) + b"\0\0\0")
    assert onsets.tolist() == [7.0]
    assert [(a, b) for a, b, _ in found] == [(8.0, 0.0), (9.0, 0.5), (9.5, 0.0)]
    assert [found[0][2], found[2][2]] == ["two lines", "a"]


@pytest.mark.parametrize(
    "piece", [b"+1\x14", b"+1" * 3 + b"\x14", b"+" + b"1" * 60_000, b"+1\x15", b"\x14\0", b"+1\0\x14"]
)
def test_hostile_annotations_take_time_in_proportion(tmp_path, piece):
    began = time.perf_counter()
    annotations_of(tmp_path, (piece * (1_000_000 // len(piece))) + b"\x14\0")
    assert time.perf_counter() - began < 5.0
