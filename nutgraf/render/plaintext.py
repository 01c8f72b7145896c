"""A page as plain text, for a wire service, a terminal or email."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    {"p", "div", "section", "figure", "figcaption", "table", "ul", "ol", "dl", "dt", "dd", "blockquote", "details"}
    | {"summary", "pre", "tr", "li", "h2", "h3", "h4", "hr"}
)
_CLOSE = frozenset({"tr", "li", "dt", "summary"})
"""Elements that end a line, not a paragraph."""
_UNDER = {"h2": "=", "h3": "-"}


def plain_text(body: str) -> str:
    """The text of a body fragment: headings underlined, lists and tables in lines, links followed by their address."""
    reader = _Reader()
    reader.feed(body)
    reader.close()
    text = re.sub(r"[ \t]+\n", "\n", "".join(reader.written))
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []
        self._lists: list[int | None] = []
        self._href = ""
        self._line = ""
        self._cells = 0
        self._pre = False
        self._mute = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS and not (tag == "p" and self._line.strip() in ("-", self._mark())):
            self._end_line("\n" if tag in _CLOSE else "\n\n")
        if tag in ("ul", "ol"):
            # A list may start with any number: Markdown reads "2024. was the year" as one.
            self._lists.append(int(values.get("start") or 1) - 1 if tag == "ol" else None)
        elif tag == "li" and self._lists:
            last = self._lists[-1]
            self._lists[-1] = None if last is None else last + 1
            self._line = f"{self._mark()} "
        elif tag in ("td", "th"):
            self._line = self._line.rstrip() + (" | " if self._cells else "")
            self._cells += 1
        elif tag == "a":
            self._href = values.get("href", "")
            self._mute = values.get("class") == "footnote-back"
        elif tag == "sup" and values.get("class") == "footnote-ref":
            self._line += " ["
        elif tag == "img":
            self._end_line("\n\n")
            self._line = f"[{values.get('alt', '')}]"
        elif tag == "br":
            self._end_line("\n")
        self._pre = self._pre or tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._mute = False
            if re.match(r"https?:", self._href) and not self._line.endswith(self._href):
                self._line += f" <{self._href}>"
        elif tag == "sup" and self._line.rstrip("0123456789").endswith(" ["):
            self._line += "]"
        if tag in _UNDER and self._line.strip():
            self._line += f"\n{_UNDER[tag] * len(self._line.strip())}"
        if tag in ("ul", "ol"):
            self._lists.pop()
        if tag == "tr":
            self._cells = 0
        if tag in _BLOCKS:
            self._end_line("\n" if tag in _CLOSE else "\n\n")
        self._pre = self._pre and tag != "pre"

    def handle_data(self, data: str) -> None:
        if self._mute:
            return
        if self._pre:
            self._line += data
        elif self._line or data.strip():
            text = re.sub(r"\s+", " ", data)
            self._line += text.lstrip() if not self._line or self._line.endswith(" ") else text

    def close(self) -> None:
        super().close()
        self._end_line("\n")

    def _mark(self) -> str:
        """The marker of the current list item: its number, or a dash."""
        last = self._lists[-1] if self._lists else None
        return "-" if last is None else f"{last}."

    def _end_line(self, end: str) -> None:
        if self._line.strip():
            self.written.append(self._line.rstrip() + end)
        elif self.written and end == "\n\n":
            self.written.append("\n")
        self._line = ""
