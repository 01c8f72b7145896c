"""Attribution: the credit of a fact and the link to a source."""

from __future__ import annotations

from typing import Any

from nutgraf.facts import Fact, Source
from nutgraf.language import Language
from nutgraf.prose.context import current_context, is_copied
from nutgraf.prose.declared import publisher_name
from nutgraf.prose.values import FormatError, Markdown, Phrase, Quantity, plain_phrase

_MOST_NAMED = 3  # reporters named in a credit; above it they are counted


def credit(value: Any) -> Phrase:
    """ITEP, as reported by NewsChannel 5 Nashville; ITEP, según NewsChannel 5 Nashville."""
    fact = _fact(value)
    language = current_context().language
    names = [publisher_name(name, language.code) for name in fact.publishers]
    publisher = language.listed(names or _unique(_credit_of(source, language) for source in fact.sources))
    passed_on = _passed_on(fact, language) if names else ""
    return plain_phrase(f"{publisher}, {passed_on}" if passed_on else publisher)


def _credit_of(source: Source, language: Language) -> str:
    """A source's own credit in the language, or the name that its publisher has there."""
    own = source.credit(language.code)
    return publisher_name(own, language.code) if own == source.publisher else own


def via(value: Any, before: str = "") -> Phrase | str:
    """as reported by NewsChannel 5 Nashville; según NewsChannel 5 Nashville; nothing if seen at its publisher.

    Nothing either for a source of grade D, whose numbers a page marks with a dagger instead.
    `before` is printed before a credit that is not empty: {{ paid | via(", ") }}.
    """
    fact = _fact(value)
    if is_copied(fact):
        return ""
    passed_on = _passed_on(fact, current_context().language)
    return plain_phrase(f"{before}{passed_on}") if passed_on else ""


def _passed_on(fact: Fact, language: Language) -> str:
    """How a fact reached us if it was not read in its publisher's own document."""
    reporters = _reporters(fact)
    if not reporters:
        return ""
    if len(reporters) == 1 and (via := reporters[0].via(language.code)):
        return via
    outlets = _unique(source.credit(language.code) for source in reporters)
    form = "one" if len(outlets) == 1 else "other" if len(outlets) <= _MOST_NAMED else "many"
    return language.rules.reported[form].format(reporters=language.listed(outlets), n=len(outlets))


def _reporters(fact: Fact) -> list[Source]:
    """The sources that report a fact secondhand, without its publisher's own."""
    if fact.checked_against != "reported":
        return []
    seen = {each.source_id for each in fact.inputs if each.checked_against == "publisher"}
    return [source for source in fact.sources if source.id not in seen]


def cite(value: Any, text: str = "") -> Markdown:
    """A link to the entry of a source in the list of sources: `[FedScoop](#source-fedscoop_oct2025)`."""
    return current_context().cite(_sources(value), text)


def _sources(value: Any) -> list[Source]:
    if isinstance(value, str):
        from nutgraf.data import source

        return [source(value)]
    if isinstance(value, Source):
        return [value]
    if not _fact(value).sources:
        raise FormatError("this fact names no source", "cite a source by its id")
    return list(_fact(value).sources)


def _fact(value: Any) -> Fact:
    found = value.amount if isinstance(value, Phrase) else value
    found = found.subject if isinstance(found, Quantity) else found
    if not isinstance(found, Fact):
        raise FormatError(
            f"a {type(found).__name__} has no source", "give the filter a fact, a source or a source's id"
        )
    return found


def _unique(names: Any) -> list[str]:
    return list(dict.fromkeys(names))
