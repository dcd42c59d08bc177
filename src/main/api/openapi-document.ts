import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { accountContract } from '../../shared/contract/contract.ts';

/** The contract as OpenAPI 3.1, generated from the same schemas that check every call. */
export function openApiDocument(version: string): Promise<object> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  return generator.generate(accountContract, {
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
}
