"""Reading a real stream from another process: every sample once, at its place, through every kind of trouble."""

from __future__ import annotations

import importlib
import itertools
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from fascview.errors import SourceError, SourceLostError
from fascview.stream import Block
from fascview_drivers import discover, open_source
from fascview_drivers.lsl.source import LslSource
from fascview_drivers.registry import Around

sys.path.insert(0, str(Path(__file__).parent))
from conftest import Sender, joined, read_for
from sender import values

Send = Callable[..., Sender]


def opened(address: str) -> LslSource:
    source = open_source(address)
    assert isinstance(source, LslSource)
    source.open()
    return source


def states(source: LslSource) -> list[str]:
    return [e.text.partition(":")[0] for e in source.events() if e.kind == "state"]


def assert_exact(blocks: list[Block], n_channels: int) -> np.ndarray:
    """Check that every row is what the sender sent at that index; return the sender's indices."""
    index, rows = joined(blocks)
    number = index - index[0] + int(rows[0, 0])
    np.testing.assert_array_equal(rows, values(number, n_channels))
    return number


@pytest.mark.parametrize("chunk", ["1", "32"])
def test_every_sample_of_64_channels_comes_once(send: Send, chunk: str) -> None:
    send("--name", "Sixty four", "--channels", "64", "--fs", "2000", "--chunk", chunk, "--source-id", f"a{chunk}")
    source = opened("lsl:Sixty four")
    blocks = read_for(source, 3000)
    assert_exact(blocks, 64)
    assert all(a.stop == b.start for a, b in itertools.pairwise(blocks))
    assert all(not b.samples.flags.writeable for b in blocks)
    assert blocks[-1].stamp_s is not None
    source.close()


def test_the_description_is_read(send: Send) -> None:
    send("--name", "Told", "--fs", "500", "--unit", "mV", "--source-id", "told-1", "--format", "double64")
    source = open_source("lsl:type=emg,name=Told")
    info = source.open()
    assert (info.kind, info.fs_hz, info.n_channels, info.source_id) == ("lsl", 500.0, 4, "told-1")
    assert [m.label for m in info.muscles] == ["BB R"]
    assert {c.unit for c in info.channels} == {"uV"}
    _, rows = joined(read_for(source, 100))
    assert (rows[:, 1] % 1000 == 0).all()  # millivolts became microvolts
    assert rows[:, 1].max() > 4096
    again = open_source(info.address)
    assert again.open().source_id == "told-1"
    again.close()
    source.close()


def test_a_hole_is_marked_to_the_sample(send: Send) -> None:
    sender = send("--name", "Holes", "--source-id", "h")
    source = opened("lsl:Holes")
    blocks = read_for(source, 700)
    sender.tell("skip 345")
    blocks += read_for(source, 800)
    number = assert_exact(blocks, 4)
    assert np.diff(number).max() == 346
    assert [e.kind for e in source.events() if e.kind != "state"] == ["gap"]
    source.close()


def test_f16_a_nameless_sender_that_dies_is_lost_within_a_second(send: Send) -> None:
    sender = send("--name", "Mortal")
    source = opened("lsl:Mortal")
    read_for(source, 200)
    sender.kill()
    began = time.monotonic()
    with pytest.raises(SourceLostError, match="no source_id"):
        read_for(source, 10_000, 3)
    assert time.monotonic() - began < 1.0
    assert states(source)[-1] == "lost"
    source.close()


def test_f18_a_sender_that_returns_is_read_on_with_its_hole(send: Send) -> None:
    options = ("--name", "Phoenix", "--source-id", "phoenix-7", "--fs", "1000")
    first = send(*options)
    source = opened("lsl:Phoenix")
    blocks = read_for(source, 1000)
    first.kill()
    gone_s = time.monotonic() + 0.6
    while time.monotonic() < gone_s:
        block = source.read(0.1)
        blocks += [block] if block is not None else []
    send(*options)
    back_s = time.monotonic()
    blocks += read_for(source, 1)
    assert time.monotonic() - back_s < 2.0
    blocks += read_for(source, 800)
    index, rows = joined(blocks)
    place = np.unwrap(rows[:, 0].astype(float), period=2**20)
    assert np.abs((place - place[0]) - (index - index[0])).max() <= 1
    told = states(source)
    assert told[:3] == ["searching", "connecting", "streaming"]
    assert told[3:] == ["lost", "reconnecting", "streaming"]
    source.close()


@pytest.mark.parametrize(("option", "value"), [("--channels", "6"), ("--fs", "500"), ("--format", "int16")])
def test_f19_a_sender_that_returns_changed_is_not_read_on(send: Send, option: str, value: str) -> None:
    first = send("--name", "Changeling", "--source-id", "c1")
    source = opened("lsl:Changeling")
    read_for(source, 100)
    first.kill()
    send("--name", "Changeling", "--source-id", "c1", option, value)
    with pytest.raises(SourceLostError, match="came back with"):
        read_for(source, 100_000, 8)
    source.close()


def test_f20_two_of_one_name_are_shown_apart_and_none_is_chosen(send: Send) -> None:
    send("--name", "Twin", "--source-id", "one")
    send("--name", "Twin", "--source-id", "two", "--channels", "8")
    with pytest.raises(SourceError, match="2 streams answer"):
        opened("lsl:Twin")
    found = [f for f in discover(1.0) if f.name == "Twin"]
    assert len(found) == 2
    assert {f.channels for f in found} == {4, 8}
    assert len({f.address for f in found}) == 2
    assert {f.note for f in found} == {"same name twice: id one", "same name twice: id two"}
    assert all(f.unit == "uV" for f in found)
    for entry in found:
        source = open_source(entry.address)
        assert source.open().n_channels == entry.channels
        source.close()


def test_f20_two_of_one_source_id(send: Send) -> None:
    for _ in range(2):
        send("--name", "Clone", "--source-id", "same")
    found = [f for f in discover(1.0) if f.name == "Clone"]
    assert len({f.address for f in found}) == 2
    source = opened(found[0].address)
    read_for(source, 50)
    source.close()


def test_f17_f21_a_stopped_sender_stalls_and_its_hole_or_backlog_is_placed_by_stamps(send: Send) -> None:
    sender = send("--name", "Sleeper", "--source-id", "s")
    source = opened("lsl:Sleeper")
    blocks = read_for(source, 500)
    os.kill(sender.process.pid, signal.SIGSTOP)
    began = time.monotonic()
    seen: dict[str, float] = {}
    while "silent" not in seen and time.monotonic() - began < 4:
        block = source.read(0.05)
        blocks += [block] if block is not None else []
        seen.update({word: time.monotonic() - began for word in states(source)})
    os.kill(sender.process.pid, signal.SIGCONT)
    blocks += read_for(source, 2600)
    assert 0.4 < seen["stalled"] < 0.9
    assert 1.9 < seen["silent"] < 2.5
    assert_exact(blocks, 4)
    assert states(source) == ["streaming"]
    source.close()


@pytest.mark.parametrize("command", ["leap -3", "leap 200000", "leap nan", "freeze"])
def test_f22_a_broken_clock_never_moves_samples_back(send: Send, command: str) -> None:
    sender = send("--name", "Clockless", "--source-id", "k")
    source = opened("lsl:Clockless")
    blocks = read_for(source, 500)
    sender.tell(command)
    blocks += read_for(source, 700)
    assert_exact(blocks, 4)
    assert all(a.stop == b.start for a, b in itertools.pairwise(blocks))
    assert [e.kind for e in source.events() if e.kind not in ("state", "note")] == ["clock"]
    source.close()


@pytest.mark.parametrize(
    ("options", "reason"),
    [(("--format", "string", "--fs", "0", "--channels", "1"), "markers"), (("--fs", "0"), "sampling rate"),
     (("--channels", "0"), "channels")],
)  # fmt: skip
def test_f23_what_is_no_signal_is_refused(send: Send, options: tuple[str, ...], reason: str) -> None:
    send("--name", "Odd", "--source-id", "odd", *options)
    with pytest.raises(SourceError, match=reason):
        opened("lsl:Odd")
    entry = next(f for f in discover(0.7) if f.name == "Odd")
    assert not entry.usable
    assert reason in entry.note


def test_f23_a_thousand_channels_are_read(send: Send) -> None:
    send("--name", "Wide", "--channels", "1024", "--fs", "250", "--chunk", "8", "--source-id", "w", "--unit", "")
    source = opened("lsl:Wide")
    assert_exact(read_for(source, 200), 1024)
    source.close()


@pytest.mark.parametrize("poison", ["nan", "inf", "1e38"])
def test_f24_values_that_are_no_voltage_come_as_sent(send: Send, poison: str) -> None:
    sender = send("--name", "Poison", "--source-id", "p")
    source = opened("lsl:Poison")
    sender.tell(f"poison {poison}")
    _, rows = joined(read_for(source, 1500))
    np.testing.assert_array_equal(rows[-1, 1], np.float32(poison))
    assert np.isfinite(rows[:, [0, 2, 3]]).all()
    source.close()


def test_f25_a_hostile_name_is_plain_text(send: Send) -> None:
    send("--name", "<img src=x>\n\x07" + "y" * 500, "--source-id", "z")
    entry = next(f for f in discover(0.7) if f.name.startswith("<img"))
    assert len(entry.name) <= 64
    assert entry.name.isprintable()
    source = open_source(entry.address)
    assert source.open().name == entry.name
    source.close()


def test_f26_a_reader_that_is_held_up_loses_nothing(send: Send) -> None:
    send("--name", "Patience", "--source-id", "b", "--fs", "2000", "--channels", "16")
    source = opened("lsl:Patience")
    blocks = read_for(source, 100)
    threading.Event().wait(1.5)
    blocks += read_for(source, 4000)
    assert_exact(blocks, 16)
    source.close()


def test_f27_without_liblsl_the_demo_still_works(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.import_module

    def broken(name: str, package: str | None = None) -> Any:
        if name == "pylsl":
            raise RuntimeError("LSL binary library file was not found")
        return real(name, package)

    monkeypatch.setattr(importlib, "import_module", broken)
    with pytest.raises(SourceError, match=r"demo and saved recordings work"):
        open_source("lsl:EMG").open()
    assert [f for f in discover(0.0) if f.kind == "lsl"] == []
    assert open_source("demo:?speed=inf").open().n_channels == 16


def test_a_stream_that_is_not_there_gives_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceError, match=r"No LSL stream answered to .*“Nobody”"):
        open_source("lsl:Nobody?wait_s=0.3").open()
    monkeypatch.setenv("FASCVIEW_LSL_REACH", "machine")
    with pytest.raises(SourceError, match=r"No LSL stream on this computer answered to .*“Nobody”"):
        open_source("lsl:Nobody?wait_s=0.3").open()


def test_close_ends_a_waiting_read_and_a_waiting_open(send: Send) -> None:
    for address in ("lsl:Quiet", "lsl:Nobody?wait_s=60"):
        if address == "lsl:Quiet":
            sender = send("--name", "Quiet", "--source-id", "q")
        source = open_source(address)
        failures: list[BaseException] = []
        began = threading.Event()

        def work(
            source: Any = source, began: threading.Event = began, failures: list[BaseException] = failures
        ) -> None:
            try:
                began.set()
                source.open()
                while source.read(30.0) is not None:
                    pass
            except SourceError as error:
                failures.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        began.wait(2)
        if address == "lsl:Quiet":
            threading.Event().wait(1.5)
            os.kill(sender.process.pid, signal.SIGSTOP)
        threading.Event().wait(0.3)
        stopped_s = time.monotonic()
        source.close()
        source.close()
        thread.join(2.0)
        assert not thread.is_alive()
        assert time.monotonic() - stopped_s < 1.0
        if address == "lsl:Quiet":
            os.kill(sender.process.pid, signal.SIGCONT)


def test_f37_nothing_is_left_after_many_rounds(send: Send) -> None:
    send("--name", "Rounds", "--source-id", "r")
    process = psutil.Process()

    def one_round() -> None:
        source = opened("lsl:source_id=r")
        read_for(source, 1)
        source.close()

    one_round()
    before = (process.num_fds(), process.num_threads())
    for _ in range(3):
        one_round()
    end_s = time.monotonic() + 5
    while (process.num_fds(), process.num_threads()) > before and time.monotonic() < end_s:
        threading.Event().wait(0.05)
    assert process.num_fds() <= before[0]
    assert process.num_threads() <= before[1]


def test_one_lookout_follows_what_comes_and_goes(send: Send) -> None:
    around = Around()
    try:
        entry: list[Any] = []

        def seen() -> list[Any]:
            return [f for f in around.found() if f.name == "Passer-by"]

        end_s = time.monotonic() + 10
        sender = send("--name", "Passer-by", "--source-id", "p")
        while not entry:
            assert time.monotonic() < end_s
            entry = seen()
        assert entry[0].last_seen_s == 0
        assert entry[0].usable
        sender.kill()
        end_s = time.monotonic() + 10
        while not (entry and entry[0].last_seen_s > 0):
            assert time.monotonic() < end_s
            entry = seen()
            time.sleep(0.05)
        assert entry[0].note == "no longer answers"
        assert not entry[0].usable
        send("--name", "Passer-by", "--source-id", "p")
        while not entry[0].usable:
            assert time.monotonic() < end_s + 10
            entry = seen() or entry
            time.sleep(0.05)
        assert len(seen()) == 1
    finally:
        around.close()
