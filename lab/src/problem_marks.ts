// Marks the problems of the last check at their cells, after each save, with a button where a machine can fix one.
import { NotebookPanel } from '@jupyterlab/notebook';

import { CellProblem, problems } from './desk';
import { button, showAtCells } from './marks';

/** The page that is shown is built first, on the same machine. */
const AFTER_SAVE_MS = 800;
const UNTIL_BUILT_MS = 2000;

export class ProblemMarks {
  constructor(private panel: NotebookPanel) {
    panel.context.saveState.connect((_, state) => {
      if (state === 'completed') {
        this.isSaved = true;
        this.later(AFTER_SAVE_MS);
      }
    });
    panel.disposed.connect(() => window.clearTimeout(this.timer));
    void this.refresh();
  }

  private async refresh(): Promise<void> {
    const { problems, building } = await this.find();
    this.show(problems);
    if (building || this.isSaved) {
      this.isSaved = false; // its build may have begun late
      this.later(UNTIL_BUILT_MS);
    }
  }

  private later(pause: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.refresh(), pause);
  }

  private async find(): Promise<{ problems: CellProblem[]; building: boolean }> {
    try {
      return await problems(this.panel.context.path);
    } catch {
      return { problems: [], building: false }; // the desk says in its own views why it cannot check
    }
  }

  private show(found: CellProblem[]): void {
    if (!this.panel.isDisposed) {
      showAtCells(this.panel, 'nutgraf-problems', 'Problems of this cell', found, problem => this.made(problem));
    }
  }

  private made(problem: CellProblem): HTMLElement {
    const item = document.createElement('li');
    const what = document.createElement('strong');
    what.textContent = problem.what;
    item.append(what, problem.fix ? `. Fix: ${problem.fix} ` : ' ');
    if (problem.edit) {
      item.append(button(`Fix it: ${problem.edit.label}`, () => this.fix(problem)));
    }
    return item;
  }

  /** Make the fix in the notebook, where it can be undone, and save it: places are those of the file as it is then. */
  private async fix(problem: CellProblem): Promise<void> {
    await this.panel.context.save();
    const { problems: now } = await this.find();
    const same = now.find(each => each.where === problem.where && each.what === problem.what);
    const cell = this.panel.content.widgets.find(each => each.model.id === same?.cell);
    if (!same?.edit || !cell) {
      throw new Error('It is fixed already, or the cell is not as it was.');
    }
    const characters = Array.from(cell.model.sharedModel.getSource());
    const offset = (at: number) => characters.slice(0, at).join('').length;
    cell.model.sharedModel.updateSource(offset(same.edit.start), offset(same.edit.end), same.edit.text);
    await this.panel.context.save();
  }

  private timer = 0;
  private isSaved = false;
}
