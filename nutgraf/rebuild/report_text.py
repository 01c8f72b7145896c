"""The report of a rebuild as text, for a terminal and a mail, and as Markdown, for the summary of a CI job."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nutgraf.ledger import size_in_words
from nutgraf.markdown_text import in_markdown
from nutgraf.rebuild.rebuild_report import RebuildReport, in_words

TITLES = {"good": "all is well", "attention": "something needs you", "failed": "nothing new is live"}
_SHOWN, _STATES = 20, {"attention": "needs you"}


def as_text(report: RebuildReport, *, markdown: bool = False) -> str:
    """The whole report."""
    head = f"{report.newsroom}, {report.run.began[:16].replace('T', ' ')} UTC: {TITLES[report.state]}"
    lines = [
        f"## {in_markdown(head)}" if markdown else head,
        "",
        in_markdown(report.paragraph) if markdown else report.paragraph,
    ]
    for title, entries in sections(report):
        lines += ["", f"### {title}" if markdown else title]
        shown = [in_markdown(entry) if markdown else entry for entry in entries[:_SHOWN]]
        lines += [f"- {entry}" if markdown else _indented(entry) for entry in shown]
        lines += [f"  … and {len(entries) - _SHOWN} more"] if len(entries) > _SHOWN else []
    return "\n".join(lines) + "\n"


def sections(report: RebuildReport) -> list[tuple[str, Sequence[str]]]:
    """The lists below the paragraph that have an entry."""
    every = (
        ("Waiting for an editor", list(_waiting(report))),
        (
            "Released by rule",
            [
                f"{each['rule']}: {each['was']} → {each['now'] or 'gone'}, on {each['address']}. “{each['sentence']}”"
                for each in report.released
            ],
        ),
        (
            "Pages that failed",
            [f"{each['address']}: {each['what']} ({each['where']}). {each['fix']}" for each in report.failed_pages],
        ),
        ("Processes that were killed", [f"{in_words(each)}." for each in report.killed]),
        ("Tables", [each["said"] + (f" – see {each['kept_in']}" if each["kept_in"] else "") for each in report.tables]),
        ("Expected by now", [f"{each['where']}: {each['what']}" for each in report.overdue]),
        ("Problems", list(_problems(report))),
        ("Steps", list(_steps(report))),
    )
    return [(title, entries) for title, entries in every if entries]


def _waiting(report: RebuildReport) -> Iterator[str]:
    for each in report.waiting:
        size = f" ({said})" if (said := size_in_words(each["percent"])) else ""
        where = "in a headline, " if each["headline"] else ""
        pages = ", ".join(each["pages"][:3]) + (f" and {len(each['pages']) - 3} more" if len(each["pages"]) > 3 else "")
        said = f" “{each['sentence_after']}”" if each["sentence_after"] else ""
        moved = f"{each['title']}: {_was(each)} → {each['now'] or 'gone'}{size}"
        yield f"{moved}, {where}on {pages}.{said} {each['link']}"


def _was(each: Mapping[str, Any]) -> str:
    """The old value; that of a figure begins with the name of its row, which the title has already."""
    name, _, value = str(each["was"]).rpartition(": ")
    return value if name and name in each["title"] else str(each["was"])


def _problems(report: RebuildReport) -> Iterator[str]:
    known = {each["what"] for each in report.failed_pages}
    for step in report.steps:
        for problem in step.problems:
            if problem.what not in known:
                known.add(problem.what)
                yield f"{step.name}: {problem.where}: {problem.what}" + (f" – {problem.fix}" if problem.fix else "")
    for problem in report.undelivered:
        yield f"report: {problem.where}: {problem.what} – {problem.fix}"


def _steps(report: RebuildReport) -> Iterator[str]:
    for step in report.steps:
        attempts = f", {step.attempts} attempts" if step.attempts > 1 else ""
        why = f" {step.details['why']}" if step.details.get("why") else ""
        yield f"{step.name}: {_STATES.get(step.state, step.state)}{why}, {step.seconds:.1f} s{attempts}"


def _indented(entry: str) -> str:
    return "  " + entry.replace("\n", "\n    ")
