"""``fascview export``: what is asked for is what comes, and nothing that is there is lost."""

import numpy as np
import pytest
from helpers import cut, events, signal, stream

from fascview.cli.main import run
from fascview.session.formats import open_recording
from fascview.session.writer import SessionWriter


@pytest.fixture
def session(tmp_path):
    writer = SessionWriter(tmp_path / "in", stream(), pseudonym="P1")
    for block in cut(signal(20_000), [500]):
        writer.write(block)
    writer.write_events(events([1000, 5000, 15_000]))
    writer.write_note(6000, "Anna coughs")
    return writer.close()


def test_a_stretch_in_seconds_or_minutes(session, tmp_path, capsys):
    whole = signal(20_000)
    for start, stop, a, b in (("2", "0:08", 4000, 16_000), ("0:00:01.5", "3.5", 3000, 7000)):
        out = tmp_path / f"{a}.bdf"
        assert run(["export", str(session), "--out", str(out), "--start", start, "--stop", stop]) == 0
        assert capsys.readouterr().out.strip() == str(out)
        with open_recording(out) as made:
            assert np.abs(np.asarray(made.samples_uv) - whole[a:b]).max() < 0.01
    for wrong in ("1:75", "-3", "soon:1", "1:2:3:4"):
        assert run(["export", str(session), "--out", str(tmp_path / "x.bdf"), f"--start={wrong}"]) == 2
        assert "no time" in capsys.readouterr().err
    assert not (tmp_path / "x.bdf").exists()


def test_the_format_is_told_or_follows_from_the_name(session, tmp_path, capsys):
    for name, more, kind in (
        ("a.edf", [], "edf"),
        ("b.data", ["--to", "xdf"], "xdf"),
        ("c", ["--to", "bdf"], "bdf"),
    ):
        assert run(["export", str(session), "--out", str(tmp_path / name), *more]) == 0
        head = {"edf": b"0       ", "xdf": b"XDF:", "bdf": b"\xffBIOSEMI"}[kind]
        assert (tmp_path / name).read_bytes().startswith(head)
    assert run(["export", str(session), "--out", str(tmp_path / "d.data")]) == 2
    assert "--to" in capsys.readouterr().err


def test_what_exists_is_named_and_left_unless_overwrite_is_given(session, tmp_path, capsys):
    for name in ("a.bdf", "b_summary.tsv"):
        (tmp_path / name).write_text("mine")
    for out in ("a.bdf", "b.tsv"):
        assert run(["export", str(session), "--out", str(tmp_path / out)]) == 2
        told = capsys.readouterr().err
        assert "exists already" in told
        assert "--overwrite" in told
        assert "Traceback" not in told
    assert (tmp_path / "a.bdf").read_text() == (tmp_path / "b_summary.tsv").read_text() == "mine"
    assert run(["export", str(session), "--out", str(tmp_path / "a.bdf"), "--overwrite"]) == 0
    with open_recording(tmp_path / "a.bdf") as made:
        assert made.n_samples == 20_000


def test_a_missing_folder_and_a_wrong_format_are_told_before_anything_is_done(session, tmp_path, capsys):
    for to in ("tsv", "bdf", "xdf"):
        assert run(["export", str(session), "--to", to, "--out", str(tmp_path / "missing" / "dir" / "x")]) == 2
        told = capsys.readouterr().err
        assert "There is no folder" in told
        assert "nothing was written" in told
        assert "gone" not in told
        assert told.count("\n") == 1
    assert not (tmp_path / "missing").exists()
    assert run(["export", str(session), "--to", "csv", "--out", str(tmp_path / "x.csv")]) == 2
    told = capsys.readouterr().err
    assert "csv is no format" in told
    assert "Left out" not in told


def test_what_identifies_is_shown_and_stays_behind_unless_asked(session, tmp_path, capsys):
    assert run(["export", str(session), "--out", str(tmp_path / "a.bdf")]) == 0
    told = capsys.readouterr().err
    for what in ("date and time", "1 notes", "Anna coughs", "file name"):
        assert what in told
    assert "Goes along" not in told
    assert b"Anna" not in (tmp_path / "a.bdf").read_bytes()
    assert run(["export", str(session), "--out", str(tmp_path / "b.bdf"), "--keep-notes", "--keep-date"]) == 0
    assert capsys.readouterr().err.count("Goes along") == 2
    with open_recording(tmp_path / "b.bdf") as made:
        assert [(n.sample, n.text) for n in made.notes] == [(6000, "Anna coughs")]


def test_labels_of_a_dataset(session, tmp_path, capsys):
    labels = ["--subject", "S017", "--session", "2", "--task", "hold", "--run", "4", "--age", "95", "--mains", "60"]
    out = tmp_path / "data"
    assert run(["export", str(session), "--to", "bids", "--out", str(out), *labels]) == 0
    made = out / "sub-S017" / "ses-2" / "emg" / "sub-S017_ses-2_task-hold_run-4_emg.bdf"
    assert capsys.readouterr().out.strip() == str(made)
    assert '"PowerLineFrequency": 60' in made.with_name("sub-S017_ses-2_task-hold_run-4_emg.json").read_text()
    assert "sub-S017\t89" in (out / "participants.tsv").read_text()
    assert run(["export", str(session), "--to", "bids", "--out", str(out), *labels, "--overwrite"]) == 2
    assert "never overwritten" in capsys.readouterr().err
    assert run(["export", str(session), "--to", "bids", "--out", str(out), "--subject", "Anna Meyer"]) == 2
    assert "pseudonym" in capsys.readouterr().err
