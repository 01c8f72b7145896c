"""Where the site is published, under [tool.nutgraf.publish]."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


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
