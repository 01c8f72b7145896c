"""The results of a rebuild together: how it went, what an editor must know in a paragraph, and all of it as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from nutgraf.errors import Problem, counted
from nutgraf.rebuild.run_record import RebuildRun
from nutgraf.rebuild.step_result import STEPS, StepResult

EXIT_STATUS = {"good": 0, "attention": 1, "failed": 2}
_TABLES_NAMED = 3


@dataclass(frozen=True)
class RebuildReport:
    """What a run did."""

    newsroom: str
    run: RebuildRun
    to: str = ""
    undelivered: tuple[Problem, ...] = ()
    """Where the report could not be sent."""

    @property
    def state(self) -> Literal["good", "attention", "failed"]:
        """failed: nothing new is live; attention: a table, a page or a number needs somebody; good: nothing does."""
        if any(self._step(name).state == "failed" for name in ("build", "publish")):
            return "failed"
        needs = any(step.state in ("attention", "failed") for step in self.run.steps.values())
        return "attention" if needs or self.undelivered else "good"

    @property
    def exit_status(self) -> int:
        """0 good, 1 something needs attention, 2 nothing new is live."""
        return EXIT_STATUS[self.state]

    @property
    def steps(self) -> Sequence[StepResult]:
        """What the steps did, in order."""
        return [self.run.steps[name] for name in STEPS if name in self.run.steps]

    @property
    def waiting(self) -> list[dict[str, Any]]:
        """What waits for an editor, the most important first."""
        return list(self._step("build").details.get("waiting", ()))

    @property
    def released(self) -> list[dict[str, Any]]:
        """What rules of the newsroom released without an editor."""
        return list(self._step("build").details.get("released", ()))

    @property
    def tables(self) -> list[dict[str, Any]]:
        """What became of each table."""
        return list(self._step("refresh").details.get("tables", ()))

    @property
    def failed_pages(self) -> list[dict[str, Any]]:
        """The pages that were not built, with why."""
        return list(self._step("build").details.get("failed", ()))

    @property
    def killed(self) -> list[dict[str, str]]:
        """The processes that were killed while they made a page: of which page, and how each ended."""
        return list(self._step("build").details.get("killed", ()))

    @property
    def overdue(self) -> list[dict[str, Any]]:
        """The sources whose next edition was expected before the day of the run."""
        return list(self._step("check").details.get("overdue", ()))

    @property
    def totals(self) -> dict[str, int]:
        """The pages by what became of them."""
        return dict(self._step("build").details.get("totals", {}))

    @property
    def release(self) -> dict[str, Any]:
        """The release that is live now; empty if this run published none."""
        return dict(self._step("publish").details) if self._step("publish").state == "good" else {}

    @property
    def paragraph(self) -> str:
        """What an editor must know, in one paragraph."""
        return " ".join((*self._readers(), *self._waits(), *self._pages(), *self._data(), *self._run()))

    def as_json(self) -> dict[str, Any]:
        """All of it for machines."""
        return {
            "newsroom": self.newsroom,
            "began": self.run.began,
            "ended": self.run.ended,
            "state": self.state,
            "exit_status": self.exit_status,
            "paragraph": self.paragraph,
            "killed_during": list(self.run.killed),
            "steps": [_step_json(step) for step in self.steps],
            "pages": self.totals,
            "failed_pages": self.failed_pages,
            "killed_workers": self.killed,
            "waiting": self.waiting,
            "released": self.released,
            "tables": self.tables,
            "as_of": dict(self._step("refresh").details.get("as_of", {})),
            "overdue": self.overdue,
            "release": self.release,
            "undelivered": [asdict(each) for each in self.undelivered],
        }

    def _step(self, name: str) -> StepResult:
        return self.run.steps.get(name, StepResult(name, "skipped"))

    def _readers(self) -> Iterator[str]:
        release, build, publish = self.release, self._step("build"), self._step("publish")
        if release.get("new"):
            yield f"Readers have release {release['number']}: {_changes(release['changes'])}."
        elif release:
            yield f"Readers have release {release['number']} as before: nothing changed for them."
        elif build.state == "failed":
            yield f"Nothing was published, because the build failed: {_first(build)}. Readers have what they had."
        elif publish.state == "failed":
            yield f"The site was built and not published: {_first(publish)}. Readers have what they had."
        else:
            yield "Nothing was published by this run."

    def _waits(self) -> Iterator[str]:
        waiting = [each for each in self.waiting if each["state"] != "on hold"]
        if waiting:
            count = "1 number waits" if len(waiting) == 1 else f"{len(waiting)} numbers wait"
            first = next((each for each in waiting if each["headline"]), waiting[0])
            where = "a headline would change" if first["headline"] else "the most important is"
            yield f"{count} for an editor; {where}: {first['title']}: {first['was']} → {first['now'] or 'gone'}."

        if self.released:
            rules = ", ".join(dict.fromkeys(each["rule"] for each in self.released))
            said = "1 change was" if len(self.released) == 1 else f"{len(self.released)} changes were"
            yield f"{said} released by rule, without an editor: {rules}."

    def _pages(self) -> Iterator[str]:
        totals = self.totals
        if not totals:
            return
        words = {
            "ran": "made again",
            "rendered": "drawn again",
            "unchanged": "up to date",
            "held": "held",
            "failed": "failed",
        }
        said = ", ".join(f"{totals[status]} {word}" for status, word in words.items() if totals.get(status))
        pages = sum(totals.values())
        yield f"{counted(pages, 'page')}: {said}."
        if self.failed_pages:
            first = self.failed_pages[0]
            stays = "stays as readers know it" if first["last_good"] else "is left out"
            yield f"{first['address']} failed and {stays}: {first['what'].rstrip('.')}."

    def _data(self) -> Iterator[str]:
        new = [each["table"] for each in self.tables if each["outcome"] == "replaced"]
        if new:
            more = f" and {len(new) - _TABLES_NAMED} more" if len(new) > _TABLES_NAMED else ""
            yield f"New data: {', '.join(new[:_TABLES_NAMED])}{more}."
        for each in self.tables:
            if each["outcome"] == "quarantined":
                yield f"{_sentence(each['said'])} The table stays as it was."
            elif each["outcome"] == "failed":
                why = each["said"].partition(": ")[2].rstrip(".")
                yield f"{each['table']} could not be refreshed and stays as it was: {why}."
        if self._step("refresh").state == "failed":
            yield f"No data was refreshed: {_first(self._step('refresh'))}."

    def _run(self) -> Iterator[str]:
        failed = {each["address"] for each in self.failed_pages}
        survived = [each for each in self.killed if each["address"] not in failed]
        if len(survived) == 1:
            yield f"{in_words(survived[0])}, and another one made the page."
        elif survived:
            more = f" {len(survived) - 1} more were killed; others made the pages."
            yield f"{in_words(survived[0])}.{more}"
        for name in self.run.killed:
            yield f"The run was killed during the {name} and carried on."
        for step in self.steps:
            if step.attempts > 1 and step.state != "failed":
                why = f", as {step.earlier[0].what.rstrip('.')}" if step.earlier else ""
                yield f"The {step.name} took {step.attempts} attempts{why}."


def in_words(killed: Mapping[str, str]) -> str:
    """What was killed: `The process that made en/pay was killed (SIGKILL)`."""
    return f"The process that made {killed['address']} was killed ({killed['how']})"


def _changes(changes: Mapping[str, Sequence[str]]) -> str:
    """How many pages are new, changed and gone for readers: `2 pages changed, 1 is new`."""
    counts = [(word, len(changes[word])) for word in ("changed", "new", "gone") if changes[word]]
    verbs = {"changed": ("changed", "changed"), "new": ("is new", "are new"), "gone": ("is gone", "are gone")}
    said = [f"{count} {verbs[word][count > 1]}" for word, count in counts]
    if not said:
        return "no page differs"
    first, _, rest = said[0].partition(" ")
    return ", ".join([f"{first} page{'' if counts[0][1] == 1 else 's'} {rest}", *said[1:]])


def _sentence(text: str) -> str:
    """A text that ends as a sentence does."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _first(step: StepResult) -> str:
    return f"{step.problems[0].where}: {step.problems[0].what}".rstrip(".") if step.problems else "see the log"


def _step_json(step: StepResult) -> dict[str, Any]:
    said = {name: getattr(step, name) for name in ("name", "state", "seconds", "attempts")}
    lists = {name: [each.to_json() for each in getattr(step, name)] for name in ("problems", "earlier")}
    return {**said, "why": str(step.details.get("why", "")), **lists}
