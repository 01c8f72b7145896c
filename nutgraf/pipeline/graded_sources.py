"""The problem of a number whose source is not good enough for its place on the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from nutgraf.errors import Problem
from nutgraf.frontmatter import RENDERED
from nutgraf.ledger import Claim
from nutgraf.pipeline.live import LiveSheet
from nutgraf.plan import PagePlan
from nutgraf.source_grades import SourceSettings

_NAMES = {
    "headline": "the headline, its dek or its description",
    "card": "the alt text or the notes of the figure on the card and the front page",
    "opening": "the first paragraph",
    "key_number": "the key numbers or a big number",
    "chart_title": "the title of a figure",
    "text": "the text",
}


def graded_source_problems(
    page: PagePlan, sheet: LiveSheet, grades: Mapping[str, str], lowest: SourceSettings
) -> Iterator[Problem]:
    """One problem for each place and source: `grades` are those of the sources on file that have one."""
    weak: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim, position in _positions(page, sheet):
        for source in claim.sources:
            if grades.get(source, "") > getattr(lowest, position):
                weak[position, source].append(claim)
    for (position, source), claims in weak.items():
        printed = ", ".join(dict.fromkeys(claim.text for claim in claims))
        grade, limit = grades[source], getattr(lowest, position)
        yield Problem(
            f"{page.explainer.where}, {claims[0].where}",
            f"{printed}: the source {source!r} has grade {grade}, and a source in {_NAMES[position]} "
            f"has {limit} or better",
            f"print a number of a better source there, or none; the rule is {position} under [tool.nutgraf.sources]",
        )


def _positions(page: PagePlan, sheet: LiveSheet) -> Iterator[tuple[Claim, str]]:
    """Every claim with the name of its place in the settings."""
    representing = f"figure:{_representing(page, sheet)}:"
    boxes = {cell.id for cell in page.explainer.cells if "key-numbers" in cell.tags}
    prose = {cell.id for cell in page.explainer.cells if cell.kind == "markdown"} - boxes
    opening = next((claim.place for claim in sheet.claims if claim.place in prose), "")
    for claim in sheet.claims:
        shown, _, word = claim.place.rpartition(":")
        if claim.place in (*RENDERED, "topic"):
            yield claim, "headline"
        elif shown.startswith("figure:") and word in ("title", "subtitle"):
            yield claim, "chart_title"
        elif claim.place.startswith(representing) and word in ("alt", "notes"):
            yield claim, "card"
        elif claim.place in boxes or (shown.startswith("media:") and word in ("number", "label")):
            yield claim, "key_number"
        else:
            yield claim, "opening" if claim.place == opening and not claim.heading else "text"


def _representing(page: PagePlan, sheet: LiveSheet) -> str:
    """The name of the figure that the front page shows, and the card of a page without a number."""
    names = [figure["name"] for figure in sheet.about.get("figures", ())]
    return page.info.thumbnail if page.info.thumbnail in names else next(iter(names), "")
