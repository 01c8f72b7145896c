"""The unattended rebuild: fresh data in, good pages out, and a report that says in a minute what happened.

    rebuild(project, Night(now, …)) -> RebuildReport     refresh, check, build, publish; then report
    read_status(project) -> RunStatus                    what a run is doing now, or how the last one ended

Each step is a process of its own, so that one that hangs, is killed or takes all memory ends alone. A killed run is
carried on by the next. Nothing here decides what is true: the contract of a table keeps bad data out, the review of a
build holds pages, and publishing is whole or not at all.

step_result     what a step did: good, needs attention, or failed
steps           the steps, each as a function
step_process    runs a step as a process, with a time limit
may_pass        which errors are worth another attempt
run_record      the record of a run on disk: its lock, its results, its log
running         rebuild
run_status      read_status
waiting_list    what waits for an editor
rebuild_report  the results together, in a paragraph and as JSON
report_text     the report as text and as Markdown
report_page     the report as one HTML file
delivery        where the report goes: webhook, mail, summary of a CI job, metrics
mail            the report as a mail
metrics         the report for Prometheus
telemetry       the run for OpenTelemetry
"""

from __future__ import annotations

from nutgraf.rebuild.rebuild_report import RebuildReport
from nutgraf.rebuild.run_status import RunStatus, read_status
from nutgraf.rebuild.running import Night, rebuild

__all__ = ["Night", "RebuildReport", "RunStatus", "read_status", "rebuild"]
