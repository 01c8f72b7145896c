// Leads to a cell: of an open notebook, or of one that is opened for it.
import { JupyterFrontEnd } from '@jupyterlab/application';
import { NotebookPanel } from '@jupyterlab/notebook';

/** Open a notebook at a cell; at its top where no cell has this id. */
export async function openCell(app: JupyterFrontEnd, path: string, cell: string): Promise<void> {
  const panel: unknown = await app.commands.execute('docmanager:open', { path, factory: 'Notebook' });
  if (panel instanceof NotebookPanel) {
    await Promise.all([panel.revealed, panel.context.ready]);
    app.shell.activateById(panel.id);
    showCell(panel, cell);
  }
}

/** Make a cell the active one, and scroll to it. */
export function showCell(panel: NotebookPanel, cell: string): void {
  const notebook = panel.content;
  const index = notebook.widgets.findIndex(widget => widget.model.id === cell);
  if (index >= 0 && index !== notebook.activeCellIndex) {
    notebook.activeCellIndex = index;
    void notebook.scrollToItem(index, 'smart');
  }
}
