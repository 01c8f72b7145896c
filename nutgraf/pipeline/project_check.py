"""What is wrong with the notebooks and the data of a project, and what is worth a look, without running anything."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nutgraf import data, ledger
from nutgraf.errors import Problem
from nutgraf.ledger import Lock
from nutgraf.lint import links_to_withheld
from nutgraf.lint.figure_notes import notes_on_figures
from nutgraf.lint.hardcoded_numbers import hardcoded_numbers, unread
from nutgraf.lint.plan_checks import changed_language, check, unspoken_languages, unused_parameters
from nutgraf.lint.style import sentences_of_the_starter, style_problems
from nutgraf.lint.untracked_inputs import untracked_inputs
from nutgraf.pipeline.vanished import problems_of_vanished
from nutgraf.pipeline.withdrawal import without_withdrawn
from nutgraf.plan import Plan, plan_pages
from nutgraf.project import Project


@dataclass(frozen=True)
class ProjectCheck:
    """The plan that was checked, its problems, and the notes: what is worth a look."""

    plan: Plan
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]


def check_project(project: Project, notebooks: Iterable[Path] = (), *, style: bool = False) -> ProjectCheck:
    """Check these notebooks, or all of them, and the data. Raises UsageError where the project cannot be read."""
    named = tuple(notebooks)
    plan = plan_pages(project, named, now=datetime.datetime.now(datetime.UTC))
    lock = ledger.read_lock(project.lock_file)
    found = _problems(project, plan, style=style)
    found += () if named else problems_of_vanished(project, without_withdrawn(plan, lock), lock)
    return ProjectCheck(plan, tuple(found), tuple(_notes(project, plan, lock)))


def published_as_begun(project: Project) -> list[Problem]:
    """The sentences of the starter that readers of the site see, where nobody replaced them."""
    plan = plan_pages(project, now=datetime.datetime.now(datetime.UTC))
    return sentences_of_the_starter(without_withdrawn(plan, ledger.read_lock(project.lock_file)))


def _problems(project: Project, plan: Plan, *, style: bool) -> list[Problem]:
    in_notebooks = [one for problems in check(project, plan).values() for one in problems]
    in_notebooks += [one for problems in unspoken_languages(project).values() for one in problems]
    found = list(dict.fromkeys([*data.validate(project.data_package), *plan.problems, *in_notebooks]))
    return [*found, *hardcoded_numbers(project, plan), *(style_problems(project, plan) if style else ())]


def _notes(project: Project, plan: Plan, lock: Lock) -> list[Problem]:
    return [
        *ledger.outdated(lock.agreed, ledger.translated_texts(plan.explainers.values())),
        *data.overdue(project.data_package, datetime.date.today()),
        *data.unfit(project.data_package),
        *data.below_their_parts(project.data_package),
        *data.unnamed_units(project.data_package, project.languages),
        *data.unfit_addresses(project.data_package, project.sources.refused_hosts),
        *data.figures_from_copies(project.data_package),
        *data.unarchived(project.data_package),
        *untracked_inputs(project, plan),
        *unread(plan),
        *unused_parameters(plan),
        *changed_language(plan),
        *links_to_withheld(plan),
        *notes_on_figures(project, plan),
    ]
