// The desk on the server of this JupyterLab: what it knows of the project, and what it does on request.
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import { Problem } from './kernel';

export interface Project {
  name: string;
  /** Where the project is, seen from the folder that the server shows; "" for that folder. */
  root: string;
  languages: string[];
  tables: { name: string; title: string; keys: string[] }[];
}

export interface Edition {
  address: string;
  lang: string;
  label: string;
}

export interface CellProblem extends Problem {
  kind: string;
  cell: string;
  /** What a machine can write in the cell instead, in characters of its source; null where a person has to decide. */
  edit: { start: number; end: number; text: string; label: string } | null;
}

export interface Words {
  id: string;
  by: string;
  at: string;
  text: string;
}

export interface CellComment extends Words {
  page: string;
  cell: string;
  sentence: string;
  answers: Words[];
}

export interface Talk {
  /** Of the record as it was read. */
  stamp: string;
  /** Null where the record is as it was. */
  comments: CellComment[] | null;
  /** The name that answers are signed with; "" where it has to be typed once. */
  signer: string;
}

/** What the desk answered instead: problems in words. */
export class DeskError extends Error {
  constructor(public problems: Problem[]) {
    super(problems.map(problem => [problem.where, problem.what, problem.fix].filter(Boolean).join(': ')).join('\n'));
  }
}

const settings = ServerConnection.makeSettings();

/** The address of a view of the desk, such as "page/en/taxes/". */
export function deskUrl(view: string): string {
  return URLExt.join(settings.baseUrl, 'nutgraf', view);
}

export const project = () => call<Project>('project');
export const editions = (notebook: string) =>
  call<{ editions: Edition[] }>(`editions?notebook=${encodeURIComponent(notebook)}`);
export const problems = (notebook: string) =>
  call<{ problems: CellProblem[]; building: boolean }>(`cell-problems?notebook=${encodeURIComponent(notebook)}`);
export const comments = (notebook: string, since: string) =>
  call<Talk>(`cell-comments?notebook=${encodeURIComponent(notebook)}&since=${since}`);
export const answerComment = (to: CellComment, text: string, name: string) =>
  call<{ id: string }>(`comments/${to.page}`, { to: to.id, text, name });
export const newExplainer = (wish: object) => call<{ path: string }>('new', wish);
export const check = (notebook: string) =>
  call<{ is_done: boolean; text: string }>('run', { command: 'check', notebook });
/** The number of a build that was started; its view says how far it is. */
export const build = (notebook: string) => call<{ build: number }>('run', { command: 'build', notebook });

async function call<T>(name: string, body?: object): Promise<T> {
  const init: RequestInit = body ? { method: 'POST', body: JSON.stringify(body) } : {};
  const response = await ServerConnection.makeRequest(URLExt.join(settings.baseUrl, 'nutgraf/api', name), init, settings);
  if (response.ok) {
    return (await response.json()) as T;
  }
  const answer = (await response.json().catch(() => ({}))) as { problems?: Problem[] };
  throw new DeskError(answer.problems ?? [{ where: 'the desk', what: response.statusText, fix: '' }]);
}
