"""One edition of one explainer: the values that it is run with, and the addresses that it requests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from nutgraf.notebook import Explainer


@dataclass(frozen=True)
class Edition:
    """An edition as its notebook describes it, before the plan has compared it with other pages."""

    explainer: Explainer
    values: Mapping[str, Any]
    address: str
    lang: str
    withheld_reason: str = ""
    redirect_from: tuple[str, ...] = ()
    """Earlier addresses of its page."""

    @property
    def parameters(self) -> dict[str, Any]:
        """The values that differ between editions, in the notebook's order."""
        varied = self.explainer.varied
        return {key: value for key, value in self.values.items() if key in varied}

    def redirected_from(self, addresses: Iterable[str]) -> Edition:
        """The edition with these earlier addresses."""
        former = tuple(addresses)
        return self if former == self.redirect_from else replace(self, redirect_from=former)

    @property
    def name(self) -> str:
        """The edition in words: `taxes (state=TN, lang=es)`."""
        return in_words(self.explainer.name, self.parameters)


def in_words(explainer: str, parameters: Mapping[str, Any]) -> str:
    """The name of an edition in messages: `taxes (state=TN, lang=es)`."""
    shown = ", ".join(f"{key}={value}" for key, value in parameters.items())
    return f"{explainer} ({shown})" if shown else explainer
