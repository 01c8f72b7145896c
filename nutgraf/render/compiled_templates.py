"""Keeps the kit's templates as Jinja2 compiled them, where Python keeps its own compiled modules."""

from __future__ import annotations

import contextlib
from importlib.metadata import version
from importlib.util import cache_from_source
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket


class CompiledTemplates(FileSystemBytecodeCache):
    """The compiled templates of a folder.

    A template that was edited is compiled again, as for other options or another version of Jinja2. Nothing is kept in
    a folder that cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(str(Path(cache_from_source(str(folder / "any.py"))).parent), "%s.jinja")
        self._compiler = version("jinja2")  # to find it takes as long as to load a template

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """A compiled template, or the place for one."""
        options = (environment.autoescape, environment.trim_blocks, environment.lstrip_blocks)
        return super().get_bucket(environment, f"{name} {self._compiler} {options}", filename, source)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read a compiled template, if there is one that is not damaged."""
        try:
            super().load_bytecode(bucket)
        except Exception:  # whatever reading half a file raises
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write a compiled template, if possible."""
        with contextlib.suppress(OSError):
            Path(self.directory).mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)
