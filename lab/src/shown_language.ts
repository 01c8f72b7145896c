// The language that a reporter chose in the toolbar of a notebook, for its cells and its page.
import { NotebookPanel } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';

const chosen = new WeakMap<NotebookPanel, string>();

export const languageChosen = new Signal<object, { panel: NotebookPanel; lang: string }>({});

export function chooseLanguage(panel: NotebookPanel, lang: string): void {
  chosen.set(panel, lang);
  languageChosen.emit({ panel, lang });
}

/** The language that was chosen; "" for all. */
export function languageOfPanel(panel: NotebookPanel): string {
  return chosen.get(panel) ?? '';
}
