"""The whole path on a stream that somebody else's program sends: shown, recorded, played back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import fascview as package

from .command import environment, fascview, start

LOOPBACK = """
[ports]
IPv6 = disable
[multicast]
ResolveScope = machine
AddressesOverride = {127.0.0.1}
TTLOverride = 0
Interfaces = {127.0.0.1}
ListenAddress = 127.0.0.1
[lab]
KnownPeers = {127.0.0.1}
SessionID = %s
[log]
level = -2
"""
#: FASCVIEW_SECONDS=30 lets both runs take as long as a short examination.
SECONDS = int(os.environ.get("FASCVIEW_SECONDS", "8"))


def loopback(folder: Path) -> tuple[str, dict[str, str]]:
    """A name nobody else has, and the environment in which LSL stays on this machine and among ourselves."""
    name = f"fascview-{os.getpid()}-{time.monotonic_ns()}"
    config = folder / "lsl_api.cfg"
    config.write_text(LOOPBACK % name)
    return name, {"LSLAPICFG": str(config)}


@pytest.fixture
def player(shared_dir, tmp_path):
    """mne-lsl's player of a real 64-channel recording; gives (stream name, environment of its neighbours, samples)."""
    pytest.importorskip("mne_lsl")
    path = shared_dir / "samples" / "openhdemg_VL64_2048Hz.bdf"
    session, env = loopback(tmp_path)
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("lsl_player.py")), str(path), session],
        env=environment(**env),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    while process.stdout.readline().strip() != "playing":
        assert process.poll() is None, "the player did not start"
    with package.open(path) as recording:
        sent = recording.read(0, recording.n_samples)
    yield session, env, sent
    process.kill()
    process.wait()
    process.stdout.close()


def same_rows(got, sent):
    """Whether ``got`` is a stretch of what was sent over and over: every row, in order, none lost or doubled."""
    # The first recorded row tells where in the file the recording began; from there on every row must follow.
    for k in np.flatnonzero(np.isclose(sent[:, 0], got[0, 0], rtol=1e-5, atol=1e-3)):
        rows = np.take(sent, np.arange(k, k + len(got)), axis=0, mode="wrap")
        if np.allclose(rows, got, rtol=1e-5, atol=2e-3):  # float32 volts on the way: 1e-7 of 10 mV
            return True
    return False


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_what_another_program_sends_is_recorded_sample_by_sample(player, tmp_path):
    name, env, sent = player
    done = fascview("record", f"lsl:{name}", "--out", str(tmp_path), "--duration", str(SECONDS), timeout_s=120, **env)
    assert done.returncode == 0, done.stderr
    folder = Path(done.stdout.strip())
    with package.open(folder) as recording:
        got = recording.read(0, recording.n_samples)
        assert recording.fs_hz == 2048.0
        assert got.shape == (SECONDS * 2048, 64)
        stored = recording.events
        again = package.detect(recording.samples_uv, recording.fs_hz, recording.muscles_per_channel)
    assert np.isfinite(got).all()  # none lost
    assert same_rows(got, sent)
    # What was counted while recording is what the stored samples give again; this recording holds a contraction and no
    # known fasciculation, so there may be nothing. Its last seconds are decided with less to go by.
    last = (SECONDS - 3) * 2048
    live, batch = (
        {(int(r["sample"]), str(r["status"])) for r in rows if r["sample"] < last and r["status"] != "provisional"}
        for rows in (stored[stored["reason"] != "not confirmed"], again.events)
    )
    assert live == batch


@pytest.fixture
def simulated(tmp_path):
    """The demo patient as an LSL stream, sent by another process; gives (name, environment, process)."""
    name, env = loopback(tmp_path)
    process = start("simulate", "lsl", "--name", name, "--source", "demo:?seed=3&channels=2", **env)
    assert process.stderr is not None
    assert name in process.stderr.readline()
    yield name, env, process
    process.kill()
    process.communicate()


@pytest.mark.timeout(120)
def test_our_own_stream_is_found_recorded_and_missed_when_it_vanishes(simulated, tmp_path):
    name, env, process = simulated
    found = json.loads(fascview("devices", "--json", "--wait", "2", **env).stdout)
    (stream,) = [f for f in found if f["name"] == name]
    assert (stream["kind"], stream["channels"], stream["fs_hz"], stream["unit"]) == ("lsl", 8, 2000.0, "uV")
    recorder = start("record", f"lsl:{name}", "--out", str(tmp_path / "made"), **env)
    assert recorder.stderr is not None
    assert recorder.stderr.readline().startswith("Recording")
    deadline = time.monotonic() + 20
    while not any(p.stat().st_size > 500_000 for p in (tmp_path / "made").glob("*/recording.xdf")):
        assert time.monotonic() < deadline, "nothing is written"
        time.sleep(0.05)
    process.kill()  # the stream vanishes
    time.sleep(1.5)
    recorder.terminate()
    out, err = recorder.communicate(timeout=30)
    assert recorder.returncode == 0, err
    assert "Traceback" not in err
    with package.open(out.strip()) as recording:
        assert [m.label for m in recording.info.muscles][:2] == ["Deltoid R", "Biceps brachii R"]
        assert recording.n_samples > 5000
        assert np.isfinite(recording.samples_uv).all()


def test_a_stream_that_is_not_there_is_one_sentence(tmp_path):
    name, env = loopback(tmp_path)
    done = fascview("record", f"lsl:{name}", "--out", str(tmp_path), **env)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert name in done.stderr
    assert not list(tmp_path.glob("2*"))  # and no empty session is left


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_the_window_shows_records_and_plays_back_what_another_program_sends(player, tmp_path):
    name, env, sent = player
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("window_path.py")), name, str(tmp_path), str(SECONDS)],
        env=environment(**env),
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["state"] == "LIVE"
    assert seen["lost"] == 0
    with package.open(seen["folder"]) as recording:
        assert recording.n_samples >= SECONDS * 2048  # and what came before the button
        assert same_rows(recording.samples_uv, sent)
        # The end of a recording is decided with less to go by, and a busy machine may be behind with it.
        last = min(recording.n_samples, seen["processed"] - recording.first_sample) - 3 * 2048
        assert last > 2 * 2048
    assert seen["page"] == "review"
    first = seen["first_sample"]
    live = {(e[0] - first, *e[1:]) for e in seen["live_events"] if 0 <= e[0] - first < last}
    stored, played = ({tuple(e) for e in seen[k] if e[0] < last} for k in ("stored_events", "played_events"))
    assert live == stored
    assert live == played
