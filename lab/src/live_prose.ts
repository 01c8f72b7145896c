// Keeps the rendered Markdown cells of one notebook as its kernel would print them. The model is only read.
import { Cell, ICellModel, MarkdownCell } from '@jupyterlab/cells';
import { Notebook, NotebookActions, NotebookPanel } from '@jupyterlab/notebook';
import { Debouncer } from '@lumino/polling';

import { languageOf } from './explainer';
import { ask, Wanted } from './kernel';
import { fill } from './shown_prose';

const LIVE = 'nutgraf-live';
const STALE = 'nutgraf-stale';
const AT_ONCE = 12;
const PAUSE_MS = 120;

interface View {
  node: HTMLElement;
  /** What was asked when it was filled; "" before that. */
  asked: string;
}

export class LiveProse {
  constructor(private panel: NotebookPanel) {
    this.observer = new IntersectionObserver(entries => this.onSeen(entries), { rootMargin: '600px' });
    this.notebook.widgets.forEach(cell => this.watch(cell));
    this.notebook.model?.cells.changed.connect(this.onCells, this);
    NotebookActions.executed.connect(this.onExecuted, this);
    panel.sessionContext.statusChanged.connect(this.onStatus, this);
    panel.disposed.connect(() => this.dispose());
    void panel.sessionContext.ready.then(() => this.soon()); // a kernel that knows nutgraf completes at once
    this.soon();
  }

  /** The language of cells that are tagged with none; "" for that of the notebook. */
  set language(lang: string) {
    this.chosen = lang;
    this.soon();
  }

  private get notebook(): Notebook {
    return this.panel.content;
  }

  private dispose(): void {
    this.observer.disconnect();
    this.refreshing.dispose();
    NotebookActions.executed.disconnect(this.onExecuted, this);
  }

  private onCells(): void {
    this.notebook.widgets.forEach(cell => this.watch(cell));
    this.soon();
  }

  private watch(cell: Cell): void {
    if (this.watched.has(cell)) {
      return;
    }
    this.watched.add(cell);
    if (cell instanceof MarkdownCell) {
      cell.renderedChanged.connect(() => this.soon());
      this.observer.observe(cell.node);
    } else if (cell.model.type === 'code') {
      cell.model.contentChanged.connect(this.onCode, this);
    }
  }

  private onSeen(entries: IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      if (entry.isIntersecting) {
        this.seen.add(entry.target);
      } else {
        this.seen.delete(entry.target);
      }
    }
    this.soon();
  }

  private onCode(model: ICellModel): void {
    if (this.ran.get(model) !== model.sharedModel.getSource()) {
      this.edited.add(model);
      this.markStale();
    }
  }

  private onExecuted(_: unknown, args: { notebook: Notebook; cell: Cell }): void {
    if (args.notebook === this.notebook) {
      this.ran.set(args.cell.model, args.cell.model.sharedModel.getSource());
      this.edited.delete(args.cell.model);
      this.runs += 1;
      this.soon();
    }
  }

  private onStatus(_: unknown, status: string): void {
    if (status === 'restarting' || status === 'autorestarting' || status === 'dead' || status === 'terminating') {
      this.isGone = true;
      this.markStale();
    }
  }

  private soon(): void {
    this.markStale();
    void this.refreshing.invoke();
  }

  /** Show in gray what a code cell above was edited for and not run, or what was printed by a kernel that is gone. */
  private markStale(): void {
    let isStale = this.isGone;
    for (const cell of this.notebook.widgets) {
      isStale = isStale || this.edited.has(cell.model);
      const view = this.views.get(cell);
      view?.node.classList.toggle(STALE, isStale);
      if (view) {
        view.node.title = isStale ? 'A cell above was edited, or the kernel started again: run the notebook' : '';
      }
    }
  }

  private async refresh(): Promise<void> {
    const kernel = this.panel.sessionContext.session?.kernel;
    if (this.isAsking || !kernel || this.panel.isDisposed) {
      return;
    }
    const cells = this.outdated().slice(0, AT_ONCE);
    if (!cells.length) {
      return;
    }
    this.isAsking = true;
    const runs = this.runs;
    const asked = cells.map(cell => this.request(cell));
    const answer = await ask(kernel, cells.map(cell => this.wanted(cell))).catch(() => null); // it may end meanwhile
    this.isAsking = false;
    if (!answer?.has_run || this.panel.isDisposed) {
      if (runs !== this.runs) {
        this.soon(); // a cell ran while the answer was on its way
      }
      return;
    }
    this.isGone = false;
    cells.forEach((cell, at) => {
      const view = this.view(cell);
      view.asked = asked[at];
      fill(view.node, answer.cells[cell.model.id], cell.model.sharedModel.getSource());
    });
    this.soon();
  }

  private outdated(): MarkdownCell[] {
    return this.notebook.widgets.filter(
      (cell): cell is MarkdownCell =>
        cell instanceof MarkdownCell &&
        cell.rendered &&
        this.seen.has(cell.node) &&
        this.views.get(cell)?.asked !== this.request(cell)
    );
  }

  private request(cell: MarkdownCell): string {
    return JSON.stringify([this.runs, this.wanted(cell)]);
  }

  private wanted(cell: MarkdownCell): Wanted {
    return { id: cell.model.id, source: cell.model.sharedModel.getSource(), lang: languageOf(cell) || this.chosen };
  }

  private view(cell: MarkdownCell): View {
    let view = this.views.get(cell);
    if (!view) {
      const node = document.createElement('div');
      node.className = 'nutgraf-prose jp-RenderedHTMLCommon';
      node.addEventListener('dblclick', () => this.edit());
      cell.inputArea?.node.append(node);
      cell.node.classList.add(LIVE);
      view = { node, asked: '' };
      this.views.set(cell, view);
    }
    return view;
  }

  /** Show the source with the cursor in it, once the notebook has made the cell the active one. */
  private edit(): void {
    requestAnimationFrame(() => {
      this.notebook.mode = 'edit';
    });
  }

  private chosen = '';
  private runs = 0;
  private isAsking = false;
  private isGone = false;
  private observer: IntersectionObserver;
  private seen = new WeakSet<Element>();
  private watched = new WeakSet<Cell>();
  private views = new WeakMap<Cell, View>();
  private edited = new Set<ICellModel>();
  private ran = new WeakMap<ICellModel, string>();
  private refreshing = new Debouncer(() => this.refresh(), PAUSE_MS);
}
