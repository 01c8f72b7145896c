// The nodes of a rendered Markdown cell: its sentences with their numbers marked, or what is wrong with it.
import { describe } from './fact_card';
import { Problem, Shown } from './kernel';
import { safeNodes } from './safe_html';

/** Fill an element with what a cell prints. */
export function fill(element: HTMLElement, shown: Shown, source: string): void {
  element.replaceChildren(safeNodes(shown.html));
  markFacts(element, shown);
  const isBroken = !shown.html && shown.problems.length > 0;
  if (isBroken) {
    element.append(markedSource(source, shown.problems));
  } else if (!shown.html.trim()) {
    element.append(note('This cell prints nothing with the values that the notebook has now.'));
  }
  shown.problems.forEach(problem => element.append(inWords(problem)));
  if (!isBroken && shown.untaken?.length) {
    element.append(folded(source, shown.untaken));
  }
}

/** The branches that were not taken, folded away. */
function folded(source: string, untaken: [number, number][]): HTMLElement {
  const characters = Array.from(source);
  const texts = untaken.map(([start, end]) => characters.slice(start, end).join('').trim()).filter(text => text);
  const made = document.createElement('details');
  made.className = 'nutgraf-untaken';
  const summary = document.createElement('summary');
  summary.textContent = texts.length === 1 ? '1 branch is not printed' : `${texts.length} branches are not printed`;
  made.append(summary);
  for (const text of texts) {
    const pre = document.createElement('pre');
    pre.textContent = text;
    made.append(pre);
  }
  made.hidden = !texts.length;
  return made;
}

function markFacts(element: HTMLElement, shown: Shown): void {
  const facts = new Map(shown.facts.map(fact => [String(fact.number), fact]));
  element.querySelectorAll<HTMLElement>('[data-claim]').forEach(data => {
    const fact = facts.get(data.dataset.claim ?? '');
    const link = data.closest<HTMLElement>('a.claim');
    const mark = document.createElement('span');
    mark.append(...(link ?? data).childNodes);
    (link ?? data).replaceWith(mark);
    if (fact) {
      mark.className = fact.is_traced ? 'nutgraf-fact' : 'nutgraf-fact nutgraf-untraced';
      mark.tabIndex = 0;
      describe(mark, fact);
    }
  });
}

/** The source of a cell, with the expressions that are wrong marked. */
function markedSource(source: string, problems: Problem[]): HTMLElement {
  const pre = document.createElement('pre');
  pre.className = 'nutgraf-source';
  const characters = Array.from(source);
  const text = (start: number, end?: number) => characters.slice(start, end).join('');
  let done = 0;
  for (const [start, end] of problems.map(problem => place(source, problem)).sort((one, other) => one[0] - other[0])) {
    if (start < done || end <= start) {
      continue;
    }
    const mark = document.createElement('mark');
    mark.textContent = text(start, end);
    pre.append(text(done, start), mark);
    done = end;
  }
  pre.append(text(done));
  return pre;
}

/** Where the expression of a problem is: as the kernel says, or else where the name that it quotes is. */
function place(source: string, problem: Problem): [number, number] {
  if (problem.start != null && problem.end != null) {
    return [problem.start, problem.end];
  }
  const name = /'([^']+)'/.exec(problem.what)?.[1] ?? '';
  const before = name ? source.split(name, 1)[0] : source;
  return before === source ? [0, 0] : [Array.from(before).length, Array.from(before + name).length];
}

function inWords(problem: Problem): HTMLElement {
  const made = document.createElement('div');
  made.className = 'nutgraf-problem';
  made.setAttribute('role', 'status');
  const what = document.createElement('strong');
  what.textContent = problem.what;
  made.append(what);
  if (problem.fix) {
    made.append(`. ${problem.fix.charAt(0).toUpperCase()}${problem.fix.slice(1)}${/[.?!]$/.test(problem.fix) ? '' : '.'}`);
  }
  return made;
}

function note(text: string): HTMLElement {
  const made = document.createElement('p');
  made.className = 'nutgraf-note';
  made.textContent = text;
  return made;
}
