"""Which other hosts pages may load from, for what a newsroom's own templates add: [tool.nutgraf.csp]."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_HOST = re.compile(r"https://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?(/[\w./~-]*)?")


def _host(value: str) -> str:
    if not _HOST.fullmatch(value):
        raise ValueError(f"{value!r} is not a host, such as https://stats.example.org")
    return value


AllowedHosts = tuple[Annotated[str, AfterValidator(_host)], ...]


class CspSettings(BaseModel):
    """The hosts that the content security policy of every page allows, by what is loaded from them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    script: AllowedHosts = Field(default=(), description="Scripts, such as those of an analytics service.")
    connect: AllowedHosts = Field(
        default=(), description="Requests that scripts make, such as those that count readers."
    )
    img: AllowedHosts = Field(default=(), description="Images.")
    style: AllowedHosts = Field(default=(), description="Stylesheets.")
    font: AllowedHosts = Field(default=(), description="Fonts.")
    frame: AllowedHosts = Field(default=(), description="Frames, such as a donation form or a video.")
    form: AllowedHosts = Field(default=(), description="Where forms are sent.")

    @property
    def hosts(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each directive of the policy with its hosts; those without any are left out."""
        named = {kind: getattr(self, kind) for kind in type(self).model_fields}
        return tuple(
            ("form-action" if kind == "form" else f"{kind}-src", hosts) for kind, hosts in named.items() if hosts
        )
