// What a notebook says of itself: whether it is an explainer, and what the tags of its cells mean.
import { Cell } from '@jupyterlab/cells';
import { Notebook } from '@jupyterlab/notebook';

const SETUP = ['parameters', 'setup', 'checks'];
const PREFIX = 'lang-';

/** Whether a notebook begins with front matter, as each explainer does. */
export function isExplainer(notebook: Notebook): boolean {
  const first = notebook.model?.cells.get(0);
  return first?.type === 'raw' && first.sharedModel.getSource().trimStart().startsWith('---');
}

/** The language that a cell is tagged with; "" if it is for all languages. */
export function languageOf(cell: Cell): string {
  return tagsOf(cell).find(tag => tag.startsWith(PREFIX))?.slice(PREFIX.length) ?? '';
}

/** The languages of the cells of a notebook, in their order. */
export function languagesOf(notebook: Notebook): string[] {
  return [...new Set(notebook.widgets.map(languageOf).filter(lang => lang))];
}

/** Whether a cell prepares the page, as code and front matter do, and is no part of its text. */
export function isSetup(cell: Cell): boolean {
  return cell.model.type === 'raw' || (cell.model.type === 'code' && tagsOf(cell).some(tag => SETUP.includes(tag)));
}

/** The name of a language in itself, such as Español, or in another: Spanish. */
export function languageName(lang: string, within: string = lang): string {
  const name = new Intl.DisplayNames([within], { type: 'language' }).of(lang) ?? lang;
  return name.charAt(0).toLocaleUpperCase(within) + name.slice(1);
}

function tagsOf(cell: Cell): string[] {
  const tags: unknown = cell.model.getMetadata('tags');
  return Array.isArray(tags) ? tags.map(String) : [];
}
