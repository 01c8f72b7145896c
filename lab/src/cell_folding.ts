// Hides the cells of other languages and folds those that prepare the page. Both are seen only: no metadata changes.
import { Cell } from '@jupyterlab/cells';
import { NotebookPanel } from '@jupyterlab/notebook';

import { isExplainer, isSetup, languageOf } from './explainer';

const FOLDED = 'nutgraf-folded';

export class CellFolding {
  constructor(private panel: NotebookPanel) {
    panel.content.model?.cells.changed.connect(() => this.soon());
    panel.context.saveState.connect((_, state) => state === 'completed' && this.soon()); // tags may be others
    panel.content.stateChanged.connect((_, change) => {
      if (change.name === 'mode' && panel.content.mode === 'edit' && panel.content.activeCell) {
        this.unfold(panel.content.activeCell);
      }
    });
  }

  /** The language whose cells are shown; "" for all. */
  set language(lang: string) {
    this.lang = lang;
    this.apply();
  }

  /** Whether setup cells are folded. */
  get isFolded(): boolean {
    return this.folds;
  }

  set isFolded(folds: boolean) {
    this.folds = folds;
    this.opened = new WeakSet();
    this.apply();
  }

  /** Once for many changes, as when a notebook is opened cell by cell. */
  private soon(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.apply(), 0);
  }

  private apply(): void {
    if (this.panel.isDisposed || !isExplainer(this.panel.content) || !(this.lang || this.folds || this.isApplied)) {
      return;
    }
    this.isApplied = Boolean(this.lang || this.folds);
    for (const cell of this.panel.content.widgets) {
      const lang = languageOf(cell);
      const isOther = this.lang !== '' && lang !== '' && lang !== this.lang;
      if (isOther !== this.hidden.has(cell)) {
        this.hide(cell, isOther);
      }
      if (isSetup(cell)) {
        this.fold(cell, this.folds && !this.opened.has(cell));
      }
    }
  }

  private hide(cell: Cell, isOther: boolean): void {
    if (isOther) {
      this.hidden.add(cell);
    } else {
      this.hidden.delete(cell);
    }
    cell.setHidden(isOther);
  }

  private unfold(cell: Cell): void {
    if (cell.node.classList.contains(FOLDED)) {
      this.opened.add(cell);
      this.fold(cell, false);
      cell.editor?.focus();
    }
  }

  private fold(cell: Cell, isFolded: boolean): void {
    if (cell.node.classList.contains(FOLDED) === isFolded) {
      return;
    }
    cell.node.classList.toggle(FOLDED, isFolded);
    cell.node.querySelector(':scope > .nutgraf-fold')?.remove();
    if (isFolded) {
      const button = document.createElement('button');
      button.className = 'nutgraf-fold';
      button.textContent = summary(cell);
      button.title = 'Show this setup cell';
      button.addEventListener('click', () => this.unfold(cell));
      cell.node.prepend(button);
    }
  }

  private timer = 0;
  private isApplied = false;
  private lang = '';
  private folds = false;
  private hidden = new WeakSet<Cell>();
  private opened = new WeakSet<Cell>();
}

function summary(cell: Cell): string {
  const lines = cell.model.sharedModel.getSource().trim().split('\n');
  const first = cell.model.type === 'raw' ? 'Front matter' : lines[0];
  return lines.length > 1 ? `${first} … ${lines.length} lines` : first;
}
