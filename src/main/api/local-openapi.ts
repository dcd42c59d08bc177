import { openApiDocument } from '../../service/openapi-document.ts';
import { accountContract } from '../../shared/contract/contract.ts';
import { bytePaths } from './file-paths.ts';

export function localOpenApi(version: string): Promise<object> {
  return openApiDocument({
    contract: accountContract,
    version,
    description:
      'Workflows, processes and human tasks of this computer. Served on a local socket with a bearer token.',
    morePaths: bytePaths,
  });
}
