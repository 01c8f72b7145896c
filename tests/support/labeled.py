"""Measures the number finder on the labeled sentences; `--errors` shows the errors of the dev halves."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from nutgraf.numbers import Number, untraced

HERE = Path(__file__).parent.parent / "numbers"
_MARK = re.compile(r"\[\[(?P<text>[^\[\]=]+)(?:=(?P<value>[-\d.e]+))?\]\]")


@dataclass(frozen=True)
class Sentence:
    """A labeled sentence: its plain text and (start, end, value) of what must be flagged."""

    text: str
    flags: tuple[tuple[int, int, float | None], ...]


@dataclass(frozen=True)
class Score:
    """How the finder did on one half of one language."""

    sentences: int
    flags: int
    found: int
    given: int
    right: int
    values: int
    values_right: int
    errors: tuple[str, ...]

    @property
    def recall(self) -> float:
        return self.found / self.flags

    @property
    def precision(self) -> float:
        return self.right / self.given


def labeled(lang: str, half: str) -> list[Sentence]:
    """The sentences of a file; its first line says what it is."""
    lines = (HERE / f"{lang}-{half}.txt").read_text(encoding="utf-8").splitlines()[1:]
    return [_sentence(line) for line in lines]


def measure(lang: str, half: str) -> Score:
    """Count overlapping spans, and values where the label gives one."""
    found = given = right = values = values_right = flags = 0
    errors = []
    sentences = labeled(lang, half)
    for sentence in sentences:
        numbers = untraced(sentence.text, lang)
        missed = [flag for flag in sentence.flags if not any(_meet(n, flag) for n in numbers)]
        wrong = [n for n in numbers if not any(_meet(n, flag) for flag in sentence.flags)]
        flags += len(sentence.flags)
        found += len(sentence.flags) - len(missed)
        given += len(numbers)
        right += len(numbers) - len(wrong)
        for flag in sentence.flags:
            if flag[2] is not None and flag not in missed:
                values += 1
                good = any(_meet(n, flag) and _reads(n, flag[2]) for n in numbers)
                values_right += good
                if not good:
                    read = [(n.text, n.value) for n in numbers if _meet(n, flag)]
                    errors.append(f"value {flag[2]} read as {read}: {sentence.text}")
        errors += [f"missed {sentence.text[a:b]!r}: {sentence.text}" for a, b, _ in missed]
        errors += [f"wrong {n.text!r}: {sentence.text}" for n in wrong]
    return Score(len(sentences), flags, found, given, right, values, values_right, tuple(errors))


def _sentence(line: str) -> Sentence:
    plain, flags, at = "", [], 0
    for match in _MARK.finditer(line):
        plain += line[at : match.start()]
        start = len(plain)
        plain += match["text"]
        flags.append((start, len(plain), float(match["value"]) if match["value"] else None))
        at = match.end()
    return Sentence(plain + line[at:], tuple(flags))


def _meet(number: Number, flag: tuple[int, int, float | None]) -> bool:
    return number.start < flag[1] and flag[0] < number.end


def _reads(number: Number, value: float) -> bool:
    return any(v is not None and abs(abs(v) - abs(value)) <= abs(value) * 1e-3 for v in (number.value, number.high))


if __name__ == "__main__":
    for lang in ("en", "es", "fr", "de", "pt"):
        for half in ("dev", "test", "fresh") if lang in ("en", "es") else ("dev", "test"):
            score = measure(lang, half)
            print(
                f"{lang} {half:5}  {score.sentences} sentences, {score.flags} flags  precision {score.precision:.4f}"
                f" ({score.right}/{score.given})  recall {score.recall:.4f} ({score.found}/{score.flags})"
                f"  values {score.values_right}/{score.values}"
            )
            if half == "dev" and "--errors" in sys.argv:
                print("\n".join(f"    {error}" for error in score.errors))
