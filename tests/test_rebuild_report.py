"""The report of a rebuild: what an editor reads in the morning, and where it goes."""

from __future__ import annotations

import datetime
import errno
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from nutgraf.errors import Problem
from nutgraf.project import Project
from nutgraf.rebuild import Night, RebuildReport, rebuild
from nutgraf.rebuild.delivery import deliver
from nutgraf.rebuild.metrics import as_metrics
from nutgraf.rebuild.rebuild_report import RebuildRun
from nutgraf.rebuild.report_page import report_page
from nutgraf.rebuild.report_text import as_text
from nutgraf.rebuild.step_result import StepResult
from support.a_site import a_project
from support.json_schemas import wrong

FACT = {
    "id": "ab12",
    "title": "Honey tax, Ardale",
    "was": "3.1 million",
    "now": "3.3 million",
    "percent": 6.5,
    "why": "1 row of honey_tax changed",
    "importance": "high",
    "reasons": ["it is in a headline"],
    "headline": True,
    "pages": ["en/honey-tax/ar", "es/honey-tax/ar"],
    "sentence_before": "Ardale paid 3.1 million.",
    "sentence_after": "Ardale paid 3.3 million.",
    "state": "waiting",
    "link": "https://desk.example/nutgraf/inbox/ab12",
}
TABLE = {
    **{"table": "honey_tax", "outcome": "replaced", "origin": "https://stats.example/h.csv", "version": "12"},
    **{"changed": [], "added": [], "lost": [], "findings": [], "problems": [], "kept_in": ""},
    "said": "honey_tax: 1 row changed",
}
BAD = {
    **{**TABLE, "table": "pay", "outcome": "quarantined", "kept_in": "build/refresh/quarantine/pay"},
    "said": "pay: kept out: 2 rows fell out of their range",
}
DEAD = {**TABLE, "table": "keepers", "outcome": "failed", "said": "keepers: the server did not answer"}
PAGE = {
    **{"address": "en/permits", "name": "permits", "last_good": True},
    **{"where": "notebooks/permits.ipynb", "what": "KeyError: 'fee'", "fix": "open the notebook and run it"},
}
RELEASED = {
    **{"rule": "small revisions", "address": "en/permits", "was": "48.3%", "now": "48.2%"},
    "sentence": "Ashmere has 48.2% of all.",
}
STEPS = {
    "refresh": StepResult(
        "refresh",
        "attention",
        (),
        {"tables": [TABLE, BAD, DEAD], "as_of": {"pay": "2026-11-28T03:00:00+00:00"}},
        seconds=2,
    ),
    "check": StepResult("check", "good", (), {"overdue": []}, seconds=1),
    "build": StepResult(
        "build",
        "attention",
        (),
        {
            "totals": {"ran": 9, "unchanged": 38, "held": 2, "failed": 1},
            "waiting": [FACT, {**FACT, "id": "cd34", "headline": False, "title": "Keepers", "state": "on hold"}],
            "failed": [PAGE],
            "released": [RELEASED],
            "killed": [{"address": "en/honey-tax/ar", "how": "SIGKILL"}],
        },
        seconds=60,
        attempts=2,
        earlier=(Problem("the step build", "its process ended before it was done, by signal SIGKILL", "look"),),
    ),
    "publish": StepResult(
        "publish",
        "good",
        (),
        {"number": 12, "new": True, "changes": {"new": [], "changed": ["a", "b"], "gone": ["c"]}},
        seconds=3,
    ),
}
RUN = RebuildRun("2026-11-29T03:00:00+00:00", STEPS, ended="2026-11-29T03:01:06+00:00")
REPORT = RebuildReport("The Velmora Bee", RUN, "s3://bee")


@pytest.fixture
def desk(tmp_path: Path) -> Project:
    return a_project(tmp_path / "p")


def with_settings(desk: Project, **settings: Any) -> Project:
    return desk.model_copy(update={"rebuild": desk.rebuild.model_copy(update=settings)})


def test_one_paragraph_says_what_readers_have_what_waits_and_what_went_wrong() -> None:
    assert (REPORT.state, REPORT.exit_status) == ("attention", 1)
    assert REPORT.paragraph == (
        "Readers have release 12: 2 pages changed, 1 is gone. "
        "1 number waits for an editor; a headline would change: Honey tax, Ardale: 3.1 million → 3.3 million. "
        "1 change was released by rule, without an editor: small revisions. "
        "50 pages: 9 made again, 38 up to date, 2 held, 1 failed. "
        "en/permits failed and stays as readers know it: KeyError: 'fee'. "
        "New data: honey_tax. "
        "pay: kept out: 2 rows fell out of their range. The table stays as it was. "
        "keepers could not be refreshed and stays as it was: the server did not answer. "
        "The process that made en/honey-tax/ar was killed (SIGKILL), and another one made the page. "
        "The build took 2 attempts, as its process ended before it was done, by signal SIGKILL."
    )


def test_the_text_lists_what_waits_with_a_link_to_each() -> None:
    text = as_text(REPORT)
    assert text.splitlines()[0] == "The Velmora Bee, 2026-11-29 03:00 UTC: something needs you"
    assert (
        "  Honey tax, Ardale: 3.1 million → 3.3 million (+6.5%), in a headline, on en/honey-tax/ar, es/honey-tax/ar."
        " “Ardale paid 3.3 million.” https://desk.example/nutgraf/inbox/ab12\n"
    ) in text
    assert "  pay: kept out: 2 rows fell out of their range – see build/refresh/quarantine/pay\n" in text
    assert "Processes that were killed\n  The process that made en/honey-tax/ar was killed (SIGKILL).\n" in text
    assert "  build: needs you, 60.0 s, 2 attempts\n" in text


def test_a_value_of_a_figure_is_named_once_and_a_small_move_has_a_size() -> None:
    drawn = {
        **FACT,
        "title": "Figure “Fees”, Ardale, Fee",
        "was": "Ardale: 446,522",
        "now": "447,000",
        "percent": -0.04,
    }
    build = replace(STEPS["build"], details={**STEPS["build"].details, "waiting": [drawn]})
    text = as_text(replace(REPORT, run=replace(RUN, steps={**STEPS, "build": build})))
    assert "  Figure “Fees”, Ardale, Fee: 446,522 → 447,000 (less than 0.1%), in a headline" in text


def test_several_killed_processes_are_counted_and_one_whose_page_failed_is_named_only_there() -> None:
    killed = [{"address": address, "how": "SIGKILL"} for address in ("en/permits", "en/a", "en/a", "en/b")]
    build = replace(STEPS["build"], details={**STEPS["build"].details, "killed": killed})
    report = replace(REPORT, run=replace(RUN, steps={**STEPS, "build": build}))
    said = "The process that made en/a was killed (SIGKILL). 2 more were killed; others made the pages. "
    assert said in report.paragraph
    assert "The process that made en/permits was killed" not in report.paragraph
    assert as_text(report).count("was killed (SIGKILL).\n") == 4


def test_the_report_for_machines_is_as_its_schema_says() -> None:
    assert wrong("rebuild", json.loads(json.dumps(REPORT.as_json()))) == []
    empty = RebuildReport("The Desk", RebuildRun("2026-11-29T03:00:00+00:00"))
    assert wrong("rebuild", json.loads(json.dumps(empty.as_json()))) == []


HOSTILE = '<script>alert(1)</script> [x](javascript:alert(1)) | `a` "q" </title>'


def hostile() -> RebuildReport:
    fact = {**FACT, "title": HOSTILE, "why": HOSTILE, "sentence_after": HOSTILE, "reasons": [HOSTILE]}
    table = {**BAD, "said": HOSTILE, "table": HOSTILE}
    build = replace(STEPS["build"], details={**STEPS["build"].details, "waiting": [fact]})
    steps = {**STEPS, "build": build, "refresh": replace(STEPS["refresh"], details={"tables": [table], "as_of": {}})}
    return RebuildReport(HOSTILE, replace(RUN, steps=steps))


def test_the_page_says_which_process_was_killed(desk: Project) -> None:
    page = report_page(desk, REPORT)
    assert page.count("The process that made en/honey-tax/ar was killed (SIGKILL)") == 2  # above, and in its list


def test_a_word_of_the_data_cannot_write_into_the_page_or_the_summary(desk: Project) -> None:
    page, summary = report_page(desk, hostile()), as_text(hostile(), markdown=True)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "<script" not in summary.replace("\\<", "")
    assert "](javascript" not in summary.replace("\\]", "")


def test_the_page_links_to_the_desk_or_to_the_held_pages_next_to_it(desk: Project) -> None:
    assert 'href="https://desk.example/nutgraf/inbox/ab12"' in report_page(desk, REPORT)
    build = replace(STEPS["build"], details={"waiting": [{**FACT, "link": "build/held/index.html"}]})
    without = RebuildReport("The Desk", replace(RUN, steps={**STEPS, "build": build}))
    assert 'href="../held/index.html"' in report_page(desk, without)


@pytest.mark.browser
def test_the_page_fits_a_phone_and_needs_no_other_file(desk: Project, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    long = {**PAGE, "what": "a" * 300}
    build = replace(STEPS["build"], details={**STEPS["build"].details, "failed": [long]})
    page.set_content(report_page(desk, RebuildReport("Bee", replace(RUN, steps={**STEPS, "build": build}))))
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert asked == []
    page.close()


@pytest.fixture
def posted() -> Iterator[Any]:
    """A server on the loopback that keeps what is posted to it; `status` is what it answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.server.got.append((self.path, body))  # type: ignore[attr-defined]
            self.send_response(self.server.status)  # type: ignore[attr-defined]
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server: Any = HTTPServer(("127.0.0.1", 0), Handler)
    server.got, server.status = [], 200
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_webhook_gets_the_paragraph_and_the_whole_report(desk: Project, posted: Any) -> None:
    hook = f"http://127.0.0.1:{posted.server_port}/services/T0/secret"
    assert deliver(desk, REPORT, {"NUTGRAF_WEBHOOK": hook}).undelivered == ()
    ((path, body),) = posted.got
    assert path == "/services/T0/secret"
    assert json.loads(body) == {"text": REPORT.paragraph, "report": json.loads(json.dumps(REPORT.as_json()))}


@pytest.mark.parametrize("broken", ["nutgraf.rebuild.run_record.file_lock", "nutgraf.rebuild.run_record.replace_file"])
def test_a_webhook_hears_of_a_disk_that_is_full(
    desk: Project, posted: Any, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def full(path: Path, *_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(broken, full)
    hook = {"NUTGRAF_WEBHOOK": f"http://127.0.0.1:{posted.server_port}/hook"}
    report = rebuild(desk, Night(datetime.datetime(2026, 11, 29, 3, tzinfo=datetime.UTC), environment=hook))
    ((_, body),) = posted.got
    assert json.loads(body)["text"] == report.paragraph
    assert report.exit_status == 2
    assert report.paragraph.startswith("Nothing was published, because the build failed: build/rebuild/"), (
        report.paragraph
    )
    assert "there is no room left on the disk" in report.paragraph


def test_a_disk_that_is_full_only_after_all_steps_leaves_what_they_did_in_the_report(
    desk: Project, posted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(desk.build_dir / "rebuild/report.txt"))

    monkeypatch.setattr("nutgraf.rebuild.delivery.replace_file", full)
    hook = {"NUTGRAF_WEBHOOK": f"http://127.0.0.1:{posted.server_port}/hook"}
    night = Night(datetime.datetime(2026, 11, 29, 3, tzinfo=datetime.UTC), steps=("check",), environment=hook)
    report = rebuild(desk, night)
    assert [step.name for step in report.steps] == ["check"]
    assert [each.what for each in report.undelivered] == ["there is no room left on the disk"]
    assert len(posted.got) == 1
    assert report.exit_status == 1


def test_a_webhook_that_refuses_is_in_the_report_without_its_address(
    desk: Project, posted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _: None)
    posted.status = 500
    hook = f"http://127.0.0.1:{posted.server_port}/services/T0/secret"
    done = deliver(desk, REPORT, {"NUTGRAF_WEBHOOK": hook})
    assert done.undelivered == (
        Problem(
            "the webhook at 127.0.0.1",
            "the report could not be sent there: it answered 500",
            "see that it is reachable from here",
        ),
    )
    written = json.loads((desk.build_dir / "rebuild/report.json").read_text())
    assert written["undelivered"][0]["where"] == "the webhook at 127.0.0.1"
    gone = deliver(desk, REPORT, {"NUTGRAF_WEBHOOK": "http://127.0.0.1:9/services/T0/secret"})
    assert "secret" not in str(gone.undelivered)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_mail_has_the_text_and_the_page(desk: Project) -> None:
    from aiosmtpd.controller import Controller

    class Keep:
        got: list[bytes] = []  # noqa: RUF012

        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
            self.got.append(envelope.content)
            return "250 OK"

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(Keep(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        mailing = with_settings(desk, mail_to=("desk@bee.example",), smtp=f"127.0.0.1:{port}")
        assert deliver(mailing, REPORT, {}).undelivered == ()
    finally:
        controller.stop()
    mail: Any = message_from_bytes(Keep.got[0], policy=policy.default)
    assert (mail["To"], mail["Subject"]) == (
        "desk@bee.example",
        "The Velmora Bee: something needs you (2026-11-29)",
    )
    text, page = mail.iter_parts()
    assert "".join(text.get_content().split()) == "".join(as_text(REPORT).split())
    assert (page.get_filename(), page.get_content_type()) == ("report.html", "text/html")


def test_a_mail_server_that_is_down_spares_the_rest(desk: Project, tmp_path: Path) -> None:
    mailing = with_settings(desk, mail_to=("desk@bee.example",), smtp="127.0.0.1:9")
    done = deliver(mailing, REPORT, {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary")})
    assert [problem.where for problem in done.undelivered] == ["127.0.0.1:9"]
    assert (tmp_path / "summary").read_text().startswith("## The Velmora Bee, 2026-11-29 03:00 UTC")
    assert "report: 127.0.0.1:9" in (desk.build_dir / "rebuild/report.txt").read_text()


def test_a_good_night_wakes_nobody_unless_the_settings_say_always(desk: Project, posted: Any) -> None:
    good = RebuildReport("The Desk", RebuildRun("2026-11-29T03:00:00+00:00", ended="2026-11-29T03:00:01+00:00"))
    hook = {"NUTGRAF_WEBHOOK": f"http://127.0.0.1:{posted.server_port}/"}
    deliver(desk, good, hook)
    assert posted.got == []
    deliver(with_settings(desk, notify="always"), good, hook)
    assert len(posted.got) == 1


def test_prometheus_gets_pages_steps_and_the_age_of_each_source(desk: Project) -> None:
    deliver(with_settings(desk, metrics="build/nutgraf.prom"), REPORT, {})
    text = (desk.build_dir / "nutgraf.prom").read_text()
    assert text == as_metrics(REPORT)
    samples = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    ended = datetime.datetime(2026, 11, 29, 3, 1, 6, tzinfo=datetime.UTC).timestamp()
    assert samples["nutgraf_rebuild_ended_seconds"] == str(int(ended))
    assert samples['nutgraf_pages{status="held"}'] == "2"
    assert samples['nutgraf_rebuild_state{state="attention"}'] == "1"
    assert samples['nutgraf_rebuild_step_seconds{step="build"}'] == "60"
    assert samples['nutgraf_source_age_seconds{table="pay"}'] == str(24 * 3600 + 66)


def test_a_collector_of_opentelemetry_gets_a_span_for_each_step_and_the_pages(
    desk: Project, posted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    endpoint = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{posted.server_port}"}
    monkeypatch.setenv(*next(iter(endpoint.items())))
    assert deliver(desk, REPORT, endpoint).undelivered == ()
    (_, traces), (_, metrics) = posted.got
    assert [path for path, _ in posted.got] == ["/v1/traces", "/v1/metrics"]
    spans = ExportTraceServiceRequest.FromString(traces).resource_spans[0].scope_spans[0].spans
    assert [span.name for span in spans] == ["refresh", "check", "build", "publish", "rebuild"]
    assert spans[2].end_time_unix_nano - spans[2].start_time_unix_nano == 60_000_000_000
    kept = ExportMetricsServiceRequest.FromString(metrics).resource_metrics[0].scope_metrics[0].metrics
    assert [metric.name for metric in kept] == ["nutgraf.pages", "nutgraf.waiting", "nutgraf.step.duration"]


def test_the_report_lists_what_a_rule_released() -> None:
    text = as_text(REPORT)
    assert "Released by rule\n  small revisions: 48.3% → 48.2%, on en/permits. “Ashmere has 48.2% of all.”\n" in text
    assert REPORT.as_json()["released"] == [RELEASED]
