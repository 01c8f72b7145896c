// Asks for what a new explainer needs, and makes its notebook.
import { Dialog, showDialog } from '@jupyterlab/apputils';
import { Widget } from '@lumino/widgets';

import { newExplainer, project, Project } from './desk';
import { languageName } from './explainer';

interface Wish {
  name: string;
  titles: string[];
  languages: string[];
  table: string;
  matrix: string;
}

/** The path of a new notebook, as the reporter wishes it; "" where the dialog is canceled. Raises DeskError. */
export async function askForExplainer(): Promise<string> {
  const known = await project();
  const form = new WishForm(known);
  const made = await showDialog({
    title: 'New explainer',
    body: form,
    buttons: [Dialog.cancelButton(), Dialog.okButton({ label: 'Create' })],
    focusNodeSelector: 'input'
  });
  if (!made.button.accept || !made.value) {
    return '';
  }
  const { path } = await newExplainer(made.value);
  return known.root ? `${known.root}/${path}` : path;
}

/** A notebook's name for a headline: small letters, digits and hyphens. */
export function slug(title: string): string {
  const plain = title.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, '-').slice(0, 50).replace(/^-+|-+$/g, '');
}

class WishForm extends Widget implements Dialog.IBodyWidget<Wish> {
  constructor(private known: Project) {
    super();
    this.addClass('nutgraf-form');
    for (const lang of known.languages) {
      const name = languageName(lang, 'en');
      const title = this.input(`Headline in ${name}`);
      this.titles.set(lang, title);
      if (known.languages.length > 1) {
        this.chosen.set(lang, this.checkbox(`Pages in ${name}`));
      }
    }
    this.name = this.input('Name, part of its address (small letters, digits, hyphens)');
    this.table = this.select('Table to begin with', known.tables.map(each => each.name));
    this.matrix = this.select('A page for each', []);
    const [first] = this.titles.values();
    first.addEventListener('input', () => {
      this.name.value = this.isNamed ? this.name.value : slug(first.value);
    });
    this.name.addEventListener('input', () => {
      this.isNamed = true;
    });
    this.table.addEventListener('change', () => this.onTable());
  }

  getValue(): Wish {
    const isWanted = (lang: string) => this.chosen.get(lang)?.checked ?? true;
    const languages = this.known.languages.filter(isWanted);
    const titles = languages.map(lang => this.titles.get(lang)?.value.trim() ?? '');
    return {
      name: this.name.value.trim(),
      titles: titles.every(title => title) ? titles : titles.slice(0, titles.indexOf('')),
      languages,
      table: this.table.value,
      matrix: this.matrix.value
    };
  }

  private onTable(): void {
    const table = this.known.tables.find(each => each.name === this.table.value);
    fillOptions(this.matrix, table?.keys ?? []);
  }

  private input(label: string): HTMLInputElement {
    const made = document.createElement('input');
    made.type = 'text';
    made.className = 'jp-mod-styled';
    return this.labeled(label, made);
  }

  private checkbox(label: string): HTMLInputElement {
    const made = document.createElement('input');
    made.type = 'checkbox';
    made.checked = true;
    return this.labeled(label, made);
  }

  private select(label: string, options: string[]): HTMLSelectElement {
    const made = document.createElement('select');
    made.className = 'jp-mod-styled';
    fillOptions(made, options);
    return this.labeled(label, made);
  }

  private labeled<T extends HTMLElement>(text: string, control: T): T {
    const label = document.createElement('label');
    label.append(text, control);
    this.node.append(label);
    return control;
  }

  private titles = new Map<string, HTMLInputElement>();
  private chosen = new Map<string, HTMLInputElement>();
  private name: HTMLInputElement;
  private table: HTMLSelectElement;
  private matrix: HTMLSelectElement;
  private isNamed = false;
}

function fillOptions(select: HTMLSelectElement, options: string[]): void {
  const made = ['', ...options].map(option => new Option(option || '(none)', option));
  select.replaceChildren(...made);
}
