"""Releases small revisions by rules that the newsroom writes; whatever no rule names waits for an editor."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from nutgraf.check_settings import ToleranceRule
from nutgraf.ledger.published import Change
from nutgraf.ledger.signoff import names_fact

RULE = "rule "
"""What the name of a signature begins with, where a rule of the newsroom released a change and nobody signed."""


def released(
    moves: Sequence[Change], rules: Sequence[ToleranceRule], explainer: str, in_headlines: Collection[str]
) -> tuple[Change, ...]:
    """The changes of a page, each with the rule that releases it; `in_headlines` are the keys that headlines print."""
    of_sentences = frozenset(row.row for move in moves for row in move.changed)
    return tuple(_released(move, rules, explainer, in_headlines, of_sentences) for move in moves)


def rules_named(moves: Sequence[Change]) -> str:
    """The rules that released the changes of a page, for facts.lock: `rule small revisions`; empty if none did."""
    names = sorted({move.rule for move in moves if move.rule})
    return f"{RULE}{', '.join(names)}" if names else ""


def _released(
    move: Change,
    rules: Sequence[ToleranceRule],
    explainer: str,
    in_headlines: Collection[str],
    of_sentences: Collection[str],
) -> Change:
    for rule in rules:
        in_scope = not rule.explainers or any(fnmatchcase(explainer, name) for name in rule.explainers)
        if in_scope and _is_about(rule, move) and not any(_kept_back(rule, move, in_headlines, of_sentences)):
            return replace(move, rule=rule.name)
    return move


def _is_about(rule: ToleranceRule, move: Change) -> bool:
    """Whether all that changed is in the tables of a rule, and the number is one of its facts."""
    tables = {row.partition(":")[0] for row in ([each.row for each in move.changed] or move.rows)}
    in_tables = not rule.tables or (bool(tables) and tables <= set(rule.tables))
    return in_tables and (not rule.facts or any(names_fact(pattern)(move) for pattern in rule.facts))


def _kept_back(
    rule: ToleranceRule, move: Change, in_headlines: Collection[str], of_sentences: Collection[str]
) -> Iterator[bool]:
    """The reasons for which a rule does not release a change."""
    yield move.kind in ("vanished", "page")
    yield move.kind in ("rank", "sign", "direction") and move.kind not in rule.allow
    yield bool(move.doubts) and "implausible" not in rule.allow
    yield (move.in_headline or move.key in in_headlines) and "headline" not in rule.allow
    yield move.kind != "rank" and (move.percent is None or abs(move.percent) > rule.percent)
    if move.is_drawn:
        said = any(row.startswith(f"{name}:") for name in move.rows for row in of_sentences)
        yield not said and "charts" not in rule.allow
    else:
        yield not move.changed  # no row changed: the notebook computes it differently
