"""What `import nutgraf` adds to a notebook that a person edits: completion, displays and errors in words."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

from nutgraf.editing import is_being_edited

_KIND = "nutgraf"


def begin() -> None:
    """Add them to the running shell of IPython if a person edits in it."""
    if is_being_edited():
        from IPython.core.getipython import get_ipython

        add_to(get_ipython())


def add_to(shell: Any) -> None:
    """Add them to a shell of IPython, once."""
    if any(getattr(each, "matcher_identifier", "") == _KIND for each in shell.Completer.custom_matchers):
        return
    _complete_in(shell)
    _display_in(shell)
    _say_errors_in(shell)


def _complete_in(shell: Any) -> None:
    from IPython.core.completer import context_matcher

    @context_matcher(identifier=_KIND, priority=200)  # type: ignore[untyped-decorator]
    def offered(context: Any) -> dict[str, Any]:
        return _matches(context, shell.user_ns)

    shell.Completer.custom_matchers.append(offered)


def _matches(context: Any, names: dict[str, Any]) -> dict[str, Any]:
    """What may be written at the cursor, in the form of IPython."""
    from IPython.core.completer import SimpleCompletion

    from nutgraf.live.complete import fitting
    from nutgraf.live.data_choices import data_choices

    lines = context.full_text.split("\n")
    before = "\n".join([*lines[: context.cursor_line], context.text_until_cursor])
    word, choices = data_choices(before, names) or ("", [])
    found = [SimpleCompletion(text=each.text, type=each.kind) for each in fitting(word, choices)]
    alone = bool(found) and not any(each.text.endswith("=") for each in found)  # a value may also be an expression
    return {"completions": found, "matched_fragment": word, "ordered": True, "suppress": alone}


def _display_in(shell: Any) -> None:
    formatter = shell.display_formatter.formatters["text/html"]
    for module, kind, function in (
        ("nutgraf.facts.fact", "Fact", "of_fact"),
        ("nutgraf.facts.fact_list", "Facts", "of_facts"),
        ("nutgraf.data.row", "Row", "of_row"),
        ("nutgraf.data.row", "Rows", "of_rows"),
        ("pandas", "DataFrame", "of_frame"),
        ("pandas.core.frame", "DataFrame", "of_frame"),
    ):
        formatter.for_type_by_name(module, kind, _displayed(function))


def _displayed(function: str) -> Any:
    def shown(value: Any) -> Any:
        from nutgraf.live import displays

        return getattr(displays, function)(value)

    return shown


def _say_errors_in(shell: Any) -> None:
    """Say a wrong call of nutgraf in words; `%tb` shows the whole traceback of an error that is said in words."""
    plain = shell.find_line_magic("tb")

    def tb(line: str) -> None:
        error = getattr(sys, "last_value", None)
        if error is None or not hasattr(error, "_render_traceback_"):
            plain(line)
            return
        trace = (type(error), error, error.__traceback__)
        shell._showtraceback(*trace[:2], shell.InteractiveTB.structured_traceback(*trace, tb_offset=1))

    tb.__doc__ = plain.__doc__
    shell.register_magic_function(tb, "line", "tb")
    if not shell.custom_exceptions:
        shell.set_custom_exc((TypeError, ValueError, AttributeError), _show_in_words)


def _show_in_words(shell: Any, kind: type[BaseException], error: Any, trace: Any, tb_offset: Any = None) -> None:
    from nutgraf.errors import shown_lines
    from nutgraf.prose.wrong_calls import wrong_call

    if problem := wrong_call(error):
        lines = shown_lines(error, replace(problem, where="this cell"))
        error._render_traceback_ = lambda: lines
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
