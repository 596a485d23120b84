from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import fascview as package
from fascview.session.formats import open_recording

from .command import ROOT, environment, fascview


def one_line(text: str) -> str:
    lines = text.strip().splitlines()
    assert len(lines) == 1, text
    assert "Traceback" not in text
    return lines[0]


def test_version_and_help_of_everything():
    assert fascview("--version").stdout.strip() == f"fascview {package.__version__}"
    top = fascview("--help").stdout
    assert "Research use only" in top
    commands = re.findall(r"^    (\w+) ", top, re.M)
    assert {"demo", "monitor", "open", "devices", "simulate", "record", "detect"} <= set(commands)
    for command in commands:
        done = fascview(command, "--help")
        assert done.returncode == 0
        assert command in done.stdout


def test_a_misspelt_option_or_command_is_named_even_where_another_is_missing():
    from fascview.cli.main import build_parser
    from fascview.errors import UsageError

    for words, said in (
        ("record demo: --too /tmp", "no option --too; did you mean --out"),
        ("record demo: --out x --duratoin=5", "no option --duratoin; did you mean --duration"),
        ("detect a.edf --jsno", "no option --jsno; did you mean --json"),
        ("detect a.edf --tabel x", "no option --tabel; did you mean --out"),
        ("detect --hepl", "no option --hepl; did you mean --help"),
        ("record demo:", "--out"),
        ("devics", "no command devics; did you mean devices?"),
        ("zzzz", "no command zzzz; there are demo, monitor, open, devices"),
    ):
        with pytest.raises(UsageError, match=re.escape(said)):
            build_parser().parse_args(words.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ["detect", "nowhere.xdf"],
        ["open", "nowhere.xdf"],
        ["nonsense"],
        ["record", "demo:"],
        ["record", "ufo:nothing", "--out", "x"],
        ["record", "demo:?colour=red", "--out", "{tmp}"],
        ["record", "demo:", "--out", "{tmp}", "--duration", "-3"],
        ["monitor", "ufo:nothing"],
        ["simulate", "ufo"],
    ],
)
def test_bad_use_is_one_sentence_and_exit_code_2(arguments, tmp_path):
    done = fascview(*(a.format(tmp=tmp_path) for a in arguments))
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert one_line(done.stderr).startswith("fascview: ")


def test_files_that_are_no_recordings_are_refused_in_one_sentence(tmp_path):
    rng = np.random.default_rng(0)
    for name, content in {
        "empty.xdf": b"",
        "noise.bdf": rng.bytes(5000),
        "noise.xdf": b"XDF:" + rng.bytes(5000),
        "picture.png": b"\x89PNG\r\n\x1a\n" + rng.bytes(100),
        "Müskel.edf": b"0       ",
    }.items():
        path = tmp_path / name
        path.write_bytes(content)
        done = fascview("detect", str(path))
        assert done.returncode == 2, (name, done.stderr)
        one_line(done.stderr)
    done = fascview("detect", str(tmp_path))
    assert done.returncode == 2
    one_line(done.stderr)


@pytest.fixture(scope="module")
def session(tmp_path_factory) -> Path:
    parent = tmp_path_factory.mktemp("sessions")
    done = fascview("record", "demo:?seed=7&speed=inf", "--out", str(parent), "--duration", "40")
    assert done.returncode == 0, done.stderr
    folder = Path(done.stdout.strip())
    assert folder.parent == parent
    return folder


def test_record_makes_a_session_of_the_asked_length(session):
    with open_recording(session) as recording:
        assert recording.n_samples == round(40 * recording.fs_hz)
    assert json.loads((session / "manifest.json").read_text())["complete"] is True


def test_detect_prints_the_facts_that_the_package_gives(session):
    done = fascview("detect", str(session), "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    with package.open(session) as recording:
        found = package.detect(recording.samples_uv, recording.fs_hz, recording.muscles_per_channel)
        # twice: the function is still a function after its package was imported
        again = package.detect(recording.samples_uv, recording.fs_hz, recording.muscles_per_channel)
        assert told["fs_hz"] == recording.fs_hz
    assert found.events.tobytes() == again.events.tobytes()
    assert told["muscles"] == list(found.muscles)
    assert [e["sample"] for e in told["events"]] == found.events["sample"].tolist()
    assert [e["status"] for e in told["events"]] == found.events["status"].tolist()
    assert len(found.fasciculations) == sum(e["status"] == "accepted" for e in told["events"]) > 0


def test_what_was_counted_while_recording_is_what_detect_finds(session):
    with package.open(session) as recording:
        stored = recording.events
    told = json.loads(fascview("detect", str(session), "--json").stdout)
    final = {e["sample"]: e["status"] for e in told["events"]}
    settled = stored[(stored["status"] != "provisional") & (stored["reason"] != "not confirmed")]
    assert len(settled)
    for row in settled:
        assert final.get(int(row["sample"])) == row["status"]


def test_detect_writes_a_table(session, tmp_path):
    out = tmp_path / "events.tsv"
    assert fascview("detect", str(session), "--out", str(out)).returncode == 0
    header, *rows = out.read_text(encoding="utf-8").splitlines()
    assert header.split("\t")[:3] == ["time_s", "sample", "muscle"]
    assert rows
    assert all(len(r.split("\t")) == len(header.split("\t")) for r in rows)


def test_devices_is_json(tmp_path):
    done = fascview("devices", "--json", "--wait", "0.3")
    assert done.returncode == 0, done.stderr
    assert isinstance(json.loads(done.stdout), list)


def test_the_window_without_a_display_says_so():
    done = fascview("demo", QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="")
    assert done.returncode == 1
    assert "display" in one_line(done.stderr)


def test_the_example_runs(session):
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "rates_of_a_recording.py"), str(session)],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Deltoid R" in done.stdout
    assert "analysable seconds" in done.stdout


@pytest.mark.parametrize("to", ["bdf", "edf", "xdf", "bids", "tsv"])
def test_export_gives_what_can_be_opened_again(session, tmp_path, to):
    out = tmp_path / ("dataset" if to == "bids" else f"out.{to}")
    done = fascview("export", str(session), "--to", to, "--out", str(out), "--start", "5", "--stop", "15")
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).exists()
    if to == "tsv":
        assert "onset" in out.read_text(encoding="utf-8") or "time" in out.read_text(encoding="utf-8")
        return
    resolution_uv = {"bdf": 0.001, "bids": 0.001, "edf": 0.2, "xdf": 1e-6}[to]
    with package.open(out) as exported, package.open(session) as recording:
        expected = recording.read(round(5 * recording.fs_hz), round(15 * recording.fs_hz))
        np.testing.assert_allclose(exported.samples_uv, expected, atol=resolution_uv)


def test_recover_leaves_a_complete_session_alone(session):
    done = fascview("recover", str(session), "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["needed"] is False
    assert told["recovered_s"] == pytest.approx(40.0)
