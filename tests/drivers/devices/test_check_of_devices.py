"""The array check of a device: its own measurements come out as they are."""

from __future__ import annotations

import json
import time
from typing import Any

import numpy as np
import pytest

from fascview.cli.main import run
from fascview.errors import UsageError
from fascview_drivers.registry import open_source
from fascview_drivers.simulate import KINDS, Kind


def _noise(index: np.ndarray) -> np.ndarray:
    return np.random.default_rng(int(index[0])).normal(0, 3, (len(index), 8))


def test_impedances_are_measured_before_the_check(simulated: Any, known_source: Any, capsys: Any) -> None:
    running = simulated("cyton", known_source(_noise, 8, 250.0))
    code = run(["check", running.address + "?channels=2,5", "--impedance", "--duration", "5", "--json"])
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert code == (0 if found["pass"] else 3)
    assert [round(c["impedance_kohm"]) for c in found["channels"]] == [10, 10]
    assert "ch5: 10.0 kOhm" in err


def test_the_own_signal_tells_a_wrong_gain(
    simulated: Any, known_source: Any, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = Kind("openbci_cyton", "CytonSimulator", {"gain_errors": (1.0, 1.0, 1.0, 1.0, 1.08)})
    monkeypatch.setitem(KINDS, "cyton", kind)
    running = simulated("cyton", known_source(_noise, 8, 250.0))
    code = run(["check", running.address + "?channels=2,5,7", "--test-signal", "--duration", "6", "--json"])
    out, _ = capsys.readouterr()
    found = json.loads(out)
    assert code == 3
    assert [c["findings"] for c in found["channels"]] == [[], ["gain"], []]
    assert [c["gain_error_percent"] for c in found["channels"]] == pytest.approx([0, 8, 0], abs=0.6)
    assert found["calibration_hz"] == pytest.approx(2.048e6 / 2**20, rel=0.002)
    assert found["calibration_square"] == 1


def test_the_own_signal_comes_and_goes_and_the_electrodes_are_back(
    simulated: Any, known_source: Any, collect: Any
) -> None:
    running = simulated("cyton", known_source(lambda i: np.full((len(i), 8), 7.0), 8, 250.0))
    source: Any = open_source(running.address + "?channels=2,5")
    source.open()
    try:
        assert (source.can_give_signal, source.gives_signal, source.signal_vpp_uv) == (True, False, 3750.0)
        for on, sizes in ((True, {1875.0}), (False, {7.0})):
            source.set_signal(on)
            deadline = time.monotonic() + 10
            while source.gives_signal != on:
                assert time.monotonic() < deadline
                source.read(0.1)
            _, samples = collect(source, 100)
            here = samples[~np.isnan(samples)]
            assert set(np.abs(np.round(here)).tolist()) <= sizes | {1874.0, 1876.0}
            assert len(here) > 100
        assert [e.text for e in source.events() if e.kind == "signal"] == [
            "test signal of 3750 uV on all inputs",
            "electrodes on all inputs again",
        ]
    finally:
        source.close()


def test_a_device_without_a_signal_says_so() -> None:
    source: Any = open_source("serial:bitalino@/dev/null")
    assert not source.can_give_signal
    with pytest.raises(UsageError, match="no test signal"):
        source.set_signal(True)
