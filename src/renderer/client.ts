import { createORPCClient, type ClientContext, type ClientLink } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { bridgePortMessage, type Bridge } from '../shared/bridge.ts';
import type { windowContract } from '../shared/contract/contract.ts';
import { createStore, type ReadableStore } from './ui/store.ts';

declare global {
  interface Window {
    readonly countersign: Bridge;
  }
}

// This module owns the port to the app. Invariants:
// I1: there is at most one live link; a new port replaces the old one and closes it.
// I2: a call made while there is no link waits for the next one; a call in flight when its port closes fails.
// I3: the port is only taken from this very window: a frame or another origin cannot offer one.

export type WindowClient = ContractRouterClient<typeof windowContract>;
export type ConnectionState = 'connecting' | 'connected' | 'lost';

export interface Connection {
  readonly client: WindowClient;
  readonly state: ReadableStore<ConnectionState>;
}

type Link = ClientLink<ClientContext>;

const reconnectEvery = 2_000;

/** Opens the connection to the app and keeps it open: a lost port is asked for again every two seconds. */
export function connect(page: Window): Connection {
  const state = createStore<ConnectionState>('connecting');
  const links = new LinkSlot();
  const close = trackPort(page, {
    opened(port) {
      links.put(new RPCLink({ port }));
      state.set('connected');
    },
    lost() {
      links.empty();
      state.set('lost');
    },
  });
  page.addEventListener('pagehide', close);
  page.countersign.requestPort();
  const link: Link = {
    call: async (path, input, options) => (await links.current()).call(path, input, options),
  };
  return { client: createORPCClient(link), state };
}

interface PortEvents {
  opened(port: MessagePort): void;
  lost(): void;
}

function trackPort(page: Window, events: PortEvents): () => void {
  let current: MessagePort | null = null;
  let retry: number | null = null;
  const stopAsking = () => {
    if (retry !== null) page.clearInterval(retry);
    retry = null;
  };
  const closed = (port: MessagePort) => {
    if (port !== current) return;
    current = null;
    events.lost();
    retry = page.setInterval(() => page.countersign.requestPort(), reconnectEvery);
  };
  page.addEventListener('message', (event) => {
    const port = event.ports[0];
    if (event.source !== page || port === undefined || !isPortMessage(event.data)) return;
    const previous = current;
    current = port;
    if (previous !== null) end(previous);
    stopAsking();
    port.addEventListener('close', () => closed(port));
    events.opened(port);
    port.start();
  });
  return () => {
    stopAsking();
    current?.close();
  };
}

/** Closing a port is not heard at this side of it; without the event, streams of the old link would wait for ever. */
function end(port: MessagePort): void {
  port.close();
  port.dispatchEvent(new Event('close'));
}

function isPortMessage(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'kind' in data && data.kind === bridgePortMessage;
}

class LinkSlot {
  #link: Link | null = null;
  #waiting: ((link: Link) => void)[] = [];

  put(link: Link): void {
    this.#link = link;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve(link);
  }

  empty(): void {
    this.#link = null;
  }

  current(): Promise<Link> {
    if (this.#link !== null) return Promise.resolve(this.#link);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
