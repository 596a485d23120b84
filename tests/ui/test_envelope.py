"""The band of the overview: rest is thin, contraction fills it, what is lost is empty."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from fascview_ui.views.envelope import paint_envelope, shares


def test_shares_of_the_band():
    assert shares(None) is None
    x = np.full((200, 3), 10, np.float32)
    x[100:120, 0] = 400
    x[5, 0] = 1e6
    x[:, 1] = np.nan
    x[:, 2] = 0
    made = shares(x)
    assert made[0, 0] == pytest.approx(10 / 400, rel=0.01)
    assert (made[100:120, 0] >= 0.99).all()
    assert made[5, 0] == 1
    assert np.isnan(made[:, 1]).all()
    assert (made[:, 2] == 0).all()


def test_every_known_column_is_painted_and_no_other(qapp):
    image = QImage(60, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    heights = np.linspace(0.2, 1, 50).astype(np.float32)
    heights[20:30] = np.nan
    painter = QPainter(image)
    paint_envelope(painter, heights, 5, 0, 20, QColor("white"))
    painter.end()
    lit = [sum(image.pixelColor(x, y).red() > 30 for y in range(20)) for x in range(60)]
    assert not any(lit[:5] + lit[25:35] + lit[55:])
    assert all(lit[5:25] + lit[35:55])
    assert lit[54] > lit[36] > lit[6]
