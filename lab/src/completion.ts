// Completion in the prose and the front matter of an explainer; in its code, the kernel completes as it always does.
import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import {
  CompletionHandler,
  ICompletionContext,
  ICompletionProvider,
  ICompletionProviderManager
} from '@jupyterlab/completer';
import { INotebookTracker } from '@jupyterlab/notebook';

import { isExplainer } from './explainer';
import { complete } from './kernel';

const ABOVE_ALL = 1000;

export const completion: JupyterFrontEndPlugin<void> = {
  id: 'nutgraf:completion',
  description: 'Offers filters, facts and front-matter keys where they are typed.',
  autoStart: true,
  requires: [ICompletionProviderManager, INotebookTracker],
  activate: (_: JupyterFrontEnd, manager: ICompletionProviderManager, tracker: INotebookTracker) =>
    manager.registerProvider(new ProseProvider(tracker))
};

class ProseProvider implements ICompletionProvider {
  readonly identifier = 'nutgraf:prose';
  readonly rank = ABOVE_ALL;

  constructor(private tracker: INotebookTracker) {}

  async isApplicable(context: ICompletionContext): Promise<boolean> {
    const panel = this.tracker.currentWidget;
    return context.widget === panel && panel !== null && isExplainer(panel.content) && this.kind !== 'code';
  }

  async fetch(
    request: CompletionHandler.IRequest,
    context: ICompletionContext
  ): Promise<CompletionHandler.ICompletionItemsReply> {
    const kernel = context.session?.kernel;
    const before = Array.from(request.text.slice(0, request.offset));
    const found = kernel ? await complete(kernel, request.text, before.length, this.kind) : null;
    const offset = (characters: number) => Array.from(request.text).slice(0, characters).join('').length;
    return {
      start: found ? offset(found.start) : request.offset,
      end: found ? offset(found.end) : request.offset,
      items: (found?.choices ?? []).map(choice => ({
        label: choice.shown,
        insertText: choice.text,
        type: choice.kind,
        documentation: choice.help
      }))
    };
  }

  private get kind(): string {
    return this.tracker.activeCell?.model.type ?? 'code';
  }
}
