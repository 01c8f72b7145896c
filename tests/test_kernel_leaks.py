"""Nothing that one page does to its kernel, or to the process it runs in, reaches the next page."""

from __future__ import annotations

import pytest

from nutgraf import kernel
from support.kernel_probe import run, text

pytestmark = pytest.mark.kernel

DIRT = """
import builtins, decimal, gc, locale, logging, os, random, signal, socket, sys, tempfile, threading, time, warnings
import altair, numpy, pandas
left_behind = 1
builtins.left_behind = 2
pandas.DataFrame.head = lambda self: "patched"
pandas.options.display.max_rows = 3
numpy.set_printoptions(precision=1)
numpy.seterr(all="ignore")
altair.theme.enable("dark")
altair.data_transformers.disable_max_rows()
os.makedirs("elsewhere", exist_ok=True)
os.chdir("elsewhere")
os.umask(0)
os.environ["LEFT_BEHIND"] = "1"
os.environ.pop("HOME", None)
sys.path.insert(0, "/left/behind")
sys.modules["json"] = None
sys.setrecursionlimit(500)
sys.stdout = open("kept open", "w")
signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGALRM, lambda *_: None)
threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
threading.Thread(target=time.sleep, args=(600,)).start()
locale.setlocale(locale.LC_ALL, "C")
warnings.simplefilter("error")
logging.getLogger().addHandler(logging.StreamHandler())
socket.setdefaulttimeout(1)
decimal.getcontext().prec = 2
random.seed(1)
numpy.random.seed(1)
gc.disable()
tempfile.tempdir = "/left/behind"
get_ipython().run_line_magic("xmode", "Minimal")
get_ipython().set_custom_exc((ValueError,), lambda *_: None)
"""
CLEAN = {
    "globals": ("'left_behind' in globals()", "False"),
    "builtins": ("import builtins\nhasattr(builtins, 'left_behind')", "False"),
    "methods of pandas": ("import pandas\npandas.DataFrame({'a': [1]}).head() is 'patched'", "False"),
    "options of pandas": ("import pandas\npandas.options.display.max_rows", "60"),
    "options of numpy": (
        "import numpy\nnumpy.get_printoptions()['precision'], numpy.geterr()['divide']",
        "(8, 'warn')",
    ),
    "theme": ("import altair\naltair.theme.active, altair.data_transformers.options", "('default', {})"),
    "folder": ("import os\nos.path.basename(os.getcwd())", "'project'"),
    "mask of new files": ("import os\nos.umask(0) != 0", "True"),
    "environment": ("import os\n'LEFT_BEHIND' in os.environ, 'HOME' in os.environ", "(False, True)"),
    "search path": ("import sys\n'/left/behind' in sys.path", "False"),
    "modules": ("import json\njson.dumps(1)", "'1'"),
    "recursion limit": ("import sys\nsys.getrecursionlimit()", "1000"),
    "open files": ("import os\nany('kept' in os.readlink(f'/proc/self/fd/{n}') for n in range(3))", "False"),
    "signals": ("import signal\n{int(signal.getsignal(n)) for n in (signal.SIGTERM, signal.SIGALRM)}", "{0}"),
    "threads": ("import threading\nany('(sleep)' in thread.name for thread in threading.enumerate())", "False"),
    "warnings": ("import warnings\nwarnings.filters[0][0] == 'error'", "False"),
    "logging": ("import logging\nlogging.getLogger().handlers", "[]"),
    "network": ("import socket\nsocket.getdefaulttimeout() is None", "True"),
    "arithmetic": ("import decimal\ndecimal.getcontext().prec", "28"),
    "random": ("import random\nrandom.random() == 0.13436424411240122", "False"),
    "random of numpy": ("import numpy\nnumpy.random.random() == 0.417022004702574", "False"),
    "garbage": ("import gc\ngc.isenabled()", "True"),
    "temporary files": ("import tempfile\ntempfile.tempdir == '/left/behind'", "False"),
    "tracebacks": ("get_ipython().InteractiveTB.mode", "'Context'"),
    "handled errors": ("get_ipython().custom_exceptions", "()"),
}


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the next page finds, after two that did all they could."""
    project = tmp_path_factory.mktemp("on") / "project"
    project.mkdir()
    with kernel.warm() as kernels:
        for _ in range(2):
            run([DIRT], project, kernels)
        shown = run([source for source, _ in CLEAN.values()], project, kernels)
        assert kernels.disabled_reason == ""
    return dict(zip(CLEAN, map(text, shown), strict=True))


@pytest.mark.parametrize("what", CLEAN)
def test_what_a_page_does_to_its_kernel_does_not_reach_the_next(after: dict[str, str], what: str) -> None:
    assert after[what] == CLEAN[what][1]
