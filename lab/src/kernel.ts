// Asks the kernel of a notebook, silently: nothing is counted, stored in its history or printed.
import { Kernel } from '@jupyterlab/services';

export interface Problem {
  where: string;
  what: string;
  fix: string;
  /** Where the expression is in the cell's source, in characters, if that is known. */
  start?: number | null;
  end?: number | null;
}

export interface Fact {
  number: number;
  text: string;
  value: unknown;
  unit: string;
  key: string;
  derivation: string;
  reason: string;
  is_traced: boolean;
  rounding?: string;
  as_of?: string;
  rows: { table: string; key: Record<string, unknown>; column: string; value: unknown; as_of: string }[];
  sources: { id: string; publisher: string; title: string; url: string; read: string }[];
}

export interface Shown {
  html: string;
  facts: Fact[];
  problems: Problem[];
  /** Where the branches are that were not taken, in characters. */
  untaken?: [number, number][];
}

export interface Wanted {
  id: string;
  source: string;
  lang: string;
}

export interface Answer {
  /** Whether any cell of the notebook has run in this kernel. */
  has_run: boolean;
  cells: Record<string, Shown>;
}

export interface Choice {
  text: string;
  shown: string;
  kind: string;
  help: string;
}

/** What these cells print now; null where the kernel has no nutgraf, or ended meanwhile. */
export function ask(kernel: Kernel.IKernelConnection, cells: Wanted[]): Promise<Answer | null> {
  // JSON text of ASCII characters is a literal of Python, too.
  return call(kernel, 'show', literal(JSON.stringify({ cells })));
}

/** What may be written at an offset, in characters, of a cell of this kind, and the range that it replaces. */
export function complete(
  kernel: Kernel.IKernelConnection,
  source: string,
  offset: number,
  kind: string
): Promise<{ start: number; end: number; choices: Choice[] } | null> {
  return call(kernel, 'complete', `${literal(source)}, ${offset}, ${literal(kind)}`);
}

async function call<T>(kernel: Kernel.IKernelConnection, name: string, given: string): Promise<T | null> {
  const future = kernel.requestExecute({
    code: '',
    silent: true,
    store_history: false,
    stop_on_error: false,
    user_expressions: { answer: `__import__("nutgraf.live", fromlist=["${name}"]).${name}(${given})` }
  });
  const reply = await future.done;
  if (reply.content.status !== 'ok') {
    return null;
  }
  const answer = reply.content.user_expressions.answer as { data?: Record<string, unknown> };
  return (answer.data?.['application/json'] as T | undefined) ?? null;
}

/** A text as a literal of Python. */
function literal(text: string): string {
  const escaped = Array.from(JSON.stringify(text), one => (one > '\u007e' ? escape(one.codePointAt(0) ?? 0) : one));
  return escaped.join('');
}

function escape(code: number): string {
  return `\\U${code.toString(16).padStart(8, '0')}`;
}
