import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const tokenBytes = 32;
const tokenShape = /^[A-Za-z0-9_-]{43}$/;

/**
 * The secret that whoever may read the data folder may use: made at the first start, readable by its owner alone. A file
 * that holds no token is replaced; clients read it for every call.
 */
export function ensureToken(file: string): string {
  const existing = readToken(file);
  if (existing !== null) {
    chmodSync(file, 0o600);
    return existing;
  }
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const token = randomBytes(tokenBytes).toString('base64url');
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return token;
}

/** Whether an Authorization header carries the token; takes as long for a wrong one as for the right one. */
export function carriesToken(authorization: string | undefined, token: string): boolean {
  const [scheme, given, ...others] = (authorization ?? '').split(' ');
  const isBearer = scheme?.toLowerCase() === 'bearer' && others.length === 0;
  return timingSafeEqual(digest(given ?? ''), digest(token)) && isBearer;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function readToken(file: string): string | null {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return tokenShape.test(text) ? text : null;
  } catch {
    return null;
  }
}
