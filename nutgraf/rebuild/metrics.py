"""The report as metrics for the textfile collector of Prometheus."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from nutgraf.rebuild.rebuild_report import RebuildReport

_STATES = ("good", "attention", "failed")


def as_metrics(report: RebuildReport) -> str:
    """The text of the file; every metric is a gauge of the last run."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: RebuildReport) -> Iterator[str]:
    ended = _seconds(report.run.ended)
    yield from _metric("nutgraf_rebuild_ended_seconds", "When the last run ended, in Unix time.", [("", ended)])
    states = [(_labels(state=state), float(report.state == state)) for state in _STATES]
    yield from _metric("nutgraf_rebuild_state", "1 for how the last run went.", states)
    steps = [(_labels(step=step.name), step.seconds) for step in report.steps]
    yield from _metric("nutgraf_rebuild_step_seconds", "How long each step took.", steps)
    attempts = [(_labels(step=step.name), float(step.attempts)) for step in report.steps]
    yield from _metric("nutgraf_rebuild_step_attempts", "How many attempts each step took.", attempts)
    pages = [(_labels(status=status), float(count)) for status, count in sorted(report.totals.items())]
    yield from _metric("nutgraf_pages", "Pages by what became of them.", pages)
    yield from _metric("nutgraf_waiting", "Numbers that wait for an editor.", [("", float(len(report.waiting)))])
    tables = [(_labels(table=each["table"], outcome=each["outcome"]), 1.0) for each in report.tables]
    yield from _metric("nutgraf_table", "What became of each table.", tables)
    ages = [(_labels(table=table), ended - _seconds(when)) for table, when in sorted(report.as_json()["as_of"].items())]
    yield from _metric("nutgraf_source_age_seconds", "How long ago each table last changed.", ages)
    if report.release:
        yield from _metric(
            "nutgraf_release", "The number of the live release.", [("", float(report.release["number"]))]
        )


def _metric(name: str, said: str, samples: list[tuple[str, float]]) -> Iterator[str]:
    if samples:
        yield f"# HELP {name} {said}"
        yield f"# TYPE {name} gauge"
        yield from (f"{name}{labels} {value:.15g}" for labels, value in samples)


def _labels(**labels: str) -> str:
    said = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{said}}}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _seconds(moment: str) -> float:
    return datetime.datetime.fromisoformat(moment).timestamp()
