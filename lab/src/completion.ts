// Completion in explainers: in prose and front matter, where JupyterLab offers none, and with its help in code.
import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import {
  CompletionHandler,
  ICompletionContext,
  ICompletionProvider,
  ICompletionProviderManager
} from '@jupyterlab/completer';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';

import { isExplainer } from './explainer';
import { complete } from './kernel';

const ABOVE_ALL = 1000;
const COMMAND = 'nutgraf:complete';
const LONGEST_HELP = 90;

export const completion: JupyterFrontEndPlugin<void> = {
  id: 'nutgraf:completion',
  description: 'Offers tables, values, filters, facts and front-matter keys where they are typed.',
  autoStart: true,
  requires: [ICompletionProviderManager, INotebookTracker],
  activate: (app: JupyterFrontEnd, manager: ICompletionProviderManager, tracker: INotebookTracker) => {
    manager.registerProvider(new ExplainerProvider(tracker));
    app.commands.addCommand(COMMAND, {
      label: 'Complete prose or front matter',
      isEnabled: () => isInsideExpression(tracker.currentWidget),
      execute: () => completeProse(manager, tracker.currentWidget),
      describedBy: { args: { type: 'object', properties: {} } }
    });
    for (const kind of ['Markdown', 'Raw']) {
      const selector = `.jp-Notebook.jp-mod-editMode .jp-${kind}Cell .jp-Editor:not(.jp-mod-completer-active)`;
      app.commands.addKeyBinding({ command: COMMAND, keys: ['Tab'], selector });
    }
  }
};

/** JupyterLab completes in code cells only; without a session, its completion of code stays out of prose. */
async function completeProse(manager: ICompletionProviderManager, panel: NotebookPanel | null): Promise<void> {
  const editor = panel?.content.activeCell?.editor;
  if (panel && editor) {
    await manager.updateCompleter({ editor, session: null, widget: panel });
    manager.invoke(panel.id);
  }
}

/** Whether Tab means completion: after {{ or {% that is open, or after a letter of front matter. */
function isInsideExpression(panel: NotebookPanel | null): boolean {
  const cell = panel?.content.activeCell;
  if (!panel || !cell?.editor || !isExplainer(panel.content) || cell.model.type === 'code') {
    return false;
  }
  const { line, column } = cell.editor.getCursorPosition();
  const lineBefore = (cell.editor.getLine(line) ?? '').slice(0, column);
  if (cell.model.type === 'raw') {
    return lineBefore.trim() !== '';
  }
  const before = cell.model.sharedModel.getSource().slice(0, cell.editor.getOffsetAt({ line, column }));
  const last = (...signs: string[]) => Math.max(...signs.map(sign => before.lastIndexOf(sign)));
  return last('{{', '{%') > last('}}', '%}');
}

class ExplainerProvider implements ICompletionProvider {
  readonly identifier = 'nutgraf:prose';
  readonly rank = ABOVE_ALL;

  constructor(private tracker: INotebookTracker) {}

  async isApplicable(context: ICompletionContext): Promise<boolean> {
    const panel = this.tracker.currentWidget;
    return context.widget === panel && panel !== null && isExplainer(panel.content);
  }

  async fetch(request: CompletionHandler.IRequest): Promise<CompletionHandler.ICompletionItemsReply> {
    const kernel = this.tracker.currentWidget?.sessionContext.session?.kernel;
    const kind = this.tracker.activeCell?.model.type ?? 'code';
    const before = Array.from(request.text.slice(0, request.offset));
    const found = kernel ? await complete(kernel, request.text, before.length, kind) : null;
    const offset = (characters: number) => Array.from(request.text).slice(0, characters).join('').length;
    return {
      start: found ? offset(found.start) : request.offset,
      end: found ? offset(found.end) : request.offset,
      items: (found?.choices ?? []).map(choice => ({
        label: choice.help ? `${choice.shown}: ${shortened(choice.help)}` : choice.shown,
        insertText: choice.text,
        type: choice.kind,
        documentation: choice.help
      }))
    };
  }
}

function shortened(help: string): string {
  return help.length > LONGEST_HELP ? `${help.slice(0, LONGEST_HELP).trimEnd()}…` : help;
}
