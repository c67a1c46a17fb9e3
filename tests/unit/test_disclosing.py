"""What is confidential comes out only where it is asked for, and only to who may see it."""

import copy
import json
import pickle
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferencekit.errors import InvalidInputError, MissingExtraError, StoreCorruptError
from conferencekit.privacy import (
    AccessPolicy,
    Action,
    Audience,
    Confidential,
    Purpose,
    Refusal,
    disclose,
    only_for,
    register_confidential,
    reseal,
    seal,
    unseal,
)
from conferencekit.privacy.fernet import FernetCipher, new_key
from conferencekit.storage import Body, Decision
from conferencekit.storage.memory import MemoryStore
from conferencekit.wire import dump_json, make_converter, structure
from notes import NOW, Note, Reply, label
from samples import made

SECRET = "told in confidence"  # noqa: S105  what is told, not a password
POLICY = AccessPolicy(made())


def seen(note: Note, viewer: str, purpose: Purpose = Purpose.EDUCATION) -> dict[str, Any] | None:
    """What somebody sees of a note."""
    return disclose(note, POLICY.viewing(viewer, at=NOW, purpose=purpose))


def test_what_is_no_record_is_told_so() -> None:
    """Such as nothing, where nothing was kept, and a refusal that was passed on."""
    access = POLICY.viewing("ada", at=NOW, purpose=Purpose.EDUCATION)
    for other in (None, Refusal("the goal was dropped")):
        with pytest.raises(InvalidInputError, match=r"record: .* is not a Labelled"):
            disclose(other, access)  # type: ignore[arg-type]


def test_a_confidential_text_shows_itself_to_nobody() -> None:
    """Not to print, logs, formats, tracebacks of attrs classes, json, pickle or converters."""
    text = Confidential(SECRET)
    note = Note(label(), told=text)
    for shown in (str(text), repr(text), f"{text:>20}", "%s" % text, repr(note), str([text])):  # noqa: UP031
        assert SECRET not in shown
    with pytest.raises(TypeError, match="not JSON serializable"):
        json.dumps({"text": text})
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(note)
    with pytest.raises(TypeError, match="not JSON serializable"):
        dump_json(make_converter().unstructure(note))
    assert copy.deepcopy(text) == copy.copy(text) == text == Confidential(SECRET)
    assert hash(text) == hash(Confidential(SECRET))
    assert text != Confidential("else")
    assert text != SECRET
    assert text.reveal() == SECRET
    with pytest.raises(TypeError, match="only a text"):
        Confidential(text)  # type: ignore[arg-type]


def test_each_sees_the_fields_that_are_for_them() -> None:
    """And is told which are not."""
    note = Note(
        label(),
        text="reads well",
        cause="a hearing test is due",
        told=Confidential(SECRET),
        marks={"reading": 3},
        seen=frozenset({"b", "a"}),
        when=NOW,
    )
    says = {
        "text": "reads well",
        "told": SECRET,
        "replies": [],
        "marks": {"reading": 3},
        "seen": ["a", "b"],
        "when": "2026-11-24T15:00:00+00:00",
    }
    head = {"kind": "note", "id": "n", "author": "ada", "at": "2026-11-24T15:00:00+00:00"}
    assert seen(note, "tom") == {**head, "says": says, "withheld": ["cause"]}
    whole = {**head, "says": {**says, "cause": note.cause}, "withheld": []}
    assert seen(note, "elin") == whole
    assert seen(note, "tom", Purpose.INSPECTION) == whole
    assert seen(note, "ben") is None
    assert seen(note, "sean") is None


def test_a_field_for_the_author_alone_is_for_no_reader() -> None:
    """Readers are those of the record, not of what is kept to oneself in it."""

    @attrs.frozen
    class Told:
        label: Any
        mine: str = attrs.field(repr=False, metadata={"conferencekit.privacy.audience": "private"})

    told = Told(label(audience=Audience.CONFIDENTIAL, readers={"elin"}), SECRET)
    shown = disclose(told, POLICY.viewing("elin", at=NOW, purpose=Purpose.EDUCATION))
    assert shown is not None
    assert shown["withheld"] == ["mine"]
    assert disclose(told, POLICY.viewing("ada", at=NOW, purpose=Purpose.EDUCATION)) is not None
    assert disclose(told, POLICY.viewing("tom", at=NOW, purpose=Purpose.EDUCATION)) is None


def test_records_inside_a_record_go_by_their_own_label() -> None:
    """What is denied of them leaves no trace; readers and households are never shown."""
    replies = (
        Reply(label("r1", household="h1", author="hannah"), "from hannah"),
        Reply(label("r2", Audience.CONFIDENTIAL, author="hannah", readers={"ada"}), SECRET),
        Reply(label("r3"), "from ada"),
    )
    note = Note(label(), replies=replies)
    texts = {
        viewer: [reply["text"] for reply in (seen(note, viewer) or {})["says"]["replies"]]
        for viewer in ("hannah", "tom", "ada", "elin")
    }
    assert texts == {
        "hannah": ["from hannah", SECRET, "from ada"],
        "tom": ["from ada"],
        "ada": ["from hannah", SECRET, "from ada"],
        "elin": ["from hannah", "from ada"],
    }
    shown = dump_json(seen(note, "ada"))
    assert "h1" not in shown
    assert "readers" not in shown


def test_a_copy_is_another_thing_than_a_look() -> None:
    """Staff see what they may not take away."""
    access = POLICY.viewing("elin", at=NOW, purpose=Purpose.CONFERENCE)
    note = Note(label(audience=Audience.STAFF))
    assert disclose(note, access) is not None
    assert disclose(note, access, action=Action.EXPORT) is None


# ----------------------------------------------------------------------------------- encryption


def converter() -> Any:  # noqa: ANN401
    """One that knows confidential texts."""
    made_ = make_converter()
    register_confidential(made_)
    return made_


@attrs.frozen
class Kept:
    """What a document says."""

    told: tuple[Confidential, ...]
    plain: str = ""


texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(st.lists(texts, max_size=3), texts)
def test_what_is_kept_comes_back(told: list[str], plain: str) -> None:
    """With and without encryption; and no confidential text can be found in what is stored."""
    kept = Kept(tuple(map(Confidential, told)), plain)
    data = converter().unstructure(kept)
    assert structure(converter(), data, Kept) == kept
    cipher = FernetCipher([new_key()])
    sealed = seal(data, cipher, context="note/1")
    assert structure(converter(), unseal(sealed, cipher, context="note/1"), Kept) == kept
    assert sealed.get("plain", "") == plain
    for text in told:
        if len(text) > 8:
            assert text not in dump_json(sealed["told"])


def test_a_token_works_in_its_place_alone() -> None:
    """Not in another document, not in another field, not changed, not with other keys."""
    cipher = FernetCipher([new_key()])
    data = converter().unstructure(Kept((Confidential("one"), Confidential("two"))))
    sealed = seal(data, cipher, context="note/1")
    with pytest.raises(StoreCorruptError, match=r"note/2\.told\[0\] holds a token that was made"):
        unseal(sealed, cipher, context="note/2")
    tokens: Any = sealed["told"]
    swapped: Any = {**sealed, "told": tokens[::-1]}
    with pytest.raises(StoreCorruptError, match="another place"):
        unseal(swapped, cipher, context="note/1")
    with pytest.raises(StoreCorruptError, match="cannot be decrypted"):
        unseal(sealed, FernetCipher([new_key()]), context="note/1")
    with pytest.raises(StoreCorruptError, match="cannot be decrypted"):
        unseal({"told": [{"sealed": "no token"}]}, cipher, context="note/1")
    with pytest.raises(StoreCorruptError, match="holds no text"):
        unseal({"told": [{"sealed": 1}]}, cipher, context="note/1")


def test_keys_can_be_changed() -> None:
    """A new one in front, all documents once, then the old one is dropped."""
    old, new = new_key(), new_key()
    store = MemoryStore()
    data = converter().unstructure(Kept((Confidential(SECRET),)))
    sealed = seal(data, FernetCipher([old]), context="note/1")
    store.transact(["note/1"], lambda _: Decision(None, put={"note/1": Body("n", 1, sealed)}))
    assert reseal(["note/1", "note/2"], FernetCipher([new, old])).run(store) == 1
    found = store.read(["note/1"])["note/1"].body.data
    assert unseal(found, FernetCipher([new]), context="note/1") == data
    with pytest.raises(StoreCorruptError):
        unseal(found, FernetCipher([old]), context="note/1")


def test_a_bad_key_is_named_by_its_place_and_not_shown() -> None:
    """Nor in the chain of exceptions."""
    with pytest.raises(InvalidInputError) as caught:
        FernetCipher([new_key(), "hunter2"])
    assert str(caught.value) == "keys[1]: is no Fernet key (use new_key())"
    assert caught.value.__suppress_context__
    with pytest.raises(InvalidInputError, match="at least one"):
        FernetCipher([])


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With how to get it."""
    monkeypatch.setitem(__import__("sys").modules, "cryptography", None)
    for call in (new_key, lambda: FernetCipher([])):
        with pytest.raises(MissingExtraError, match=r"conferencekit\[crypto\]"):
            call()


def test_what_is_no_confidential_text_is_refused_and_not_shown() -> None:
    """With its path, as everything that is read."""
    wrong = [{"confidential": 1}, SECRET, {"confidential": f"{SECRET}\0"}, {SECRET: SECRET}]
    with pytest.raises(InvalidInputError) as caught:
        structure(converter(), {"told": wrong}, Kept)
    assert [str(fault) for fault in caught.value.faults] == [
        f"told[{index}]: is no confidential text" for index in range(4)
    ]


def test_labels_are_shown_nowhere() -> None:
    """Not inside lists and mappings either."""

    @attrs.frozen
    class Odd:
        label: Any
        others: tuple[Any, ...]
        named: Any

    one = label(household="h1", audience=Audience.CONFIDENTIAL, readers={"elin"})
    shown = disclose(
        Odd(label(), (one,), {"x": one}), POLICY.viewing("tom", at=NOW, purpose=Purpose.EDUCATION)
    )
    assert shown is not None
    assert shown["says"] == {"others": [], "named": {}}


def test_what_stands_inside_goes_by_the_record_around_it() -> None:
    """Unless it has a label of its own; fields with an underscore are nobody's."""

    @attrs.frozen
    class Part:
        open: str
        marked: str = attrs.field(metadata=only_for(Audience.STAFF))

    @attrs.frozen
    class Whole:
        label: Any
        parts: tuple[Any, ...]
        _hidden: str = SECRET

    whole = Whole(label(), (Part("a", "b"),))
    told = {
        viewer: disclose(whole, POLICY.viewing(viewer, at=NOW, purpose=Purpose.EDUCATION))
        for viewer in ("tom", "ada")
    }
    assert [(one or {})["says"] for one in told.values()] == [
        {"parts": [{"open": "a"}]},
        {"parts": [{"open": "a", "marked": "b"}]},
    ]
    assert [(one or {})["withheld"] for one in told.values()] == [["parts[0].marked"], []]


def test_what_is_left_out_is_not_counted() -> None:
    """Places in lists are numbered as shown."""

    @attrs.frozen
    class Answer:
        label: Any
        marked: str = attrs.field(default="", metadata=only_for(Audience.STAFF))

    @attrs.frozen
    class Asked:
        label: Any
        answers: tuple[Any, ...]

    answers = (Answer(label("a1", Audience.STAFF)), Answer(label("a2")))
    shown = disclose(
        Asked(label(), answers), POLICY.viewing("tom", at=NOW, purpose=Purpose.EDUCATION)
    )
    assert shown is not None
    assert shown["says"] == {"answers": [{}]}
    assert shown["withheld"] == ["answers[0].marked"]
