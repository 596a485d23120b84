"""What a bedside does to a device: unplugged, silent, too fast, another one in its place, a busy port."""

from __future__ import annotations

import errno
import gc
import itertools
import os
import threading
import time
from typing import Any

import numpy as np
import pytest

from fascview.errors import SourceError, SourceLostError
from fascview_drivers import transport
from fascview_drivers.registry import DRIVERS, open_source

COUNT_UV = 4.5e6 / 24 / (2**23 - 1)


def wave(index: np.ndarray) -> np.ndarray:
    return (index[:, None] * 16 + np.arange(16)) * COUNT_UV


def texts(source: Any, kind: str = "state") -> list[str]:
    return [e.text for e in source.events() if e.kind == kind]


def read_for(source: Any, until: Any, within_s: float) -> list[str]:
    """Read until an event's text satisfies ``until``; return all texts."""
    deadline = time.monotonic() + within_s
    told: list[str] = []
    while not any(until(t) for t in told):
        assert time.monotonic() < deadline, told
        source.read(0.05)
        told += [e.text for e in source.events()]
    return told


def test_f28_f29_unplugged_and_back(simulated: Any, known_source: Any) -> None:
    running = simulated("cyton", known_source(wave, 16, 250.0), faults=("unplug=1.5+1.5",))
    source = open_source(running.address)
    source.open()
    try:
        blocks = []
        told: list[str] = []
        deadline = time.monotonic() + 15
        while not any("data again" in t for t in told):
            assert time.monotonic() < deadline, told
            block = source.read(0.05)
            if block is not None:
                blocks.append((time.monotonic(), block))
            told += texts(source)
        states = [t.partition(":")[0] for t in told]
        assert states == ["searching", "connecting", "streaming", "lost", "reconnecting", "streaming"]
        assert "unplugged" in told[3]
        jumps = [b.start - a.stop for (_, a), (_, b) in itertools.pairwise(blocks)]
        (t0, before), (t1, after) = next(
            (a, b) for a, b in itertools.pairwise(blocks) if b[1].start - a[1].stop == max(jumps)
        )
        # The index goes on by the clock, so that the gap is as long as it really was.
        assert (after.stop - before.stop) / 250 == pytest.approx(t1 - t0, abs=0.03)
        assert source.lost_samples == after.start - before.stop
    finally:
        source.close()


def test_f29_under_another_name_with_the_same_serial_number(
    simulated: Any, known_source: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = simulated("cyton", known_source(wave, 16, 250.0))
    second = simulated("cyton", known_source(wave, 16, 250.0))
    place = {first.path: "usb:0403:6015:AA1"}
    monkeypatch.setattr(transport, "identity_of", lambda port: place.get(port, ""))
    monkeypatch.setattr(transport, "port_of", lambda who: next((p for p, w in place.items() if w == who), None))
    source = open_source(first.address)
    assert source.open().source_id == "usb:0403:6015:AA1"
    try:
        first.end()
        read_for(source, lambda t: t.startswith("reconnecting"), 2)
        place[second.path] = place.pop(first.path)
        began = time.monotonic()
        read_for(source, lambda t: "data again" in t, 6)
        assert time.monotonic() - began < 3
    finally:
        source.close()


def test_f29_another_device_at_the_same_port_is_left_alone(
    simulated: Any, known_source: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = simulated("cyton", known_source(wave, 16, 250.0))
    other = simulated("cyton", known_source(wave, 16, 250.0))
    place = {first.path: "usb:0403:6015:AA1"}
    monkeypatch.setattr(transport, "identity_of", lambda port: place.get(port, ""))
    monkeypatch.setattr(transport, "port_of", lambda who: other.path if who == "usb:0403:6015:AA1" else None)
    source = open_source(first.address)
    source.open()
    try:
        first.end()
        place.clear()
        place[other.path] = "usb:0403:6015:BB2"
        read_for(source, lambda t: t.startswith("reconnecting"), 2)
        deadline = time.monotonic() + 1.5
        while time.monotonic() < deadline:
            assert source.read(0.05) is None
        assert source.state == "reconnecting"
    finally:
        source.close()


def test_never_goes_on_with_other_channels(simulated: Any, known_source: Any, tmp_path: Any) -> None:
    port = str(tmp_path / "port")
    first = simulated("cyton", known_source(wave, 16, 250.0), port=port)
    source = open_source(f"serial:cyton@{port}")
    source.open()
    try:
        first.end()
        read_for(source, lambda t: t.startswith("reconnecting"), 2)
        simulated("daisy", known_source(wave, 16, 125.0), port=port)
        with pytest.raises(SourceLostError, match="125 Hz instead of 250 Hz"):
            read_for(source, lambda t: "data again" in t, 8)
    finally:
        source.close()


def test_f32_bytes_that_make_no_frames() -> None:
    master, slave = os.openpty()
    stop = threading.Event()

    def babble() -> None:
        while not stop.wait(0.01):
            os.write(master, bytes(range(1, 120)))

    thread = threading.Thread(target=babble)
    thread.start()
    source = open_source(f"serial:cyton@{os.ttyname(slave)}")
    try:
        began = time.monotonic()
        with pytest.raises(SourceError, match="not an OpenBCI Cyton"):
            source.open()
        assert time.monotonic() - began < 4
    finally:
        stop.set()
        thread.join()
        source.close()
        os.close(master)
        os.close(slave)


def test_f33_silent_port() -> None:
    """Told by every driver within two seconds, also where slow boards are given longer before the port is given up."""
    kinds = [driver.name for driver in DRIVERS if driver.kind == "serial"]
    ports = [os.openpty() for _ in kinds]
    sources = [open_source(f"serial:{k}@{os.ttyname(slave)}") for k, (_, slave) in zip(kinds, ports, strict=True)]
    refused: dict[Any, str] = {}
    told_s: dict[str, float] = {}

    def open_it(source: Any) -> None:
        try:
            source.open()
        except SourceError as error:
            refused[source] = str(error)

    threads = [threading.Thread(target=open_it, args=(source,)) for source in sources]
    began = time.monotonic()
    try:
        for thread in threads:
            thread.start()
        while len(told_s) < len(kinds):
            assert time.monotonic() - began < 3.0, told_s
            for kind, source in zip(kinds, sources, strict=True):
                said = [refused.get(source, ""), *texts(source)]
                if kind not in told_s and any("connected, but no data" in text for text in said):
                    told_s[kind] = time.monotonic() - began
            time.sleep(0.01)
        assert max(told_s.values()) < 2.3, told_s
    finally:
        for source in sources:
            source.close()
        for thread in threads:
            thread.join()
        for master, slave in ports:
            os.close(master)
            os.close(slave)


def test_f33_data_age_is_watched(simulated: Any, known_source: Any) -> None:
    running = simulated("cyton", known_source(wave, 16, 250.0), faults=("silence=1.2+3",))
    source = open_source(running.address)
    source.open()
    try:
        last = time.monotonic()
        ages = {}
        deadline = time.monotonic() + 10
        while "streaming" not in ages:
            assert time.monotonic() < deadline
            if source.read(0.05) is not None and "lost" not in ages:
                last = time.monotonic()
            for text in texts(source):
                ages[text.partition(":")[0] if "Hz" not in text else "first"] = time.monotonic() - last
        assert ages["stalled"] == pytest.approx(0.5, abs=0.2)
        assert ages["lost"] == pytest.approx(1.9, abs=0.3)
        assert source.state == "streaming"
        # A silent device lost nothing it counted: its counter went on, and so did the clock.
        assert source.lost_samples == pytest.approx(3 * 250, abs=8)
    finally:
        source.close()


def test_f34_four_different_texts(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = tmp_path / "file"
    plain.write_text("hello")
    said = []
    for port in (str(tmp_path / "none"), str(plain), "/dev/null"):
        with pytest.raises(SourceError) as caught:
            open_source(f"serial:cyton@{port}").open()
        said.append(str(caught.value))
    assert said[0].startswith("There is no port")
    assert "is not a serial port" in said[1]
    assert "is not a serial port" in said[2]
    master, slave = os.openpty()
    port = os.ttyname(slave)
    try:
        first = transport.SerialLink(port, 115_200)
        with pytest.raises(SourceError, match="in use by another program"):
            transport.SerialLink(port, 115_200)
        first.close()
        transport.SerialLink(port, 115_200).close()

        def refused(*_: Any, **__: Any) -> None:
            raise transport.serial.SerialException(errno.EACCES, "could not open port: permission denied")

        monkeypatch.setattr(transport.serial, "Serial", refused)
        with pytest.raises(SourceError, match=r"not allowed to use .*dialout"):
            transport.SerialLink(port, 115_200)
    finally:
        os.close(master)
        os.close(slave)


def test_f35_flood_is_bounded() -> None:
    from fascview_drivers.framing import FrameParser
    from fascview_drivers.openbci_cyton import protocol

    parser = FrameParser(protocol.LAYOUT)
    random = np.random.default_rng(0)
    for _ in range(200):
        parser.feed(random.bytes(40_950))
        assert parser.pending < 200


def test_f35_a_reader_that_falls_behind_loses_counted_samples(simulated: Any, known_source: Any, collect: Any) -> None:
    running = simulated("cyton", known_source(wave, 16, 250.0), faults=("rate=10",))
    source = open_source(running.address)
    source.open()
    try:
        collect(source, 6500)  # long enough to know how fast it runs
        assert source.lost_samples == 0
        began = time.monotonic()
        threading.Event().wait(1.5)  # nobody reads; the port holds less than a tenth of what comes
        missed = (time.monotonic() - began) * 2500
        collect(source, 500)
        assert missed - 800 < source.lost_samples < missed + 200
    finally:
        source.close()


def test_f36_another_rate_is_told(simulated: Any, known_source: Any) -> None:
    running = simulated("cyton", known_source(wave, 16, 250.0), faults=("rate=1.05",))
    source = open_source(running.address)
    source.open()
    try:
        told = read_for(source, lambda t: "nominal" in t, 8)
        assert "from the nominal 250 Hz" in told[-1]
        assert source.measured_fs_hz == pytest.approx(262.5, rel=0.01)
    finally:
        source.close()


def test_f37_stopping_in_a_blocking_read_leaves_nothing() -> None:
    master, slave = os.openpty()
    port = os.ttyname(slave)
    gc.collect()
    descriptors, threads = len(os.listdir("/proc/self/fd")), threading.active_count()
    try:
        for _ in range(200):
            link = transport.SerialLink(port, 115_200)
            entered = threading.Event()
            ended: list[BaseException] = []

            def wait(link: transport.SerialLink = link, entered: Any = entered, ended: Any = ended) -> None:
                entered.set()
                try:
                    while True:
                        link.read(10.0)
                except SourceError as error:
                    ended.append(error)

            thread = threading.Thread(target=wait)
            thread.start()
            entered.wait()
            began = time.monotonic()
            link.close()
            thread.join(1.0)
            assert not thread.is_alive()
            assert time.monotonic() - began < 1.0
            assert "was closed" in str(ended[0])
            link.close()
        assert len(os.listdir("/proc/self/fd")) == descriptors
        assert threading.active_count() == threads
    finally:
        os.close(master)
        os.close(slave)
