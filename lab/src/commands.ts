// The commands of nutgraf: in a menu, in the palette, and on the launcher.
import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Dialog, ICommandPalette, showDialog, showErrorMessage } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { IMainMenu } from '@jupyterlab/mainmenu';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { Menu, Widget } from '@lumino/widgets';

import { build, check, editions } from './desk';
import { isExplainer } from './explainer';
import { FrameView } from './frame_view';
import { askForExplainer } from './new_explainer';
import { openCell } from './open_cell';
import { pagePanel, pagePanelId, viewPanel } from './page_panel';
import { languageOfPanel } from './shown_language';

const CATEGORY = 'Explainer';
const VIEWS = {
  inbox: ['Inbox', ''],
  log: ['Log', 'log'],
  tables: ['Tables', 'tables'],
  problems: ['Problems', 'problems']
};

export const commands: JupyterFrontEndPlugin<void> = {
  id: 'nutgraf:commands',
  description: 'Builds, checks and shows explainers, and starts new ones.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ICommandPalette, IMainMenu, ILauncher],
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    palette: ICommandPalette | null,
    menus: IMainMenu | null,
    launcher: ILauncher | null
  ) => {
    const names = [...addCommands(app, tracker)];
    names.forEach(command => palette?.addItem({ command, category: CATEGORY }));
    launcher?.add({ command: 'nutgraf:new-explainer', category: 'Notebook', rank: 0 });
    if (menus) {
      const menu = new Menu({ commands: app.commands });
      menu.title.label = CATEGORY;
      names.forEach(command => menu.addItem({ command }));
      menus.addMenu(menu, true, { rank: 60 });
    }
  }
};

function* addCommands(app: JupyterFrontEnd, tracker: INotebookTracker): Iterable<string> {
  const current = () => (tracker.currentWidget && isExplainer(tracker.currentWidget.content) ? tracker.currentWidget : null);
  const add = (name: string, label: string, execute: () => Promise<void>, needsNotebook: boolean) => {
    const id = `nutgraf:${name}`;
    const isEnabled = () => !needsNotebook || current() !== null;
    app.commands.addCommand(id, {
      label,
      caption: label,
      isEnabled,
      execute: () => execute().catch(error => showErrorMessage(label, error as Error)),
      describedBy: { args: { type: 'object', properties: {} } }
    });
    return id;
  };
  const withNotebook = (act: (panel: NotebookPanel) => Promise<void>) => async () => {
    const panel = current();
    if (panel) {
      await panel.context.save();
      await act(panel);
    }
  };
  yield add('new-explainer', 'New explainer', () => start(app), false);
  yield add('preview', 'Show the page next to the notebook', withNotebook(panel => showPage(app, panel)), true);
  yield add('build', 'Build the pages of this notebook', withNotebook(showBuild), true);
  yield add('check', 'Check this notebook', withNotebook(showCheck), true);
  yield add('fact-sheet', 'Fact sheet', withNotebook(panel => showFactSheet(app, panel)), true);
  for (const [name, [label, view]] of Object.entries(VIEWS)) {
    yield add(name, label, async () => showView(app, `nutgraf-${name}`, label, view), false);
  }
}

async function start(app: JupyterFrontEnd): Promise<void> {
  const path = await askForExplainer();
  if (path) {
    await app.commands.execute('docmanager:open', { path, factory: 'Notebook' });
  }
}

async function showPage(app: JupyterFrontEnd, panel: NotebookPanel): Promise<void> {
  if (widgetOf(app, pagePanelId(panel))) {
    app.shell.activateById(pagePanelId(panel));
  } else {
    addNextTo(app, pagePanel(app, panel, await addressOf(panel)), panel);
  }
}

async function showFactSheet(app: JupyterFrontEnd, panel: NotebookPanel): Promise<void> {
  const address = await addressOf(panel);
  showView(app, `nutgraf-facts-${panel.id}`, `Fact sheet: ${address}`, `facts/${address}`);
}

/** The page of a notebook's own parameters, in the language that is chosen in its toolbar. */
async function addressOf(panel: NotebookPanel): Promise<string> {
  const known = (await editions(panel.context.path)).editions;
  return (known.find(each => each.lang === languageOfPanel(panel)) ?? known[0]).address;
}

/** Start a build, and show how far it is, what it waits for and what came of it; it goes on once that is closed. */
async function showBuild(panel: NotebookPanel): Promise<void> {
  const { build: number } = await build(panel.context.path);
  const body = new FrameView('How far the build is');
  body.addClass('nutgraf-build');
  body.open(`build/${number}?frame=1`);
  await showDialog({ title: `Build: ${panel.title.label}`, body, buttons: [Dialog.okButton({ label: 'Close' })] });
}

async function showCheck(panel: NotebookPanel): Promise<void> {
  const { is_done, text } = await check(panel.context.path);
  const body = new Widget({ node: document.createElement('pre') });
  body.addClass('nutgraf-report');
  body.node.textContent = text;
  await showDialog({
    title: is_done ? 'Done' : 'There are problems',
    body,
    buttons: [Dialog.okButton({ label: 'Close' })]
  });
}

function showView(app: JupyterFrontEnd, id: string, label: string, view: string): void {
  if (widgetOf(app, id)) {
    app.shell.activateById(id);
    return;
  }
  const panel = viewPanel(id, label, view);
  panel.content.received.connect((frame, message) => {
    if (message.type === 'nutgraf:open') {
      frame.send({ type: 'nutgraf:opened' });
      void openCell(app, String(message.path), String(message.cell));
    }
  });
  addNextTo(app, panel);
}

function widgetOf(app: JupyterFrontEnd, id: string): Widget | undefined {
  return [...app.shell.widgets('main'), ...app.shell.widgets('right')].find(widget => widget.id === id);
}

/** In JupyterLab a tab, next to another where there is one; Notebook 7 shows one document, so views open in windows. */
function addNextTo(app: JupyterFrontEnd, panel: ReturnType<typeof viewPanel>, to?: NotebookPanel): void {
  if (app.name === 'JupyterLab') {
    app.shell.add(panel, 'main', to ? { mode: 'split-right', ref: to.id } : {});
  } else if (to) {
    app.shell.add(panel, 'right');
    app.shell.activateById(panel.id);
  } else {
    window.open(panel.content.address, '_blank', 'noopener');
    panel.dispose();
  }
}

