// A view of the desk in a frame, and the messages that pass between it and JupyterLab.
import { ISignal, Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';

import { deskUrl } from './desk';

export interface Message {
  type: string;
  [name: string]: unknown;
}

/** A frame of this server; only its own window is heard. */
export class FrameView extends Widget {
  constructor(title: string) {
    super({ node: document.createElement('iframe') });
    this.addClass('nutgraf-frame');
    this.frame.title = title;
    window.addEventListener('message', this);
  }

  get received(): ISignal<this, Message> {
    return this.heard;
  }

  dispose(): void {
    window.removeEventListener('message', this);
    super.dispose();
  }

  open(view: string): void {
    this.frame.src = deskUrl(view);
  }

  send(message: Message): void {
    this.frame.contentWindow?.postMessage(message, window.location.origin);
  }

  handleEvent(event: MessageEvent): void {
    const isOwn = event.source === this.frame.contentWindow && event.origin === window.location.origin;
    if (isOwn && typeof event.data?.type === 'string') {
      this.heard.emit(event.data as Message);
    }
  }

  /** Where it is served. */
  get address(): string {
    return this.frame.src;
  }

  private get frame(): HTMLIFrameElement {
    return this.node as HTMLIFrameElement;
  }

  private heard = new Signal<this, Message>(this);
}
