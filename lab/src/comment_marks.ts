// Shows at its cell what an editor asks about a sentence, and takes the answer.
import { NotebookPanel } from '@jupyterlab/notebook';

import { answerComment, CellComment, comments, Talk, Words } from './desk';
import { button, keepKeys, showAtCells } from './marks';

export class CommentMarks {
  constructor(private panel: NotebookPanel) {
    panel.context.saveState.connect((_, state) => {
      if (state === 'completed') {
        void this.refresh();
      }
    });
    void this.refresh();
  }

  private async refresh(): Promise<void> {
    const talk = await comments(this.panel.context.path).catch(() => ({ comments: [], signer: '' }));
    if (!this.panel.isDisposed && !this.isBeingWritten()) {
      const made = (each: CellComment) => this.made(each, talk);
      showAtCells(this.panel, 'nutgraf-comments', 'Comments on this cell', talk.comments, made);
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
