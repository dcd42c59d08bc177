import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import { z } from 'zod';
import type { Clock, Instant } from '../../shared/clock.ts';

interface Entry {
  readonly payload: AdapterPayload;
  readonly until: Instant;
}

const Kept = z.record(
  z.string(),
  z.object({ payload: z.record(z.string(), z.unknown()), until: z.number() }),
);
const never = Number.MAX_SAFE_INTEGER;

/**
 * What the identity provider for development remembers, in one file, so that who is signed in stays so when the server is started
 * again. Small: it is written whole.
 * @returns makes the adapter of a kind of thing, as oidc-provider wants it
 */
export function createFileAdapter(file: string, clock: Clock): (kind: string) => Adapter {
  const entries = load(file);

  const save = () => {
    for (const [key, { until }] of entries) if (until <= clock.now()) entries.delete(key);
    writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(entries)), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };

  return (kind) => {
    const find = (key: string): AdapterPayload | undefined => {
      const entry = entries.get(key);
      return entry !== undefined && entry.until > clock.now() ? entry.payload : undefined;
    };
    const findBy = (field: 'uid' | 'userCode', value: string): AdapterPayload | undefined => {
      for (const [key, { payload }] of entries) {
        if (key.startsWith(`${kind} `) && payload[field] === value) return find(key);
      }
      return undefined;
    };
    return {
      async upsert(id, payload, expiresIn) {
        const until = expiresIn !== undefined && expiresIn > 0 ? clock.now() + expiresIn * 1_000 : never;
        entries.set(`${kind} ${id}`, { payload, until });
        save();
      },
      find: async (id) => find(`${kind} ${id}`),
      findByUid: async (uid) => findBy('uid', uid),
      findByUserCode: async (userCode) => findBy('userCode', userCode),
      async consume(id) {
        const entry = entries.get(`${kind} ${id}`);
        if (entry === undefined) return;
        entry.payload.consumed = Math.floor(clock.now() / 1_000);
        save();
      },
      async destroy(id) {
        entries.delete(`${kind} ${id}`);
        save();
      },
      async revokeByGrantId(grantId) {
        for (const [key, { payload }] of entries) if (payload.grantId === grantId) entries.delete(key);
        save();
      },
    };
  };
}

/** A file that cannot be read means that everybody signs in again. */
function load(file: string): Map<string, Entry> {
  if (!existsSync(file)) return new Map();
  try {
    return new Map(Object.entries(Kept.parse(JSON.parse(readFileSync(file, 'utf8')))));
  } catch {
    return new Map();
  }
}
