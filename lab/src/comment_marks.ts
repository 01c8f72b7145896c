// Shows at its cell what an editor asks about a sentence, and takes the answer.
import { NotebookPanel } from '@jupyterlab/notebook';
import { Poll } from '@lumino/polling';

import { answerComment, CellComment, comments, Talk, Words } from './desk';
import { button, keepKeys, showAtCells } from './marks';

const EVERY_MS = 4000;

export class CommentMarks {
  constructor(private panel: NotebookPanel) {
    this.asking = new Poll({
      name: `nutgraf:comments of ${panel.id}`,
      factory: () => this.refresh(),
      frequency: { interval: EVERY_MS, backoff: true, max: 15 * EVERY_MS },
      standby: () => (panel.isVisible ? 'when-hidden' : true)
    });
    panel.context.saveState.connect((_, state) => {
      if (state === 'completed') {
        this.shown = ''; // a cell may be another one: the next look shows them again
      }
    });
    panel.disposed.connect(() => this.asking.dispose());
  }

  private async refresh(): Promise<void> {
    const talk = await comments(this.panel.context.path, this.shown);
    if (talk.comments && !this.panel.isDisposed && !this.isBeingWritten()) {
      const made = (each: CellComment) => this.made(each, talk);
      showAtCells(this.panel, 'nutgraf-comments', 'Comments on this cell', talk.comments, made);
      this.shown = talk.stamp;
    }
  }

  /** Whether an answer is typed, which showing the comments again would lose. */
  private isBeingWritten(): boolean {
    const fields = this.panel.content.node.querySelectorAll<HTMLTextAreaElement>('.nutgraf-comments textarea');
    return Array.from(fields).some(field => field.value.trim());
  }

  private made(comment: CellComment, talk: Talk): HTMLElement {
    const item = document.createElement('li');
    if (comment.sentence) {
      const quote = document.createElement('q');
      quote.textContent = comment.sentence;
      item.append(quote);
    }
    item.append(...[comment, ...comment.answers].map(said));
    const isAnswered = comment.answers.some(answer => answer.by !== comment.by);
    const name = field('input', 'Your name', talk.signer);
    const text = field('textarea', 'Your answer', '');
    const form = document.createElement('details');
    const summary = document.createElement('summary');
    summary.textContent = 'Answer';
    const send = button('Send the answer', async () => {
      await answerComment(comment, text.value, talk.signer || name.value);
      text.value = '';
      await this.refresh();
    });
    form.append(summary, ...(talk.signer ? [] : [name.parentElement as Node]), text.parentElement as Node, send);
    keepKeys(form);
    item.append(form);
    return isAnswered ? folded(item, comment) : item;
  }

  /** The stamp of the comments that are shown. */
  private shown = '';
  private asking: Poll;
}

/** What is answered stays in reach, and out of the way. */
function folded(item: HTMLElement, comment: CellComment): HTMLElement {
  const details = document.createElement('details');
  const summary = document.createElement('summary');
  summary.textContent = `Answered: ${comment.text}`;
  details.append(summary, ...item.childNodes);
  item.replaceChildren(details);
  return item;
}

function said(words: Words): HTMLElement {
  const made = document.createElement('p');
  const by = document.createElement('strong');
  by.textContent = `${words.by}, ${new Date(words.at).toLocaleString()}: `;
  made.append(by, words.text);
  return made;
}

function field<K extends 'input' | 'textarea'>(kind: K, label: string, value: string): HTMLElementTagNameMap[K] {
  const made = document.createElement(kind);
  made.value = value;
  const around = document.createElement('label');
  around.append(label, made);
  return made;
}
