"""Access to papermill: runs a PagePlan and returns an executed notebook with its notes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from nutgraf import data, mime_types
from nutgraf.errors import Problem, RunError
from nutgraf.frontmatter import RENDERED
from nutgraf.lazy_imports import defer_module
from nutgraf.plan import PagePlan
from nutgraf.project import Project
from nutgraf.run.memory import MemoryLimit
from nutgraf.run.timer import RunTimer

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from nutgraf.page import Correction

_OF_TENACITY = ("retry", "retry_if_exception_type", "stop_after_attempt", "wait_exponential")
"""What papermill takes from it, to be called when a notebook is written to GitHub or to a cloud."""


@dataclass(frozen=True)
class Run:
    """An executed notebook with the notes of its cells."""

    notebook: NotebookNode

    @property
    def reads(self) -> list[dict[str, Any]]:
        """Every distinct selection of data that the notebook read, in order."""
        found = {repr(read): read for answer in self._answers for read in answer.get("reads", [])}
        return list(found.values())

    @property
    def files(self) -> dict[str, str]:
        """The project files that it read or imported, with the fingerprint of each."""
        found = [pair for answer in self._answers for pair in answer.get("files", {}).items()]
        return dict(sorted(found))

    @property
    def untracked(self) -> list[str]:
        """Its untracked inputs, which cannot be compared with their current state, in words."""
        return sorted({one for answer in self._answers for one in answer.get("untracked", ())})

    @property
    def _answers(self) -> list[dict[str, Any]]:
        cells = [cell.metadata.get("nutgraf", {}) for cell in self.notebook.cells]
        return [*cells, self.notebook.metadata.get("nutgraf", {})]


def load_papermill() -> Any:
    """papermill, with our engine and no other plugin, and without the libraries for notebooks from the web and S3.

    Looking for plugins in all installed packages takes longer than importing papermill, as does importing boto3.
    Trying the web again, and the folders of other systems than Linux, also have libraries of their own.
    """
    with (
        defer_module("requests"),
        defer_module("tenacity", dict.fromkeys(_OF_TENACITY)),
        defer_module("platformdirs"),
        defer_module("boto3.session", {"Session": None}),
        defer_module("entrypoints", {"get_group_all": lambda _: ()}),
    ):
        import papermill
        from papermill.engines import papermill_engines
        from papermill.iorw import papermill_io

    from nutgraf.run.engine import ExplainerEngine
    from nutgraf.run.planned_notebook import let_papermill_read

    papermill_engines.register("nutgraf", ExplainerEngine)
    let_papermill_read(papermill_io)
    return papermill


def run_page(
    plan: PagePlan, project: Project, options: Mapping[str, Any] | None = None, timer: RunTimer | None = None
) -> Run:
    """Run one edition with papermill and our engine; `options` select the kernel (see nutgraf.kernel).

    `timer` records the time of each part.

    Raises RunError naming the cell by its heading if the notebook stops.
    """
    from nbclient.exceptions import DeadKernelError

    from nutgraf.run.planned_notebook import planned
    from nutgraf.run.run_errors import RunStopped, memory_problem, problems_of

    executed, papermill, memory = list[Any](), load_papermill(), MemoryLimit(project.memory_mb)
    try:
        with planned(plan.explainer.node) as path:
            papermill.execute_notebook(
                path,
                None,
                parameters=dict(plan.values),
                engine_name="nutgraf",
                kernel_name=plan.explainer.kernel,
                language="python",
                cwd=str(project.notebooks_dir),
                execution_timeout=project.timeout,
                page_timeout=project.page_timeout,
                memory_limit=memory,
                timer=timer,
                lang=plan.lang,
                lang_is_parameter="lang" in plan.explainer.defaults,
                words=plan.explainer.front_matter.model_dump(include=set(RENDERED)),
                result=executed,
                **{"progress_bar": False, "request_save_on_cell_execute": False, **(options or {})},
            )
    except RunStopped as stopped:
        raise RunError(*problems_of(stopped, _where(plan, stopped.cell), _by_hand(plan))) from stopped
    except DeadKernelError as error:
        where = plan.explainer.where
        if memory.exceeded:  # before its first cell or after its last
            raise RunError(memory_problem(where, "notebook", memory)) from error
        raise RunError(Problem(where, "the kernel died after the last cell", _by_hand(plan))) from error
    except RunError as error:
        raise RunError(*(_placed(plan, problem) for problem in error.problems)) from error
    return Run(_cleaned(executed[0]))


def warm_up_kernel(project: Project, options: Mapping[str, Any]) -> None:
    """Run a notebook without cells, so that everything that a first run loads is loaded."""
    from nbformat.v4 import new_notebook

    load_papermill().execute_notebook(
        new_notebook(),  # type: ignore[no-untyped-call]
        None,
        engine_name="nutgraf",
        kernel_name="python3",
        language="python",
        cwd=str(project.notebooks_dir),
        result=[],
        **options,
    )


def with_page_metadata(
    notebook: NotebookNode,
    plan: PagePlan,
    project: Project,
    corrections: Sequence[Correction] = (),
    overdue: Mapping[str, str] = {},
) -> NotebookNode:
    """An executed notebook with the page's metadata, so that it can be rendered on its own; it shares all other parts.

    It keeps the notes of the run, so that a cached notebook can be stamped again if the page's dates or sources change.
    """
    tags = {cell.id: sorted(cell.tags) for cell in plan.explainer.cells}
    notes = notebook.metadata["nutgraf"]
    stamped = copy(notebook)
    stamped.cells = [
        _changed(cell, metadata=_changed(cell.metadata, tags=tags[cell["id"]])) if cell.get("id") in tags else cell
        for cell in notebook.cells
    ]
    stamped.metadata = copy(notebook.metadata)
    stamped.metadata["nutgraf"] = {
        **notes,
        "version": 1,
        "page": plan.info.to_json(),
        "corrections": [asdict(each) for each in corrections],
        "words": notes["rendered"],
        "words_claims": notes["claims"],
        "sources": data.source_entries(project.data_package, _named_sources(stamped)),
        **({"overdue": dict(overdue)} if overdue else {}),
        "estimators": list(data.estimators(project.data_package)),
        "kinds": list(data.kinds_of_rows(project.data_package)),
        "publisher_names": data.publisher_names(project.data_package).get(plan.lang, {}),
        "unit_nouns": data.unit_nouns(project.data_package).get(plan.lang, {}),
        "site": {
            "name": project.name,
            "url": project.site_url,
            "contact": project.contact,
            "license": project.license,
            "languages": list(project.languages),
            **({"archive": True} if project.archive else {}),
        },
    }
    return stamped


def _changed(node: NotebookNode, **values: Any) -> NotebookNode:
    """A copy of a part of a notebook with other values; it shares the rest."""
    changed = copy(node)
    for name, value in values.items():
        changed[name] = value
    return changed


def _named_sources(notebook: NotebookNode) -> list[str]:
    """The ids of all sources named by claims, figures and citations."""
    named: set[str] = set()
    answers = [cell.metadata.get("nutgraf", {}) for cell in notebook.cells] + [notebook.metadata["nutgraf"]]
    figures = [
        output["data"][kind]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        for kind in (mime_types.FIGURE, mime_types.MEDIA)
        if kind in output.get("data", {})
    ]
    for holder in [*answers, *figures]:
        for claim in holder.get("claims", []):
            named.update(claim.get("sources", []))
        named.update(holder.get("sources", []))
        if isinstance(holder.get("rendered"), str):
            named.update(re.findall(r"\(#source-([\w.-]+)\)", holder["rendered"]))
    return sorted(named)


def _cleaned(notebook: NotebookNode) -> NotebookNode:
    """The notebook without the times and paths that papermill writes into it."""
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"  # papermill gives it a random id
    return notebook


def _by_hand(plan: PagePlan) -> str:
    chosen = ", ".join(f"{key} = {value!r}" for key, value in plan.info.parameters.items())
    return f"open the notebook with {chosen} and run that cell" if chosen else "open the notebook and run that cell"


def _placed(plan: PagePlan, problem: Problem) -> Problem:
    """A problem with its cell's id replaced by the cell's heading."""
    return Problem(_where(plan, problem.where), problem.what, problem.fix)


def _where(plan: PagePlan, cell: str) -> str:
    """A cell by its heading; anything that is not the id of a cell is returned unchanged."""
    place = next((each.place for each in plan.explainer.cells if each.id == cell), cell)
    return f"{plan.explainer.where}, {place}" if place else plan.explainer.where
