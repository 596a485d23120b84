"""Damaged and hostile files: one sentence within a second and 100 MB, never anything else."""

import io
import json
import os
import struct
import subprocess
import sys
import tarfile
import time
import zlib
from pathlib import Path

import edfio
import numpy as np
import pytest
import scipy.io
from helpers import events, signal, stream

from fascview.errors import FormatError
from fascview.session import bounded, xdf_write
from fascview.session.export import ExportOptions, export
from fascview.session.formats import open_recording
from fascview.session.recording import ArraySignal, Gap, Recording
from fascview.session.writer import SessionWriter
from fascview.stream import Block

N_MUTATIONS = 3000
INTERESTING = (b"\xff", b"\x00", b"\xff\xff\xff\xff", b"99999999", b"-1", b"nan", b"\x08", b"1e309", b" ", b"<", b"{")


def a_recording(n: int = 300, n_channels: int = 2) -> Recording:
    x = signal(n, n_channels)
    x[50:60] = np.nan
    samples = ArraySignal(x, x[:, :1].copy())
    gaps = [Gap(50, 60, "lost samples")]
    return Recording(stream(n_channels, 1, 1000.0), samples, Path("x"), events=events([20, 80]), gaps=gaps)


def make_own(folder: Path) -> Path:
    writer = SessionWriter(folder, stream(2, 1, 1000.0))
    writer.write(Block(0, signal(200, 2), np.ones((200, 1), np.float32)))
    writer.write_events(events([20, 80], 1000.0))
    writer.write(Block(250, signal(100, 2), np.ones((100, 1), np.float32)))
    writer.tick(0.0)
    return writer.close() / "recording.xdf"


def make_foreign(folder: Path) -> Path:
    """As LabRecorder writes: every sample with its stamp, clock offsets, markers, irregular chunks."""
    channel = [{"label": f"EMG {i}", "unit": "mV", "type": "EMG"} for i in range(2)]
    data = xdf_write.file_header()
    data += xdf_write.stream_header(
        7, name="EMG", kind="EMG", channel_format="int16", fs_hz=500.0, channels=channel, facts={}
    )
    data += xdf_write.stream_header(
        9, name="marks", kind="Markers", channel_format="string", fs_hz=0, channels=[{}], facts={}
    )
    for k in range(8):
        rows = b""
        for i in range(20):
            stamp = struct.pack("<Bd", 8, 100 + (k * 20 + i) / 500) if (k + i) % 3 else b"\x00"
            rows += stamp + struct.pack("<hh", k * 20 + i, -i)
        data += xdf_write.chunk(xdf_write.SAMPLES, b"\x01\x14" + rows, 7) + xdf_write.clock_offset(7, 100.0, 0.001)
    data += xdf_write.strings(9, [100.1], ["a mark"]) + xdf_write.boundary() + xdf_write.stream_footer(7, 100, 101, 160)
    path = folder / "foreign.xdf"
    path.write_bytes(data)
    return path


def make_edf(folder: Path, to: str) -> Path:
    return export(a_recording(), to, folder / f"seed.{to}")


def make_text(folder: Path) -> Path:
    path = folder / "seed.csv"
    lines = [f"{i / 1000},{i % 7 - 3},{i % 5}" for i in range(120)]
    path.write_text("# Sampling Rate (Hz):= 1000\n# Units:= mV\ntime,Deltoid R,force (N)\n" + "\n".join(lines))
    return path


def make_mat(folder: Path) -> Path:
    path = folder / "seed.mat"
    labels = np.array([["Deltoid R - grid (1)[mV]"], ["Deltoid R - grid (2)[mV]"], ["force[N]"]], dtype=object)
    content = {"Data": a_recording(120, 3).read(0, 50), "Description": labels, "SamplingFrequency": np.uint16(1000)}
    scipy.io.savemat(path, content)
    return path


def make_otb(folder: Path) -> Path:
    path = folder / "seed.otb+"
    xml = (
        '<?xml version="1.0"?><Device Name="QUATTROCENTO" ad_bits="16" DeviceTotalChannels="4" SampleFrequency="2048">'
        '<Channels><Adapter ID="HD10MM0804" Gain="1" ChannelStartIndex="0">'
        '<Channel Index="0" ID="HD10MM0804" Gain="1" Muscle="Biceps" Side="Right"/>'
        '<Channel Index="1" ID="HD10MM0804" Gain="1" Muscle="Biceps" Side="Right"/></Adapter>'
        '<Adapter ID="AdapterControl" Gain="1" ChannelStartIndex="2"><Channel Index="0" ID="Ramp" Gain="1"/>'
        '<Channel Index="1" ID="Buffer" Gain="1"/></Adapter></Channels></Device>'
    )
    samples = (np.arange(400) - 200).astype("<i2").tobytes()
    with tarfile.open(path, "w") as tar:
        for name, data in (("20260101.sig", samples), ("20260101.xml", xml.encode()), ("patient.xml", b"<Subject/>")):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return path


MAKERS = {
    "mat": make_mat,
    "otb": make_otb,
    "own": make_own,
    "foreign": make_foreign,
    "edf": lambda folder: make_edf(folder, "edf"),
    "bdf": lambda folder: make_edf(folder, "bdf"),
    "text": make_text,
}


def mutate(data: bytes, draw: np.random.Generator) -> bytes:
    out = bytearray(data)
    for _ in range(int(draw.integers(1, 4))):
        # Half of the blows fall on the first part, where the headers are.
        at = int(draw.integers(len(out) if draw.random() < 0.5 else max(1, min(len(out), 1500))))
        match int(draw.integers(5)):
            case 0:
                out[at] ^= 1 << int(draw.integers(8))
            case 1:
                value = INTERESTING[int(draw.integers(len(INTERESTING)))]
                out[at : at + len(value)] = value
            case 2:
                del out[at : at + int(draw.integers(1, 40))]
            case 3:
                out[at:at] = draw.bytes(int(draw.integers(1, 20)))
            case _:
                end = min(len(out), at + int(draw.integers(1, 300)))
                out[at:at] = out[at:end]
        if not out:
            return b""
    return bytes(out)


def look_at(path: Path) -> None:
    """Use everything a window would."""
    with open_recording(path) as recording:
        n = recording.n_samples
        for start in (0, n // 2, n - 500):
            rows = recording.read(start, start + 500)
            assert rows.dtype == np.float32
            assert rows.shape[1] == recording.info.n_channels
            aux = recording.read_aux(start, start + 500)
            assert aux is None or len(aux) == len(rows)
        assert (recording.events["muscle"] < len(recording.info.muscles)).all()
        assert all(0 <= g.start < g.stop <= n for g in recording.gaps)
        assert len(recording.muscles_per_channel) == recording.info.n_channels
        assert all(w.endswith(".") and "\n" not in w for w in recording.warnings)


@pytest.mark.parametrize("kind", MAKERS)
def test_f39_mutations_give_one_sentence_at_most(tmp_path, kind):
    path = MAKERS[kind](tmp_path)
    look_at(path)
    whole = path.read_bytes()
    # A copy under another name: a session's index would notice most mutations before the reader does.
    target = tmp_path / f"mutated{path.suffix}"
    draw = np.random.default_rng(zlib.crc32(kind.encode()))
    refused, slowest = 0, 0.0
    for _ in range(N_MUTATIONS):
        target.write_bytes(mutate(whole, draw))
        began = time.perf_counter()
        try:
            look_at(target)
        except FormatError as e:
            refused += 1
            text = str(e)
            assert text.endswith(".") and "\n" not in text and len(text) < 400, text  # noqa: PT018
        slowest = max(slowest, time.perf_counter() - began)
    assert 0 < refused < N_MUTATIONS
    assert slowest < 1.0


def test_f39_mutated_descriptions_of_a_session(tmp_path):
    folder = make_own(tmp_path).parent
    for name in ("session.json", "manifest.json", "recording.idx", "audit.jsonl"):
        whole = (folder / name).read_bytes()
        draw = np.random.default_rng(len(name))
        for _ in range(150):
            (folder / name).write_bytes(mutate(whole, draw))
            look_at(folder)
        (folder / name).write_bytes(whole)


#: FASCVIEW_SEARCH=1 searches as far as the signal files are searched in every run.
N_SIDECAR_MUTATIONS = 3000 if os.environ.get("FASCVIEW_SEARCH") else 100
SIDECARS = ("channels.tsv", "events.tsv", "electrodes.tsv", "emg.json")


@pytest.mark.parametrize("ending", SIDECARS)
def test_f39_mutated_sidecars_of_a_dataset(tmp_path, ending):
    """What stands beside a signal file is never worth more than one sentence: it opens, or is refused."""
    signal_file = export(a_recording(), "bids", tmp_path / "data", options=ExportOptions(keep_notes=True))
    with open_recording(tmp_path / "data") as whole:
        n_samples, n_channels = whole.n_samples, whole.info.n_channels
        assert len(whole.events) == 2
        assert whole.warnings == []
    sidecar = signal_file.with_name(signal_file.stem.removesuffix("emg") + ending)
    if ending == "electrodes.tsv":  # as other programs write it: this one knows no places in millimetres
        sidecar.write_text("name\tx\ty\tz\tcoordinate_system\nE1\t0\t10\tn/a\tarm\nE2\t8.5\t10\tn/a\tarm\n")
    content = sidecar.read_bytes()
    draw = np.random.default_rng(zlib.crc32(ending.encode()))
    opened, slowest = 0, 0.0
    for _ in range(N_SIDECAR_MUTATIONS):
        sidecar.write_bytes(mutate(content, draw))
        began = time.perf_counter()
        try:
            look_at(tmp_path / "data" if opened % 2 else signal_file)
            opened += 1
        except FormatError as e:
            text = str(e)
            assert text.endswith(".") and "\n" not in text and len(text) < 400, text  # noqa: PT018
        slowest = max(slowest, time.perf_counter() - began)
    assert opened > 0
    assert slowest < 1.0
    sidecar.write_bytes(content)
    with open_recording(signal_file) as again:
        assert (again.n_samples, again.info.n_channels) == (n_samples, n_channels)


def bombs(folder: Path) -> list[Path]:
    made = []

    def put(name: str, data: bytes) -> None:
        (folder / name).write_bytes(data)
        made.append(folder / name)

    head = xdf_write.file_header()
    channel = [{"label": "EMG", "unit": "uV"}]
    one = xdf_write.stream_header(
        1, name="x", kind="EMG", channel_format="float32", fs_hz=1000, channels=channel, facts={}
    )
    put("length32.xdf", head + b"\x04\xff\xff\xff\xff\x03\x00" + bytes(100))
    put("length64.xdf", head + b"\x08" + b"\xff" * 8 + b"\x03\x00" + bytes(100))
    put("count.xdf", head + one + xdf_write.chunk(3, b"\x08" + b"\xff" * 7 + b"\x7f" + bytes(64), 1))
    put("count4.xdf", head + one + xdf_write.chunk(3, b"\x04\xff\xff\xff\xff" + bytes(64), 1))
    many = one.replace(b"<channel_count>1<", b"<channel_count>99999999<")
    put("channels.xdf", head + xdf_write.chunk(2, many[many.index(b"<?xml") :], 1))
    lots = b"".join(xdf_write.chunk(2, b"<info/>", i) for i in range(20_000))
    put("streams.xdf", head + lots)
    laughs = (
        b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
        + b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">' * 20
        + b"]><info>&b;</info>"
    )
    put("laughs.xdf", head + xdf_write.chunk(2, laughs, 1))
    put("deep.xdf", head + xdf_write.chunk(2, b"<a>" * 300_000, 1))
    put(
        "far.xdf",
        head + one + b"".join(xdf_write.samples(1, t, np.ones((1, 1), "<f4")) for t in (0.0, 1e300, -1e300, 5e8)),
    )
    fields = {236: b"99999999", 252: b"9999", 184: b"99999999"}
    for at, value in fields.items():
        data = bytearray(make_edf(folder, "bdf").read_bytes())
        (folder / "seed.bdf").unlink()
        data[at : at + len(value)] = value
        put(f"edf{at}.bdf", bytes(data))
    data = bytearray(make_edf(folder, "edf").read_bytes())
    n = int(data[252:256])
    for i in range(n):
        at = 256 + 216 * n + 8 * i
        data[at : at + 8] = b"99999999"
    put("samples.edf", bytes(data))
    put("wide.csv", b"1," * 2_000_000)
    put("long.txt", b"#" * 3_000_000 + b"\n1\n2")
    return made


_MEASURED = """
import resource, sys, time
sys.path[:0] = [sys.argv[1]]
from fascview.errors import FormatError
from fascview.session.formats import open_recording
from fascview.session import edf_read, text_read, xdf_open
import numpy as np
for path in sys.argv[2:]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    try:
        with open_recording(path) as r:
            r.read(0, 1000)
    except FormatError as e:
        assert str(e).endswith("."), e
    took = time.perf_counter() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(path.rsplit("/")[-1], round(took, 3), round(grown, 1))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux counts it")
def test_f38_bombs_cost_less_than_a_second_and_100_mb(tmp_path):
    root = str(Path(__file__).resolve().parents[3])
    paths = [str(p) for p in bombs(tmp_path)]
    done = subprocess.run([sys.executable, "-c", _MEASURED, root, *paths], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert len(lines) == len(paths)
    for name, took, grown in lines:
        assert float(took) < 1.0, name
        assert float(grown) < 100, name


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a":' * 5000 + "1" + "}" * 5000,
        '{"schema": NaN}',
        '{"x": Infinity}',
        "",
        "[]",
        "nul",
        '{"stream": {"fs_hz": -1, "channels": [], "name": 5}}',
        '{"stream": {"fs_hz": 1e308, "channels": [{}] , "name": null}}',
        json.dumps({"stream": {"fs_hz": 1000.0, "channels": [{"name": "a"}] * 5000}}),
    ],
)
def test_f40_hostile_json_is_set_aside(tmp_path, text):
    path = make_own(tmp_path)
    (path.parent / "session.json").write_text(text)
    with open_recording(path.parent) as recording:
        assert recording.n_samples == 350
        assert "session.json" in recording.warnings[0]


def test_f40_xml_with_a_document_type_is_refused():
    for text in (
        b"<!DOCTYPE a><a/>",
        b'<?xml version="1.0"?><!doctype a SYSTEM "file:///etc/passwd"><a>&b;</a>',
        b"<a>" * 100 + b"</a>" * 100,
    ):
        with pytest.raises(FormatError):
            bounded.safe_xml(text, "The header")


def test_f40_a_manifest_cannot_lead_elsewhere(tmp_path):
    secret = tmp_path / "secret.xdf"
    secret.write_bytes(b"XDF:")
    folder = make_own(tmp_path).parent
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"] = [{"name": n, "bytes": 4, "sha256": ""} for n in ("../secret.xdf", "/etc/passwd", "a/../../b")]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    look_at(folder)
    if os.name != "nt":
        (folder / "recording-part2.xdf").symlink_to(secret)
        look_at(folder)


def test_f40_no_pickle_is_ever_loaded(tmp_path):
    import pickle

    class Bomb:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "bomb"),)

    for suffix in (".xdf", ".txt", ".npy", ".pkl", ".bdf"):
        (tmp_path / f"p{suffix}").write_bytes(pickle.dumps(Bomb()))
        with pytest.raises(FormatError):
            open_recording(tmp_path / f"p{suffix}")
    np.save(tmp_path / "n.npy", np.array([Bomb()], dtype=object), allow_pickle=True)
    with pytest.raises(FormatError):
        open_recording(tmp_path / "n.npy")
    assert not (tmp_path / "bomb").exists()


def test_edf_with_unknown_length_and_discontinuous_records(tmp_path):
    x = np.arange(4000, dtype=float) % 2000 - 1000
    path = tmp_path / "seed.edf"
    edfio.Edf(
        [edfio.EdfSignal(x, 1000, label="TA R", physical_dimension="uV", physical_range=(-1000, 1000))], annotations=[]
    ).write(path)
    data = bytearray(path.read_bytes())
    with open_recording(path) as recording:
        whole = np.asarray(recording.samples_uv)
    data[236:244] = b"-1      "
    (tmp_path / "open.edf").write_bytes(data)
    with open_recording(tmp_path / "open.edf") as recording:
        assert np.array_equal(np.asarray(recording.samples_uv), whole)
    torn = bytes(data[: len(data) - 700])
    (tmp_path / "torn.edf").write_bytes(torn)
    with open_recording(tmp_path / "torn.edf") as recording:
        assert recording.n_samples == 3000
    data[192:197] = b"EDF+D"
    data[236:244] = b"4       "
    record = (len(data) - int(data[184:192])) // 4
    for r, onset in enumerate((b"+0\x14", b"+1\x14", b"+3\x14", b"+4\x14")):
        at = data.index(b"+" + str(r).encode() + b"\x14", int(data[184:192]) + r * record)
        data[at : at + len(onset)] = onset
    (tmp_path / "gaps.edf").write_bytes(data)
    with open_recording(tmp_path / "gaps.edf") as recording:
        assert [(g.start, g.stop) for g in recording.gaps] == [(2000, 3000)]
        assert np.isnan(recording.read(2000, 3000)).all()
        assert np.array_equal(recording.read(3000, 5000), whole[2000:])
