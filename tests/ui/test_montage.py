"""Channels to muscles: validated, undone, saved, loaded, remembered per device, and put onto the stream."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from fascview.errors import FormatError
from fascview.stream import Channel, Muscle, StreamInfo
from fascview_ui.dialogs.montage import MontageDialog
from fascview_ui.models import montage
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
    book.put(stream(), LABELS)
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
    book.put(stream(), LABELS)
    assert montage.relabelled(other, book.known) is other


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": 3}', '{"a": [1]}', "[" * 5000, "null"])
def test_a_broken_book_is_an_empty_one(text):
    assert montage.MontageBook(text).known == {}


def test_saved_and_loaded_is_the_same(tmp_path):
    file = tmp_path / "m.toml"
    labels = ('He said "x" \\ R', "Müskel L", "Deltoid")
    montage.save(file, labels, ("a", "b", 'c"'))
    assert montage.load(file) == labels


@pytest.mark.parametrize("text", ["", "x", "channel = 3", "[[channel]]\nname = 'a'", "channel = []", "\x00"])
def test_what_is_no_montage_is_refused_in_words(tmp_path, text):
    file = tmp_path / "m.toml"
    file.write_text(text)
    with pytest.raises(FormatError, match="choose another file"):
        montage.load(file)


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
    dialog._model.item(1, 1).setText("Masseter")
    dialog._model.item(1, 2).setText("x")
    assert dialog.labels[1] == "Masseter"
    dialog._model.item(1, 2).setText("l")
    assert dialog.labels[1] == "Masseter L"


def test_an_empty_muscle_cannot_be_applied(dialog):
    assert dialog.apply.isEnabled()
    dialog._model.item(0, 1).setText("  ")
    assert not dialog.apply.isEnabled()


def test_applied_it_is_remembered_and_the_source_opens_again(dialog, watching, qtbot):
    info = watching.watch.feed.info
    dialog._model.item(0, 1).setText("Soleus")
    dialog.apply.click()
    assert montage.MontageBook(watching.store.text("montage/book", "")).known[montage.identity(info)][0] == "Soleus R"
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
