"""``fascview doctor`` tries everything, and one part that fails spoils none of the others."""

from __future__ import annotations

import json

import pytest

from fascview.cli import doctor
from fascview.cli.main import run


def test_it_tells_of_every_part(capsys):
    code = run(["doctor", "--json"])
    told = json.loads(capsys.readouterr().out)
    names = [f["what"] for f in told["findings"]]
    assert len(names) == len(set(names)) == 12
    assert {"Lab Streaming Layer", "Recording folder", "Processor", "Sound"} <= set(names)
    assert told["pass"] == (code == 0) == all(f["state"] != "fault" for f in told["findings"])
    assert all(f["words"] for f in told["findings"])


def test_a_fault_is_told_with_a_remedy_and_an_exit_code(monkeypatch, capsys, tmp_path):
    from fascview_ui.models.settings_store import Store

    monkeypatch.setattr(doctor, "PACKAGES", ("numpy", "no-such-package"))
    monkeypatch.setattr(Store, "folder", lambda _self: tmp_path / "file" / "below")
    (tmp_path / "file").write_text("not a folder")

    def broken() -> doctor.Finding:
        raise RuntimeError("the bus is on fire")

    monkeypatch.setattr(doctor, "_serial", broken)
    assert run(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "no-such-package missing" in out
    assert "the bus is on fire" in out
    assert "cannot be written" in out
    assert "Traceback" not in out
    assert "counting in 64 channels" in out  # the others were tried all the same


@pytest.mark.parametrize("share", [0.6])
def test_a_slow_computer_is_noted_and_not_a_fault(monkeypatch, share):
    times = iter([0.0, share * doctor.TRIED_S])
    monkeypatch.setattr(doctor.time, "process_time", lambda: next(times))
    assert doctor._processor().state == "note"
