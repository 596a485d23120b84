"""docs/session-format.md is exact: the reader printed there reads what the writer writes."""

import json
import re
from pathlib import Path

import independent_reader as reader
import numpy as np
import pytest
from helpers import FS_HZ, events, signal, stream

from fascview.session.formats import open_recording
from fascview.session.recover import recover
from fascview.session.writer import SessionWriter
from fascview.stream import Block

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "session-format.md"


def documented_reader():
    (code,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    found: dict = {}
    exec(compile(code.replace('open(path, "rb").read()', "path.read_bytes()"), str(DOCUMENT), "exec"), found)
    return found["read_session"]


def test_the_documented_reader_reads_a_session(tmp_path):
    x = signal(9000)
    writer = SessionWriter(tmp_path, stream(n_aux=1), start_sample=500)
    for a, b in ((0, 3000), (3400, 4000), (7000, 9000)):
        writer.write(Block(500 + a, x[a:b].copy(), x[a:b, :1].copy(), 20.0 + (500 + b - 1) / FS_HZ))
        writer.tick(b / 1000)
    writer.write_events(events([700, 900]))
    writer.flush()
    unfinished = (writer.folder / "recording.xdf").read_bytes()
    folder = writer.close()
    (tmp_path / "unfinished.xdf").write_bytes(unfinished[:-5])
    read = documented_reader()
    for path, n_entries in ((folder / "recording.xdf", 4), (tmp_path / "unfinished.xdf", 2)):
        fs_hz, first, samples, entries, good = read(path)
        assert (fs_hz, first) == (FS_HZ, 500)
        there = [i for i in range(9000) if i < 4000 or i >= 7000]
        assert sorted(samples) == [500 + i for i in there]
        values = np.array([samples[500 + i] for i in there], np.float32)
        expected = x.copy()
        expected[3000:3400] = np.nan
        assert np.array_equal(values, expected[there], equal_nan=True)
        assert len(entries) == n_entries
        assert good >= 3
    (folder / "manifest.json").unlink()
    assert recover(folder).n_samples == 9000


def test_every_name_in_the_document_is_written(tmp_path):
    writer = SessionWriter(tmp_path, stream())
    writer.write(Block(0, signal(100)))
    during = {p.name for p in writer.folder.iterdir()}
    folder = writer.close()
    after = {p.name for p in folder.iterdir()}
    assert during == {"recording.xdf", "session.json", "audit.jsonl", "lock", "reserve"}
    assert after == {"recording.xdf", "recording.idx", "session.json", "audit.jsonl", "manifest.json", "lock"}
    text = DOCUMENT.read_text(encoding="utf-8")
    assert all(f"    {name} " in text for name in during | after)


def test_a_reader_written_from_the_document_agrees_in_every_byte(tmp_path):
    """Samples, auxiliary channels, entries, gaps, clock, sums, index, trail, manifest, and a second folder."""
    x, rows_of = signal(30_000), {}
    writer = SessionWriter(tmp_path / "a", stream(n_aux=2), start_sample=900, time_of_zero_s=40.0)
    folders = [writer.folder]
    lost = [(6000, 6800), (15_000, 19_000)]  # one of 0.4 s, one of 2 s
    for at in range(0, 30_000, 100):
        if any(a <= at < b for a, b in lost):
            continue
        if at == 22_000:
            folders.append(writer.continue_in(tmp_path / "a"))
        part = x[at : at + 100]
        stamp_s = 40.0 + (900 + at + 99) / FS_HZ + 0.002
        writer.write(Block(900 + at, part.copy(), part[:, :2].copy(), stamp_s))
        writer.tick(at / FS_HZ)
    writer.write_events(events([4000, 25_000]))
    writer.write_note(5000, "µ note")
    writer.close()
    rows, aux, entries = {}, {}, []
    for k, folder in enumerate(folders):
        manifest, described = reader.check_folder(folder), json.loads((folder / "session.json").read_text())
        part = reader.read_part(folder / "recording.xdf")
        assert reader.check_sums(part) < part["size"]
        assert reader.read_index(folder / "recording.idx") == part["chunks"]
        rows_of[k] = part["rows"]
        rows |= part["rows"]
        aux |= part["aux"]
        entries += part["entries"]
        facts = {e.tag: e.text for e in part["info"][1].findall("desc/fascview/*")}
        assert float(facts["time_of_sample_0"]) == 40.0
        assert (int(facts["start_sample"]), int(facts["part"])) == (900, k + 1)
        assert described["start_sample"] == manifest["start_sample"] == 900
        for _, stamp, (*_, stop_sample) in part["sums"]:
            assert stop_sample == round((stamp - 40.0) * FS_HZ)
        for number, footer in part["footers"].items():
            written = [c for c in part["chunks"] if c[0] == number]
            assert int(footer.findtext("sample_count")) == sum(c[1] for c in written)
            assert float(footer.findtext("first_timestamp")) == written[0][4]
        assert all(value == pytest.approx(0.002, abs=1e-6) for _, _, value in part["offsets"])
        assert {number for number, _, _ in part["offsets"]} == ({1, 2, 3, 4} if part["offsets"] else set())
    first, second = (json.loads((f / "session.json").read_text()) for f in folders)
    assert (second["continues"], second["part"]) == (folders[0].name, 2)
    assert json.loads((folders[0] / "manifest.json").read_text())["continued_in"] == folders[1].name
    for name in ("started_wall_s", "started_monotonic_s", "stream"):
        assert first[name] == second[name]
    expected = [900 + i for i in range(30_000) if not 15_000 <= i < 19_000]
    assert sorted(rows) == sorted(aux) == expected
    values = np.array([rows[i] for i in expected], np.float32)
    truth = x.copy()
    truth[6000:6800] = np.nan
    assert np.array_equal(values, truth[[i - 900 for i in expected]], equal_nan=True)
    said = {json.dumps(e, sort_keys=True) for _, e in entries}  # a later folder may repeat some
    gaps = sorted((e["sample"], e["stop"]) for e in map(json.loads, said) if e["what"] == "gap")
    assert gaps == [(900 + a, 900 + b) for a, b in lost]
    for stamp, entry in entries:
        assert stamp == pytest.approx(40.0 + entry["sample"] / FS_HZ, abs=1e-9)
    with open_recording(folders[0]) as ours:
        assert ours.first_sample == 900
        assert ours.n_samples == 30_000
        whole = np.full_like(x, np.nan)
        whole[[i - 900 for i in expected]] = values
        assert np.array_equal(np.asarray(ours.samples_uv), whole, equal_nan=True)
        assert sorted(e["id"] for _, e in entries if e["what"] == "event") == ours.events["id"].tolist()
    assert rows_of[0]
    assert rows_of[1]
