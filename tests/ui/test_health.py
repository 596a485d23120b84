"""The health strip: hidden until asked for, then processor, queues, sound and losses in words."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt

from fascview.engine.engine import Engine
from fascview.engine.status import Gap, Health
from fascview_drivers.registry import open_source
from fascview_ui.models.health import CpuMeter, in_words


def test_it_is_hidden_until_it_is_asked_for_and_remembered(watching, qtbot):
    strip = watching.work.health
    assert not strip.isVisible()
    qtbot.keyClick(watching, Qt.Key.Key_H)
    assert strip.isVisible()
    assert watching.store.flag("screen/health", False)
    assert "Test loudspeaker" in strip.words("sound")
    watching.commands.run("home")
    assert not strip.isVisible()


def test_what_strains_is_marked_by_a_sign_not_by_colour_alone(watching, port):
    watching.actions_by_name["health"].trigger()
    port.fitness = Health(process_s=4.0, write_s=9.0, sound="no sound device", sounding=False)
    port.lost = (Gap(1000, 1340, "lost samples"),)
    watching.work._tell_health()
    strip = watching.work.health
    assert strip.words("process").startswith("⚠")
    assert strip.words("write").startswith("⚠")
    assert strip.words("sound").startswith("⚠")
    assert "Lost 0.3 s in 1 gaps" in strip.words("lost")
    port.fitness = Health(sound="Speaker")
    watching.work._tell_health()
    assert not strip.words("process").startswith("⚠")


def test_the_meter_sees_work():
    meter = CpuMeter()
    meter._wall_s -= 1.0
    meter._cpu_s -= 0.25
    assert 15.0 < meter.look() < 60.0
    before = meter.percent
    assert meter.look() == before, "not more often than every half second"


def test_a_pause_of_the_window_is_told():
    text = in_words(Health(sound="x"), (), 1000.0, 3.2, 0.25)
    assert "window" in text.strained
    assert "0.2" in text.window or "0.3" in text.window
    assert text.cpu == "Processor 3 % of a core"


def test_the_engine_tells_of_its_queues():
    engine = Engine(open_source("demo:?seed=4"))
    engine.start()
    try:
        engine.wait_ready()
        end = time.monotonic() + 10
        while engine.status().newest < 1000 and time.monotonic() < end:
            time.sleep(0.01)
        health = engine.health()
        assert 0.0 <= health.process_s <= health.process_limit_s
        assert health.process_limit_s > 1.0
        assert not health.sounding
    finally:
        engine.stop()
