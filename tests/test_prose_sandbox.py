"""Words of data that come to be read as a template can print, and can do nothing else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

import nutgraf
from nutgraf.errors import ProseError
from nutgraf.prose.rendering import render


class Reporter:
    """An object of a notebook."""

    def pays(self) -> str:
        return "pays"


def said(text: str, **names: Any) -> str:
    return render(text, {"lang": "en", **names}, "cell", markdown=False).text


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''['__class__'] }}",
        "{{ [''] | map(attribute='__class__') | list }}",
        "{{ [reporter] | selectattr('__class__') | list }}",
        "{{ [reporter] | groupby('__class__') | list }}",
        "{{ reporter.pays.__globals__ }}",
        "{{ reporter.pays.__func__.__globals__['os'].system('true') }}",
        "{{ '{0.__class__}'.format(reporter) }}",
        "{{ '%s'.__mod__('x') }}",
        "{{ os.system('true') }}",
        "{{ pd.io.common.os.system('true') }}",
        "{{ pd.read_csv('/etc/passwd') }}",
        "{{ open('/etc/passwd').read() }}",
        "{{ Path('/etc/passwd').read_text() }}",
        "{{ here.write_text('x') }}",
        "{{ frame.to_csv('/tmp/pwned.csv') }}",
        "{{ frame.eval('a') }}",
        "{{ run('1 + 1') }}",
        "{{ shell.system('true') }}",
        "{{ shell.run_line_magic('ls', '') }}",
        "{{ namespace.__init__.__globals__ }}",
        "{{ cycler }}",
        "{{ self.__init__ }}",
        "{{ lipsum.__globals__ }}",
        "{{ ''|attr('__class__') }}",
        "{% for x in range(10**9) %}{{ x }}{% endfor %}",
        "{% import 'os' as os %}",
        "{% include '/etc/passwd' %}",
    ],
)
def test_a_template_reaches_nothing_but_what_the_notebook_shows(text: str) -> None:
    shell: Any = InteractiveShell()  # type: ignore[no-untyped-call]
    names = {"reporter": Reporter(), "os": os, "pd": pd, "open": open, "run": eval, "shell": shell}
    names |= {"Path": Path, "here": Path("pwned"), "frame": pd.DataFrame({"a": [1]})}
    with pytest.raises(ProseError) as refused:
        said(text, **names)
    assert refused.value.problems[0].fix


def test_a_template_may_ask_objects_and_functions_of_the_notebook_and_nutgraf() -> None:
    assert said("{{ reporter.pays() }}", reporter=Reporter()) == "pays"
    assert said("{{ upper('tn') }}", upper=lambda text: text.upper()) == "TN"
    assert said("{{ name.title() }}, {{ '{} and {}'.format('a', 'b') }}", name="ohio") == "Ohio, a and b"
    assert said("{% if nutgraf.fact %}yes{% endif %}", nutgraf=nutgraf) == "yes"
    assert said("{{ frame.a.to_list() | first }}", frame=pd.DataFrame({"a": ["x"]})) == "x"
