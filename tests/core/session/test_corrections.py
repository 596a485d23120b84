"""What a person corrects is kept, found again, and never touches what was recorded."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import numpy as np
import pytest

from fascview.errors import StorageError
from fascview.session.corrections import EVENTS, TRAIL, Corrections, place_of
from fascview.session.export import ExportOptions, export
from fascview.session.folder import check_audit
from fascview.session.formats import open_recording
from fascview.session.writer import SessionWriter
from tests.core.session.helpers import FS_HZ, cut, events, signal, stream


@pytest.fixture
def session(tmp_path: Path) -> Path:
    with SessionWriter(tmp_path, stream(), wall_s=1.7e9) as writer:
        for block in cut(signal(8000), [500]):
            writer.write(block)
        writer.write_events(events([1000, 2000, 3000]))
        writer.write_verdict(events([1000])[0], "accepted")
    return writer.folder


def events_of(session: Path) -> np.ndarray:
    with open_recording(session) as recording:
        return recording.events


def hashes(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir() if "corrections" not in p.name}


def test_corrections_of_a_session_stay_with_it_and_leave_the_rest_alone(session):
    before = hashes(session)
    kept = Corrections(session)
    rows = events_of(session)
    kept.verdict(rows[0], "accepted", "", "undo")
    kept.verdict(rows[1], "", "rejected")
    kept.verdict(rows[2], "", "artefact")
    kept.verdict(rows[2], "artefact", "ecg")
    kept.note(4000, "deep breath")
    assert hashes(session) == before
    with open_recording(session) as recording:
        assert recording.verdicts == {8: "rejected", 9: "ecg"}
        assert [(n.sample, n.text) for n in recording.notes] == [(4000, "deep breath")]
        np.testing.assert_array_equal(recording.events["kind"], ["fasciculation"] * 3)
    lines = [json.loads(line) for line in (session / TRAIL).read_text().splitlines()]
    assert [(e["was"], e["verdict"]) for e in lines if e["what"] == "verdict"][-1] == ("artefact", "ecg")
    assert check_audit(session / TRAIL) is None


def test_the_trail_tells_that_a_line_was_changed(session):
    kept = Corrections(session)
    row = events_of(session)[0]
    for verdict in ("accepted", "rejected", ""):
        kept.verdict(row, "", verdict)
    path = session / TRAIL
    path.write_bytes(path.read_bytes().replace(b'"accepted"', b'"rejected"', 1))
    assert check_audit(path) == 1


def test_a_foreign_file_is_known_wherever_it_is_moved(session, tmp_path):
    folder = tmp_path / "kept"
    with open_recording(session) as recording:
        path = export(recording, "bdf", tmp_path / "a.bdf", options=ExportOptions())
    with open_recording(path) as foreign:
        rows = foreign.events
        Corrections(path, folder).verdict(rows[1], "", "rejected")
    assert not [p for p in tmp_path.iterdir() if "corrections" in p.name]
    moved = path.rename(tmp_path / "b.bdf")
    with open_recording(moved) as again:
        assert Corrections(moved, folder).apply(again) == 1
        assert again.verdicts == {int(rows[1]["id"]): "rejected"}


def test_a_list_of_its_own_takes_the_place_of_the_events(session, tmp_path):
    kept = Corrections(session)
    found = events([500, 1500, 2500, 3500])
    found["id"] = [0, 1, 2, 3]
    kept.verdict(events_of(session)[0], "", "rejected")
    kept.keep_events(found, [np.ones(2, np.float32)] * 4, "false_per_min=1.0")
    kept.verdict(found[3], "", "accepted")
    with open_recording(session) as recording:
        np.testing.assert_array_equal(recording.events["sample"], [500, 1500, 2500, 3500])
        assert recording.verdicts == {3: "accepted"}
        assert len(recording.footprints) == 4
    # A list that is not the one the trail tells of is not believed.
    with open(session / EVENTS, "ab") as out:
        out.write(b"{}\n")
    with open_recording(session) as recording:
        np.testing.assert_array_equal(recording.events["sample"], [1000, 2000, 3000])


@pytest.mark.parametrize("garbage", [b"", b"\0" * 100, b"[1]\n{}\n", b'{"what":"verdict","id":7,"verdict":"evil"}\n'])
def test_a_damaged_trail_is_passed_over(session, garbage):
    (session / TRAIL).write_bytes(garbage)
    with open_recording(session) as recording:
        assert recording.verdicts == {7: "accepted"}


def test_a_torn_last_line_costs_that_line_only(session):
    kept = Corrections(session)
    rows = events_of(session)
    for row in rows:
        kept.verdict(row, "", "rejected")
    path = session / TRAIL
    path.write_bytes(path.read_bytes()[:-20])
    with open_recording(session) as recording:
        assert recording.verdicts == {7: "rejected", 8: "rejected"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_read_only_session_is_kept_elsewhere(session, tmp_path):
    session.chmod(0o500)
    try:
        assert place_of(session, tmp_path / "kept").parent == tmp_path / "kept"
    finally:
        session.chmod(0o700)


def test_a_full_disk_is_one_sentence(session, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    kept = Corrections(session)
    monkeypatch.setattr("fascview.session.folder.write_all", refuse)
    with pytest.raises(StorageError, match="disk is full"):
        kept.verdict(events([1000])[0], "", "rejected")


def test_export_takes_the_labels_along(session, tmp_path):
    row = events_of(session)[1]
    Corrections(session).verdict(row, "", "rejected")
    with open_recording(session) as recording:
        path = export(recording, "tsv", tmp_path / "a.tsv")
    table = [line.split("\t") for line in path.read_text().splitlines()]
    column = table[0].index("verdict")
    assert [line[column] for line in table[1:]] == ["accepted", "rejected", "n/a"]
    assert table[1][table[0].index("sample")] == str(1000)
    assert FS_HZ == 2000.0
