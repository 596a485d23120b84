"""``fascview check``: exit codes and JSON."""

from __future__ import annotations

import json

import pytest

from fascview.cli.main import run


def test_a_demo_passes_and_tells_figures(capsys):
    assert run(["check", "demo:?speed=inf&muscles=2&channels=4", "--duration", "6", "--json"]) == 0
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert found["pass"] is True
    assert len(found["channels"]) == 8
    assert {"name", "pass", "findings", "noise_uv", "mains_percent"} <= set(found["channels"][0])
    assert found["findings"] == []
    assert err.startswith("PASS")


def test_a_noisy_source_fails(capsys):
    assert run(["check", "demo:?speed=inf&noise_uv=30", "--duration", "5", "--json"]) == 3
    found = json.loads(capsys.readouterr().out)
    assert found["pass"] is False
    assert all("noise" in c["findings"] for c in found["channels"])


def test_other_limits(tmp_path, capsys):
    (tmp_path / "l.toml").write_text("noise_uv = 2\nnoise_near_uv = 1.5\n")
    source = ["check", "demo:?speed=inf", "--duration", "5", "--limits"]
    assert run([*source, str(tmp_path / "l.toml")]) == 3
    assert "High noise" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["nowhere.xdf"],
        ["demo:", "--duration", "-1"],
        ["demo:", "--layout", "9x9"],
        ["demo:", "--limits", "nowhere.toml"],
        ["demo:", "--calibration", "nan"],
        ["demo:?x=1"],
        ["demo:?speed=inf", "--duration", "4", "--out", "x.doc"],
    ],
)
def test_bad_use_is_told_in_one_line(arguments, capsys):
    assert run(["check", *arguments]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_sheets_are_written(tmp_path, capsys):
    for name in ("a.tsv", "a.pdf", "a.json", "a.txt"):
        assert run(["check", "demo:?speed=inf", "--duration", "4", "--out", str(tmp_path / name)]) in (0, 3)
        assert (tmp_path / name).stat().st_size > 500
    capsys.readouterr()


def test_a_real_array_in_use(shared_dir, capsys):
    path = shared_dir / "samples" / "openhdemg_VL64_2048Hz.bdf"
    assert run(["check", str(path), "--layout", "13x5", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["warnings"] == ["flat", "no_rest"]


def test_impedance_of_what_cannot_is_told_in_one_line(tmp_path, capsys):
    for what in ("demo:?speed=inf", str(tmp_path)):
        assert run(["check", what, "--impedance"]) == 2
        err = capsys.readouterr().err
        assert "--impedance" in err
        assert err.count("\n") == 1
