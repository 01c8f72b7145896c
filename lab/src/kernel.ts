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

/** What these cells print now; null where the kernel has no nutgraf, or ended meanwhile. */
export async function ask(kernel: Kernel.IKernelConnection, cells: Wanted[]): Promise<Answer | null> {
  // JSON text without characters beyond ASCII is a string literal of Python, too.
  const request = asLiteral(JSON.stringify({ cells }));
  const code = `__import__("nutgraf.live", fromlist=["show"]).show(${request})`;
  const future = kernel.requestExecute({
    code: '',
    silent: true,
    store_history: false,
    stop_on_error: false,
    user_expressions: { answer: code }
  });
  const reply = await future.done;
  if (reply.content.status !== 'ok') {
    return null;
  }
  const answer = reply.content.user_expressions.answer as { status: string; data?: Record<string, unknown> };
  return (answer.data?.['application/json'] as unknown as Answer) ?? null;
}

function asLiteral(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, one => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
