"""Where in its cell a problem is: the word it names, in the sentence or the line that it quotes."""

from __future__ import annotations

import re

from nutgraf.errors import Problem

_LINE = re.compile(r", line (\d+)$")
_SENTENCE = re.compile(r"“(.+)”", re.DOTALL)
_QUOTED = re.compile(r"'([^'\n]+)'")


def range_of(problem: Problem, source: str) -> tuple[int, int]:
    """The narrowest range of the source that the problem is about; all of it where nothing narrower is named."""
    start, end = part_of(problem, source)
    for word in words_of(problem):
        found = occurrences(word, source, start, end)
        if len(found) == 1:
            return found[0]
    return start, end


def part_of(problem: Problem, source: str) -> tuple[int, int]:
    """The sentence or the line that a problem quotes; all of the source if it quotes none that is there."""
    if sentence := _SENTENCE.search(problem.what):
        words = [re.escape(word) for word in sentence[1].split()]
        if found := re.search(r"\s+".join(words), source):
            return found.span()
    if line := _LINE.search(problem.where):
        lines = source.splitlines(keepends=True)
        number = int(line[1])
        if 0 < number <= len(lines):
            start = sum(map(len, lines[: number - 1]))
            return start, start + len(lines[number - 1].rstrip("\n"))
    return 0, len(source)


def words_of(problem: Problem) -> list[str]:
    """The words that a problem quotes as they are written, without those of its sentence."""
    return _QUOTED.findall(problem.what.partition("“")[0])


def occurrences(word: str, source: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where a word is in a range of the source, as a word of its own."""
    pattern = re.compile(rf"(?<![\w]){re.escape(word)}(?![\w])")
    return [found.span() for found in pattern.finditer(source, start, end) if found.start() >= start]
