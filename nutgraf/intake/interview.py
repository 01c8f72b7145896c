"""What has to be known before a table is added: an option answers, or a person, or an inference that is listed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from nutgraf.errors import Problem, UsageError


@dataclass(frozen=True)
class Question:
    """One thing to know: the option that answers it, and the likely answer with its reason, if there is one."""

    where: str
    option: str
    """As typed on the command line, such as "--unit paid="; its answer is written after it."""
    what: str
    likely: str | None = None
    why: str = ""
    example: str = ""

    def written(self, answer: str) -> str:
        """The option with an answer, as it is typed."""
        shown = f'"{answer}"' if not answer or set(answer) & set(" '\"$;|<>()*&") else answer
        return f"{self.option}{shown}" if self.option.endswith("=") else f"{self.option} {shown}"


@dataclass
class Interview:
    """Collects answers: of a person through `ask`, or inferences where `takes_likely` allows them."""

    ask: Callable[[Question], str] | None = None
    takes_likely: bool = False
    inferred: list[str] = field(default_factory=list)
    """Every inference that was taken, in words."""
    answers: dict[str, str] = field(default_factory=dict)
    """What a person answered, by the option as it is typed; blank answers are left out."""
    unanswered: list[Problem] = field(default_factory=list)

    def answer(self, question: Question) -> str:
        """The answer; a placeholder where there is none, and `settle` refuses."""
        if self.ask:
            answer = self.ask(question).strip()
            if answer:
                self.answers[question.option] = answer
            return answer
        if self.takes_likely and question.likely is not None:
            because = f" ({question.why})" if question.why else ""
            self.note(f"{question.written(question.likely)}{because}")
            return question.likely
        if question.likely is None:
            fix = f"give {question.written(question.example)}" if question.example else f"give {question.option}"
        else:
            fix = f"give {question.written(question.likely)} if that is right, or take every inference with --yes"
        why = f": {question.why}" if question.why else ""
        self.refuse(Problem(question.where, f"{question.what}{why}", fix))
        return question.likely or ""

    def note(self, inference: str) -> None:
        """Add to the list of what was inferred."""
        self.inferred.append(inference)

    def refuse(self, problem: Problem) -> None:
        """Add a problem; nothing is added to the data."""
        self.unanswered.append(problem)

    def settle(self) -> None:
        """Raise UsageError with everything that is not known yet."""
        if self.unanswered:
            raise UsageError(*dict.fromkeys(self.unanswered))
