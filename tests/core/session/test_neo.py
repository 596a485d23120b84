"""What Neo reads is shown as any recording: written here by pybv, and as the manuals of the formats say."""

import json
import os
import struct
import subprocess
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pytest

from fascview.errors import FormatError
from fascview.session import neo_read
from fascview.session.export import export
from fascview.session.formats import open_recording

ROOT = Path(__file__).resolve().parents[3]
FS_HZ = 2000.0
#: FASCVIEW_SEARCH=1 searches as far as the other readers are searched in every run; Neo takes its time to begin.
N_MUTATIONS = 3000 if os.environ.get("FASCVIEW_SEARCH") else 300


@pytest.fixture(autouse=True)
def _needs_neo():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pytest.importorskip("neo")


def signal(n: int = 20_000, n_channels: int = 4) -> np.ndarray:
    x = np.random.default_rng(4).normal(0, 80, (n, n_channels))
    x[:, 0] = np.arange(n) % 3000
    return x


def brain_vision(folder: Path, x: np.ndarray, fmt: str = "binary_float32") -> Path:
    pybv = pytest.importorskip("pybv")
    names = [f"Deltoid R {i + 1}" for i in range(x.shape[1] - 1)] + ["trigger"]
    events = [
        {"onset": 1000, "duration": 1, "type": "Stimulus", "description": 7, "channels": "all"},
        {"onset": 1600, "duration": 1, "type": "Comment", "description": "hand moved", "channels": "all"},
    ]
    units = ["µV"] * (len(names) - 1) + ["V"]
    data = x.T.copy()
    data[:-1] *= 1e-6
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pybv.write_brainvision(
            data=data, sfreq=FS_HZ, ch_names=names, fname_base="patient", folder_out=folder, events=events,
            resolution=0.05, unit=units, fmt=fmt,
        )  # fmt: skip
    return folder / "patient.vhdr"


def open_ephys(folder: Path, counts: np.ndarray, first: int = 5000) -> Path:
    """Write the flat binary format of Open Ephys, version 0.6, as its documentation describes it."""
    recording = folder / "Record Node 101" / "experiment1" / "recording1"
    place = recording / "continuous" / "Acquisition_Board-100.Rhythm_Data"
    place.mkdir(parents=True)
    counts.astype("<i2").tofile(place / "continuous.dat")
    np.save(place / "sample_numbers.npy", np.arange(first, first + len(counts), dtype=np.int64))
    np.save(place / "timestamps.npy", (np.arange(first, first + len(counts)) / FS_HZ).astype(np.float64))
    channel = {"description": "", "identifier": "", "history": "", "bit_volts": 0.195, "units": "uV"}
    stream = {
        "folder_name": place.name + "/",
        "sample_rate": FS_HZ,
        "source_processor_name": "Acquisition Board",
        "source_processor_id": 100,
        "stream_name": "Rhythm Data",
        "recorded_processor": "Record Node",
        "recorded_processor_id": 101,
        "num_channels": counts.shape[1],
        "channels": [channel | {"channel_name": f"CH{i + 1}"} for i in range(counts.shape[1])],
    }
    document = {"GUI version": "0.6.7", "continuous": [stream], "events": [], "spikes": []}
    (recording / "structure.oebin").write_text(json.dumps(document))
    return folder


@pytest.mark.parametrize("fmt", ["binary_float32", "binary_int16"])
def test_brain_vision_written_by_pybv(tmp_path, fmt):
    x = signal() * np.array([0.1, 1, 1, 0.5])
    with open_recording(brain_vision(tmp_path, x, fmt)) as recording:
        assert recording.fs_hz == FS_HZ
        assert recording.n_samples == 20_000
        assert [c.name for c in recording.info.channels] == ["Deltoid R 1", "Deltoid R 2", "Deltoid R 3"]
        assert {c.muscle.label for c in recording.info.channels} == {"Deltoid R"}
        assert {c.unit for c in recording.info.channels} == {"uV"}
        assert [c.name for c in recording.info.aux_channels] == ["trigger"]
        assert np.allclose(recording.read(0, 20_000), x[:, :3], atol=0.06)
        assert np.allclose(recording.read(12_345, 12_400), x[12_345:12_400, :3], atol=0.06)
        assert np.allclose(recording.read_aux(0, 100)[:, 0], x[:100, 3], atol=0.06)
        assert [(n.sample, n.what) for n in recording.notes] == [(1000, "annotation"), (1600, "annotation")]
        assert "hand moved" in recording.notes[1].text
        with open_recording(export(recording, "bdf", tmp_path / "out.bdf")) as again:
            assert np.allclose(again.read(0, 20_000), x[:, :3], atol=0.06)


def test_open_ephys_flat_files(tmp_path):
    counts = np.random.default_rng(1).integers(-3000, 3000, (8000, 6))
    folder = open_ephys(tmp_path / "2026-01-01", counts)
    with open_recording(folder) as recording:
        assert recording.fs_hz == FS_HZ
        assert recording.info.n_channels == 6
        assert np.allclose(recording.read(0, 8000), counts * 0.195, atol=1e-3)
        assert np.allclose(recording.read(7990, 9000), counts[7990:] * 0.195, atol=1e-3)


def test_a_large_file_is_read_in_windows(tmp_path):
    """Opening 120 MB and reading a second of it takes no more memory than that second and the reader."""
    header = brain_vision(tmp_path, signal(10_000, 16))
    data = header.with_suffix(".eeg")
    once = data.read_bytes()
    with open(data, "ab") as file:
        for _ in range(200):
            file.write(once)
    script = (
        "import resource, sys, warnings\nwarnings.simplefilter('ignore')\nimport neo.rawio\n"
        "from fascview.session.formats import open_recording\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "recording = open_recording(sys.argv[1])\n"
        "rows = recording.read(1_900_000, 1_902_000)\n"
        "grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024\n"
        "print(recording.n_samples, rows.shape, round(grown))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, header],
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("2010000 (2000, 15) ")
    assert int(done.stdout.split()[-1]) < 40


def test_without_neo_it_is_said_what_to_install(tmp_path, monkeypatch):
    header = brain_vision(tmp_path, signal(2000))

    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(neo_read.importlib, "import_module", missing)
    with pytest.raises(FormatError, match=r"fascview\[neo\]"):
        open_recording(header)


def intan(folder: Path, counts: np.ndarray) -> Path:
    """Write an RHD file of version 2.0, header and data in one, as Intan's description of the format says."""

    def text(value: str) -> bytes:
        data = value.encode("utf-16-le")
        return struct.pack("<I", len(data)) + data

    n, n_channels = counts.shape
    head = struct.pack("<Ihhf", 0xC6912702, 2, 0, FS_HZ) + struct.pack("<h6f", 1, 1.0, 1.0, 900.0, 1.0, 1.0, 900.0)
    head += struct.pack("<hff", 0, 1000.0, 1000.0) + text("") * 3 + struct.pack("<hh", 0, 0) + text("REF")
    head += struct.pack("<h", 1) + text("Port A") + text("A") + struct.pack("<hhh", 1, n_channels, n_channels)
    for i in range(n_channels):
        head += text(f"A-{i:03d}") + text(f"TA R {i + 1}") + struct.pack("<6h", i, i, 0, 1, i, 0)
        head += struct.pack("<4h", 0, 0, 0, 0) + struct.pack("<ff", 5000.0, -30.0)
    path = folder / "rat_260101_120000.rhd"
    with open(path, "wb") as out:
        out.write(head)
        for at in range(0, n - n % 128, 128):
            out.write(np.arange(at, at + 128, dtype="<i4").tobytes())
            out.write((counts[at : at + 128].T + 32768).astype("<u2").tobytes())
    return path


def spike_glx(folder: Path, counts: np.ndarray) -> Path:
    """Write a pair of files of SpikeGLX's NI-DAQ stream, as its help describes them: multiplexed channels only."""
    n, n_channels = counts.shape
    path = folder / "run_g0_t0.nidq.meta"
    facts = {
        "fileName": f"D:/data/{path.stem}.bin",
        "fileSizeBytes": 2 * n * n_channels,
        "fileTimeSecs": n / FS_HZ,
        "firstSample": 0,
        "nSavedChans": n_channels,
        "niAiRangeMax": 5,
        "niMNGain": 200,
        "niMAGain": 1,
        "niSampRate": FS_HZ,
        "snsMnMaXaDw": f"{n_channels},0,0,0",
        "snsSaveChanSubset": "all",
        "typeThis": "nidq",
    }
    lines = [f"{k}={v}" for k, v in facts.items()]
    names = "".join(f"(MN0C{i};{i}:{i})" for i in range(n_channels))
    path.write_text("\n".join([*lines, f"~snsChanMap=({n_channels},0,8,0,0){names}"]) + "\n")
    counts.astype("<i2").tofile(path.with_suffix(".bin"))
    return path


def test_intan_file(tmp_path):
    counts = np.random.default_rng(1).integers(-3000, 3000, (1280, 6))
    with open_recording(intan(tmp_path, counts)) as recording:
        assert recording.fs_hz == FS_HZ
        assert recording.info.n_channels == 6
        assert {c.unit for c in recording.info.channels} == {"uV"}
        assert np.allclose(recording.read(0, 1280), counts * 0.195, atol=1e-2)
        assert np.allclose(recording.read(700, 900), counts[700:900] * 0.195, atol=1e-2)


def test_spike_glx_files(tmp_path):
    counts = np.random.default_rng(1).integers(-3000, 3000, (4000, 6))
    with open_recording(spike_glx(tmp_path, counts)) as recording:
        assert recording.fs_hz == FS_HZ
        assert recording.info.n_channels == 6
        assert np.allclose(recording.read(0, 4000), counts * (5 / 32768 / 200 * 1e6), rtol=1e-4)


def seeds(folder: Path, kind: str) -> tuple[Path, Path]:
    """Return a recording to be opened, and the file of it that says what the samples are."""
    counts = np.random.default_rng(1).integers(-3000, 3000, (1280, 4))
    if kind in ("vhdr", "vmrk"):
        header = brain_vision(folder, signal(2000))
        return header, header.with_suffix("." + kind)
    if kind == "oebin":
        return open_ephys(folder / "2026-01-01", counts), next((folder / "2026-01-01").rglob("*.oebin"))
    path = {"rhd": intan, "meta": spike_glx}[kind](folder, counts)
    return path, path


@pytest.mark.parametrize("kind", ["vhdr", "vmrk", "oebin", "rhd", "meta"])
def test_f39_damaged_headers_give_one_sentence(tmp_path, kind):
    path, described = seeds(tmp_path, kind)
    data, draw = described.read_bytes(), np.random.default_rng(5)
    head = min(len(data), 1200)
    opened, refused, slowest, sentences = 0, 0, 0.0, set()
    for _ in range(N_MUTATIONS):
        torn = bytearray(data)
        for _ in range(int(draw.integers(1, 6))):
            torn[int(draw.integers(head))] = int(draw.integers(256))
        described.write_bytes(torn if draw.random() < 0.8 else torn[: int(draw.integers(len(torn)))])
        began = time.perf_counter()
        try:
            with open_recording(path) as recording:
                recording.read(0, 100)
                opened += 1
        except FormatError as e:
            sentences.add(str(e))
            refused += 1
        slowest = max(slowest, time.perf_counter() - began)
    assert opened + refused == N_MUTATIONS
    assert refused > 10
    assert opened > 0
    assert slowest < 1.0
    assert all(s.endswith(".") and "\n" not in s for s in sentences)
