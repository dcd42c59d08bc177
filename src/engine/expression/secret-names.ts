import { variableNames } from './syntax.ts';

const variable = /\$secrets?(?!\w)/g;
/** Each part begins with something else than the one before it ends with, so that many blanks are gone through only once. */
const access = /\s*(?:\.\s*(?:([A-Za-z_]\w*)|(?:\[\s*)?["']([^"'\\]+)["'])|\[\s*["']([^"'\\]+)["'])/y;

/**
 * The secrets that jq code reads: `$secrets.name`, `$secrets["name"]`. Some runtimes say `$secret`, and so do files written for
 * them. What only computes a name is not seen.
 */
export function secretNames(code: string): ReadonlySet<string> {
  if (!namesSecrets(code)) return new Set();
  return new Set(accesses(code).filter((name) => name !== null));
}

/** Whether it reads secrets in a way that does not say which: `$secrets | .name`, `$secrets[.which]`. */
export function readsAnySecret(code: string): boolean {
  return namesSecrets(code) && accesses(code).includes(null);
}

/** What follows each `$secrets`; null where that is no name. */
function accesses(code: string): (string | null)[] {
  return [...code.matchAll(variable)].map((found) => {
    access.lastIndex = found.index + found[0].length;
    const [, plain, dotted, bracketed] = access.exec(code) ?? [];
    return plain ?? dotted ?? bracketed ?? null;
  });
}

/** Whether jq code sees any secret at all. */
export function namesSecrets(code: string): boolean {
  if (!code.includes('$secret')) return false;
  const names = variableNames(code);
  return names.has('secrets') || names.has('secret');
}
