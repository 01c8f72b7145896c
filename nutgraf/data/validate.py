"""Every bad row of every table at once, named by file, row, column and rule; the door to frictionless."""

from __future__ import annotations

from pathlib import Path

from nutgraf.errors import Problem


def validate(package: Path) -> list[Problem]:
    """What is wrong with the data package; nothing where it is sound."""
    from frictionless import validate as check

    report = check(str(package))
    return [
        Problem(
            f"data/{task.place}"
            + (f", row {getattr(error, 'row_number', '')}" if hasattr(error, "row_number") else ""),
            error.message,
        )
        for task in report.tasks
        for error in task.errors
    ]
