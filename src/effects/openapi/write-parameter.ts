import { isJsonObject } from '../../shared/json-object.ts';
import type { Json } from '../../shared/json.ts';
import { textOf } from '../http/query.ts';
import { percentEncoded, percentEncodedUri } from '../percent-encoding.ts';
import type { Parameter, Style } from './operation.ts';

type Writing = Pick<Parameter, 'name' | 'style' | 'explode' | 'allowReserved'>;
type Encode = (text: string) => string;

/** What stands for `{name}` in a path: `simple`, `label` (`.a.b`) or `matrix` (`;name=a,b`). */
export function writeInPath({ name, style, explode }: Writing, value: Json): string {
  const encode = percentEncoded;
  if (style === 'json') return encode(JSON.stringify(value));
  if (style === 'matrix') {
    const entries = explode ? exploded(name, value) : [[name, joined(value, ',', false, encode)] as const];
    return entries.map(([key, text]) => `;${encode(key)}=${explode ? encode(text) : text}`).join('');
  }
  if (style === 'label') return `.${joined(value, explode ? '.' : ',', explode, encode)}`;
  return joined(value, ',', explode, encode);
}

/** `name=value` parts of a query, encoded. */
export function writeInQuery({ name, style, explode, allowReserved }: Writing, value: Json): string[] {
  const encode: Encode = allowReserved ? encodeReserved : percentEncoded;
  const part = (key: string, text: string) => `${percentEncoded(key)}=${text}`;
  if (style === 'json') return [part(name, encode(JSON.stringify(value)))];
  if (style === 'deepObject' && isJsonObject(value)) return deep(name, value, encode);
  if (explode) return exploded(name, value).map(([key, text]) => part(key, encode(text)));
  return [part(name, joined(value, delimiterOf(style), false, encode))];
}

/** The value of a header: a list with commas between. */
export function writeInHeader({ style, explode }: Writing, value: Json): string {
  return style === 'json' ? JSON.stringify(value) : joined(value, ',', explode, (text) => text);
}

/** `name=value` pairs of a form that is encoded later. */
export function writeInForm({ name, style, explode }: Writing, value: Json): (readonly [string, string])[] {
  if (explode) return exploded(name, value);
  return [[name, joined(value, delimiters[style] ?? ',', false, (text) => text)]];
}

const delimiters: Partial<Record<Style, string>> = {
  spaceDelimited: ' ',
  tabDelimited: '\t',
  pipeDelimited: '|',
};

/** As a query has it: commas stay as they are, so that they differ from those inside values. */
function delimiterOf(style: Style): string {
  const delimiter = delimiters[style];
  return delimiter === undefined ? ',' : percentEncoded(delimiter);
}

/** The items of a list under one name each, the properties of an object under theirs. */
function exploded(name: string, value: Json): (readonly [string, string])[] {
  if (Array.isArray(value)) return value.map((item) => [name, textOf(item)] as const);
  if (isJsonObject(value)) return Object.entries(value).map(([key, item]) => [key, textOf(item)] as const);
  return [[name, textOf(value)]];
}

function joined(value: Json, delimiter: string, pairs: boolean, encode: Encode): string {
  if (Array.isArray(value)) return value.map((item) => encode(textOf(item))).join(delimiter);
  if (!isJsonObject(value)) return encode(textOf(value));
  return Object.entries(value)
    .map(([key, item]) => `${encode(key)}${pairs ? '=' : delimiter}${encode(textOf(item))}`)
    .join(delimiter);
}

/** `name[key]=value`, lists as `name[key]=a&name[key]=b`. */
function deep(name: string, value: Json, encode: Encode): string[] {
  if (isJsonObject(value)) {
    return Object.entries(value).flatMap(([key, item]) => deep(`${name}[${key}]`, item, encode));
  }
  return (Array.isArray(value) ? value : [value]).map(
    (item) => `${percentEncoded(name)}=${encode(textOf(item))}`,
  );
}

/** Keeps what has a meaning in addresses (RFC 3986, 2.2), but never what would end the parameter. */
function encodeReserved(text: string): string {
  return percentEncodedUri(text).replace(/[#&+]/g, (character) => percentEncoded(character));
}
