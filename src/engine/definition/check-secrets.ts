import type { Json } from '../../shared/json.ts';
import { secretNames } from '../expression/secret-names.ts';
import { expressionCode, parseTemplate } from '../expression/syntax.ts';
import type { DefinitionIssue } from './issues.ts';

/** What is an expression although it is written without `${ … }`, outside of data. */
const bare: ReadonlySet<string> = new Set([
  'if',
  'when',
  'exceptWhen',
  'from',
  'as',
  'in',
  'while',
  'until',
  'optionsFrom',
  'validate',
]);

/** Keys that hold data, in which only `${ … }` is an expression. */
const data: ReadonlySet<string> = new Set(['set', 'with', 'data', 'body', 'default', 'metadata', 'document']);

/** Each use of a secret that `use.secrets` does not have. */
export function checkSecrets(definition: Json, secrets: readonly string[]): DefinitionIssue[] {
  const known = new Set(secrets);
  const issues: DefinitionIssue[] = [];
  const look = (value: Json, path: readonly (string | number)[], inData: boolean): void => {
    if (typeof value === 'string') {
      const key = path.at(-1);
      const isBare = !inData && typeof key === 'string' && bare.has(key);
      for (const name of secretsIn(value, isBare)) {
        if (!known.has(name))
          issues.push({ path, message: `There is no secret "${name}" under use.secrets.` });
      }
    } else if (Array.isArray(value)) {
      value.forEach((item, index) => look(item, [...path, index], inData));
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) look(item, [...path, key], inData || data.has(key));
    }
  };
  look(definition, [], false);
  return issues;
}

function secretsIn(text: string, isBare: boolean): ReadonlySet<string> {
  if (!text.includes('$secret')) return new Set();
  const codes = isBare
    ? [expressionCode(text)]
    : parseTemplate(text).parts.flatMap((part) => (typeof part === 'string' ? [] : [part.code]));
  return new Set(codes.flatMap((code) => [...secretNames(code)]));
}
