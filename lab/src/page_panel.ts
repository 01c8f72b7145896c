// The page of a notebook, as readers will see it: a view of the desk in a panel next to the notebook.
import { JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget } from '@jupyterlab/apputils';
import { NotebookPanel } from '@jupyterlab/notebook';
import { Widget } from '@lumino/widgets';

import { deskUrl } from './desk';

/** A view of the desk in a panel. */
export function viewPanel(id: string, title: string, view: string): MainAreaWidget<FrameView> {
  const panel = new MainAreaWidget({ content: new FrameView(title) });
  panel.id = id;
  panel.title.label = title;
  panel.title.closable = true;
  panel.toolbar.hide();
  panel.content.open(view);
  return panel;
}

/** The page of a notebook in a panel to its right, which follows its cursor, and leads back to its cells. */
export function pagePanel(app: JupyterFrontEnd, source: NotebookPanel, address: string): MainAreaWidget<FrameView> {
  const panel = viewPanel(`nutgraf-page-${source.id}`, `Page: ${address}`, `page/${address}`);
  const { content } = panel;
  const notebook = source.content;
  const follow = () => content.send({ type: 'nutgraf:show', cell: notebook.activeCell?.model.id ?? '' });
  const receive = (event: MessageEvent) => {
    if (event.source !== content.window || event.origin !== window.location.origin) {
      return;
    }
    const cell = event.data?.type === 'nutgraf:cell' ? String(event.data.cell) : '';
    const index = notebook.widgets.findIndex(widget => widget.model.id === cell);
    if (index >= 0 && index !== notebook.activeCellIndex) {
      notebook.activeCellIndex = index;
      void notebook.scrollToItem(index, 'smart');
    }
  };
  notebook.activeCellChanged.connect(follow);
  content.node.addEventListener('load', follow);
  window.addEventListener('message', receive);
  panel.disposed.connect(() => {
    notebook.activeCellChanged.disconnect(follow);
    window.removeEventListener('message', receive);
  });
  source.disposed.connect(() => panel.dispose());
  return panel;
}

/** A frame of this server. */
export class FrameView extends Widget {
  constructor(title: string) {
    super({ node: document.createElement('iframe') });
    this.addClass('nutgraf-frame');
    this.frame.title = title;
  }

  open(view: string): void {
    this.frame.src = deskUrl(view);
  }

  send(message: object): void {
    this.window?.postMessage(message, window.location.origin);
  }

  /** Where it is served. */
  get address(): string {
    return this.frame.src;
  }

  get window(): Window | null {
    return this.frame.contentWindow;
  }

  private get frame(): HTMLIFrameElement {
    return this.node as HTMLIFrameElement;
  }
}
