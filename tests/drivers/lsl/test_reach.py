"""How far LSL looks is a setting, and never a surprise."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fascview.errors import UsageError
from fascview_drivers.lsl import reach as module
from fascview_drivers.lsl.reach import VARIABLE, Reach, choose, current, has_own_config

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("text", "scope", "peers"),
    [
        ("", "link", ()),
        ("machine", "machine", ()),
        ("Link", "link", ()),
        ("site,cart2", "site", ("cart2",)),
        ("cart2, 10.0.0.7", "machine", ("cart2", "10.0.0.7")),
    ],
)
def test_a_reach_is_read_and_written(text: str, scope: str, peers: tuple[str, ...]) -> None:
    reach = Reach.parse(text)
    assert (reach.scope, reach.peers) == (scope, peers)
    assert Reach.parse(reach.text) == reach


@pytest.mark.parametrize("text", ["galaxy,}", "machine,a b", "link,x\n[lab]", "site," + "a" * 300])
def test_nonsense_never_reaches_the_configuration(text: str) -> None:
    with pytest.raises(UsageError):
        Reach.parse(text)


def test_the_default_is_the_local_network_and_this_computer_can_be_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert "ResolveScope = link" in current().config()
    monkeypatch.setenv(VARIABLE, "machine")
    config = current().config()
    assert "ResolveScope = machine" in config
    assert "KnownPeers = {127.0.0.1}" in config
    assert current().sentence == "This computer, no multicast"


def test_the_reach_chosen_is_the_one_liblsl_has() -> None:
    """In a process of its own, for liblsl takes it once."""
    code = """
import sys
from fascview_drivers.lsl.reach import Reach, choose, load
assert choose(Reach("machine", ("192.0.2.7",), "fascview-test-reach"))
pylsl = load()
outlet = pylsl.StreamOutlet(pylsl.StreamInfo("Reached", "Markers", 1, 0.0, "string", "r"))
info = pylsl.resolve_byprop("name", "Reached", 1, 5)[0]
assert info.session_id() == "fascview-test-reach", info.session_id()
assert not choose(Reach("site"))
"""
    paths = [str(ROOT), str(ROOT / "drivers")]
    environment = {k: v for k, v in os.environ.items() if k not in ("LSLAPICFG", VARIABLE)}
    environment |= {"PYTHONPATH": os.pathsep.join(paths)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_a_choice_is_handed_to_the_programs_started_from_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "machine")
    choose(Reach("link", ("cart2",)))
    assert current() == Reach("link", ("cart2",))
    assert "KnownPeers = {127.0.0.1, cart2}" in current().config()
    assert current().sentence == "The local network and 1 named computer"


def test_a_configuration_of_the_users_own_is_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("LSLAPICFG", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(module.Path, "home", lambda: tmp_path)
    if not Path("/etc/lsl_api/lsl_api.cfg").exists():
        assert not has_own_config()
    (tmp_path / "lsl_api.cfg").write_text("[lab]\n")
    assert has_own_config()
