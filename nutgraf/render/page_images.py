"""The image files of a page: its share card, and each figure as an image to download."""

from __future__ import annotations

from dataclasses import replace

from nutgraf.errors import FigureError, Problem
from nutgraf.render.share_card import CARD, RATIOS
from nutgraf.render.view import ArticleView
from nutgraf.vega.keep import Keep, draw_anyway
from nutgraf.vega.share_images import STILL_SCALE, in_ratio, to_png


def images(article: ArticleView, keep: Keep = draw_anyway) -> tuple[tuple[str, bytes], ...]:
    """The card and the stills as PNG files, rendered separately because they are the slow part of a page.

    Raises FigureError naming every image with characters that no installed font has.
    """
    files: list[tuple[str, bytes]] = []
    problems: list[Problem] = []
    wanted = [(CARD, article.card.svg, 1.0, "the card of the page for sharing")]
    for figure in article.figures:
        where = f"figure {figure.it.number} ({figure.it.title}), its image to download"
        wanted.append((figure.image, figure.still, STILL_SCALE, where))
    for name, svg, scale, where in wanted:
        try:
            drawn = to_png(svg, scale, keep)
            files.append((name, drawn))
            if name == CARD:
                files += ((other, in_ratio(drawn, size, keep)) for other, size in RATIOS.items())
        except FigureError as error:
            notebook = f"notebooks/{article.page.explainer}.ipynb"
            problems += (replace(each, where=f"{notebook}, {where}") for each in error.problems)
    if problems:
        raise FigureError(*problems)
    return tuple(files)
