"""Checks a built site independently of its stories: numbers, languages, sentences, links, weight, structure.

    check_site(project) -> SiteReport

built_site    the pages and HTML files of build/site, read back
html_file     one HTML file: its text, links, headings and images
html_figure   one figure of it: its words, its table and the shades of its map
independent_tables  the tables of data/, read without the rest of nutgraf
derivation    how a number was computed, parsed from its fact sheet and recomputed
claim_values  claims compared with the tables and with the printed sentences
printed_numbers  the number that a text prints
sister_pages  the editions of one page in several languages
sentence_slips  gaps and errors in sentences
unsure_titles  titles of a change within the margin of error, and of one year of a tie
named_parts   headlines of a part of a total that do not name the part
figure_estimates  figures that print an estimate as a count
number_limits  "up to" and "more than", kept in sentences and through arithmetic
marked_copies  figures of numbers read in a copy that do not say so
drawn_parts   parts of a total in a figure that fall short of it
shades        maps with two shades for one printed number
denied_numbers  sentences that say there is no number next to the number
projections   projections without the year in which they were made
data_dates    date lines with the date of a report in place of the data's
coarse_cells  cells under a figure that rounding made into another number
computed_links  computed numbers that link to one of their sources
unsaid_words  words that the newsroom knows to be false of some pages
alike_editions  editions that say hardly more than another of their explainer
wordings      one sentence in all editions, by wording
link_targets  links and anchors
outer_links  the hosts of links to other sites
drafts        pages that readers must not see yet
page_weight   the download size of a page
page_structure  headings, languages and alt texts
accessibility  axe, if a Chromium is installed

Uses nothing of `facts`, `prose` or `ledger`: the code that makes a page must not check itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch

from nutgraf.errors import Problem
from nutgraf.project import Project
from nutgraf.site_check.accessibility import pages_pass_axe
from nutgraf.site_check.alike_editions import editions_differ
from nutgraf.site_check.built_site import BuiltSite, Unchecked, read_site
from nutgraf.site_check.claim_values import claims_are_right
from nutgraf.site_check.coarse_cells import tables_print_their_values
from nutgraf.site_check.computed_links import computed_numbers_show_how
from nutgraf.site_check.data_dates import date_lines_are_of_data
from nutgraf.site_check.denied_numbers import no_number_is_denied
from nutgraf.site_check.drafts import site_has_no_drafts
from nutgraf.site_check.drawn_parts import drawn_parts_make_their_total
from nutgraf.site_check.figure_estimates import figures_state_estimates
from nutgraf.site_check.link_targets import links_have_targets
from nutgraf.site_check.marked_copies import figures_mark_copies
from nutgraf.site_check.named_parts import headlines_name_the_part
from nutgraf.site_check.number_limits import limits_are_kept
from nutgraf.site_check.outer_links import links_lead_to_publishers
from nutgraf.site_check.page_structure import pages_have_structure
from nutgraf.site_check.page_weight import pages_are_light
from nutgraf.site_check.projections import projections_are_dated
from nutgraf.site_check.sentence_slips import sentences_have_no_slips
from nutgraf.site_check.shades import shades_agree
from nutgraf.site_check.sister_pages import languages_agree
from nutgraf.site_check.unsaid_words import false_words_are_left_out
from nutgraf.site_check.unsure_titles import titles_are_sure
from nutgraf.site_check.wordings import Wording, extremes, wordings

__all__ = ["RULES", "SiteReport", "Wording", "check_site", "extremes", "sentence_in_editions"]

RULES: tuple[Callable[[BuiltSite], Iterator[Problem]], ...] = (
    site_has_no_drafts,
    claims_are_right,
    languages_agree,
    titles_are_sure,
    headlines_name_the_part,
    figures_state_estimates,
    figures_mark_copies,
    tables_print_their_values,
    limits_are_kept,
    drawn_parts_make_their_total,
    shades_agree,
    no_number_is_denied,
    projections_are_dated,
    date_lines_are_of_data,
    computed_numbers_show_how,
    false_words_are_left_out,
    sentences_have_no_slips,
    editions_differ,
    links_have_targets,
    links_lead_to_publishers,
    pages_are_light,
    pages_have_structure,
    pages_pass_axe,
)


@dataclass(frozen=True)
class SiteReport:
    """The problems of a built site, what could not be checked, and how much was checked."""

    problems: tuple[Problem, ...]
    unchecked: tuple[Problem, ...]
    pages: int
    claims: int


def check_site(project: Project) -> SiteReport:
    """Check the site in build/site against every rule.

    Raises UsageError if there is no built site, DataError if the tables cannot be read.
    """
    site = read_site(project)
    found = list(dict.fromkeys(problem for rule in RULES for problem in rule(site)))
    return SiteReport(
        tuple(each for each in found if not isinstance(each, Unchecked)),
        tuple(each for each in found if isinstance(each, Unchecked)),
        pages=len(site.pages),
        claims=sum(len(page.claims) for page in site.pages),
    )


def sentence_in_editions(project: Project, patterns: Iterable[str], words: str) -> tuple[Wording, ...]:
    """The sentences with these words on the built pages at these addresses, by wording, the rarest first."""
    site = read_site(project)
    asked = tuple(patterns) or ("*",)
    return wordings(
        site, (page.address for page in site.pages if any(fnmatch(page.address, one) for one in asked)), words
    )
