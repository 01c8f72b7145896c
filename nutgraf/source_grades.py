"""How good the sources are in the strong places of a page: [tool.nutgraf.sources]."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Grade = Literal["A", "B", "C", "D"]
"""A: the publisher. B: an official copy or an agency's report. C: a named newsroom or institution. D: anybody else."""


class SourceSettings(BaseModel):
    """The lowest grade that a source may have in each place of a page; a page with a worse one is stopped.

    A source has its grade in the column `grade` of `data/sources.csv`; one without a grade may be anywhere.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    headline: Grade = Field(
        default="C",
        description="In the title, the dek, the description and the topic, and so on the card.",
    )
    card: Grade = Field(
        default="C",
        description="In the alt text and the notes of the figure that represents the page on its card and the front "
        "page. The values that it draws may be of any grade: its source line names who read them.",
    )
    opening: Grade = Field(default="C", description="In the first paragraph that prints a number.")
    key_number: Grade = Field(default="C", description="In a cell with the tag `key-numbers`, and in a big number.")
    chart_title: Grade = Field(default="C", description="In the title and the subtitle of a figure.")
    text: Grade = Field(default="D", description="Anywhere else.")
    refused_hosts: tuple[str, ...] = Field(
        default=(),
        description="Hosts to which no page leads its readers, besides content networks, aggregators and shorteners of "
        "addresses.",
    )
