"""Formats problems, pages and counts for people and machines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from nutgraf.cli.long_lists import Limit, alike, for_machines, gathered
from nutgraf.errors import Problem, counted

if TYPE_CHECKING:
    from nutgraf.fixes import Located
    from nutgraf.ledger import Change, ChangeGroup
    from nutgraf.pipeline import Outcome, Report
    from nutgraf.pipeline.timing import BuildTiming

_SENTENCES, _SENTENCE = 3, 300
_ALL = Limit(everything=True)
_SLOWEST = 3
_UNSEEN = 5
_WORTH_TELLING_S = 0.1
_SLOWEST_FOR_MACHINES = 10
ORDER = ("ran", "rendered", "unchanged", "held", "failed")


def problems(found: Iterable[Problem], limit: Limit = _ALL) -> str:
    """Every problem, one per block; the same one in several places is printed once."""
    each = [str(replace(problem, what=limit.words(problem.what))) for problem in gathered(found)]
    return "\n\n".join(limit.cut(each, "problem"))


def failures(report: Report, limit: Limit) -> str:
    """Every page that was not built, those that failed for one cause as one; empty where there is none."""
    causes = alike(outcome for outcome in report.outcomes if outcome.problems)
    shown = [failure(first, limit, pages - 1) for first, pages in causes]
    return "\n\n".join(limit.cut(shown, "cause", "add --all to see why those pages failed"))


def failure(outcome: Outcome, limit: Limit = _ALL, others: int = 0) -> str:
    """A page that was not built: where, what and how to fix it, and what readers see meanwhile."""
    last = (
        "  The page published before stays."
        if outcome.last_good
        else "  No earlier page is there to show: it is left out."
    )
    more = [f"  And {counted(others, 'more page')}, the same way."] if others else []
    return "\n".join([f"{outcome.name} was not built", problems(outcome.problems, limit), last, *more])


def totals(report: Report) -> str:
    """The result of a build, in a sentence or two."""
    counts = ", ".join(f"{report.totals[status]} {status}" for status in ORDER if report.totals.get(status))
    lines = [f"{counted(len(report.outcomes), 'page')} in {report.seconds:.1f} s" + (f": {counts}." if counts else ".")]
    lines += spent(report)
    if report.totals.get("held"):
        lines.append("Held pages keep their last published form; see build/held/index.html, then: nutgraf facts accept")
    if report.withheld:
        lines.append(
            f"{counted(len(report.withheld), 'page')} kept out: drafts, under embargo or withdrawn (see --drafts)."
        )
    if report.drafts:
        pages = counted(len(report.drafts), "page")
        lines.append(f"Not for readers yet: {pages} in build/site. Build without --drafts before you upload it.")
    lines += unseen(report)
    lines.append(f"Open {report.index}")
    return "\n".join(lines)


def unseen(report: Report) -> list[str]:
    """The untracked inputs of unchanged pages, which may have changed."""
    found = sorted(report.unseen.items(), key=lambda one: (-one[1], one[0]))
    if not found:
        return []
    lines = ["Kept though nobody can tell whether this changed (make such pages again with --force):"]
    lines += [f"  {what}, on {counted(pages, 'page')}" for what, pages in found[:_UNSEEN]]
    return lines + ([f"  and {len(found) - _UNSEEN:,} more: nutgraf check"] if len(found) > _UNSEEN else [])


def spent(report: Report) -> list[str]:
    """Where the time went, with the slowest pages and cells; empty if no page was built."""
    took = report.timing
    if took is None:
        return []
    shares = sorted(took.stages.items(), key=lambda one: -one[1])
    shown = ", ".join(
        f"{stage} {seconds / took.seconds:.0%}" for stage, seconds in shares if seconds / took.seconds >= 0.005
    )
    pages = ", ".join(f"{address} {page.seconds:.1f} s" for address, page in took.pages[:_SLOWEST])
    lines = [f"{took.seconds:.1f} s of work: {shown}."]
    if took.drawn or took.kept:
        lines[0] += f" {counted(took.drawn, 'picture')} drawn, {took.kept:,} drawn before."
    lines.append(f"Slowest pages: {pages}.")
    slow = [cell for cell in took.cells[:_SLOWEST] if cell.seconds >= _WORTH_TELLING_S]
    if slow:
        lines.append("Slowest cells:")
        lines += [f"  {cell.seconds:.1f} s on {counted(cell.pages, 'page')}  {cell.where}" for cell in slow]
    return lines


def shift(moved: ChangeGroup, limit: Limit = _ALL) -> str:
    """A fact that changed: old and new value, difference, number of pages, cause, and sentences."""
    from nutgraf.ledger import size_in_words

    most = len(moved.sentences) if limit.everything else _SENTENCES
    far = f" ({size})" if (size := size_in_words(moved.percent)) else ""
    now = moved.now or "gone"
    lines = [f"  {moved.was} → {now}{far}, on {counted(len(moved.pages), 'page')}: {', '.join(moved.pages[:4])}"]
    lines[0] += ", …" if len(moved.pages) > 4 else ""
    if moved.kind in ("sign", "rank", "direction"):
        lines.append(f"    its {moved.kind} changed: read the sentence")
    lines.append(f"    {moved.why}")
    lines += [f"    implausible? {doubt}" for doubt in moved.doubts]
    lines += [f"    “{limit.words(sentence, _SENTENCE)}”" for sentence in moved.sentences[:most]]
    if len(moved.sentences) > most:
        lines.append(f"    and {len(moved.sentences) - most} more sentences")
    return "\n".join(lines)


def changed_numbers(report: Report, limit: Limit = _ALL) -> str:
    """Every fact that changed since it was published; empty if none."""
    moved = [(outcome.address, move) for outcome in report.outcomes for move in outcome.moves]
    shifts = _by_fact(moved) if moved else []
    gone = [
        f"  {counted(pages, 'page')} of {explainer}, which was never published: no notebook makes it anymore"
        for explainer, pages in report.removed_editions.items()
    ]
    if not shifts and not gone:
        return ""
    head = f"{counted(len(shifts), 'published number')} moved:" if shifts else "Pages leave the site here:"
    return "\n".join([head, *limit.cut([shift(each, limit) for each in shifts], "number"), *limit.cut(gone, "line")])


def waiting_editions(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The pages that go live together with an edition in another language, and what that one still needs."""
    for address, sister in pairs:
        yield f"{address} goes live together with {sister}, which changes with it: nutgraf facts accept --page {sister}"


def _by_fact(moved: Iterable[tuple[str, Change]]) -> list[ChangeGroup]:
    from nutgraf.ledger import group_changes

    return list(group_changes(moved))


def numbers(report: Report, limit: Limit = _ALL) -> str:
    """Every number without a fact, each sentence once; empty if none."""
    found: dict[tuple[str, str, str, str], set[str]] = {}
    likely: dict[tuple[str, str, str, str], str] = {}
    for outcome in report.outcomes:
        for one in outcome.numbers:
            key = (outcome.name.partition(" (")[0], one["where"], one["text"], one["sentence"])
            found.setdefault(key, set()).add(outcome.address)
            likely[key] = one["likely"]
    if not found:
        return ""
    entries = []
    for key, pages in found.items():
        name, where, text, sentence = key
        lines = [f"  {text}  notebooks/{name}.ipynb, {where}" + (f", on {len(pages)} pages" if len(pages) > 1 else "")]
        lines.append(f"    “{limit.words(sentence, _SENTENCE)}”")
        lines += [f"    probably {likely[key]}"] if likely[key] else []
        entries.append("\n".join(lines))
    way = "`nutgraf facts ADDRESS` lists those of a page, --all all of them"
    return "\n".join([f"{counted(len(found), 'number')} with no fact behind:", *limit.cut(entries, "number", way)])


def stale(report: Report, limit: Limit = _ALL) -> str:
    """Every sentence edited in one language only; empty if none."""
    outdated = report.outdated_translations
    return f"{counted(len(outdated), 'translation')} out of date:\n{problems(outdated, limit)}" if outdated else ""


def notes(report: Report, limit: Limit = _ALL) -> str:
    """What is worth a look in figures, a line for each; empty where there is nothing."""
    lines = [f"  {where}: {what}" for where, what in report.notes]
    return (
        "\n".join(["Worth a look:", *limit.cut(lines, "figure", "`nutgraf check --all` lists them")]) if lines else ""
    )


def json_line(value: Problem | Outcome) -> str:
    """A problem or a page as one line of JSON."""
    if isinstance(value, Problem):
        return json.dumps(for_machines(value).to_json(), ensure_ascii=False)
    why = for_machines(Problem("", value.why)).what
    line = {"address": value.address, "status": value.status, "why": why, "seconds": round(value.seconds, 3)}
    if value.timing.stages:
        line["timing"] = _rounded(value.timing.stages)
    if value.untracked:
        line["untracked"] = list(value.untracked)
    if value.notes:
        line["notes"] = [{"where": where, "what": what} for where, what in value.notes]
    if value.problems:
        line["problems"] = [for_machines(problem).to_json() for problem in value.problems]
    if value.moves:
        line["moves"] = [{**asdict(move), "doubts": [each.text for each in move.doubts]} for move in value.moves]
    if value.numbers:
        line["numbers"] = [dict(number) for number in value.numbers]
    return json.dumps(line, ensure_ascii=False)


def json_problem(problem: Problem, place: Located | None) -> str:
    """A problem as one line of JSON, with its cell and what would fix it there, if it is in one."""
    placed = asdict(place) if place else {}
    return json.dumps({**for_machines(problem).to_json(), **placed}, ensure_ascii=False)


def json_note(problem: Problem) -> str:
    """A note that is not a problem, as one line of JSON."""
    return json.dumps({"note": problem.to_json()}, ensure_ascii=False)


def json_totals(report: Report) -> str:
    """The last line of JSON: pages by status."""
    line = {
        "totals": {status: report.totals.get(status, 0) for status in ORDER},
        "pages": len(report.outcomes),
        "withheld": len(report.withheld),
        "moves": sum(len(outcome.moves) for outcome in report.outcomes),
        "released": {rule: len(moves) for rule, moves in report.released.items()},
        "numbers": sum(len(outcome.numbers) for outcome in report.outcomes),
        "removed_editions": dict(report.removed_editions),
        "outdated_translations": [problem.to_json() for problem in report.outdated_translations],
        "problems": [problem.to_json() for problem in report.problems],
        "seconds": round(report.seconds, 3),
        **_spent_json(report.timing),
        "exit_status": report.exit_status,
    }
    return json.dumps(line, ensure_ascii=False)


def _spent_json(took: BuildTiming | None) -> dict[str, Any]:
    if took is None:
        return {}
    pages = [{"address": address, "seconds": round(page.seconds, 3)} for address, page in took.pages]
    cells = [_rounded(asdict(cell)) for cell in took.cells]
    return {
        "timing": _rounded(took.stages),
        "pictures": {"drawn": took.drawn, "cached": took.kept},
        "slowest_pages": pages[:_SLOWEST_FOR_MACHINES],
        "slowest_cells": cells[:_SLOWEST_FOR_MACHINES],
    }


def _rounded(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: round(value, 3) if isinstance(value, float) else value for name, value in values.items()}
