"""What is plugged in: shown with lasting identities, never opened, never asked."""

from __future__ import annotations

import gc
import os
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from fascview_drivers import faulty, transport
from fascview_drivers.registry import open_source


def port(device: str, **facts: Any) -> SimpleNamespace:
    usual = {"vid": None, "pid": None, "serial_number": None, "product": None, "description": "n/a"}
    return SimpleNamespace(device=device, **(usual | facts))


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> list[SimpleNamespace]:
    ports = [
        port("/dev/ttyS0"),
        port("/dev/ttyUSB1", vid=0x403, pid=0x6015, serial_number="DM00Q0QN", product="FT231X\x07<b>USB UART</b>" * 9),
        port("/dev/ttyACM0", vid=0x2E73, pid=0x0004, serial_number="77", product="Human SpikerBox"),
    ]
    monkeypatch.setattr(transport.list_ports, "comports", lambda: ports)
    return ports


def test_a_port_that_goes_is_shown_as_gone_for_a_while(
    plugged: list[SimpleNamespace], monkeypatch: pytest.MonkeyPatch
) -> None:
    ports = transport.lookout()
    assert all(f.usable and f.last_seen_s == 0 for f in ports.found())
    dongle = plugged.pop(1)
    gone = next(f for f in ports.found() if f.host == "/dev/ttyUSB1")
    assert not gone.usable
    assert gone.note == "unplugged"
    dongle.device = "/dev/ttyUSB2"  # back at another place: the old one is not shown beside it
    plugged.append(dongle)
    assert {f.host for f in ports.found()} == {"/dev/ttyUSB2", "/dev/ttyACM0"}
    plugged.clear()
    monkeypatch.setattr(transport, "SHOW_GONE_S", -1.0)
    assert ports.found() == []


def test_ports_are_listed_and_the_user_picks_the_family(plugged: list[SimpleNamespace]) -> None:
    found = {f.host: f for f in transport.lookout().found()}
    assert set(found) == {"/dev/ttyUSB1", "/dev/ttyACM0"}
    dongle = found["/dev/ttyUSB1"]
    assert dongle.address == "serial:?@/dev/ttyUSB1"
    assert dongle.source_id == "usb:0403:6015:DM00Q0QN"
    assert len(dongle.name) <= 64
    assert "\x07" not in dongle.name
    assert "not allowed" in dongle.note  # there is no such file here, so nobody may read it
    # This number belongs to one family alone.
    assert found["/dev/ttyACM0"].address == "serial:spikerbox@/dev/ttyACM0"


def test_a_device_is_found_again_by_its_serial_number(plugged: list[SimpleNamespace]) -> None:
    who = transport.identity_of("/dev/ttyUSB1")
    assert transport.port_of(who) == "/dev/ttyUSB1"
    plugged[1].device = "/dev/ttyUSB7"
    assert transport.port_of(who) == "/dev/ttyUSB7"
    plugged[1].serial_number = "another"
    assert transport.port_of(who) is None
    assert transport.identity_of("/dev/ttyS0") == ""


def test_rules_name_the_usb_numbers_that_are_known() -> None:
    import fascview_resources

    rules = (Path(fascview_resources.__file__).parent / "udev" / "70-fascview.rules").read_text()
    for vid, _ in transport.KNOWN_DEVICES:
        assert f'ATTRS{{idVendor}}=="{vid:04x}"' in rules


@pytest.mark.parametrize(
    "text", ["drop", "drop=2", "drop=x", "silence=3", "silence=a+b", "unplug=-1+2", "rate=0", "melt=1", ""]
)
def test_faults_that_make_no_sense(text: str) -> None:
    from fascview.errors import UsageError

    with pytest.raises(UsageError, match="is not a fault"):
        faulty.parse_fault(text)


def test_faults_are_the_same_every_time() -> None:
    frames = [bytes([i] * 10) for i in range(200)]
    asked = [faulty.parse_fault(t) for t in ("drop=0.1", "flip=0.1", "cut=0.1", "insert=0.1", "duplicate=0.1")]
    first, second = (faulty.Faults(asked, seed=4).damage(frames, 0.0) for _ in range(2))
    assert first == second
    assert first != frames
    assert faulty.Faults([]).damage(frames, 0.0) == frames
    silent = faulty.Faults([faulty.parse_fault("silence=5+3")])
    assert [len(silent.damage(frames, t)) for t in (4.9, 5.0, 7.9, 8.0)] == [200, 0, 0, 200]


@pytest.mark.slow
def test_f37_two_hundred_rounds_leave_nothing(simulated: Any, known_source: Any) -> None:
    running = simulated("olimex", known_source(lambda i: np.zeros((len(i), 6)), 6, 250.0))
    gc.collect()
    descriptors, threads = len(os.listdir("/proc/self/fd")), threading.active_count()
    for _ in range(200):
        source = open_source(running.address)
        source.open()
        reader = threading.Thread(target=lambda source=source: [source.read(5.0) for _ in range(3)])
        reader.start()
        source.close()
        reader.join(1.0)
        assert not reader.is_alive()
    gc.collect()
    assert len(os.listdir("/proc/self/fd")) <= descriptors
    assert threading.active_count() == threads
