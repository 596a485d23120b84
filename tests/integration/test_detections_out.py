"""Detections of one program read by another: a plain LSL inlet, while ``fascview record`` runs."""

from __future__ import annotations

import json
import subprocess
import sys

from fascview.session.formats import open_recording

from .command import environment, start
from .test_lsl_to_disk import loopback

READER = """
import json, pylsl
found = pylsl.resolve_byprop("name", "fascview events", 1, 20)
inlet = pylsl.StreamInlet(found[0], recover=False)
inlet.open_stream(5)
print("listening", found[0].type(), flush=True)
while True:
    try:
        text, stamp = inlet.pull_sample(timeout=1.0)
    except pylsl.util.LostError:
        break
    if text is not None:
        print(json.dumps([stamp, pylsl.local_clock(), json.loads(text[0])]), flush=True)
"""


def test_accepted_events_of_a_recording_go_out_with_their_own_time(tmp_path):
    _, env = loopback(tmp_path)
    reader = subprocess.Popen([sys.executable, "-c", READER], env=environment(**env), stdout=subprocess.PIPE, text=True)
    recording = start(
        "record", "demo:?seed=4", "--out", str(tmp_path), "--duration", "12", "--detections", "--task", "out", **env
    )
    try:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "listening Markers\n"
        out, errors = recording.communicate(timeout=60)
        assert recording.returncode == 0, errors
        assert "Detections go out as the LSL stream" in errors
        lines, _ = reader.communicate(timeout=20)
    finally:
        for process in (reader, recording):
            process.kill()
            process.wait()
    told = [json.loads(line) for line in lines.splitlines()]
    assert len(told) >= 3
    with open_recording(out.strip()) as session:
        events = {int(e["id"]): e for e in session.events}
        first = session.first_sample
        fs_hz = session.fs_hz
        labels = [m.label for m in session.info.muscles]
    gone = {m["id"] for _, _, m in told if m["event"] == "retracted"}
    for stamp, now, marker in told:
        assert stamp < now < stamp + 8  # stamped when it happened, sent when it was decided
        event = events.get(marker["id"])
        if event is None or marker["event"] == "retracted":
            continue
        assert marker["muscle"] == labels[int(event["muscle"])]
        assert round(marker["time_s"] * fs_hz) == int(event["sample"]) + first
        if marker["id"] not in gone and str(event["status"]) == "accepted":
            assert marker["event"] in ("fasciculation", "doublet")
    sent = {m["id"] for _, _, m in told} - gone
    # What the file calls accepted went out, but for what was decided before the reader was there or after the end.
    last = max(m["time_s"] for _, _, m in told)
    begun = min(m["time_s"] for _, _, m in told)
    accepted = {
        i
        for i, e in events.items()
        if str(e["status"]) == "accepted" and begun <= (int(e["sample"]) + first) / fs_hz <= last - 3
    }
    assert accepted <= sent
