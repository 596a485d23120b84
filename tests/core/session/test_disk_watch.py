"""What a recording without a window says of its disk: everything once, and never nothing."""

from dataclasses import replace
from pathlib import Path

from fascview.cli.disk import DiskWatch
from fascview.engine.status import RecordingStatus
from fascview.errors import StorageError

GOOD = RecordingStatus(active=True, folder="a", disk_left_s=1e6)
FULL = replace(GOOD, disk_left_s=0.0, problem="The disk is full: a. Choose another folder.")


def said(capsys) -> list[str]:
    return capsys.readouterr().err.splitlines()


def test_room_is_told_twice_and_a_problem_when_it_comes_and_goes(capsys):
    watch = DiskWatch(lambda folder: folder)
    for left_s in (1e6, 4000, 1700, 1600, 290, 100, 5):
        watch.look(replace(GOOD, disk_left_s=left_s))
    assert said(capsys) == ["The disk has room for 28 min more.", "The disk has room for 5 min more."]
    watch.look(FULL)
    watch.look(FULL)
    assert said(capsys) == [FULL.problem]
    watch.look(GOOD)
    watch.look(GOOD)
    assert said(capsys) == ["The disk takes the recording again; nothing was lost."]
    watch.look(RecordingStatus(problem="nothing runs"))
    assert said(capsys) == []


def test_it_goes_on_in_the_spare_folder_and_tries_until_that_can_be_written(capsys, monkeypatch):
    asked = []
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])

    def go_on(folder: Path) -> Path:
        asked.append(folder)
        if len(asked) < 3:
            raise StorageError("That folder may not be written to.")
        return folder / "part2"

    watch = DiskWatch(go_on, Path("spare"))
    for second in range(0, 30):
        now[0] = float(second)
        watch.look(FULL if len(asked) < 3 else GOOD)
    assert asked == [Path("spare")] * 3
    lines = said(capsys)
    assert "Going on in spare" in " ".join(lines)
    assert lines[-1].startswith("The recording goes on in ")
