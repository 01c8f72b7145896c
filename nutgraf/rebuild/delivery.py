"""Where the report of a rebuild goes: files, the summary of a CI job, metrics, a webhook, a mail, OpenTelemetry."""

from __future__ import annotations

import json
import smtplib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from nutgraf.atomic_write import replace_file
from nutgraf.errors import Problem
from nutgraf.project import Project
from nutgraf.rebuild.mail import send_mail
from nutgraf.rebuild.metrics import as_metrics
from nutgraf.rebuild.rebuild_report import RebuildReport
from nutgraf.rebuild.report_page import report_page
from nutgraf.rebuild.report_text import as_text
from nutgraf.rebuild.run_record import folder_of
from nutgraf.rebuild.telemetry import send_telemetry

WEBHOOK = "NUTGRAF_WEBHOOK"
_SECONDS = 20


def deliver(project: Project, report: RebuildReport, environment: Mapping[str, str]) -> RebuildReport:
    """Write the report and send it; what could not be sent is in the report that is returned and written last.

    Raises OSError where it cannot be written, before it is sent.
    """
    folder = folder_of(project)
    replace_file(folder / "report.txt", as_text(report).encode())  # a disk without room is known before it is sent
    done = send(project, report, environment)
    replace_file(folder / "report.json", json.dumps(done.as_json(), ensure_ascii=False, indent=1).encode())
    replace_file(folder / "report.txt", as_text(done).encode())
    replace_file(folder / "report.html", report_page(project, done).encode())
    return done


def send(project: Project, report: RebuildReport, environment: Mapping[str, str]) -> RebuildReport:
    """Send the report without writing it; what could not be sent is in the report that is returned."""
    return replace(report, undelivered=tuple(_send(project, report, environment)))


def _send(project: Project, report: RebuildReport, environment: Mapping[str, str]) -> Iterator[Problem]:
    """Send the report everywhere; yields why where it cannot be. One that fails spares the others."""
    settings = project.rebuild
    ways: list[tuple[str, Callable[[], None]]] = []
    if summary := environment.get("GITHUB_STEP_SUMMARY"):
        ways.append(("the summary of the job", lambda: _append(Path(summary), as_text(report, markdown=True))))
    if settings.metrics:
        metrics = project.root / settings.metrics
        ways.append((settings.metrics, lambda: replace_file(metrics, as_metrics(report).encode())))
    if environment.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
        ways.append(("OpenTelemetry", lambda: send_telemetry(report)))
    if settings.notify == "always" or report.state != "good":
        if address := environment.get(WEBHOOK):
            ways.append((f"the webhook at {urlsplit(address).hostname}", lambda: _post(address, report)))
        if settings.mail_to:
            ways.append((settings.smtp, lambda: send_mail(project, report, report_page(project, report), environment)))
    for where, send in ways:
        try:
            send()
        except (OSError, smtplib.SMTPException, ImportError) as error:
            said = " ".join(str(error).split()) or type(error).__name__
            said = _without_secrets(said, environment)[:200]
            yield Problem(where, f"the report could not be sent there: {said}", "see that it is reachable from here")


def _without_secrets(said: str, environment: Mapping[str, str]) -> str:
    """What an error says, without the address of the webhook: who knows it can post there."""
    address = environment.get(WEBHOOK, "")
    for secret in (address, address.partition("://")[2].partition("/")[2]):
        said = said.replace(secret, "…") if secret else said
    return said


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def _post(address: str, report: RebuildReport) -> None:
    """Post the report as chat programs take it: `text` is what they show; the rest is for others."""
    import requests
    from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

    body = {"text": report.paragraph, "report": report.as_json()}
    passing = (requests.ConnectionError, requests.Timeout)
    for attempt in Retrying(
        retry=retry_if_exception_type(passing), stop=stop_after_attempt(3), wait=wait_exponential(max=4), reraise=True
    ):
        with attempt:
            answer = requests.post(address, json=body, timeout=_SECONDS, allow_redirects=False)
    if answer.status_code >= 300:
        raise OSError(f"it answered {answer.status_code}")
