"""Translations: a sentence edited in one language and not in the other is reported with both as they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nutgraf import ledger
from nutgraf.ledger import Lock, TranslatedText, read_lock, write_lock
from nutgraf.notebook import read_explainer
from support.desk import FRONT, code, explainer, project, prose, write

TITLES = FRONT.replace("Who pays", "{en: Who pays, es: Quién paga}")
ENGLISH = "## How much?\n\nThey paid {{ paid | money }}. It is a lot."
SPANISH = "## ¿Cuánto?\n\nPagaron {{ paid | money }}. Es mucho."


def texts(root: Path, *cells: Any, front: str = TITLES) -> tuple[TranslatedText, ...]:
    folder = root / "p"
    if not folder.exists():
        project(folder)
    return ledger.translated_texts([read_explainer(write(folder, "taxes", explainer(*cells, front_matter=front)))])


def pair(english: str = ENGLISH, spanish: str = SPANISH) -> tuple[Any, Any]:
    return prose(english, "lang-en", id="much-en"), prose(spanish, "lang-es", id="much-es")


def reported(before: tuple[TranslatedText, ...], now: tuple[TranslatedText, ...]) -> list[str]:
    return [problem.what for problem in ledger.outdated(ledger.mark_current({}, before, whole=True), now)]


def test_what_was_published_as_it_is_is_not_stale(tmp_path: Path) -> None:
    assert reported(texts(tmp_path, *pair()), texts(tmp_path, *pair())) == []


def test_a_sentence_edited_in_english_alone_is_shown_next_to_the_spanish_one(tmp_path: Path) -> None:
    now = texts(tmp_path, *pair(ENGLISH.replace("a lot", "not much")))
    assert reported(texts(tmp_path, *pair()), now) == [
        "“It is not much.” was edited in en since the two were last in agreement; es still says “Es mucho.”"
    ]


def test_a_sentence_edited_in_both_languages_is_not_stale(tmp_path: Path) -> None:
    now = texts(tmp_path, *pair(ENGLISH.replace("a lot", "not much"), SPANISH.replace("mucho", "poco")))
    assert reported(texts(tmp_path, *pair()), now) == []


def test_a_sentence_taken_out_in_one_language_is_reported(tmp_path: Path) -> None:
    (what,) = reported(texts(tmp_path, *pair()), texts(tmp_path, *pair(ENGLISH.replace(" It is a lot.", ""))))
    assert what.startswith("a sentence was removed from the text in en")
    assert "Es mucho." in what


def test_a_headline_edited_in_one_language_is_reported(tmp_path: Path) -> None:
    now = texts(tmp_path, front=TITLES.replace("Quién paga", "Quién paga más"))
    assert reported(texts(tmp_path), now) == [
        "“Quién paga más” was edited in es since the two were last in agreement; en still says “Who pays”"
    ]


def test_a_figures_words_edited_in_one_language_are_reported(tmp_path: Path) -> None:
    words = 'TITLE = {"en": "Half pay", "es": "La mitad paga"}'
    now = texts(tmp_path, code(words.replace("Half pay", "Most pay"), id="words"))
    assert reported(texts(tmp_path, code(words, id="words")), now) == [
        "“Most pay” was edited in en since the two were last in agreement; es still says “La mitad paga”"
    ]


def test_cells_that_follow_each_other_are_a_pair_whatever_their_ids(tmp_path: Path) -> None:
    cells = [prose(ENGLISH, "lang-en", id="a"), prose(SPANISH, "lang-es", id="b")]
    edited = [prose(ENGLISH.replace("a lot", "much"), "lang-en", id="a"), cells[1]]
    assert len(reported(texts(tmp_path, *cells), texts(tmp_path, *edited))) == 1


def test_publishing_agrees_new_texts_but_not_one_edited_in_one_language(tmp_path: Path) -> None:
    agreed = ledger.mark_current({}, texts(tmp_path, *pair()), whole=False)
    now = texts(tmp_path, *pair(ENGLISH.replace("a lot", "not much")))
    after = ledger.mark_current(agreed, now, whole=False)
    assert len(list(ledger.outdated(after, now))) == 1
    assert list(ledger.outdated(ledger.mark_current(agreed, now, whole=True), now)) == []


def test_what_is_agreed_is_kept_in_the_lock(tmp_path: Path) -> None:
    lock = Lock({}, ledger.mark_current({}, texts(tmp_path, *pair()), whole=True))
    write_lock(lock, tmp_path / "facts.lock")
    assert read_lock(tmp_path / "facts.lock") == lock
    assert [name.partition("#")[0] for name in lock.agreed] == ["taxes", "taxes"]
