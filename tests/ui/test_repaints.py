"""Painting for hours does not end the program; bindings that lose a reference per call do, after some hundred."""

from __future__ import annotations

import sys

from fascview_ui.models.traces import TraceModel
from fascview_ui.views.traces.view import TraceView
from tests.ui.test_traces_view import Fed


def test_f47_ten_thousand_repaints_leave_it_alive(qtbot):
    model, data = TraceModel(), Fed()
    data.feed(15_000)
    model.attach(data)
    view = TraceView(model)
    qtbot.addWidget(view)
    view.resize(320, 160)
    view.show()
    qtbot.waitExposed(view)
    view.advance()
    before = sys.getrefcount(None), sys.getrefcount(True), sys.getrefcount(False)
    for _ in range(10_000):
        view.repaint()
    after = sys.getrefcount(None), sys.getrefcount(True), sys.getrefcount(False)
    assert all(b > a - 2000 for a, b in zip(before, after, strict=True)), "a reference to a constant is given away"
