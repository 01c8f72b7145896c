"""Checks claims against the tables: rows, sources, values and printed texts, each recomputed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Context, Decimal
from typing import Any

from nutgraf.errors import Problem
from nutgraf.site_check.built_site import BuiltPage, BuiltSite, SheetClaim, Unchecked
from nutgraf.site_check.derivation import UnreadableDerivation, near, recompute
from nutgraf.site_check.independent_tables import IndependentTables, number, plain
from nutgraf.site_check.printed_numbers import READ, says, with_scale

_REBUILD = "build the page again: nutgraf build --force; if it comes back, report it"


def claims_are_right(site: BuiltSite) -> Iterator[Problem]:
    """Every claim follows from its rows, and every number has a fact."""
    tables = IndependentTables(site.project.data_package)
    unread: Counter[str] = Counter()
    unfollowed: Counter[str] = Counter()
    for page in site.pages:
        yield from _untraced(page)
        yield from _drawn_rows(tables, page)
        shown = _seen(site.files[page.path].text) if page.path in site.files else ""
        for claim in page.claims:
            where = f"{page.address}, {claim['where']}"
            yield from _rows(tables, where, claim)
            try:
                yield from _value(tables, where, claim)
            except UnreadableDerivation:
                unfollowed[page.explainer] += 1
            if _seen(claim["text"]) not in shown:
                yield Problem(where, f"{claim['text']!r} is on the fact sheet and not on the page", _REBUILD)
            if claim["lang"] not in READ:
                unread[claim["lang"]] += 1
            elif (said := _says(claim)) is None:
                unread["words alone"] += 1
            elif not said:
                what = f"{claim['text']!r} is printed, and the value is {claim['value']} {claim['unit']}"
                yield Problem(where, what, "look at the filter that prints it")
    yield from _not_looked_at(unread, unfollowed)


def _says(claim: SheetClaim) -> bool | None:
    """Whether a claim prints its value, where it opens a range with the scale that follows at the end of the range."""
    texts = (claim["text"], with_scale(claim["text"], claim["sentence"], claim["lang"]))
    said = [says(text, _decimal(claim["value"]), claim["unit"], claim["lang"]) for text in dict.fromkeys(texts)]
    return None if None in said else any(said)


def _not_looked_at(unread: Counter[str], unfollowed: Counter[str]) -> Iterator[Problem]:
    for lang, n in sorted(unread.items()):
        where = f"{n} claims in {lang}" if lang != "words alone" else f"{n} claims in words alone, such as “rose”"
        what = "their values are recomputed; the words that print them are not checked"
        yield Unchecked(where, what, "read them by hand")
    for name, n in sorted(unfollowed.items()):
        what = f"{n} claims are computed in the notebook itself, which is not rerun"
        yield Unchecked(f"notebooks/{name}.ipynb", what, "compute them with facts, or check them by hand")


def _untraced(page: BuiltPage) -> Iterator[Problem]:
    for found in page.sheet.get("numbers", ()):
        if found.get("exempt"):
            continue
        what = f"{found['text']!r} has no fact behind it, in “{found['sentence']}”"
        yield Problem(f"{page.address}, {found['where']}", what, "read it as a fact, or mark it with not_a_fact")


def _drawn_rows(tables: IndependentTables, page: BuiltPage) -> Iterator[Problem]:
    """Rows plotted in a figure or table of the page are in their data table, and may be published."""
    for figure in page.sheet.get("figures", ()):
        inputs = {str(row): row for each in figure["rows"] for row in each["inputs"]}
        for row in inputs.values():
            where = f"{page.address}, “{figure['title']}”"
            if row["key"]:
                yield from _on_file(tables, where, {**row, "column": row.get("column") or "*"})


def _rows(tables: IndependentTables, where: str, claim: SheetClaim) -> Iterator[Problem]:
    for row in claim["inputs"]:
        if not row["column"]:
            if row["value"] not in (counts := tables.counts(row)):
                there = " or ".join(map(str, sorted(counts)))
                yield Problem(
                    where, f"{row['value']} rows of {row['table']} are counted, and there are {there}", _REBUILD
                )
        elif row["key"]:
            found = list(_on_file(tables, where, row))
            yield from found
            yield from () if found else _cell(tables, where, claim, row)


def _on_file(tables: IndependentTables, where: str, row: Mapping[str, Any]) -> Iterator[Problem]:
    answers = tables.answers(row)
    named = f"{row['table']} [{', '.join(f'{name}={value}' for name, value in row['key'].items())}]"
    if len(answers) != 1:
        yield Problem(where, f"{named}: {len(answers)} rows of the table match this, and not one", _REBUILD)
    elif not tables.is_publishable(row["table"], answers[0]):
        yield Problem(where, f"{named}: the data package does not allow this row on a page", "take it off the page")


def _cell(tables: IndependentTables, where: str, claim: SheetClaim, row: Mapping[str, Any]) -> Iterator[Problem]:
    """A claim's row has its value, and names its source."""
    (found,) = tables.answers(row)
    held = number(found.get(row["column"]))
    if held is None or held != _decimal(row["value"]):
        what = f"{row['table']} holds {found.get(row['column'])} in {row['column']}, and the page has {row['value']}"
        yield Problem(where, what, "the data changed since the page was built: nutgraf build")
    source = tables.role(row["table"], "source")
    if source and str(found.get(source)) != row["source_id"]:
        what = f"the row of {claim['text']!r} is from {found.get(source)}, and the page says {row['source_id']}"
        yield Problem(where, what, _REBUILD)
    if row["source_id"] not in claim["sources"]:
        yield Problem(where, f"{claim['text']!r} does not name its source {row['source_id']}", _REBUILD)


def _value(tables: IndependentTables, where: str, claim: SheetClaim) -> Iterator[Problem]:
    """The value of a claim follows from its rows. Raises UnreadableDerivation if that cannot be determined."""
    cells = [_decimal(row["value"]) for row in claim["inputs"] if row["value"] is not None]
    if len(cells) < len(claim["inputs"]) or not cells:
        raise UnreadableDerivation("a value computed in the notebook")
    wanted = _decimal(claim["value"])
    if claim["derivation"]:
        value = recompute(claim["derivation"], claim["unit"], cells, wanted)
    elif len(cells) > 1:
        raise UnreadableDerivation("several rows and no derivation")
    else:
        value = cells[0]
    if value is None:
        what = f"{claim['text']!r}: {claim['derivation']} cannot come from its {len(cells)} rows"
        yield Problem(where, what, _REBUILD)
    elif not near(value, wanted):
        how = claim["derivation"] or "its row"
        yield Problem(where, f"{claim['text']!r}: {how} gives {_shown(value)}, and the page has {wanted}", _REBUILD)


def _decimal(value: Any) -> Decimal:
    return Decimal(str(value))


def _shown(value: Decimal) -> str:
    return plain(Context(prec=12).create_decimal(value))


def _seen(text: str) -> str:
    """A text for comparison: every kind of space is the same."""
    return " ".join(text.replace("\u00a0", " ").split())
