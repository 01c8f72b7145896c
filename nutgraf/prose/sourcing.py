"""Who says so: the credit of a fact and the link to a source."""

from __future__ import annotations

from typing import Any

from nutgraf.prose.printing import printing_now
from nutgraf.prose.said import Amount, CannotPrint, Markdown, Said, is_fact, is_source

_MOST_NAMED = 3  # reporters named in a credit; above it they are counted


def credit(value: Any) -> str:
    """ITEP, as reported by NewsChannel 5 Nashville; ITEP, según informó NewsChannel 5 Nashville."""
    fact = _fact(value)
    language = printing_now().language
    names = _unique(source.publisher for source in fact.sources)
    publisher = fact.publisher or language.listed(names)
    reporters = [name for name in names if name != publisher]
    if fact.checked_against != "reported" or not reporters:
        return publisher
    form = "one" if len(reporters) == 1 else "other" if len(reporters) <= _MOST_NAMED else "many"
    return language.rules.reported[form].format(
        publisher=publisher, reporters=language.listed(reporters), n=language.number(len(reporters))
    )


def cite(value: Any, text: str = "") -> Markdown:
    """A link to a source's entry in the page's list of sources: [FedScoop](#source-fedscoop_oct2025)."""
    printing = printing_now()
    links = []
    for source in _sources(value):
        printing.cited.append(source.id)
        name = str(printing.put(text or source.publisher))
        links.append(f"[{name}](#source-{source.id})" if printing.markdown else name)
    return Markdown(printing.language.listed(list(dict.fromkeys(links))))


def _sources(value: Any) -> list[Any]:
    if isinstance(value, str):
        from nutgraf.data import source

        return [source(value)]
    if is_source(value) and not is_fact(value):
        return [value]
    if not _fact(value).sources:
        raise CannotPrint("this fact names no source", "cite a source by its id")
    return list(_fact(value).sources)


def _fact(value: Any) -> Any:
    found = value.amount if isinstance(value, Said) else value
    found = found.subject if isinstance(found, Amount) else found
    if not is_fact(found):
        raise CannotPrint(
            f"a {type(found).__name__} has no source", "give the filter a fact, a source or a source's id"
        )
    return found


def _unique(names: Any) -> list[str]:
    return list(dict.fromkeys(names))
