"""Every device the program reads can be chosen from the window, and its address is one the drivers take."""

from __future__ import annotations

import pytest

from fascview_drivers.address import parse
from fascview_drivers.registry import DRIVERS, driver_of
from fascview_ui.dialogs.amplifier import AmplifierDialog, address_of, devices


@pytest.mark.parametrize("driver", devices(), ids=lambda d: d.name)
def test_the_address_leads_back_to_the_device(driver):
    place = {"serial": "/dev/ttyUSB0", "tcp": "10.0.0.2:54320", "brainflow": "cyton"}[driver.kind]
    parsed = parse(address_of(driver, place))
    assert parsed.target == place
    if driver.kind != "brainflow":
        assert driver_of(parsed) is driver


def test_no_device_is_left_out():
    assert {d.name for d in DRIVERS} - {d.name for d in devices()} == {"demo", "lsl", "file"}


def test_choosing_opens_and_is_remembered(window, port, qtbot):
    dialog = AmplifierDialog(window, "/dev/ttyACM7")
    dialog.device.setCurrentIndex([d.name for d in devices()].index("spikerbox"))
    dialog.place.setEditText("/dev/ttyACM7")
    assert dialog.watch.isEnabled()
    dialog.watch.click()
    assert window.address == "serial:spikerbox@/dev/ttyACM7"
    qtbot.waitUntil(lambda: window.page == "monitor", timeout=5000)
    assert AmplifierDialog(window).driver.name == "spikerbox"


def test_a_port_whose_device_is_unknown_asks_for_it(window, qtbot):
    window.commands._open_found("serial:?@/dev/ttyUSB3")
    dialog = window.findChild(AmplifierDialog)
    assert dialog is not None
    assert dialog.place.currentText() == "/dev/ttyUSB3"
    assert window.address == ""
    dialog.close()
