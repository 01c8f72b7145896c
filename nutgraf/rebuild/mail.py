"""The report as a mail."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP

from nutgraf.project import Project
from nutgraf.rebuild.rebuild_report import RebuildReport
from nutgraf.rebuild.report_text import TITLES, as_text

_SECONDS = 30
_ENCRYPTED = 465


def send_mail(project: Project, report: RebuildReport, page: str, environment: Mapping[str, str]) -> None:
    """Send the report as text, with the HTML file attached. Raises OSError or SMTPException if it cannot be sent."""
    settings = project.rebuild
    host, _, port = settings.smtp.rpartition(":")
    user, password = environment.get("NUTGRAF_SMTP_USER", ""), environment.get("NUTGRAF_SMTP_PASSWORD", "")
    context = ssl.create_default_context()
    message = _message(project, report, page)
    connect = (
        smtplib.SMTP_SSL(host, int(port), timeout=_SECONDS, context=context)
        if int(port) == _ENCRYPTED
        else smtplib.SMTP(host, int(port), timeout=_SECONDS)
    )
    with connect as server:
        server.ehlo()
        if int(port) != _ENCRYPTED and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        elif user and int(port) != _ENCRYPTED and host not in ("localhost", "127.0.0.1", "[::1]"):
            raise smtplib.SMTPException("the server offers no encryption, and a password is not sent without")
        if user:
            server.login(user, password)
        server.send_message(message)


def _message(project: Project, report: RebuildReport, page: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = " ".join(f"{report.newsroom}: {TITLES[report.state]} ({report.run.began[:10]})".split())
    message["From"] = project.rebuild.mail_from or project.rebuild.mail_to[0]
    message["To"] = ", ".join(project.rebuild.mail_to)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(as_text(report))
    message.add_attachment(page.encode(), maintype="text", subtype="html", filename="report.html")
    return message
