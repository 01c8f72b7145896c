// The plugins of nutgraf for JupyterLab 4 and Notebook 7. They add nothing to a notebook's file.
import { commands } from './commands';
import { completion } from './completion';
import { notebooks } from './notebooks';

export default [commands, completion, notebooks];
