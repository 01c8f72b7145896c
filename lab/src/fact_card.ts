// What hovering over a number, or moving to it by keyboard, shows: its row, its source, its date.
import { Fact } from './kernel';

const ID = 'nutgraf-fact-card';

/** Show the card of a fact whenever an element is under the pointer or has the focus. */
export function describe(element: HTMLElement, fact: Fact): void {
  const show = () => open(element, fact);
  element.addEventListener('mouseenter', show);
  element.addEventListener('focus', show);
  element.addEventListener('mouseleave', close);
  element.addEventListener('blur', close);
  element.addEventListener('keydown', event => {
    if (event.key === 'Escape') {
      close();
    }
  });
}

function open(element: HTMLElement, fact: Fact): void {
  close();
  const card = document.createElement('div');
  card.id = ID;
  card.className = 'nutgraf-card';
  card.setAttribute('role', 'tooltip');
  card.append(...lines(fact));
  document.body.append(card);
  element.setAttribute('aria-describedby', ID);
  const at = element.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, window.innerWidth - card.offsetWidth - 8));
  const isRoomBelow = at.bottom + card.offsetHeight + 8 < window.innerHeight;
  card.style.left = `${left}px`;
  card.style.top = `${isRoomBelow ? at.bottom + 4 : Math.max(8, at.top - card.offsetHeight - 4)}px`;
}

/** Take the card away. */
export function close(): void {
  document.getElementById(ID)?.remove();
  document.querySelector(`[aria-describedby="${ID}"]`)?.removeAttribute('aria-describedby');
}

function lines(fact: Fact): HTMLElement[] {
  if (!fact.is_traced) {
    return [line('', 'No row of a table is behind this number.')];
  }
  const made: HTMLElement[] = [];
  if (fact.value !== undefined && fact.value !== null) {
    made.push(line('Value', `${inFull(fact.value)} ${fact.unit}`.trim()));
  }
  if (fact.rounding) {
    made.push(line('Rounding', fact.rounding));
  }
  if (fact.derivation) {
    made.push(line('Computed', fact.derivation));
  }
  if (fact.reason) {
    made.push(line('No source needed', fact.reason));
  }
  for (const row of fact.rows) {
    const key = Object.entries(row.key)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ');
    made.push(line('Row', `${row.table}${key ? `: ${key}` : ''}`));
  }
  const dates = new Set(fact.as_of ? [fact.as_of] : fact.rows.map(row => row.as_of).filter(Boolean));
  if (dates.size) {
    made.push(line('As of', [...dates].join(', ')));
  }
  for (const source of fact.sources) {
    made.push(line('Source', [source.publisher, source.title].filter(Boolean).join(', ')));
  }
  return made;
}

function line(name: string, text: string): HTMLElement {
  const made = document.createElement('div');
  if (name) {
    const label = document.createElement('b');
    label.textContent = name;
    made.append(label, ' ');
  }
  made.append(text);
  return made;
}

function inFull(value: unknown): string {
  return typeof value === 'number' ? value.toLocaleString('en', { maximumFractionDigits: 15, useGrouping: value > 9999 }) : String(value);
}
