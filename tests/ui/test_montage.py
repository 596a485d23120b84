"""Channels to muscles: validated, undone, saved, loaded, remembered per device, and put onto the stream."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from fascview.check.layout import Layout
from fascview.errors import FormatError, UsageError
from fascview.stream import Channel, Muscle, StreamInfo
from fascview_ui.dialogs.montage import MontageDialog
from fascview_ui.dialogs.montage_array import PROVED
from fascview_ui.dialogs.montage_table import BAD, MUSCLE, SHOWN, SIDE
from fascview_ui.models import layouts, montage
from fascview_ui.models.arrays import Array, arranged, lines_of
from fascview_ui.models.short_names import USUAL, short_labels, short_name


def stream(n: int = 4, **changes: object) -> StreamInfo:
    values = {"name": "Amp", "kind": "lsl", "fs_hz": 1000.0, "channels": tuple(Channel(f"ch{i}") for i in range(n))}
    return StreamInfo(**{**values, **changes})  # type: ignore[arg-type]


LABELS = ("Deltoid R", "Deltoid R", "Tibialis anterior L", "Zunge")


class Device:
    speed = 1.0

    def open(self) -> StreamInfo:
        return stream()

    def seek(self, sample: int) -> int:
        return sample + 1


def test_a_described_device_comes_back_with_its_muscles():
    book = montage.MontageBook()
    book.put(stream(), montage.Montage(LABELS))
    again = montage.MontageBook(book.as_text())
    source = montage.Relabelled(Device(), again.known)
    info = source.open()
    assert info.muscles == (Muscle("Deltoid", "R"), Muscle("Tibialis anterior", "L"), Muscle("Zunge"))
    assert [c.name for c in info.channels] == ["ch0", "ch1", "ch2", "ch3"]


def test_in_everything_else_the_source_is_itself():
    device = Device()
    source = montage.Relabelled(device, {})
    source.speed = 4.0
    assert device.speed == 4.0
    assert source.seek(3) == 4
    assert not hasattr(source, "pause")


@pytest.mark.parametrize("other", [stream(5), stream(name="Other"), stream(kind="serial"), stream(source_id="x")])
def test_another_device_is_left_alone(other):
    book = montage.MontageBook()
    book.put(stream(), montage.Montage(LABELS))
    assert montage.relabelled(other, book.known) is other


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": 3}', '{"a": [1]}', "[" * 5000, "null"])
def test_a_broken_book_is_an_empty_one(text):
    assert montage.MontageBook(text).known == {}


def test_saved_and_loaded_is_the_same(tmp_path):
    file = tmp_path / "m.toml"
    made = montage.Montage(
        ('He said "x" \\ R', "Müskel L", "Deltoid", "Deltoid"),
        bad=frozenset({1}),
        off=frozenset({0, 3}),
        arrays=(Array(((2, -1), (3, 1)), 8.0, "across"),),
        order=("Deltoid", "Müskel L"),
        colours={"Deltoid": 5},
    )
    montage.save(file, made, ("a", "b", 'c"', "d"))
    assert montage.load(file) == made


@pytest.mark.parametrize("text", ["", "x", "channel = 3", "[[channel]]\nname = 'a'", "channel = []", "\x00"])
def test_what_is_no_montage_is_refused_in_words(tmp_path, text):
    file = tmp_path / "m.toml"
    file.write_text(text)
    with pytest.raises(FormatError, match="choose another file"):
        montage.load(file)


def put(dialog, row, column, words):
    assert dialog.table.setData(dialog.table.index(row, column), words)


@pytest.fixture
def dialog(watching):
    made = MontageDialog(watching, watching.watch.feed.info)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    yield made
    made.close()


def test_a_selection_is_given_a_muscle_and_that_can_be_undone(dialog):
    before = dialog.labels
    dialog.view.selectAll()
    dialog.muscle.setCurrentText("Soleus")
    dialog.side.button("L").click()
    dialog.assign.click()
    assert dialog.labels == ("Soleus L",) * 4
    dialog.stack.undo()
    assert dialog.labels == before
    dialog.stack.redo()
    assert dialog.labels == ("Soleus L",) * 4


def test_a_cell_can_be_edited_and_a_nonsense_side_is_none(dialog):
    put(dialog, 1, MUSCLE, "Masseter")
    put(dialog, 1, SIDE, "x")
    assert dialog.labels[1] == "Masseter"
    put(dialog, 1, SIDE, "l")
    assert dialog.labels[1] == "Masseter L"
    put(dialog, 1, MUSCLE, "Deltamuskel rechts")
    assert dialog.labels[1] == "Deltoid R"


def test_an_empty_muscle_cannot_be_applied(dialog):
    assert dialog.apply.isEnabled()
    put(dialog, 0, MUSCLE, "  ")
    assert not dialog.apply.isEnabled()


def test_applied_it_is_remembered_and_the_source_opens_again(dialog, watching, qtbot):
    info = watching.watch.feed.info
    put(dialog, 0, MUSCLE, "Soleus")
    dialog.apply.click()
    known = montage.MontageBook(watching.store.text("montage/book", "")).known
    assert known[montage.identity(info)].labels[0] == "Soleus R"
    qtbot.waitUntil(lambda: watching.watch is not None and watching.watch.feed is not None, timeout=5000)


def test_not_while_recording(watching, qtbot):
    watching.commands.run("record")
    dialog = MontageDialog(watching, watching.watch.feed.info)
    assert not dialog.apply.isEnabled()
    dialog.close()
    watching.work.presenter.recording.stop_now()


def test_short_names_keep_the_side_and_stay_apart():
    muscles = [Muscle("Biceps brachii", "R"), Muscle("Biceps brachii", "L"), Muscle("Tibialis anterior", "R")]
    assert short_labels(muscles) == ("Biceps R", "Biceps L", "Tib. ant. R")
    alike = [Muscle("Supraspinatus xa"), Muscle("Supraspinatus xb")]
    assert len(set(short_labels(alike))) == 2
    assert all(len(short_name(n)) <= 10 for n in USUAL)


# ---- arrays, bad channels, order, colours


def test_a_book_of_older_versions_is_read():
    book = montage.MontageBook('{"lsl Amp 4": ["Deltoid R", "Deltoid R", "Soleus L", "Soleus L"]}')
    assert book.get(stream()).labels == ("Deltoid R", "Deltoid R", "Soleus L", "Soleus L")


def test_all_of_it_is_remembered_per_device():
    made = montage.Montage(LABELS, frozenset({2}), frozenset({3}), (Array(((0,), (1,))),), ("Zunge",), {"Zunge": 4})
    book = montage.MontageBook()
    book.put(stream(), made)
    assert montage.MontageBook(book.as_text()).get(stream()) == made
    assert made.muscles == ("Zunge", "Deltoid R", "Tibialis anterior L")
    info = montage.relabelled(stream(), book.known)
    assert [c.bad for c in info.channels] == [False, False, True, False]
    assert info.properties["array 1"] == "2 x 1, 10 mm, fibres down, channels 1; 2"


def test_numbers_that_no_channel_has_are_left_out():
    found = montage.Montage.from_dict({"labels": ["a"], "bad": [0, 7], "off": [-1], "arrays": [{"grid": [[1], [9]]}]})
    assert (found.bad, found.off, found.arrays) == (frozenset({0}), frozenset(), ())


@pytest.mark.parametrize(
    ("numbering", "grid"),
    [("rows", ((0, 1), (2, 3), (4, -1))), ("columns", ((0, 3), (1, 4), (2, -1))), ("snake", ((0, -1), (1, 4), (2, 3)))],
)
def test_channels_are_laid_out_in_their_order(numbering, grid):
    assert arranged(range(5), 3, 2, numbering, 8.0, "down").grid == grid


def test_a_turned_array_keeps_its_channels_and_four_turns_are_none():
    array = arranged(range(6), 3, 2, "rows", 8.0, "down")
    turned = array.turned()
    assert turned.grid == ((4, 2, 0), (5, 3, 1))
    assert sorted(turned.channels) == sorted(array.channels)
    assert array.turned().turned().turned().turned() == array
    assert array.mirrored().mirrored() == array


def test_lines_run_with_the_fibres():
    array = Array(((0, 1), (2, -1), (3, 4)))
    assert array.lines() == ((0, 2, 3), (1, -1, 4))
    assert lines_of((array,), [[0, 1, 2, 3, 4], [5, 6]]) == ((0, 2, 3), (1, -1, 4), (5, 6))
    assert array.place(4) == "C2"


@pytest.mark.parametrize(("rows", "columns"), [(1, 2), (9, 9), (0, 4)])
def test_a_size_that_does_not_fit_is_refused(rows, columns):
    with pytest.raises(UsageError):
        arranged(range(4), rows, columns, "rows", 10.0, "down")


@pytest.mark.parametrize("grid", [(), ((),), ((0,), (0,)), ((-1,),), ((0, 1), (2,))])
def test_what_is_no_array_is_refused(grid):
    with pytest.raises(UsageError):
        Array(grid)


def test_what_is_wrong_is_said_per_channel():
    found = montage.Montage(("Deltoid R", "deltoid R", "", "Soleus L"), arrays=(Array(((0,), (3,))),))
    assert montage.problems(found) == ("apart", "twice", "no muscle", "apart")


def test_bad_and_hidden_channels_are_ticked_and_undone(dialog):
    table = dialog.table
    assert table.setData(table.index(1, BAD), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert table.setData(table.index(2, SHOWN), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert (dialog.montage.bad, dialog.montage.off) == (frozenset({1}), frozenset({2}))
    dialog.stack.undo()
    assert dialog.montage.off == frozenset()


def test_an_array_is_laid_turned_and_taken_away(dialog):
    dialog._select([0, 1])
    dialog.array.rows.setValue(2)
    dialog.array.columns.setValue(1)
    dialog.array.lay.click()
    assert dialog.montage.arrays == (Array(((0,), (1,))),)
    dialog.array.turn.click()
    assert dialog.montage.arrays[0].grid == ((1, 0),)
    dialog._select([0])
    dialog.array.remove.click()
    assert dialog.montage.arrays == ()


def test_order_and_colour_reach_every_view(dialog, watching, qtbot):
    dialog.muscles.setCurrentRow(1)
    dialog.up.click()
    assert dialog.montage.muscles[0] == "Biceps brachii R"
    dialog.muscles.setCurrentRow(0)
    dialog._coloured(6)
    dialog.apply.click()
    qtbot.waitUntil(lambda: watching.watch is not None and watching.watch.feed is not None, timeout=5000)
    assert watching.work.model.order == (1, 0)
    assert watching.theme.muscle(1) == montage_colour(6)
    cards = watching.work.monitor.cards.cards
    assert cards[1].geometry().top() < cards[0].geometry().top()
    watching.set_theme("light")
    assert watching.theme.muscle(1) == montage_colour(6, "light")
    watching.set_theme("dark")


def montage_colour(number: int, name: str = "dark") -> str:
    from fascview_ui.theme import load

    return load(name).muscles[number]


# ---- what is derived on screen


def test_the_montage_on_screen_is_switched_live_and_said(watching, port, qtbot):
    controls = watching.work.controls
    offered = [controls.derivation.itemData(i) for i in range(controls.derivation.count())]
    assert offered == ["monopolar", "single", "average", "median"], "two channels have no double differential"
    qtbot.keyClick(watching, Qt.Key.Key_V)
    settings = next(c for c in reversed(port.calls) if c[0] == "set_filters")[1]
    assert settings.derivation == "single"
    assert settings.lines == ((0, 1), (2, 3))
    assert "single differential" in watching.footer.drawn
    assert "as received" in watching.footer.drawn
    assert "Counting" in watching.banners.banner("derivation").text.detail
    assert [watching.work.model.channel_name(c) for c in range(4)] == ["1−2", "—", "1−2", "—"]
    watching.work.controls.band_chosen.emit(50.0, 450.0)
    assert next(c for c in reversed(port.calls) if c[0] == "set_filters")[1].derivation == "single"
    controls.derivation_chosen.emit("monopolar")
    assert "derivation" not in watching.banners.names()
    assert watching.work.model.channel_name(1) == "2"


def test_drawing_goes_on_when_the_signal_is_filtered_otherwise(watching, port):
    """The engine makes new rings then; the view takes them over and draws all of the page again."""
    from fascview.pyramid import Pyramid
    from fascview.ring import Ring

    watching.clock.frame.emit()
    traces, end = watching.work.monitor.traces, port.shown.end
    first, rows = port.shown.read(0, end)
    port._shown, port._pyramid = Ring(60_000, 4), Pyramid(60_000, 4)
    for ring in (port._shown, port._pyramid):
        ring.append(first, rows + 30.0)
    traces.advance()
    assert traces._ring is port.shown
    before = traces._done
    port.feed_samples(rows[:2000])
    traces.advance()
    assert traces._done > before
    assert watching.watch.feed.newest == end + 2000


def test_the_bedside_shows_a_trace_that_is_not_empty(watching, port):
    watching.commands.run("derivation")
    assert watching.work.arranging.visible((1, 3)) == (0, 2), "the last electrode has no differential"
    watching.commands.run("bedside")
    assert watching.work.model.bands() == ((0, (0,)), (1, (2,)))
    watching.commands.run("live")


def test_a_layout_of_the_library_is_laid_onto_the_selected_channels(watching, port):
    dialog = MontageDialog(watching, port.info)
    box = dialog.array
    assert box.layouts.findData(PROVED) < 0  # no taps have proved anything
    dialog._select([0, 1, 2])
    box.layouts.setCurrentIndex(box.layouts.findData("bipolar-4"))
    box._chosen()
    assert dialog.montage.arrays == ()
    assert "4 electrodes, and 3 channels" in dialog._said.text()
    dialog._select([0, 1, 2, 3])
    box.layouts.setCurrentIndex(box.layouts.findData("bipolar-4"))
    box._chosen()
    (made,) = dialog.montage.arrays
    assert sorted(made.channels) == [0, 1, 2, 3]
    dialog.close()


def test_the_map_the_taps_proved_is_taken_over(watching, port):
    layout = Layout("2x2", "2 × 2", ((4, 1), (2, 3)), 8.0)
    layouts.keep(watching.store, montage.identity(port.info), layout, proved=True)
    dialog = MontageDialog(watching, port.info)
    box = dialog.array
    box.layouts.setCurrentIndex(box.layouts.findData(PROVED))
    box._chosen()
    (made,) = dialog.montage.arrays
    assert (made.grid, made.pitch_mm) == (((3, 0), (1, 2)), 8.0)
    dialog.stack.undo()
    assert dialog.montage.arrays == ()
    dialog.close()


def test_channels_follow_the_numbers_of_a_layout():
    layout = Layout("l", "l", ((0, 2), (3, 1)))
    assert layouts.laid(layout, [5, 7, 9], "across") == Array(((-1, 7), (9, 5)), 10.0, "across")
    with pytest.raises(UsageError, match="3 electrodes"):
        layouts.laid(layout, [5], "down")
