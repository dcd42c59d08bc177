import { writeAtomically } from '../../local/write-atomically.ts';
import type { Log } from '../../service/log.ts';
import { CountersignError } from '../../shared/errors.ts';
import { isJsonObject } from '../../shared/json-object.ts';
import type { Json } from '../../shared/json.ts';
import { readEncrypted } from './encrypted-file.ts';

// S1: a value is on disk only encrypted by the system's keystore, and leaves this process only inside an effect that names it.
// S2: without a keystore nothing is kept: no value is ever written in a form that anybody could read.

/** What encrypts for the person who is logged in. */
export interface Keystore {
  /** Why nothing can be kept here, for the person; null: it can. */
  problem(): string | null;
  encrypt(text: string): Buffer;
  /** @throws Error when it was encrypted by another keystore */
  decrypt(data: Buffer): string;
}

export interface SecretStore {
  names(): string[];
  problem(): string | null;
  /** @throws CountersignError NO_KEYSTORE */
  set(name: string, value: string): void;
  remove(name: string): void;
  /** The value as workflows see it; undefined when there is none, or none that can be read. */
  lookup(name: string): Json | undefined;
}

/** Reads the file once; from then on this object is the truth and the file its copy. */
export function openSecrets(file: string, keystore: Keystore, log: Log): SecretStore {
  const encrypted = new Map(Object.entries(readEncrypted(file, log)));
  const read = new Map<string, Json>();
  const write = (): void => writeAtomically(file, JSON.stringify(Object.fromEntries(encrypted)));
  return {
    names: () => [...encrypted.keys()].sort(),
    problem: () => keystore.problem(),
    set(name, value) {
      const problem = keystore.problem();
      if (problem !== null) throw new CountersignError('NO_KEYSTORE', { message: problem });
      encrypted.set(name, keystore.encrypt(value).toString('base64'));
      read.delete(name);
      write();
    },
    remove(name) {
      if (!encrypted.delete(name)) return;
      read.delete(name);
      write();
    },
    lookup(name) {
      const data = encrypted.get(name);
      if (data === undefined) return undefined;
      const known = read.get(name);
      if (known !== undefined) return known;
      const value = decrypted(data, keystore, log);
      if (value !== undefined) read.set(name, value);
      return value;
    },
  };
}

function decrypted(data: string, keystore: Keystore, log: Log): Json | undefined {
  try {
    return asWorkflowsSeeIt(keystore.decrypt(Buffer.from(data, 'base64')));
  } catch {
    log.warn('A secret could not be decrypted: it was kept with another keystore');
    return undefined;
  }
}

/** A JSON object has fields that a workflow can name; everything else is the text that was typed. */
function asWorkflowsSeeIt(text: string): Json {
  if (!text.trimStart().startsWith('{')) return text;
  try {
    const value = JSON.parse(text) as Json;
    return isJsonObject(value) ? value : text;
  } catch {
    return text;
  }
}
