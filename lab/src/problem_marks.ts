// Marks the problems of the last check at their cells, after each save.
import { NotebookPanel } from '@jupyterlab/notebook';

import { CellProblem, problems } from './desk';

const MARK = 'nutgraf-mark';

export class ProblemMarks {
  constructor(private panel: NotebookPanel) {
    panel.context.saveState.connect((_, state) => {
      if (state === 'completed') {
        void this.refresh();
      }
    });
    void this.refresh();
  }

  private async refresh(): Promise<void> {
    try {
      this.show((await problems(this.panel.context.path)).problems);
    } catch {
      this.show([]); // the desk says in its own views why it cannot check
    }
  }

  private show(found: CellProblem[]): void {
    if (this.panel.isDisposed) {
      return;
    }
    for (const cell of this.panel.content.widgets) {
      cell.node.querySelector(`:scope > .${MARK}`)?.remove();
      const own = found.filter(problem => problem.cell === cell.model.id);
      if (own.length) {
        cell.node.append(marked(own));
      }
    }
  }
}

function marked(found: CellProblem[]): HTMLElement {
  const made = document.createElement('ul');
  made.className = MARK;
  made.setAttribute('aria-label', 'Problems of this cell');
  for (const problem of found) {
    const item = document.createElement('li');
    const what = document.createElement('strong');
    what.textContent = problem.what;
    item.append(what, problem.fix ? `. Fix: ${problem.fix}` : '');
    made.append(item);
  }
  return made;
}
