"""Shared fixtures."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """Reference recordings kept beside the project; tests that need them are skipped without them."""
    path = ROOT.parent / "shared"
    if not path.is_dir():
        pytest.skip("the reference recordings beside the project are not here")
    return path
