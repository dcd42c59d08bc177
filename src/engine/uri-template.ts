import type { Json } from '../shared/json.ts';
import { standardErrors, WorkflowError } from './errors.ts';

/** How the expressions of RFC 6570, levels 1 to 3, begin and join, by their operator. */
const operators: Readonly<
  Record<string, { first: string; separator: string; named: boolean; reserved: boolean; ifEmpty: string }>
> = {
  '': { first: '', separator: ',', named: false, reserved: false, ifEmpty: '' },
  '+': { first: '', separator: ',', named: false, reserved: true, ifEmpty: '' },
  '#': { first: '#', separator: ',', named: false, reserved: true, ifEmpty: '' },
  '.': { first: '.', separator: '.', named: false, reserved: false, ifEmpty: '' },
  '/': { first: '/', separator: '/', named: false, reserved: false, ifEmpty: '' },
  ';': { first: ';', separator: ';', named: true, reserved: false, ifEmpty: '' },
  '?': { first: '?', separator: '&', named: true, reserved: false, ifEmpty: '=' },
  '&': { first: '&', separator: '&', named: true, reserved: false, ifEmpty: '=' },
};

const expression = /\{([+#./;?&]?)([A-Za-z_][\w.,%-]*)\}/g;

/** Whether there are variables in it: `https://example.org/pets/{petId}`. */
export function isUriTemplate(text: string): boolean {
  return text.search(expression) >= 0;
}

/**
 * Fills in a URI template from data: `{petId}` is the property `petId`, and `{pet.id}` the one with that very name. What is not
 * there is left out. @throws WorkflowError (expression) for a list or an object, which has no place in an address
 */
export function fillTemplate(template: string, data: Json): string {
  return template.replace(expression, (_, operator: string, names: string) => {
    const rule = operators[operator] ?? operators[''];
    if (rule === undefined) return '';
    const parts = names.split(',').flatMap((name) => {
      const value = valueOf(name, data);
      if (value === null) return [];
      const text = encode(value, rule.reserved);
      if (!rule.named) return [text];
      return [text === '' ? `${name}${rule.ifEmpty}` : `${name}=${text}`];
    });
    return parts.length === 0 ? '' : rule.first + parts.join(rule.separator);
  });
}

function valueOf(name: string, data: Json): string | null {
  const value = property(data, name);
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object') return String(value);
  const what = Array.isArray(value) ? 'a list' : 'an object';
  const detail = `{${name}} is ${what}: only text, numbers and booleans can stand in an address.`;
  throw new WorkflowError({ ...standardErrors.expression, detail });
}

function property(data: Json, name: string): Json | undefined {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined;
  return Object.hasOwn(data, name) ? data[name] : undefined;
}

function encode(text: string, reserved: boolean): string {
  // Half a surrogate pair has no place in an address; encodeURI would throw.
  const whole = text.replace(/\p{Surrogate}/gu, '\uFFFD');
  if (reserved)
    return encodeURI(whole)
      .replace(/%5B/g, '[')
      .replace(/%5D/g, ']')
      .replace(/%25(?=[0-9A-Fa-f]{2})/g, '%');
  return encodeURIComponent(whole).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
