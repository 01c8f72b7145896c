// What an open explainer gets: live prose, marks of problems, and a toolbar with its languages and its setup cells.
import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ToolbarButton } from '@jupyterlab/apputils';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { Widget } from '@lumino/widgets';

import { CellFolding } from './cell_folding';
import { CommentMarks } from './comment_marks';
import { isExplainer, languageName, languagesOf } from './explainer';
import { LiveProse } from './live_prose';
import { ProblemMarks } from './problem_marks';
import { chooseLanguage } from './shown_language';

export const notebooks: JupyterFrontEndPlugin<void> = {
  id: 'nutgraf:notebooks',
  description: 'Shows the prose of an explainer with the numbers of its kernel.',
  autoStart: true,
  requires: [INotebookTracker],
  activate: (_: JupyterFrontEnd, tracker: INotebookTracker) => {
    tracker.widgetAdded.connect((__, panel) => void prepare(panel));
    tracker.forEach(panel => void prepare(panel));
  }
};

async function prepare(panel: NotebookPanel): Promise<void> {
  await Promise.all([panel.revealed, panel.context.ready]);
  if (panel.isDisposed || !isExplainer(panel.content)) {
    return;
  }
  const live = new LiveProse(panel);
  const folding = new CellFolding(panel);
  new ProblemMarks(panel);
  new CommentMarks(panel);
  const languages = new LanguageSwitch(languagesOf(panel.content), lang => {
    folding.language = lang;
    live.language = lang;
    chooseLanguage(panel, lang);
  });
  const fold = new ToolbarButton({
    label: 'Setup',
    tooltip: 'Fold or unfold the cells that prepare the page',
    pressed: false,
    onClick: () => {
      folding.isFolded = !folding.isFolded;
      fold.pressed = folding.isFolded;
    }
  });
  const first = [...(languages.isNeeded ? [languages] : []), fold]; // where there is little room, the last are hidden
  first.forEach((item, at) => panel.toolbar.insertItem(at, `nutgraf-${at}`, item));
}

class LanguageSwitch extends Widget {
  constructor(private languages: string[], choose: (lang: string) => void) {
    super();
    this.addClass('nutgraf-language');
    const select = document.createElement('select');
    select.setAttribute('aria-label', 'Language of the cells shown');
    select.append(new Option('All languages', ''), ...languages.map(lang => new Option(languageName(lang), lang)));
    select.addEventListener('change', () => choose(select.value));
    this.node.append(select);
  }

  get isNeeded(): boolean {
    return this.languages.length > 1;
  }
}
