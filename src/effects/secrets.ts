import type { Effect } from '../engine/effect.ts';
import { WorkflowError } from '../engine/errors.ts';
import { isJsonObject } from '../shared/json-object.ts';
import type { Json } from '../shared/json.ts';
import type { EffectContext } from './effects.ts';
import { percentEncoded } from './percent-encoding.ts';

const mask = '***';

/** Shorter than this, replacing it would only garble a text: `1`, `on`, `us`. */
const shortest = 4;

/** Names of fields that hold credentials, in effects and in headers. */
const credentialNames =
  /^(authorization|proxy-authorization|cookie|.*(password|secret|token|assertion|api-?key).*)$/i;

/** The same error with everything confidential in its texts replaced. */
export function withoutSecrets(
  error: WorkflowError,
  effect: Effect,
  context: Pick<EffectContext, 'confidential'>,
): WorkflowError {
  const hide = hider([...context.confidential, ...credentialsIn(effect as unknown as Json)]);
  const { title, detail } = error.problem;
  return new WorkflowError(
    {
      ...error.problem,
      ...(title === undefined ? {} : { title: hide(title) }),
      ...(detail === undefined ? {} : { detail: hide(detail) }),
    },
    error.cause,
  );
}

/** A function that replaces confidential texts, also where they are written as an address, a form, JSON or base64 has them. */
export function hider(confidential: readonly string[]): (text: string) => string {
  const hidden = confidential
    .flatMap(formsOf)
    .filter((text) => text.length >= shortest)
    .sort((a, b) => b.length - a.length);
  return (text) => hidden.reduce((shown, secret) => shown.replaceAll(secret, mask), text);
}

function formsOf(text: string): string[] {
  const encoded = percentEncoded(text);
  const inJson = JSON.stringify(text).slice(1, -1);
  return [text, encoded, encoded.replaceAll('%20', '+'), inJson, Buffer.from(text).toString('base64')];
}

/** Whether a text has something confidential in it. */
export function isConfidential(text: string, confidential: readonly string[]): boolean {
  return hider(confidential)(text) !== text;
}

/** The credentials that a request shows, without their scheme: an answer may well repeat them. */
export function credentialsSent(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    isCredentialName(name) ? [value.slice(value.indexOf(' ') + 1)] : [],
  );
}

/** Whether a header or field of this name holds a credential. */
export function isCredentialName(name: string): boolean {
  return credentialNames.test(name);
}

/** The strings in an effect that stand under names of credentials. */
export function credentialsIn(value: Json, isCredential = false): string[] {
  if (typeof value === 'string') return isCredential ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => credentialsIn(item, isCredential));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, item]) =>
    credentialsIn(item, isCredential || isCredentialName(name)),
  );
}
