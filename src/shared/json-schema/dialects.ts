import { createRequire } from 'node:module';
import type * as draft07 from 'ajv';
import type * as draft201909 from 'ajv/dist/2019.js';
import type * as draft202012 from 'ajv/dist/2020.js';
import type AjvCore from 'ajv/dist/core.js';
import type * as ajvFormats from 'ajv-formats';
import { isJsonObject } from '../json-object.ts';
import type { Json } from '../json.ts';
import { SchemaError } from './schema-error.ts';
import { unsaidDialect } from './unsaid-dialect.ts';

// Loaded with the first schema: most starts of the app see none, and it takes 40 ms. Not called `require`: bundles have one.
const load = createRequire(import.meta.url);

export type Dialect = '2020-12' | '2019-09' | 'draft-07';

/** Draft-06 has nothing that draft-07 reads otherwise. In draft-04 the same words mean other things. */
const dialects: Readonly<Record<string, Dialect>> = {
  'json-schema.org/draft/2020-12/schema': '2020-12',
  'json-schema.org/draft/2019-09/schema': '2019-09',
  'json-schema.org/draft-07/schema': 'draft-07',
  'json-schema.org/draft-06/schema': 'draft-07',
};

/** What `$schema` says; where it is missing, 2020-12 unless it can only be draft-07. @throws SchemaError for a dialect that is not known */
export function dialectOf(schema: Json): Dialect {
  const name = isJsonObject(schema) ? schema['$schema'] : undefined;
  if (name === undefined) return unsaidDialect(schema);
  const known =
    typeof name === 'string' ? dialects[name.replace(/^https?:\/\//, '').replace(/#$/, '')] : null;
  if (known) return known;
  const which = JSON.stringify(name);
  const hint = 'It can be JSON Schema 2020-12, 2019-09, draft-07 or draft-06.';
  throw new SchemaError(`$schema is ${which}, which is not supported. ${hint}`, { pointer: '/$schema' });
}

/** A new Ajv of a dialect, with the formats. */
export function createAjv(dialect: Dialect, options: draft07.Options): AjvCore {
  const ajv = construct(dialect, options);
  const { default: addFormats } = load('ajv-formats') as typeof ajvFormats;
  addFormats(ajv);
  // A pattern that only the older syntax of regular expressions takes is one, too: see regularExpression().
  ajv.addFormat('regex', {
    type: 'string',
    validate: (text: string) => regularExpressionOrNull(text) !== null,
  });
  return ajv;
}

function construct(dialect: Dialect, options: draft07.Options): AjvCore {
  switch (dialect) {
    case '2020-12':
      return new (load('ajv/dist/2020.js') as typeof draft202012).Ajv2020(options);
    case '2019-09':
      return new (load('ajv/dist/2019.js') as typeof draft201909).Ajv2019(options);
    case 'draft-07':
      return withDraft06(new (load('ajv') as typeof draft07).Ajv(options), options);
  }
}

function withDraft06(ajv: AjvCore, { meta }: draft07.Options): AjvCore {
  return meta === false ? ajv : ajv.addMetaSchema(load('ajv/dist/refs/json-schema-draft-06.json') as object);
}

/** The standard wants Unicode patterns; many schemas have some that are none, such as `[\w-.]`. @throws SyntaxError */
export function regularExpression(text: string): RegExp {
  return regularExpressionOrNull(text) ?? new RegExp(text, 'u');
}

function regularExpressionOrNull(text: string): RegExp | null {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(text, flags);
    } catch {
      continue;
    }
  }
  return null;
}
