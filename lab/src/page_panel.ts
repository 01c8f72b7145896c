// The page of a notebook, as readers will see it: a view of the desk in a panel next to the notebook.
import { JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget } from '@jupyterlab/apputils';
import { NotebookPanel } from '@jupyterlab/notebook';

import { FrameView } from './frame_view';
import { openCell, showCell } from './open_cell';
import { languageChosen } from './shown_language';

const FOLDER = 'notebooks/';

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
  const panel = viewPanel(pagePanelId(source), `Page: ${address}`, `page/${address}`);
  const { content } = panel;
  const [above, path] = placeOf(source.context.path);
  const follow = () =>
    content.send({ type: 'nutgraf:show', notebook: path, cell: source.content.activeCell?.model.id ?? '' });
  const chooseLanguage = (_: unknown, chosen: { panel: NotebookPanel; lang: string }) => {
    if (chosen.panel === source && chosen.lang) {
      content.send({ type: 'nutgraf:language', lang: chosen.lang });
    }
  };
  content.received.connect((_, message) => {
    if (message.type === 'nutgraf:page') {
      panel.title.label = `Page: ${message.title}`;
      follow();
    } else if (message.type === 'nutgraf:cell' && message.notebook === path) {
      showCell(source, String(message.cell));
    } else if (message.type === 'nutgraf:cell') {
      void openCell(app, `${above}${message.notebook}`, String(message.cell));
    }
  });
  source.content.activeCellChanged.connect(follow);
  languageChosen.connect(chooseLanguage);
  panel.disposed.connect(() => {
    source.content.activeCellChanged.disconnect(follow);
    languageChosen.disconnect(chooseLanguage);
  });
  source.disposed.connect(() => panel.dispose());
  return panel;
}

export function pagePanelId(source: NotebookPanel): string {
  return `nutgraf-page-${source.id}`;
}

/** The folder of the project, as JupyterLab names it, and a notebook's path below it. */
function placeOf(path: string): [string, string] {
  const at = path.lastIndexOf(`/${FOLDER}`) + 1;
  return [path.slice(0, at), path.slice(at)];
}
