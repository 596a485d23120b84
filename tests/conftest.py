"""Shared fixtures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parents[1]

# The same examples in every run, so that a run tells of what was changed; FASCVIEW_SEARCH=1 draws new ones each time.
hypothesis.settings.register_profile("fixed", derandomize=True, deadline=None)
hypothesis.settings.register_profile("search", deadline=None, max_examples=500)
hypothesis.settings.load_profile("search" if os.environ.get("FASCVIEW_SEARCH") else "fixed")


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """Reference recordings kept beside the project; tests that need them are skipped without them."""
    path = ROOT.parent / "shared"
    if not path.is_dir():
        pytest.skip("the reference recordings beside the project are not here")
    return path


@pytest.fixture(scope="session", autouse=True)
def private_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let no test read or write what the user of this machine keeps."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests that hold real processes, sockets and clocks to a limit in seconds two further tries.

    The limits are those of the program on a machine that has time for it; a busy one may need another try.
    """
    real_time = ("tests/drivers", "tests/integration", "tests/ui", "tests/core/engine", "tests/core/audio")
    for item in items:
        if item.path.relative_to(ROOT).as_posix().startswith(real_time):
            item.add_marker(pytest.mark.flaky(reruns=2, reruns_delay=1))
