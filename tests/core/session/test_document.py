"""docs/session-format.md is exact: the reader printed there reads what the writer writes."""

import re
from pathlib import Path

import numpy as np
from helpers import FS_HZ, events, signal, stream

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
