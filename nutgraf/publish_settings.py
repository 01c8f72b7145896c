"""Where the site is published, and how an unattended rebuild runs and reports: two tables of the settings."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator


class PublishSettings(BaseModel):
    """Where the site is published, under [tool.nutgraf.publish]."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    to: str = Field(
        default="",
        description="Where `nutgraf publish`, `releases` and `rollback` go if they name no other place: a folder, or "
        "an address such as s3://bucket/explainers.",
    )
    keep: int = Field(default=30, ge=1, description="How many releases stay there to go back to.")
    allow: tuple[str, ...] = Field(
        default=(),
        description="What may be published although it looks private, as the message that refuses it names it: an "
        'e-mail address or all of a domain, such as "*@census.example", a folder, the name of an environment '
        "variable, or the digest of something that looks like a secret. The address under `contact` is always allowed.",
    )


class RebuildSettings(BaseModel):
    """How `nutgraf rebuild` runs and whom it tells, under [tool.nutgraf.rebuild]."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    minutes: int = Field(default=120, ge=1, description="How long a run may take; what is under way then is stopped.")
    desk_url: str = Field(
        default="",
        description="The address of the desk, such as https://desk.example.org: the report links to what waits.",
    )
    notify: Literal["always", "attention"] = Field(
        default="attention", description="When the report is sent: always, or if something needs attention or failed."
    )
    mail_to: tuple[str, ...] = Field(default=(), description="The e-mail addresses that get the report.")
    mail_from: str = Field(default="", description="The address that it comes from (default: the first of mail_to).")
    smtp: str = Field(
        default="localhost:25",
        description="The server that takes mail, as host:port. Port 465 is encrypted from the start, another one where "
        "the server offers it. User and password come from the environment: NUTGRAF_SMTP_USER and "
        "NUTGRAF_SMTP_PASSWORD.",
    )
    metrics: str = Field(
        default="",
        description="A file for the textfile collector of Prometheus, such as /var/lib/node_exporter/nutgraf.prom.",
    )

    @field_validator("desk_url")
    @classmethod
    def _absolute(cls, value: str) -> str:
        if value and not re.match(r"https?://[^\s/]", value):
            raise ValueError("write the whole address, beginning with https://")
        return value.rstrip("/")

    @field_validator("smtp")
    @classmethod
    def _host_and_port(cls, value: str) -> str:
        if not re.fullmatch(r"[\w.:\[\]-]+:\d{1,5}", value):
            raise ValueError("write the host and the port, such as mail.example.org:587")
        return value
