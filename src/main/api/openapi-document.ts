import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { accountContract } from '../../shared/contract/contract.ts';
import { bytePaths } from './file-paths.ts';

/** The contract as OpenAPI 3.1, generated from the same schemas that check every call. */
export async function openApiDocument(version: string): Promise<object> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(accountContract, {
    info: {
      title: 'Countersign',
      version,
      description:
        'Workflows, processes and human tasks of this computer. Served on a local socket with a bearer token.',
    },
    servers: [{ url: '/api' }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    security: [{ token: [] }],
  });
  const paths: Record<string, object | undefined> = { ...document.paths };
  for (const [path, operations] of Object.entries(bytePaths)) paths[path] = { ...paths[path], ...operations };
  return { ...document, paths };
}
