"""A calculator: its table of results, each printed from a fact, and what a browser needs to compute others."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from typing import Any

from nutgraf.errors import FigureError, Problem
from nutgraf.facts import Fact, currency_of
from nutgraf.language import Language, NumberStyle, language, number_style, page_language
from nutgraf.media.formula import Formula, computed, read_formula
from nutgraf.media.reader_input import ReaderInput, decimal_places, with_numbers
from nutgraf.prose import render_words
from nutgraf.prose.requests import running_namespace

_WHERE = "calculator"
_MOST_ROWS = 60
_FORMS = 201  # whole numbers among which every plural form but that of a million is found
_NUMBER = re.compile(r"\d(?:[\d.,'’\u202f\xa0]*\d)?")


@dataclass(frozen=True)
class Calculation:
    """The rows of the table, their claims, and the data of the script."""

    rows: tuple[tuple[str, ...], ...]
    claims: tuple[dict[str, Any], ...]
    script: dict[str, Any]


def calculation(
    text: str,
    facts: Mapping[str, Fact],
    inputs: Mapping[str, ReaderInput],
    answer: Any,
    *,
    labels: Sequence[str],
    round_to: float | None,
) -> Calculation:
    """A calculator's table and script. Raises FigureError for a formula or an answer that cannot be both."""
    inputs = _checked(facts, inputs)
    if not isinstance(round_to, (int, float, type(None))):
        raise _problem(f"round_to={round_to!r} is not a number", "give a step, such as round_to=10, or leave it out")
    formula = read_formula(text, facts, inputs)
    chosen = list(product(*(each.values for each in inputs.values())))
    if len(chosen) > _MOST_ROWS:
        raise _problem(f"its table would have {len(chosen)} rows", f"give fewer values, for {_MOST_ROWS} rows at most")
    results, steps = _results(formula, facts, inputs, chosen)
    rounding = _rounding(results, round_to or 0)
    spoken = language(page_language(running_namespace()))
    style = number_style(spoken, "USD")
    said, claims = _said(answer, [replace(each, rounded_to=_step_of(each.value, rounding)) for each in results])
    others = _of_other_forms(results, rounding, spoken)
    texts = [*said, *_said(answer, others)[0]]
    around = _around(
        spoken, texts, [(each.value, _digits(each, rounding, style)) for each in (*results, *others)], rounding
    )
    rows = tuple(
        (*(_written(value, each, spoken) for value, each in zip(values, inputs.values(), strict=True)), line)
        for values, line in zip(chosen, said, strict=True)
    )
    fields = [
        {
            "label": f"{label} ({_written(min(each.values), each, spoken)}–{_written(max(each.values), each, spoken)})",
            "low": min(each.values),
            "high": max(each.values),
            "step": each.step,
            "start": each.values[0],
        }
        for label, each in zip(labels, inputs.values(), strict=True)
    ]
    script = {
        "steps": steps,
        "inputs": fields,
        "rounding": rounding,
        "percent": results[0].unit == "percent",
        "below": results[0].value < 0,
        "lang": spoken.code,
        "around": around,
        "decimal": style.decimal,
        "thousands": style.thousands,
        "grouping": [style.grouping[0], style.grouping[-1]],
    }
    return Calculation(rows, tuple(claims), script)


def _rounding(results: Sequence[Fact], least: float) -> list[tuple[float, float]]:
    """Pairs of a size and the step for results up to it, never finer for a larger result than for a smaller one."""
    found: list[tuple[float, float]] = []
    for size, step in sorted((abs(each.value), max(each.printed_step(), _readable(each))) for each in results):
        least = max(least, step)
        if found and found[-1][1] == least:
            found.pop()
        found.append((size, least))
    return found


def _readable(result: Fact) -> float:
    """The finest step that a page prints: a tenth of a percent, three digits of a number with decimals."""
    if result.unit == "percent":
        return 0.1
    digits = Decimal(f"{abs(result.value):.15g}").adjusted() if result.value else 0
    return float(f"1e{min(0, digits - 2)}")


def _step_of(value: float, rounding: Sequence[tuple[float, float]]) -> float:
    return next((step for size, step in rounding if abs(value) <= size), rounding[-1][1])


def _digits(result: Fact, rounding: Sequence[tuple[float, float]], style: NumberStyle) -> str:
    """A result as the script writes it: whole numbers without decimals, other than percentages."""
    written = _rounded(result.value, rounding)
    is_bare = written == int(written) and result.unit != "percent"
    places = 0 if is_bare else decimal_places(Decimal(str(_step_of(result.value, rounding))))
    return style.digits(f"{written:,.{places}f}")


def _rounded(value: float, rounding: Sequence[tuple[float, float]]) -> Decimal:
    """The size of a result, as it is printed."""
    step = Decimal(str(_step_of(value, rounding)))
    return (Decimal(f"{abs(value):.15g}") / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step


def _checked(facts: Mapping[str, Any], inputs: Mapping[str, Any]) -> dict[str, ReaderInput]:
    """The inputs with plain numbers, those of a column or an array too."""
    for name, value in facts.items():
        if not isinstance(value, Fact):
            raise _problem(f"{name!r} is not a fact", 'give facts={"rent": fact}')
    if not facts or not inputs:
        raise _problem(
            "it needs a fact and an input", 'give facts={"rent": fact} and inputs={"months": ReaderInput(…)}'
        )
    return {name: with_numbers(name, each) for name, each in inputs.items()}


def _results(
    formula: Formula, facts: Mapping[str, Fact], inputs: Mapping[str, ReaderInput], chosen: Sequence[Sequence[float]]
) -> tuple[list[Fact], list[Any]]:
    """The result for each choice of values, and the steps that give the same numbers in a browser."""
    results: list[Fact] = []
    steps: list[Any] = []
    for values in chosen:
        given = {name: _given(name, each, value) for (name, each), value in zip(inputs.items(), values, strict=True)}
        try:
            result, steps = formula.compute({**facts, **given})
        except ArithmeticError:
            raise _problem(f"{formula.text!r} divides by zero", "leave zero out of the values") from None
        if not isinstance(result, Fact):
            raise _problem(f"{formula.text!r} gives no fact", "let the formula begin with a fact")
        plain = computed(steps, values)
        if not math.isclose(plain, result.value, rel_tol=1e-9, abs_tol=1e-12):
            what = f"{formula.text!r} gives {result.value:g} with facts, and {plain:g} with their plain numbers"
            raise _problem(what, "write the formula in other units, such as amounts instead of percentages")
        results.append(result)
    if len({result.value < 0 for result in results}) > 1:
        raise _problem("its results are above zero for some values and below for others", "narrow the values")
    return results, steps


def _given(name: str, each: ReaderInput, value: float) -> Any:
    """A value as the formula takes it."""
    return Fact(value=value, unit=each.unit, key=name, rounded_to=each.step) if each.unit else value


def _said(answer: Any, results: Sequence[Fact]) -> tuple[list[str], list[dict[str, Any]]]:
    """The answer for each result, and their claims."""
    said, claims = [], []
    for number, result in enumerate(results, 1):
        text, made = render_words(answer, {**running_namespace(), "result": result}, f"calculator::row-{number}")
        text = " ".join(text.split(" "))
        if len(made) != 1:
            raise _problem(
                f"its answer prints {len(made)} facts ({text!r})", 'print the result: answer="{{ result | money }}"'
            )
        said.append(text)
        claims += made
    return said, claims


def _of_other_forms(results: Sequence[Fact], rounding: Sequence[tuple[float, float]], spoken: Language) -> list[Fact]:
    """A result for each plural form that the table has no row for and a reader may get: 1 between 0 and 900."""
    sizes = [abs(each.value) for each in results]
    known = {spoken.plural_form(_rounded(each.value, rounding)) for each in results}
    found: dict[str, Fact] = {}
    for whole in (*range(_FORMS), 1_000_000):
        form = spoken.plural_form(Decimal(whole))
        if min(sizes) <= whole <= max(sizes) and _rounded(whole, rounding) == whole and form not in known:
            value = -whole if results[0].value < 0 else whole
            found.setdefault(form, replace(results[0], value=value, rounded_to=_step_of(whole, rounding)))
    return list(found.values())


def _around(
    spoken: Language,
    texts: Sequence[str],
    written: Sequence[tuple[float, str]],
    rounding: Sequence[tuple[float, float]],
) -> dict[str, tuple[str, str]]:
    """What the answer has before and after its number, by plural form; written alike by the script."""
    around: dict[str, set[tuple[str, str]]] = {}
    for text, (value, digits) in zip(texts, written, strict=True):
        found = list(_NUMBER.finditer(text))
        if len(found) != 1 or found[0].group() != digits:
            what = f"the answer {text!r} would be {digits} where a reader enters the same numbers"
            fix = "print one number in full, {{ result | money(full=True) }}, or give round_to= a step that suits all"
            raise _problem(what, fix)
        form = spoken.plural_form(_rounded(value, rounding))
        around.setdefault(form, set()).add((text[: found[0].start()], text[found[0].end() :]))
    for pairs in around.values():
        if len(pairs) > 1:
            words = " and ".join(sorted(repr(f"{before}…{after}") for before, after in pairs)[:2])
            what = f"the words around its number change: {words}"
            raise _problem(what, "print the number alone, or narrow the values")
    return {form: pairs.pop() for form, pairs in sorted(around.items())}


def _written(value: float, each: ReaderInput, spoken: Language) -> str:
    if currency := currency_of(each.unit):
        return spoken.money(value, currency=currency, full=True)
    return spoken.percent(value) if each.unit == "percent" else spoken.number(value, full=True)


def _problem(what: str, fix: str) -> FigureError:
    return FigureError(Problem(_WHERE, what, fix))
