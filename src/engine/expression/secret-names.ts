import { variableNames } from './syntax.ts';

const access = /\$secrets?\s*(?:\.\s*([A-Za-z_]\w*)|\.?\s*\[?\s*(?:"([^"\\]+)"|'([^'\\]+)'))/g;

/**
 * The secrets that jq code reads: `$secrets.name`, `$secrets["name"]`. Some runtimes say `$secret`, and so do files written for
 * them. What only computes a name is not seen.
 */
export function secretNames(code: string): ReadonlySet<string> {
  if (!namesSecrets(code)) return new Set();
  const names = [...code.matchAll(access)].map(
    ([, plain, quoted, singly]) => plain ?? quoted ?? singly ?? '',
  );
  return new Set(names.filter((name) => name !== ''));
}

/** Whether jq code sees any secret at all. */
export function namesSecrets(code: string): boolean {
  if (!code.includes('$secret')) return false;
  const names = variableNames(code);
  return names.has('secrets') || names.has('secret');
}
