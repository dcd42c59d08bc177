import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import type { z } from 'zod';

/** A call of a route that is no procedure of the contract, as OpenAPI describes it. */
export interface Described {
  readonly operationId: string;
  readonly summary: string;
  /** In the address, by name: what it is. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: z.ZodObject;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Content;
  /** By status. */
  readonly answers: Readonly<Record<number, Answer>>;
}

export interface Content {
  readonly type: string;
  readonly schema: object;
}

export interface Answer {
  readonly description: string;
  readonly content?: Content;
}

const converter = new ZodToJsonSchemaConverter();

/** `input`: as it is sent; `output`: as it is answered. */
export function schemaOf(schema: z.ZodType, strategy: 'input' | 'output'): object {
  return converter.convert(schema, { strategy })[1];
}

export function json(schema: z.ZodType, strategy: 'input' | 'output', type = 'application/json'): Content {
  return { type, schema: schemaOf(schema, strategy) };
}

/** As text in the address. */
const text = { type: 'string' };

/** @param server under which its path is; null: the same as the contract's */
export function operation(described: Described, server: string | null = null): object {
  const { operationId, summary, path = {}, query, headers = {}, body, answers } = described;
  const parameters = [
    ...Object.entries(path).map(([name, description]) => ({
      name,
      in: 'path',
      required: true,
      description,
      schema: text,
    })),
    ...Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
      name,
      in: 'query',
      required: !schema.safeParse(undefined).success,
      schema: schemaOf(schema as z.ZodType, 'input'),
    })),
    ...Object.entries(headers).map(([name, description]) => ({
      name,
      in: 'header',
      required: false,
      description,
      schema: text,
    })),
  ];
  return {
    operationId,
    summary,
    ...(server === null ? {} : { servers: [{ url: server }] }),
    parameters,
    ...(body === undefined ? {} : { requestBody: { required: true, content: contentOf(body) } }),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, { description, content }]) => [
        status,
        { description, ...(content === undefined ? {} : { content: contentOf(content) }) },
      ]),
    ),
  };
}

function contentOf({ type, schema }: Content): object {
  return { [type]: { schema } };
}
