import { parentPort, workerData } from 'node:worker_threads';
import { openApiDocument } from '../../service/openapi-document.ts';
import { serverContract } from '../../shared/contract/contract.ts';
import { morePaths } from './openapi/more-paths.ts';

// Making the document takes seconds of computing, in which a node would serve nobody.
const document = await openApiDocument({
  contract: serverContract,
  version: String(workerData),
  description:
    'Workflows, processes and human tasks of a team. Called with an access token of its identity provider.',
  morePaths,
});
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of Node's
parentPort?.postMessage(document);
