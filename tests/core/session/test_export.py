"""What is exported and opened again is the same to the format's resolution, for us and for independent readers."""

import json
import subprocess
import sys
import warnings
from pathlib import Path

import edfio
import mne
import numpy as np
import pytest
import pyxdf
from helpers import events, signal, stream
from hypothesis import given, settings
from hypothesis import strategies as st

from fascview.errors import StorageError, UsageError
from fascview.session.export import FORMATS, ExportCancelledError, ExportOptions, edf_write, export, identifying
from fascview.session.export.plan import checked_pseudonym, unique_labels
from fascview.session.formats import open_recording
from fascview.session.recording import ArraySignal, Gap, Note, Recording
from fascview.stream import Channel, Muscle, StreamInfo

RESOLUTION = {"bdf": 0.0006, "edf": 0.16, "xdf": 0.0}


def recording(n: int = 9000, n_events: int = 40, fs_hz: float = 2000.0, gap: bool = True) -> Recording:
    info = StreamInfo(
        "patient <1>",
        "file",
        fs_hz,
        (
            Channel("Müskel R 1", Muscle("Müskel", "R")),
            Channel("Müskel R 2", Muscle("Müskel", "R")),
            Channel("Extensor carpi radialis L 1", Muscle("Extensor carpi radialis", "L")),
            Channel("Extensor carpi radialis L 2", Muscle("Extensor carpi radialis", "L"), bad=True),
        ),
        (Channel("trigger", Muscle(""), "V"),),
        host="ward-7",
        source_id="SN1234",
    )
    x = signal(n) * np.float32(0.37)
    x[:, 0] = np.sin(np.arange(n) / 9) * 4000
    aux = (np.arange(n) % 7)[:, None].astype(np.float32)
    gaps = []
    if gap:
        x[1000:1500] = np.nan
        gaps = [Gap(1000, 1500, "lost samples")]
    rows = events(np.sort(np.random.default_rng(2).choice(np.arange(10, n - 10), n_events, replace=False)), fs_hz)
    rows["muscle"] = np.arange(n_events) % 2
    rows["channel"] = rows["muscle"] * 2 + 1
    rows["status"][3::4], rows["reason"][3::4] = "rejected", "movement"
    return Recording(
        info,
        ArraySignal(x, aux),
        Path("Anna Meyer 1950-01-02.xdf"),
        events=rows,
        footprints=[np.array([1, 2], np.float32)] * n_events,
        notes=[Note(2000, "arm of Anna moved")],
        gaps=gaps,
        started_wall_s=1.7e9,
        verdicts={7: "rejected"},
    )


@pytest.mark.parametrize("to", ["bdf", "edf", "xdf"])
@pytest.mark.parametrize("cut", [(0, 9000), (500, 5000), (0, 4500), (1234, 8761)])
def test_round_trip(tmp_path, to, cut):
    original = recording()
    path = export(original, to, tmp_path / f"out.{to}", start=cut[0], stop=cut[1])
    with open_recording(path) as again:
        cut_length = 0, cut[1] - cut[0]
        x, y = original.read(*cut), np.asarray(again.samples_uv)
        assert again.fs_hz == original.fs_hz
        assert y.shape == x.shape
        assert np.array_equal(np.isnan(y), np.isnan(x))
        assert np.nanmax(np.abs(y - x)) <= RESOLUTION[to]
        there = ~np.isnan(x[:, 0])
        assert np.allclose(again.read_aux(*cut_length)[there], original.read_aux(*cut)[there], atol=1e-3)
        rows = original.events
        rows = rows[(rows["sample"] >= cut[0]) & (rows["sample"] < cut[1])]
        assert again.events["sample"].tolist() == (rows["sample"] - cut[0]).tolist()
        for name in ("kind", "muscle", "channel"):
            assert again.events[name].tolist() == rows[name].tolist()
        if to == "xdf":
            assert again.events["status"].tolist() == rows["status"].tolist()
            assert again.verdicts == {k: v for k, v in original.verdicts.items() if k in rows["id"]}
        else:  # a person's verdict goes over the program's
            assert again.events["status"].tolist() == ["rejected" if r["id"] == 7 else r["status"] for r in rows]
        assert [(g.start, g.stop) for g in again.gaps] == [
            (max(g.start, cut[0]) - cut[0], min(g.stop, cut[1]) - cut[0])
            for g in original.gaps
            if g.start < cut[1] and g.stop > cut[0]
        ]
        assert again.notes == []


@pytest.mark.parametrize("to", ["bdf", "edf", "xdf", "bids"])
def test_more_than_a_hundred_events_a_minute_and_muscle(tmp_path, to):
    original = recording(120_000, 400)
    kept = ExportOptions(keep_notes=True)
    with open_recording(export(original, to, tmp_path / f"dense{FORMATS[to]}", options=kept)) as again:
        rows = original.events
        for name in ("sample", "kind", "muscle", "channel"):
            assert again.events[name].tolist() == rows[name].tolist()
        if to in ("xdf", "bids"):
            for name in ("status", "reason", "group"):
                assert again.events[name].tolist() == rows[name].tolist()
            for name in ("vpp_uv", "snr"):
                assert again.events[name].tolist() == pytest.approx(rows[name].tolist(), rel=1e-5)
            assert list(again.verdicts.values()) == ["rejected"]
        assert [(n.sample, n.text) for n in again.notes] == [(2000, "arm of Anna moved")]
        assert [(g.start, g.stop) for g in again.gaps] == [(1000, 1500)]


def test_a_bids_dataset_opened_again_has_the_whole_names(tmp_path):
    original = recording()
    marks = [Note(2000, "arm of Anna moved"), Note(3000, "tap", "mark"), Note(4000, "gain: 3", "setting")]
    original.notes = marks
    export(original, "bids", tmp_path / "data", options=ExportOptions(keep_notes=True))
    with open_recording(tmp_path / "data") as again:
        assert [c.name for c in again.info.channels] == [c.name for c in original.info.channels]
        assert [c.muscle for c in again.info.channels] == [c.muscle for c in original.info.channels]
        assert [c.bad for c in again.info.channels] == [False, False, False, True]
        assert [c.name for c in again.info.aux_channels] == ["trigger"]
        assert again.notes == marks[:2]
        assert again.events["channel"].tolist() == original.events["channel"].tolist()
    table = next((tmp_path / "data").rglob("*_channels.tsv")).read_text().splitlines()
    described = [dict(zip(table[0].split("\t"), line.split("\t"), strict=True))["description"] for line in table[1:4]]
    assert described == ["Müskel R 1", "Müskel R 2", "Extensor carpi radialis L 1"]


def test_events_a_person_rejected_are_not_exported_as_accepted(tmp_path):
    original = recording(gap=False)
    original.verdicts = {7: "rejected", 8: "artefact", 10: "accepted"}  # the fourth was rejected by the program
    only = ExportOptions(rejected=False)
    with open_recording(export(original, "bdf", tmp_path / "a.bdf", options=only)) as again:
        expected = [e["sample"] for e in original.events if e["status"] == "accepted" or e["id"] == 10]
        assert again.events["sample"].tolist() == expected[2:]
        assert set(again.events["status"]) == {"accepted"}


@pytest.mark.parametrize("to", ["bdf", "edf"])
def test_other_readers_agree(tmp_path, to):
    original = recording()
    path = export(original, to, tmp_path / f"out.{to}")
    x = np.nan_to_num(original.read(0, 9000))
    theirs = (edfio.read_bdf if to == "bdf" else edfio.read_edf)(path)
    assert theirs.labels[:4] == ("Mueskel R 1", "Mueskel R 2", "Extensor car L 1", "Extensor car L 2")
    for i in range(4):
        assert np.abs(theirs.signals[i].data - x[:, i]).max() <= RESOLUTION[to]
    marks = [a for a in theirs.annotations if "fasciculation" in a.text]
    assert len(marks) == 40
    assert [a.duration for a in theirs.annotations if a.text == "BAD_ACQ_SKIP"] == [0.25]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        raw = (mne.io.read_raw_bdf if to == "bdf" else mne.io.read_raw_edf)(path, verbose="error")
    assert raw.n_times == 9000
    assert raw.info["sfreq"] == 2000.0
    assert sum("BAD_ACQ_SKIP" in d for d in raw.annotations.description) == 1
    script = (
        "import sys, pyedflib; f = pyedflib.EdfReader(sys.argv[1]); "
        "print(f.signals_in_file, f.getNSamples()[0], len(f.readAnnotations()[0]))"
    )
    pytest.importorskip("pyedflib")
    done = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["5", "9000", "41"]


@settings(max_examples=60, deadline=None)
@given(
    n=st.integers(1, 60_000),
    fs_hz=st.sampled_from(
        [250.0, 500.0, 1000.0, 1024.0, 1111.111, 1925.926, 2000.0, 2048.0, 2148.148, 4000.0, 10240.0]
    ),
)
def test_records_hold_everything_with_little_padding(n, fs_hz):
    plan = edf_write.layout(n, fs_hz)
    assert n <= plan.padding < n + plan.n
    assert len(plan.text) <= 8
    assert plan.n / float(plan.text) == pytest.approx(fs_hz, rel=1e-6)
    if fs_hz == 2000.0 and n == 4500:
        assert plan.padding == n


def test_f49_two_and_a_quarter_seconds_need_no_padding():
    plan = edf_write.layout(4500, 2000.0)
    assert plan.padding == 4500


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 30), st.floats(0, 5), st.text(max_size=60)), max_size=200))
def test_every_annotation_finds_a_place(found):
    plan = edf_write.layout(60_000, 2000.0)
    notes = [edf_write.Annotation(a, b, t) for a, b, t in found]
    blocks = edf_write.annotation_blocks(notes, plan, 2000.0, 3)
    assert len({len(b) for b in blocks}) == 1
    assert len(blocks[0]) % 3 == 0
    together = b"".join(blocks)
    assert sum(together.count(n.to_bytes()) > 0 for n in notes) == len(notes)


def test_f49_out_of_range_and_not_finite(tmp_path):
    original = recording(gap=False)
    x = original.signal._samples
    x[100, 0], x[101, 1], x[102] = np.inf, -np.inf, np.nan
    x[200, 2] = 123_456.0
    for to in ("bdf", "edf"):
        with open_recording(export(original, to, tmp_path / f"odd.{to}")) as again:
            y = np.asarray(again.samples_uv)
            assert np.isfinite(y).all()
            assert y[200, 2] == pytest.approx(123_456.0, rel=1e-3)
            assert y[100, 0] == pytest.approx(0, abs=0.1)


def test_f49_labels_names_and_ages(tmp_path):
    labels = unique_labels((*recording().info.channels, Channel(""), Channel("名"), Channel("EDF Annotations")))
    assert all(len(label) <= 16 and label.isascii() for label in labels)
    assert len(set(labels)) == len(labels)
    assert not any("Annotations" in label for label in labels)
    for name in ("Meyer, Anna", "Anna Meyer", "1950-01-02", "P19500102", "2.1.1950"):
        with pytest.raises(UsageError, match="pseudonym"):
            ExportOptions(subject=name)
    assert checked_pseudonym("S-017") == "S017"
    assert ExportOptions(age_years=95).age_text == "89"
    assert ExportOptions(age_years=45.7).age_text == "45"


def test_nothing_identifying_goes_along_unless_asked(tmp_path):
    original = recording()
    told = dict(identifying(original))
    assert told["file name"] == "Anna Meyer 1950-01-02.xdf"
    assert "date and time" in told
    secrets = [b"Anna", b"ward-7", b"SN1234", b"2023", b"14-NOV"]
    for to, suffix in FORMATS.items():
        made = export(original, to, tmp_path / f"o{suffix}")
        files = [p for p in (tmp_path / "o").rglob("*") if p.is_file()] if to == "bids" else [made]
        for file in files:
            data = file.read_bytes()
            assert not [s for s in secrets if s in data], file
    kept = ExportOptions(keep_date=True, keep_notes=True)
    with open_recording(export(original, "bdf", tmp_path / "kept.bdf", options=kept)) as again:
        assert [n.text for n in again.notes] == ["arm of Anna moved"]
    assert edfio.read_bdf(tmp_path / "kept.bdf").startdate.year == 2023


@pytest.mark.parametrize("to", ["bdf", "edf", "xdf", "bids"])
def test_progress_rises_and_stopping_leaves_nothing(tmp_path, to):
    original, told = recording(100_000), []
    export(original, to, tmp_path / f"a{FORMATS[to]}", progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    (tmp_path / "b").mkdir()
    before = {p for p in (tmp_path / "b").rglob("*") if p.is_file()}
    calls = iter(range(10**6))
    with pytest.raises(ExportCancelledError):
        export(original, to, tmp_path / "b" / f"a{FORMATS[to]}", cancelled=lambda: next(calls) >= 3)
    left = {p.name for p in (tmp_path / "b").rglob("*") if p.is_file()} - before
    assert not [p for p in left if p.endswith((".bdf", ".edf", ".xdf", ".part"))]


def test_what_is_there_is_never_overwritten(tmp_path):
    original = recording()
    (tmp_path / "there.bdf").write_text("mine")
    with pytest.raises(StorageError, match="exists already"):
        export(original, "bdf", tmp_path / "there.bdf")
    assert (tmp_path / "there.bdf").read_text() == "mine"
    with pytest.raises(StorageError, match="Choose another"):
        export(original, "bdf", tmp_path / "no" / "such" / "folder.bdf")
    with pytest.raises(UsageError, match="no format"):
        export(original, "mp3", tmp_path / "x")
    with pytest.raises(UsageError, match="empty"):
        export(original, "bdf", tmp_path / "x.bdf", start=500, stop=500)


def test_tables(tmp_path):
    export(recording(), "tsv", tmp_path / "events.tsv")
    lines = [line.split("\t") for line in (tmp_path / "events.tsv").read_text().splitlines()]
    assert {len(line) for line in lines} == {len(lines[0])}
    assert len(lines) == 1 + 40 + 1
    first = dict(zip(lines[0], lines[1], strict=True))
    assert first["verdict"] == "rejected"
    assert first["muscle"] == "Müskel R"
    summary = (tmp_path / "events_summary.tsv").read_text().splitlines()
    assert len(summary) == 3
    counts = [line.split("\t")[1:3] for line in summary[1:]]
    assert sum(int(a) + int(b) for a, b in counts) == 40


def validate(root: Path) -> dict:
    pytest.importorskip("bids_validator_deno")
    program = Path(sys.executable).with_name("bids-validator-deno")
    done = subprocess.run([program, root, "--json"], capture_output=True, text=True, check=False, timeout=100)
    return json.loads(done.stdout)


def test_bids_is_valid_and_only_added_to(tmp_path):
    root = tmp_path / "data"
    first = export(recording(), "bids", root, options=ExportOptions(subject="S017", age_years=95))
    description = (root / "dataset_description.json").read_text()
    second = export(recording(), "bids", root, options=ExportOptions(subject="S017"))
    third = export(recording(), "bids", root, options=ExportOptions(subject="S018", session="1", task="rest", run="3"))
    assert len({first, second, third}) == 3
    assert third.name == "sub-S018_ses-1_task-rest_run-3_emg.bdf"
    assert (root / "dataset_description.json").read_text() == description
    assert (root / "participants.tsv").read_text().splitlines() == [
        "participant_id\tage",
        "sub-S017\t89",
        "sub-S018\tn/a",
    ]
    with pytest.raises(UsageError, match="never overwritten"):
        export(recording(), "bids", root, options=ExportOptions(subject="S018", session="1", run="3"))
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("x")
    with pytest.raises(UsageError, match="dataset"):
        export(recording(), "bids", tmp_path / "other")
    issues = validate(root)["issues"]["issues"]
    errors = [i for i in issues if i["severity"] == "error"]
    assert errors == []


def test_mne_bids_reads_the_dataset(tmp_path):
    mne_bids = pytest.importorskip("mne_bids")
    export(recording(), "bids", tmp_path / "data", options=ExportOptions(subject="S017"))
    where = mne_bids.BIDSPath(
        root=tmp_path / "data", subject="S017", task="rest", run="01", datatype="emg", suffix="emg", extension=".bdf"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        raw = mne_bids.read_raw_bids(where, verbose="error")
    assert raw.get_channel_types() == ["emg"] * 4 + ["stim"]
    assert raw.info["bads"] == ["Extensor car L 2"]
    assert sum("fasciculation" in d for d in raw.annotations.description) == 40


def test_pyxdf_reads_the_export(tmp_path):
    path = export(recording(gap=False), "xdf", tmp_path / "out.xdf")
    streams, _ = pyxdf.load_xdf(path, dejitter_timestamps=False)
    emg = next(s for s in streams if s["info"]["type"] == ["EMG"])
    assert np.array_equal(emg["time_series"], recording(gap=False).read(0, 9000))
    assert stream().n_channels == emg["time_series"].shape[1]


def test_what_counts_on_screen_counts_in_every_export(tmp_path):
    """A recording may end before the last word on an event; what was taken back unconfirmed is nowhere."""
    from fascview.engine.review_labels import counted

    made = recording(n_events=40)
    made.events["status"][:4] = "provisional"
    made.events["status"][8:10], made.events["reason"][8:10] = "rejected", "not confirmed"
    made.events["kind"][12] = "ecg"
    ids = made.events["id"].tolist()
    made.verdicts = {ids[1]: "rejected", ids[3]: "accepted", ids[5]: "artefact", ids[7]: "doublet", ids[14]: ""}
    there = set(ids) - set(ids[8:10])
    count = set(made.events["id"][counted(made.events, made.verdicts)].tolist())
    assert ids[0] in count
    assert ids[12] not in count
    export(made, "tsv", tmp_path / "x.tsv")
    rows = [line.split("\t") for line in (tmp_path / "x.tsv").read_text().splitlines()]
    at = {int(r[rows[0].index("sample")]) for r in rows[1:] if r[2] != "BAD_ACQ_SKIP"}
    assert at == {int(e["sample"]) for e in made.events if int(e["id"]) in there}
    (head, *summary) = [line.split("\t") for line in (tmp_path / "x_summary.tsv").read_text().splitlines()]
    assert sum(int(r[head.index("events_accepted")]) for r in summary) == len(count)
    assert sum(int(r[head.index("events_rejected")]) for r in summary) == len(there - count)
    by_id = dict(zip(made.events["id"].tolist(), made.events["sample"].tolist(), strict=True))
    for to in ("bdf", "xdf"):
        path = export(made, to, tmp_path / f"x.{to}", options=ExportOptions(rejected=False))
        with open_recording(path) as again:
            assert sorted(again.events["sample"].tolist()) == sorted(by_id[i] for i in count)
            assert counted(again.events, again.verdicts).all()


def test_a_stopped_bids_export_leaves_nothing_and_no_name(tmp_path):
    made, n = recording(n=60_000), [0]

    def stop() -> bool:
        n[0] += 1
        return n[0] > 3

    with pytest.raises(ExportCancelledError):
        export(made, "bids", tmp_path / "new", options=ExportOptions(subject="S1"), cancelled=stop)
    assert list(tmp_path.iterdir()) == []
    export(made, "bids", tmp_path / "data", options=ExportOptions(subject="S1"))
    before = {p: p.read_bytes() for p in (tmp_path / "data").rglob("*") if p.is_file()}
    n[0] = 0
    with pytest.raises(ExportCancelledError):
        export(made, "bids", tmp_path / "data", options=ExportOptions(subject="S2"), cancelled=stop)
    assert {p: p.read_bytes() for p in (tmp_path / "data").rglob("*") if p.is_file()} == before
    assert not (tmp_path / "data" / "sub-S2").exists()
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "letter.txt").write_text("x")
    with pytest.raises(UsageError):
        export(made, "bids", tmp_path / "foreign", options=ExportOptions(subject="S1"))
    assert [p.name for p in (tmp_path / "foreign").iterdir()] == ["letter.txt"]
