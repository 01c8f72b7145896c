"""vl-convert in another process, which several workers share: its JavaScript engine takes 60 MB and warms up slowly."""

from __future__ import annotations

from multiprocessing.connection import Connection
from typing import Any

from nutgraf.vega import converter


class RemoteConverter:
    """Answers as vl-convert does; if the other process is gone or cannot answer, this one draws itself."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe: Connection | None = pipe

    def vegalite_to_svg(self, spec: dict[str, Any], **options: Any) -> Any:
        """A drawing of a Vega-Lite spec."""
        return self._asked("vegalite_to_svg", spec, options)

    def vegalite_to_vega(self, spec: dict[str, Any], **options: Any) -> Any:
        """A Vega-Lite spec as Vega."""
        return self._asked("vegalite_to_vega", spec, options)

    def vega_to_scenegraph(self, spec: dict[str, Any], **options: Any) -> Any:
        """The marks of a Vega spec."""
        return self._asked("vega_to_scenegraph", spec, options)

    def svg_to_png(self, svg: str, **options: Any) -> Any:
        """An SVG as PNG."""
        return self._asked("svg_to_png", svg, options)

    def _asked(self, name: str, given: Any, options: dict[str, Any]) -> Any:
        answer = self._answer((converter.needs_other_type(), name, given, options))
        if answer is None:
            return getattr(converter.own_converter(), name)(given, **options)
        result, error, said = answer
        converter.add_warnings(said)
        if error is not None:
            raise error
        return result

    def _answer(self, request: tuple[Any, ...]) -> Any:
        if self._pipe is None:
            return None
        try:
            self._pipe.send(request)
            return self._pipe.recv()
        except (EOFError, OSError):
            self._pipe.close()
            self._pipe = None
            return None


def answer_request(pipe: Connection, languages: list[bool]) -> None:
    """Answer one request of a RemoteConverter; None if it needs other fonts than the first one did, or more memory.

    `languages` holds what the first needed. Raises EOFError or OSError if the other end is gone.
    """
    other_type, name, given, options = pipe.recv()
    languages[:] = languages or [other_type]
    if languages != [other_type]:
        pipe.send(None)
        return
    converter.set_other_type(needed=other_type)
    result, error = None, None
    try:
        result = getattr(converter.own_converter(), name)(given, **options)
    except (ValueError, OSError, RuntimeError) as failed:
        error = failed
        if converter.has_run_out_of_memory(error):  # the worker gives its own engine more, for this picture
            converter.warnings()
            pipe.send(None)
            return
    pipe.send((result, error, converter.warnings()))
