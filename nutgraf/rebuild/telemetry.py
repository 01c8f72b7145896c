"""The run for OpenTelemetry: a span for the run and one for each step, and gauges, sent over OTLP/HTTP.

Where to send them, and with which headers, is read from the usual variables, such as OTEL_EXPORTER_OTLP_ENDPOINT.
"""

from __future__ import annotations

import datetime
from typing import Any

from nutgraf.rebuild.rebuild_report import RebuildReport

_NS = 1_000_000_000


def send_telemetry(report: RebuildReport) -> None:
    """Send it. Raises ImportError without the extra `otel`, OSError if it cannot be sent."""
    from opentelemetry.sdk.resources import Resource

    resource = Resource.create({"service.name": "nutgraf", "nutgraf.newsroom": report.newsroom})
    _send_spans(report, resource)
    _send_gauges(report, resource)


def _send_spans(report: RebuildReport, resource: Any) -> None:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExportResult
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
    from opentelemetry.trace import Status, StatusCode, set_span_in_context

    kept = InMemorySpanExporter()
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(kept))
    tracer = provider.get_tracer("nutgraf")
    ended = int(datetime.datetime.fromisoformat(report.run.ended).timestamp() * _NS)
    begun = ended - int(sum(step.seconds for step in report.steps) * _NS)
    whole = tracer.start_span("rebuild", start_time=begun, attributes={"nutgraf.state": report.state})
    if report.state == "failed":
        whole.set_status(Status(StatusCode.ERROR, report.paragraph[:200]))
    at = begun
    for step in report.steps:
        said = {"nutgraf.state": step.state, "nutgraf.attempts": step.attempts}
        span = tracer.start_span(step.name, set_span_in_context(whole), start_time=at, attributes=said)
        if step.state == "failed":
            span.set_status(Status(StatusCode.ERROR, step.problems[0].what if step.problems else ""))
        at += int(step.seconds * _NS)
        span.end(at)
    whole.end(ended)
    exporter = OTLPSpanExporter(timeout=10)
    try:
        if exporter.export(kept.get_finished_spans()) is not SpanExportResult.SUCCESS:
            raise OSError("the collector did not take the spans")
    finally:
        exporter.shutdown()  # type: ignore[no-untyped-call]
        provider.shutdown()


def _send_gauges(report: RebuildReport, resource: Any) -> None:
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import InMemoryMetricReader, MetricExportResult

    reader = InMemoryMetricReader()
    provider = MeterProvider([reader], resource=resource, shutdown_on_exit=False)
    meter = provider.get_meter("nutgraf")
    pages = meter.create_gauge("nutgraf.pages", description="Pages by what became of them.")
    for status, count in report.totals.items():
        pages.set(count, {"status": status})
    meter.create_gauge("nutgraf.waiting", description="Numbers that wait for an editor.").set(len(report.waiting))
    seconds = meter.create_gauge("nutgraf.step.duration", unit="s", description="How long each step took.")
    for step in report.steps:
        seconds.set(step.seconds, {"step": step.name})
    exporter = OTLPMetricExporter(timeout=10)
    try:
        data = reader.get_metrics_data()
        if data and exporter.export(data) is not MetricExportResult.SUCCESS:
            raise OSError("the collector did not take the metrics")
    finally:
        exporter.shutdown()
        provider.shutdown()
