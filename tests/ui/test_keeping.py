"""What was just received becomes a session by one key."""

from __future__ import annotations


def test_keep_asks_the_engine_and_says_why_not(watching, port):
    watching.commands.run("keep")
    assert [name for name, *_ in port.calls].count("keep") == 1
    assert port.calls[-1][1].parent == watching.store.folder()
    port.fail_recording = "A recording is running; what was just received is in it, or comes into it."
    watching.commands.run("keep")
    assert [name for name, *_ in port.calls].count("keep") == 1
