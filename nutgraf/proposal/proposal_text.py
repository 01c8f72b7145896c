"""The Markdown of a proposal: the tables, the sentences that would move, and the charts before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from nutgraf.errors import counted
from nutgraf.inbox.word_changes import changed_words
from nutgraf.markdown_text import in_markdown
from nutgraf.proposal.page_differences import MovedNumber, PageDifference, picture_name
from nutgraf.refresh import RefreshReport, TableRefresh

_LONGEST = 60_000
"""Characters; GitHub takes 65,536 in a pull request."""
_ROWS = 12
_VALUES = 6
_MARKS = {"same": "", "was": "~~", "now": "**"}


@dataclass(frozen=True)
class ProposalContent:
    """What a proposal says."""

    report: RefreshReport
    pages: Sequence[PageDifference] = ()
    failed: Sequence[dict[str, Any]] = field(default=())
    """The pages that cannot be made, as `nutgraf build --json` has them; `already` where the last commit fails too."""
    gone: Sequence[str] = ()
    """The pages that no notebook makes anymore with the new versions."""

    @property
    def moved(self) -> int:
        """How many numbers in sentences would move, on all pages."""
        return sum(not each.change.is_drawn for page in self.pages for each in page.moved)

    @property
    def title(self) -> str:
        """A line for the commit and the pull request."""
        names = [one.table for one in self.report.of("replaced")]
        return f"Refresh {', '.join(names)}"

    @property
    def in_short(self) -> str:
        """How many sentences and charts would change."""
        charts = sum(len(page.charts) for page in self.pages)
        said = f"{counted(self.moved, 'number')} in sentences and {counted(charts, 'chart')} would change"
        return f"{said}, on {counted(len(self.pages), 'page')}."


def proposal_text(content: ProposalContent, pictures_at: str) -> str:
    """The proposal, as short as a pull request must be; `pictures_at` is where the folder with the pictures is."""
    parts = [f"{in_markdown(content.title)}\n\n{content.in_short}", *_tables(content.report), *_problems(content)]
    text, left = "\n\n".join(parts), len(content.pages)
    for page in content.pages:
        section = "\n".join(_page(page, pictures_at))
        if len(text) + len(section) > _LONGEST:
            text += f"\n\n… and {counted(left, 'more page')}: build the branch to see them."
            break
        text, left = f"{text}\n\n{section}", left - 1
    return f"{text}\n"


def _tables(report: RefreshReport) -> Iterator[str]:
    for one in report.tables:
        if one.outcome != "unchanged":
            yield "\n".join([f"### Table {in_markdown(one.table)}", "", *_table(one)])


def _table(one: TableRefresh) -> Iterator[str]:
    said, *lines = one.lines(most=_ROWS)
    said = in_markdown(said.partition(": ")[2])
    yield f"{said}{'' if said.endswith(('.', '?', '!')) else '.'} From {in_markdown(one.origin)}"
    if lines:
        yield ""
    yield from (f"- {in_markdown(line)}" for line in lines)


def _problems(content: ProposalContent) -> Iterator[str]:
    if content.failed:
        yield "\n".join(["### Pages that cannot be made", "", *(_failed(each) for each in content.failed)])
    if content.gone:
        yield "\n".join(["### Pages that would be gone", "", *(f"- {in_markdown(each)}" for each in content.gone)])


def _failed(page: dict[str, Any]) -> str:
    already = " (without the new data too)" if page.get("already") else ""
    return f"- {in_markdown(page['address'])}{already}: {in_markdown(page['why'])}"


def _page(page: PageDifference, pictures_at: str) -> Iterator[str]:
    yield f"### {in_markdown(page.title)} ({page.page.lang}, `{page.page.address}`)"
    if page.is_new:
        yield "\nA new page."
    sentences = [each for each in page.moved if not each.change.is_drawn]
    for before, after in dict.fromkeys((_words(each, "was"), _words(each, "now")) for each in sentences):
        yield f"\n- before: {before}\n- after: {after or 'gone'}"
    drawn = [each.change for each in page.moved if each.change.is_drawn]
    if drawn:
        yield ""
    for change in drawn[:_VALUES]:
        yield f"- {in_markdown(change.place)}, {in_markdown(change.was)} → {in_markdown(change.now) or 'gone'}"
    if len(drawn) > _VALUES:
        yield f"- … and {counted(len(drawn) - _VALUES, 'more value')} in charts and tables"
    for chart in page.charts:
        shown = [
            f"![{in_markdown(chart)} {when}]({pictures_at}{picture_name(when, page.page.address, chart)})"
            for when in ("before", "after")
        ]
        yield f"\n| before | after |\n|---|---|\n| {' | '.join(shown)} |"


def _words(moved: MovedNumber, side: str) -> str:
    """The sentence before or after, with what differs marked."""
    change = moved.change
    parts = changed_words(moved.before, moved.after, change.was, change.now)
    shown = [(kind, text) for kind, text in parts if kind in ("same", side)]
    return "".join(_marked(_MARKS[kind], text) for kind, text in shown).strip()


def _marked(mark: str, text: str) -> str:
    """A part of a sentence between marks, with the spaces around it outside, where Markdown wants them."""
    bare = text.strip()
    if not bare:
        return text
    start = text[: len(text) - len(text.lstrip())]
    return f"{start}{mark}{in_markdown(bare)}{mark}{text[len(text.rstrip()) :]}"
