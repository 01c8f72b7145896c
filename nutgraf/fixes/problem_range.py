"""Where in its cell a problem is: the word it names, in its sentence or its line."""

from __future__ import annotations

import re

from nutgraf.errors import Problem


def range_of(problem: Problem, source: str) -> tuple[int, int]:
    """The narrowest range of the source that the problem is about; all of it where nothing narrower is named."""
    start, end = part_of(problem, source)
    found = occurrences(problem.about.word, source, start, end)
    return found[0] if len(found) == 1 else (start, end)


def part_of(problem: Problem, source: str) -> tuple[int, int]:
    """The sentence or the line that a problem is about; all of the source if it names none that is there."""
    words = [re.escape(word) for word in problem.about.passage.split()]
    if words and (found := re.search(r"\s+".join(words), source)):
        return found.span()
    lines, number = source.splitlines(keepends=True), problem.about.line
    if 0 < number <= len(lines):
        start = sum(map(len, lines[: number - 1]))
        return start, start + len(lines[number - 1].rstrip("\n"))
    return 0, len(source)


def occurrences(word: str, source: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where a word is in a range of the source, as a word of its own; nowhere if it is empty."""
    if not word:
        return []
    pattern = re.compile(rf"(?<![\w]){re.escape(word)}(?![\w])")
    return [found.span() for found in pattern.finditer(source, start, end) if found.start() >= start]
