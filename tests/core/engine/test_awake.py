"""The computer stays awake while a recording runs, for no longer, and it is said where it may not."""

import os
import stat
import subprocess
import sys
import time

import pytest

from fascview.engine import awake
from fascview.engine.awake import Awake, command

posix = pytest.mark.skipif(sys.platform == "win32", reason="a claim there is a call, not a process")


def wait_until(done, seconds=5.0):
    limit = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < limit
        time.sleep(0.01)


@pytest.fixture
def inhibitor(tmp_path, monkeypatch):
    """A stand-in that notes its arguments, lives as long as what it is given to run, and then notes its end."""
    program = tmp_path / "systemd-inhibit"
    program.write_text(
        f'#!/bin/sh\necho "$@" > {tmp_path}/held\nfor last; do :; done\n"$last"\necho ended > {tmp_path}/ended\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(awake, "command", lambda: command("linux"))
    return tmp_path


@posix
def test_a_claim_is_held_from_beginning_to_end(inhibitor):
    told = []
    claim = Awake(lambda kind, text: told.append(text))
    claim.begin()
    wait_until((inhibitor / "held").exists)
    assert "--what=sleep:idle" in (inhibitor / "held").read_text() or wait_until(
        lambda: "sleep:idle" in (inhibitor / "held").read_text()
    )
    claim._check_at_s = 0.0
    claim.check()
    assert claim.held
    assert told == []
    assert not (inhibitor / "ended").exists()
    claim.end()
    claim.end()
    assert (inhibitor / "ended").exists()
    assert not claim.held


@posix
def test_a_program_that_dies_leaves_no_claim_behind(inhibitor):
    script = (
        "import os, sys; sys.path.insert(0, sys.argv[1])\n"
        "from fascview.engine import awake\n"
        "awake.command = lambda c=awake.command: c('linux')\n"
        "claim = awake.Awake(print); claim.begin(); print('begun', flush=True); sys.stdin.read()"
    )
    root = os.path.dirname(os.path.dirname(os.path.dirname(awake.__file__)))
    with subprocess.Popen(
        [sys.executable, "-c", script, root], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout.readline() == "begun\n"
        wait_until((inhibitor / "held").exists)
        child.kill()
    wait_until((inhibitor / "ended").exists)


@posix
def test_a_refused_claim_is_said_once(inhibitor):
    (inhibitor / "systemd-inhibit").write_text("#!/bin/sh\nexit 1\n")
    told = []
    claim = Awake(lambda kind, text: told.append((kind, text)))
    claim.begin()
    claim._process.wait(5)
    claim._check_at_s = 0.0
    claim.check()
    claim.check()
    assert len(told) == 1
    assert told[0][0] == "power"
    assert "Sleep cannot be held off" in told[0][1]
    assert not claim.held
    claim.end()


def test_a_system_without_a_way_is_said(monkeypatch):
    monkeypatch.setattr(awake, "command", lambda: command("plan9"))
    monkeypatch.setattr(awake.sys, "platform", "plan9")
    told = []
    claim = Awake(lambda kind, text: told.append(text))
    claim.begin()
    assert "knows no way" in told[0]
    claim.end()
    assert command("darwin")[0] == "caffeinate"
