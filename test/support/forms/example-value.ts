import type { Json, JsonObject } from '../../../src/shared/json.ts';

/** What one could enter at a place that these parts of a schema speak about: what fits the most of them. */
export function exampleOf(parts: readonly JsonObject[]): Json {
  const candidates = [...parts.flatMap(ofPart), ...numbers, ...texts];
  const ranked = candidates.map((value) => ({
    value,
    fitting: parts.filter((part) => fits(part, value)).length,
  }));
  const best = ranked.reduce((most, each) => (each.fitting > most.fitting ? each : most));
  return best.value;
}

/** The value of an option that is called so, as far as the parts tell. */
export function valueOfOption(parts: readonly JsonObject[], label: string): Json | undefined {
  for (const part of parts) {
    const { enum: values, enumNames: names, const: only, title } = part;
    if (Array.isArray(values)) {
      const position = Array.isArray(names) ? names.indexOf(label) : -1;
      const value = values[position] ?? values.find((each) => nameOf(each) === label);
      if (value !== undefined) return value;
    }
    if (only !== undefined && (title ?? nameOf(only)) === label) return only;
  }
  return parts.some(({ type }) => type === 'boolean') ? booleans[label] : undefined;
}

const booleans: Readonly<Record<string, boolean>> = { Yes: true, No: false, true: true, false: false };
const texts = [
  'Ada',
  'ada',
  'A',
  '1',
  '12345',
  '555-1234',
  'abc-123',
  'https://example.com/ada',
  '2026-11-18',
  'Ada Lovelace, of London',
];
const numbers = [7, 2.5, 12, 100, 1, 0, -1];

const byFormat: Readonly<Record<string, string>> = {
  email: 'ada@example.com',
  uri: 'https://example.com/ada',
  'uri-reference': '/ada',
  date: '2026-11-18',
  'date-time': '2026-11-18T09:30:00.000Z',
  time: '09:30',
  uuid: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  hostname: 'example.com',
  'data-url': 'data:text/plain;name=a.txt;base64,YQ==',
  color: '#336699',
  regex: '^a$',
};

function ofPart({ format, minLength, minimum, maximum, exclusiveMinimum, multipleOf }: JsonObject): Json[] {
  const step = typeof multipleOf === 'number' ? multipleOf : 1;
  const least = typeof minimum === 'number' ? Math.ceil(minimum / step) * step : 0;
  return [
    ...(typeof format === 'string' && byFormat[format] !== undefined ? [byFormat[format]] : []),
    ...(typeof minLength === 'number' ? ['Ada '.repeat(minLength).slice(0, minLength)] : []),
    ...(typeof multipleOf === 'number' ? [least, least + step] : []),
    ...(typeof minimum === 'number' ? [minimum, minimum + 1] : []),
    ...(typeof exclusiveMinimum === 'number' ? [exclusiveMinimum + 1, exclusiveMinimum + 0.5] : []),
    ...(typeof maximum === 'number' ? [maximum] : []),
  ].filter((value) => value !== '');
}

/** As far as the words of a single value say; `$ref` and the like are other parts. */
function fits(part: JsonObject, value: Json): boolean {
  const { type, const: only, enum: values } = part;
  const types = type === undefined ? null : [type].flat();
  if (types !== null && !types.some((each) => isOf(each, value))) return false;
  if (only !== undefined && only !== value) return false;
  if (Array.isArray(values) && !values.includes(value)) return false;
  return typeof value === 'number' ? fitsNumber(part, value) : fitsText(part, nameOf(value));
}

function isOf(type: Json, value: Json): boolean {
  if (type === 'integer') return Number.isInteger(value);
  return type === typeof value;
}

function fitsNumber(part: JsonObject, value: number): boolean {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = part;
  return (
    !(typeof minimum === 'number' && value < minimum) &&
    !(typeof maximum === 'number' && value > maximum) &&
    !(typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum) &&
    !(typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum) &&
    !(typeof multipleOf === 'number' && !Number.isInteger(value / multipleOf))
  );
}

function fitsText({ minLength, maxLength, pattern, format }: JsonObject, value: string): boolean {
  return (
    !(typeof minLength === 'number' && value.length < minLength) &&
    !(typeof maxLength === 'number' && value.length > maxLength) &&
    !(typeof pattern === 'string' && !new RegExp(pattern, 'u').test(value)) &&
    !(typeof format === 'string' && byFormat[format] !== undefined && byFormat[format] !== value)
  );
}

function nameOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
