"""Run as a cell: prints, by name, whatever in this interpreter could make a notebook behave differently."""

import asyncio
import atexit
import builtins
import contextlib
import decimal
import faulthandler
import gc
import getpass
import inspect
import json
import locale
import logging
import multiprocessing
import os
import random
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import warnings
from pathlib import Path

import altair
import numpy
import pandas
from pandas._config import config as pandas_config

import __main__

shell = get_ipython()  # noqa: F821
names_at_start = sorted(name for name in vars(__main__))


def kind(thing):
    """The type of an object, as text."""
    return f"{type(thing).__module__}.{type(thing).__qualname__}"


def called(thing):
    """The name of a function or class, as text."""
    return f"{getattr(thing, '__module__', '')}.{getattr(thing, '__qualname__', kind(thing))}"


def umask():
    """The mask of new files, which can only be read by setting it."""
    mask = os.umask(0o77)
    os.umask(mask)
    return mask


def opened():
    """The open files, but for the sockets of zmq, which opens more or fewer as it needs them."""
    gc.collect()
    found = []
    for path in list(Path("/proc/self/fd").iterdir()):
        with contextlib.suppress(FileNotFoundError):  # it was the listing itself
            found.append(re.sub(r"\d+", "N", str(path.readlink())))
    return sorted(name for name in found if not name.startswith(("socket:", "anon_inode:")))


status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
state = {
    "pandas options": {key: repr(pandas.get_option(key)) for key in sorted(pandas_config._registered_options)},
    "numpy": [repr(numpy.get_printoptions()), numpy.geterr(), repr(numpy.geterrcall())],
    "altair": [
        altair.theme.active,
        altair.renderers.active,
        altair.renderers.options,
        altair.renderers.names(),
        altair.data_transformers.active,
        altair.data_transformers.options,
    ],
    "altair names": altair.Chart("data.csv").mark_point().add_params(altair.selection_interval()).to_dict()["params"],
    "sys.path": sys.path,
    "sys.argv": [re.sub(r"[\w-]+\.json$", "FILE", Path(argument).name) for argument in sys.argv],
    "sys.orig_argv": [re.sub(r"[\w-]+\.json$", "FILE", Path(argument).name) for argument in sys.orig_argv],
    "sys.flags": repr(sys.flags),
    "sys hooks": [
        called(getattr(sys, name)) for name in ("excepthook", "displayhook", "breakpointhook", "unraisablehook")
    ],
    "sys finders": [called(finder) for finder in [*sys.meta_path, *sys.path_hooks]],
    "sys settings": [
        sys.executable,
        sys.prefix,
        sys.dont_write_bytecode,
        sys.getrecursionlimit(),
        sys.getswitchinterval(),
    ],
    "sys tracing": [repr(sys.gettrace()), repr(sys.getprofile()), repr(threading.gettrace()), hasattr(sys, "ps1")],
    "streams": [[kind(stream), stream.encoding, stream.errors] for stream in (sys.stdin, sys.stdout, sys.stderr)],
    "original streams": [repr(stream) for stream in (sys.__stdin__, sys.__stdout__, sys.__stderr__)],
    "stdin": sys.__stdin__.read(),
    "environment": {key: value for key, value in sorted(os.environ.items()) if key != "PYTEST_CURRENT_TEST"},
    "C environment": sorted(subprocess.check_output("env", text=True).splitlines()),
    "process": [str(Path.cwd()), umask(), os.getpriority(os.PRIO_PROCESS, 0), sorted(os.sched_getaffinity(0))],
    "leads its session": [os.getsid(0) == os.getpid(), os.getpgid(0) == os.getpid()],
    "limits": [
        resource.getrlimit(getattr(resource, name)) for name in sorted(dir(resource)) if name.startswith("RLIMIT")
    ],
    "signals": {str(number): called(signal.getsignal(number)) for number in sorted(signal.valid_signals())},
    "signal masks": [status[name].strip() for name in ("SigBlk", "SigIgn", "SigCgt", "NoNewPrivs")],
    "locale": [locale.setlocale(locale.LC_ALL), locale.getlocale(), locale.getpreferredencoding(), time.tzname],
    "__main__": [kind(__main__), __main__ is sys.modules["__main__"], names_at_start],
    "ipython config": json.loads(re.sub(r'"[^"]*/k?[\w-]+\.json"', '"FILE"', json.dumps(shell.config, default=repr))),
    "ipython": [
        kind(shell),
        kind(shell.kernel),
        shell.execution_count,
        shell.profile,
        [kind(each) for each in shell.configurables],
    ],
    "ipython magics": {key: sorted(value) for key, value in shell.magics_manager.magics.items()},
    "ipython callbacks": {key: [called(each) for each in value] for key, value in shell.events.callbacks.items()},
    "ipython formatters": {
        key: [sorted(map(repr, each.type_printers)), sorted(map(repr, each.deferred_printers)), each.enabled]
        for key, each in shell.display_formatter.formatters.items()
    },
    "ipython traits": {
        name: repr(getattr(shell, name)) for name in ("ast_node_interactivity", "autocall", "colors", "pdb", "xmode")
    },
    "ipython history": [repr(shell.history_manager.hist_file), shell.history_manager.enabled],
    "ipython looks at": [
        sys.modules[name].sys is sys for name in ("ipykernel.ipkernel", "IPython.core.shellapp", "IPython.core.magic")
    ],
    "ipython completer": [shell.Completer.use_jedi, shell.Completer.greedy],
    "warnings": [repr(entry) for entry in warnings.filters],
    "warnings shown by": called(warnings.showwarning),
    "logging": [
        {
            name: [logging.getLogger(name).level, [kind(each) for each in logging.getLogger(name).handlers]]
            for name in sorted(logging.root.manager.loggerDict)
        },
        [kind(each) for each in logging.root.handlers],
        logging.root.level,
        logging.root.manager.disable,
    ],
    "builtins": [sorted(dir(builtins)), called(builtins.input), called(getpass.getpass), called(builtins.__import__)],
    "threads": [
        sorted(thread.name.split("-")[0] for thread in threading.enumerate()),
        len(list(Path("/proc/self/task").iterdir())),
    ],
    "garbage": [gc.isenabled(), gc.get_threshold(), gc.get_debug(), [called(each) for each in gc.callbacks]],
    "at exit": atexit._ncallbacks(),
    "open files": opened(),
    "asyncio": [kind(asyncio.get_event_loop_policy()), kind(asyncio.get_event_loop())],
    "decimal": repr(decimal.getcontext()),
    "processes": [multiprocessing.get_start_method(allow_none=True), multiprocessing.current_process().name],
    "switches": [faulthandler.is_enabled(), socket.getdefaulttimeout(), tempfile.tempdir, repr(urllib.request._opener)],
    "recursion": len(inspect.stack()),
    "modules": sorted(sys.modules),
    "modules at the start": [sorted(shell._sys_modules_keys), sorted(shell.kernel._kernel_modules)],
    "numbers drawn": [random.random(), float(numpy.random.random())],
}
print(json.dumps(state, default=repr))
