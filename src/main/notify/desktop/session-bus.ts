import { existsSync } from 'node:fs';
import type { Message, MessageBus } from 'dbus-native';

/** As much of a D-Bus session bus as the desktop needs. Names are D-Bus's own. */
export interface SessionBus {
  /** @throws Error when there is no such service, no reply in 5 s, or no bus */
  call(target: Target, member: string, signature: string, body: readonly unknown[]): Promise<unknown>;
  emit(path: string, iface: string, member: string, signature: string, body: readonly unknown[]): void;
  /** Every signal of an interface, with the unique name of whoever sent it: who may be believed is the caller's to check. */
  listen(iface: string, listener: (signal: Signal) => void): Promise<void>;
  /** The unique name that owns a well-known one, or null. */
  owner(name: string): Promise<string | null>;
  /** The connection was lost and is back; subscriptions stand again, whatever was in flight failed. */
  onReconnected(listener: () => void): void;
  close(): Promise<void>;
}

export interface Target {
  readonly service: string;
  readonly path: string;
  readonly iface: string;
}

export interface Signal {
  readonly member: string;
  readonly sender: string;
  readonly body: readonly unknown[];
}

const replyWithin = 5000;
const busTarget = {
  service: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  iface: 'org.freedesktop.DBus',
};

/** Where the session bus of this person listens, or null: a machine without one. */
export function sessionBusAddress(env: Readonly<Record<string, string | undefined>>): string | null {
  const given = env['DBUS_SESSION_BUS_ADDRESS'];
  if (given !== undefined && given !== '') return given;
  const runtime = env['XDG_RUNTIME_DIR'];
  return runtime !== undefined && existsSync(`${runtime}/bus`) ? `unix:path=${runtime}/bus` : null;
}

/** Connects, and connects again whenever the bus goes away. @throws Error when there is no bus at this address now */
export async function openSessionBus(address: string): Promise<SessionBus> {
  const { createClient } = await import('dbus-native');
  const bus = createClient({
    busAddress: address,
    timeout: replyWithin,
    reconnect: { minDelay: 500, maxDelay: 30_000 },
  });
  try {
    await connected(bus);
  } catch (error) {
    await bus.close();
    throw error;
  }
  return wrap(bus);
}

/** An error before the first connection ends the attempt; later ones are followed by a reconnection. */
function connected(bus: MessageBus): Promise<void> {
  return new Promise((resolve, reject) => {
    bus.connection.on('error', (error) => reject(error));
    bus.connection.on('connect', () => resolve());
  });
}

function wrap(bus: MessageBus): SessionBus {
  return {
    call: async ({ service, path, iface }, member, signature, body) =>
      bus.invoke<unknown>({
        destination: service,
        path,
        interface: iface,
        member,
        ...(signature === '' ? {} : { signature, body: [...body] }),
      }),
    emit: (path, iface, member, signature, body) => bus.sendSignal(path, iface, member, signature, [...body]),
    async listen(iface, listener) {
      bus.connection.on('message', (message) => {
        const signal = asSignal(message, iface);
        if (signal !== null) listener(signal);
      });
      await bus.addMatch(`type='signal',interface='${iface}'`);
    },
    owner: (name) => owner(bus, name),
    onReconnected: (listener) => void bus.on('reconnected', listener),
    close: () => bus.close(),
  };
}

async function owner(bus: MessageBus, name: string): Promise<string | null> {
  try {
    return await bus.invoke<string>({
      destination: busTarget.service,
      path: busTarget.path,
      interface: busTarget.iface,
      member: 'GetNameOwner',
      signature: 's',
      body: [name],
    });
  } catch {
    return null;
  }
}

const signalType = 4;

function asSignal(message: Message, iface: string): Signal | null {
  if (message.type !== signalType || message.interface !== iface || message.member === undefined) return null;
  return { member: message.member, sender: message.sender ?? '', body: message.body ?? [] };
}
