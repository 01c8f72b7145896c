"""Writes what a build did as a short Markdown summary: totals, then each page that failed or is held."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main(lines_path: str, errors_path: str) -> None:
    """Print the summary of the JSON lines in one file, or of the error text in the other."""
    lines = [json.loads(line) for line in Path(lines_path).read_text(encoding="utf-8").splitlines()]
    if not lines or "totals" not in lines[-1]:
        print("### Nothing was built or published\n\n```\n" + Path(errors_path).read_text(encoding="utf-8") + "\n```")
        return
    *pages, last = lines
    counts = ", ".join(f"{count} {status}" for status, count in last["totals"].items() if count)
    print(f"### {last['pages']} pages in {last['seconds']:.0f} s: {counts}\n")
    for problem in last["problems"]:
        print(f"- **{problem['where']}**: {problem['what']}. {problem['fix']}")
    for page in pages:
        for problem in page.get("problems", []):
            print(
                f"- `{page['address']}` {page['status']}. **{problem['where']}**: {problem['what']}. {problem['fix']}"
            )
        if page["status"] == "held":
            print(f"- `{page['address']}` held for an editor: {page['why']}. Sign it off with `nutgraf facts accept`.")


if __name__ == "__main__":
    main(*sys.argv[1:])
