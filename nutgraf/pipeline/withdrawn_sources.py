"""Stops pages that use a source that is withdrawn or must not be published."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from nutgraf.errors import Problem
from nutgraf.pipeline.live import LiveSheet


def withdrawn_source_problems(
    where: str, sheet: LiveSheet, uses: Collection[str], withdrawn: Mapping[str, str]
) -> Iterator[Problem]:
    """A problem for each source that a page uses and that is withdrawn; `withdrawn` says why each is."""
    for source, why in withdrawn.items():
        if source not in uses:
            continue
        claim = next((claim for claim in sheet.claims if source in claim.sources), None)
        what = f"the source {source!r} {why}" + (f"; it is the source of {claim.text}" if claim else "")
        fix = "choose another source with source_id=, or leave the fact out; to take every such page down now: "
        command = f"nutgraf facts withdraw --source {source} --name … --reason …"
        yield Problem(f"{where}, {claim.where}" if claim else where, what, f"{fix}{command}")
