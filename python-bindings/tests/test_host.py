"""What only Python has: types of arguments, exceptions, threads, pickles."""

import copy
import pickle
import threading
from pathlib import Path

import pytest

import khatm
from test_cases import ROOT


def test_the_version_is_the_packages() -> None:
    from importlib.metadata import version

    assert khatm.__version__ == version("khatm")


@pytest.mark.parametrize("wrong", [None, 1, Path("invoice.xml"), ["<a/>"], bytearray(b"<a/>")])
def test_another_type_is_a_type_error(wrong: object) -> None:
    with pytest.raises(TypeError, match="bytes or str"):
        khatm.verify(wrong)  # type: ignore[arg-type]


def test_an_unknown_language_is_an_input_error() -> None:
    with pytest.raises(khatm.InputError) as caught:
        khatm.verify("<a/>", "fr")
    assert (caught.value.code, caught.value.kind) == ("KHATM-LANGUAGE", "input")


def test_an_error_survives_copying_and_pickling() -> None:
    with pytest.raises(khatm.InputError) as caught:
        khatm.verify(b"<a>\n<b></a>", "ar")
    for twin in (pickle.loads(pickle.dumps(caught.value)), copy.copy(caught.value)):
        assert type(twin) is khatm.InputError
        assert vars(twin) == vars(caught.value) and str(twin) == str(caught.value)
    assert caught.value.place == {"line": 2, "column": 4, "offset": 7}


def test_every_kind_has_a_class_of_its_own() -> None:
    kinds = [khatm.InputError, khatm.StateError, khatm.RefusedError, khatm.BusyError, khatm.UnsureError, khatm.BugError]
    assert len(set(kinds)) == 6
    assert all(issubclass(kind, khatm.KhatmError) and kind is not khatm.KhatmError for kind in kinds)


def test_other_threads_run_meanwhile() -> None:
    """A long document is verified in another thread; this one must get its turn before that is over."""
    plain = (ROOT / "examples/documents/simplified.xml").read_bytes()
    line = plain[plain.rfind(b"<cac:InvoiceLine>") : plain.rfind(b"</Invoice>")]
    large = plain.replace(b"</Invoice>", line * 60_000 + b"</Invoice>")
    started, done = threading.Event(), threading.Event()

    def work() -> None:
        started.set()
        assert khatm.verify(large)["valid"] is False
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    started.wait()
    turns = 0
    while not done.is_set():
        turns += 1
        done.wait(0.001)
    thread.join()
    # With the lock held all the while there would be one turn before, and one after.
    assert turns > 10
