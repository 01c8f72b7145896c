"""An explainer as a newsroom's own rules see it."""

from __future__ import annotations

from collections.abc import Sequence

from nutgraf.extensions import Story, StoryText
from nutgraf.lint.hardcoded_numbers import texts
from nutgraf.notebook import Explainer
from nutgraf.plan import PagePlan


def story_of(explainer: Explainer, pages: Sequence[PagePlan]) -> Story:
    """The texts, front matter and code of an explainer, in the languages of its pages."""
    languages = list(dict.fromkeys(page.lang for page in pages))
    return Story(
        name=explainer.name,
        languages=tuple(languages),
        texts=tuple(StoryText(text.where, text.lang, text.text, text.markdown) for text in texts(explainer, languages)),
        front_matter=explainer.front_matter.model_dump(mode="json"),
        code=tuple(cell.source for cell in explainer.cells if cell.kind == "code"),
    )
