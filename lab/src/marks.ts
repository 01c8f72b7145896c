// Lists at the end of cells, such as their problems; they are seen only, and belong to no file.
import { NotebookPanel } from '@jupyterlab/notebook';

/** Show the items of each cell in a list of this class; those of no cell are shown at the first one. */
export function showAtCells<T extends { cell: string }>(
  panel: NotebookPanel,
  className: string,
  label: string,
  items: T[],
  made: (item: T) => HTMLElement
): void {
  const cells = panel.content.widgets;
  const known = new Set(cells.map(cell => cell.model.id));
  const byCell = new Map<string, T[]>();
  for (const item of items) {
    const id = known.has(item.cell) ? item.cell : cells[0]?.model.id;
    byCell.set(id, [...(byCell.get(id) ?? []), item]);
  }
  for (const cell of cells) {
    cell.node.querySelector(`:scope > .${className}`)?.remove();
    const own = byCell.get(cell.model.id);
    if (own) {
      const list = document.createElement('ul');
      list.className = `nutgraf-mark ${className}`;
      list.setAttribute('aria-label', label);
      list.append(...own.map(made));
      cell.node.append(list);
    }
  }
}

/** A button in a mark, which is disabled while it works, and says what went wrong. */
export function button(label: string, act: () => Promise<void>): HTMLElement {
  const made = document.createElement('span');
  const pressed = document.createElement('button');
  const answer = document.createElement('span');
  answer.setAttribute('role', 'status');
  pressed.textContent = label;
  pressed.addEventListener('click', async () => {
    pressed.disabled = true;
    answer.textContent = '';
    try {
      await act();
    } catch (error) {
      answer.textContent = ` ${(error as Error).message}`;
    }
    pressed.disabled = false;
  });
  made.append(pressed, answer);
  return made;
}

/** An editor of Jupyter or CodeMirror around would take keys for its own: what is typed in a mark stays in it. */
export function keepKeys(element: HTMLElement): void {
  for (const kind of ['keydown', 'keypress', 'keyup'] as const) {
    element.addEventListener(kind, event => event.stopPropagation());
  }
}
