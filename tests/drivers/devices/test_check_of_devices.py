"""The array check of a device: its own measurements come out as they are."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from fascview.cli.main import run


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
