"""Derivations against plain loops, for any holes and bad channels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fascview.dsp.derive import DERIVATIONS, Derivation, usual_lines
from fascview.errors import UsageError

RNG = np.random.default_rng(7)
MUSCLES = np.array([0, 0, 0, 0, 1, 1, 1, 2])
LINES = ((0, 1, 2, 3), (4, -1, 5, 6), (7,))


def oracle(kind, x, lines, muscles, bad):
    """One sample at a time, one channel at a time."""
    out = np.full_like(x, np.nan)
    place = {c: (line, k) for line in lines for k, c in enumerate(line) if c >= 0}
    for c in range(x.shape[1]):
        line, k = place.get(c, ((), 0))
        before = line[k - 1] if k > 0 else -1
        after = line[k + 1] if k + 1 < len(line) else -1
        own = [d for d in range(x.shape[1]) if muscles[d] == muscles[c] and d not in bad]
        for t in range(len(x)):
            if kind == "monopolar":
                out[t, c] = x[t, c]
            elif c in bad:
                continue
            elif kind == "single" and after >= 0 and after not in bad:
                out[t, c] = x[t, c] - x[t, after]
            elif kind == "double" and min(before, after) >= 0 and before not in bad and after not in bad:
                out[t, c] = x[t, before] - 2 * x[t, c] + x[t, after]
            elif kind in ("average", "median"):
                known = [x[t, d] for d in own if np.isfinite(x[t, d])]
                middle = np.mean if kind == "average" else np.median
                out[t, c] = x[t, c] if len(own) == 1 else x[t, c] - middle(known) if known else np.nan
    return out


@pytest.mark.parametrize("kind", DERIVATIONS)
@pytest.mark.parametrize("bad", [(), (1,), (4, 5), (0, 1, 2, 3)])
def test_every_derivation_is_that_of_a_plain_loop(kind, bad):
    x = RNG.normal(0, 10, (20, 8)).astype(np.float32)
    x[3] = np.nan
    x[5, 2] = np.nan
    got = Derivation(kind, MUSCLES, LINES, bad)(x)
    np.testing.assert_allclose(got, oracle(kind, x, LINES, MUSCLES, bad), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("kind", DERIVATIONS)
def test_what_it_says_it_shows_is_what_it_shows(kind):
    made = Derivation(kind, MUSCLES, LINES, (2,))
    x = RNG.normal(0, 10, (4, 8)).astype(np.float32)
    assert np.array_equal(np.isfinite(made(x)).all(axis=0), made.shown)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=4), st.sampled_from(DERIVATIONS))
def test_any_cut_gives_the_same(lengths, kind):
    made = Derivation(kind, MUSCLES)
    x = np.arange(sum(lengths) * 8, dtype=np.float32).reshape(-1, 8) % 17
    cuts = np.cumsum(lengths)[:-1]
    parts = [made(p) for p in np.split(x, cuts)]
    assert np.array_equal(np.concatenate(parts), made(x), equal_nan=True)


@pytest.mark.parametrize("kind", ["single", "double", "average", "median"])
def test_what_all_electrodes_share_is_gone(kind):
    made = Derivation(kind, np.zeros(6, int))
    hum = np.sin(np.arange(100) / 3.0).astype(np.float32)[:, None] * np.full((1, 6), 500.0, np.float32)
    assert np.nanmax(np.abs(made(hum))) < 1e-3


def test_samples_are_never_written_to():
    x = RNG.normal(0, 1, (5, 8)).astype(np.float32)
    x.flags.writeable = False
    for kind in DERIVATIONS:
        Derivation(kind, MUSCLES)(x)


def test_names_say_what_is_taken_from_what():
    numbers = ["1", "2", "3", "4", "1", "2", "3", "1"]
    assert Derivation("single", MUSCLES).names(numbers)[:4] == ("1−2", "2−3", "3−4", "4")
    assert Derivation("double", MUSCLES).names(numbers)[:4] == ("1", "1…3", "2…4", "4")
    assert Derivation("median", MUSCLES).names(numbers) == tuple(numbers)


def test_lines_follow_the_muscles_where_nothing_is_known():
    assert usual_lines([1, 0, 1, 0]) == ((0, 2), (1, 3))


def test_nonsense_is_refused():
    with pytest.raises(UsageError, match="no derivation"):
        Derivation("laplace", MUSCLES)
    with pytest.raises(UsageError, match="more than the 8"):
        Derivation("single", MUSCLES, ((0, 9),))


def test_one_channel_alone_is_shown_as_it_is_where_a_mean_makes_no_sense():
    x = RNG.normal(0, 1, (5, 8)).astype(np.float32)
    assert np.array_equal(Derivation("average", MUSCLES)(x)[:, 7], x[:, 7])
