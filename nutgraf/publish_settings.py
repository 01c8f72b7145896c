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
