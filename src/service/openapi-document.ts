import type { AnyContractRouter } from '@orpc/contract';
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';

export interface OpenApiOptions {
  readonly contract: AnyContractRouter;
  readonly version: string;
  readonly description: string;
  /** What is served besides the contract, by path; goes beside what the contract has there. */
  readonly morePaths: Readonly<Record<string, object>>;
}

/** A contract as OpenAPI 3.1, generated from the same schemas that check every call; called with a bearer token under /api. */
export async function openApiDocument({
  contract,
  version,
  description,
  morePaths,
}: OpenApiOptions): Promise<object> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(contract, {
    info: { title: 'Countersign', version, description },
    servers: [{ url: '/api' }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    security: [{ token: [] }],
  });
  const paths: Record<string, object | undefined> = { ...document.paths };
  for (const [path, operations] of Object.entries(morePaths)) paths[path] = { ...paths[path], ...operations };
  return { ...document, paths };
}
