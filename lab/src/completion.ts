// Completion in explainers: in prose and front matter, where JupyterLab offers none, and with its help in code.
import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Cell } from '@jupyterlab/cells';
import {
  CompletionHandler,
  ICompletionContext,
  ICompletionProvider,
  ICompletionProviderManager
} from '@jupyterlab/completer';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';

import { isExplainer } from './explainer';
import { complete } from './kernel';

type Editor = NonNullable<Cell['editor']>;

const ABOVE_ALL = 1000;
const COMMAND = 'nutgraf:complete';
const LONGEST_HELP = 90;
/** JupyterLab takes no answer that comes after a second. */
const ANSWERS_WITHIN_MS = 800;

export const completion: JupyterFrontEndPlugin<void> = {
  id: 'nutgraf:completion',
  description: 'Offers tables, values, filters, facts and front-matter keys where they are typed.',
  autoStart: true,
  requires: [ICompletionProviderManager, INotebookTracker],
  activate: (app: JupyterFrontEnd, manager: ICompletionProviderManager, tracker: INotebookTracker) => {
    const provider = new ExplainerProvider(tracker, manager);
    manager.registerProvider(provider);
    app.commands.addCommand(COMMAND, {
      label: 'Complete prose or front matter',
      isEnabled: () => isInsideExpression(tracker.currentWidget),
      execute: () => completeProse(manager, provider, tracker.currentWidget),
      describedBy: { args: { type: 'object', properties: {} } }
    });
    for (const kind of ['Markdown', 'Raw']) {
      const selector = `.jp-Notebook.jp-mod-editMode .jp-${kind}Cell .jp-Editor:not(.jp-mod-completer-active)`;
      app.commands.addKeyBinding({ command: COMMAND, keys: ['Tab'], selector });
    }
  }
};

/** JupyterLab completes in code cells only; without a session, its completion of code stays out of prose. */
async function completeProse(
  manager: ICompletionProviderManager,
  provider: ExplainerProvider,
  panel: NotebookPanel | null
): Promise<void> {
  const editor = panel?.content.activeCell?.editor;
  if (panel && editor) {
    await provider.prepare(editor);
    await manager.updateCompleter({ editor: withoutTokens(editor), session: null, widget: panel });
    manager.invoke(panel.id);
  }
}

/**
 * An editor that has no words to offer. JupyterLab's own completion offers the tokens of a cell, in prose those of
 * Markdown, and where the text has an emoji it gives another place for them than this provider does for its choices.
 */
function withoutTokens(editor: Editor): Editor {
  return Object.create(editor, { getTokens: { value: () => [] } }) as Editor;
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

  constructor(
    private tracker: INotebookTracker,
    private manager: ICompletionProviderManager
  ) {}

  async isApplicable(context: ICompletionContext): Promise<boolean> {
    const panel = this.tracker.currentWidget;
    return context.widget === panel && panel !== null && isExplainer(panel.content);
  }

  /** Ask for what an editor needs before JupyterLab does. */
  async prepare(editor: Editor): Promise<void> {
    const { text, offset } = cursorOf(editor);
    this.prepared = { text, offset, reply: await this.ask(text, offset) };
  }

  async fetch({ text, offset }: CompletionHandler.IRequest): Promise<CompletionHandler.ICompletionItemsReply> {
    const { prepared } = this;
    this.prepared = null;
    if (prepared?.text === text && prepared.offset === offset) {
      return prepared.reply;
    }
    const asked = this.ask(text, offset);
    const reply = await Promise.race([asked, new Promise<null>(done => setTimeout(done, ANSWERS_WITHIN_MS, null))]);
    if (!reply) {
      void asked.then(late => this.offerLate({ text, offset, reply: late }));
    }
    return reply ?? { start: offset, end: offset, items: [] };
  }

  /** Offer what a kernel answered once it had started, or had run what it was running: if nothing was typed since. */
  private offerLate(late: Prepared): void {
    const panel = this.tracker.currentWidget;
    const editor = panel?.content.activeCell?.editor;
    const now = editor?.hasFocus() ? cursorOf(editor) : null;
    if (panel && now?.text === late.text && now.offset === late.offset && late.reply.items.length) {
      this.prepared = late;
      this.manager.invoke(panel.id);
    }
  }

  /** Offsets count characters, as JupyterLab's do. */
  private async ask(text: string, offset: number): Promise<CompletionHandler.ICompletionItemsReply> {
    const context = this.tracker.currentWidget?.sessionContext;
    await context?.ready; // of a notebook that was just opened, the kernel is starting
    const kernel = context?.session?.kernel;
    const kind = this.tracker.activeCell?.model.type ?? 'code';
    const found = kernel ? await complete(kernel, text, offset, kind) : null;
    return {
      start: found?.start ?? offset,
      end: found?.end ?? offset,
      items: (found?.choices ?? []).map(choice => ({
        label: choice.help ? `${choice.shown}: ${shortened(choice.help)}` : choice.shown,
        insertText: choice.text,
        type: choice.kind,
        documentation: choice.help
      }))
    };
  }

  private prepared: Prepared | null = null;
}

interface Prepared {
  text: string;
  offset: number;
  reply: CompletionHandler.ICompletionItemsReply;
}

/** The text of an editor and where its cursor is, in characters. */
function cursorOf(editor: Editor): { text: string; offset: number } {
  const text = editor.model.sharedModel.getSource();
  return { text, offset: Array.from(text.slice(0, editor.getOffsetAt(editor.getCursorPosition()))).length };
}

function shortened(help: string): string {
  return help.length > LONGEST_HELP ? `${help.slice(0, LONGEST_HELP).trimEnd()}…` : help;
}
