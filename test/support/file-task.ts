import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import type { StoredFile } from '../../src/shared/contract/files.ts';
import { onlyTask, startSource, type TestAccount } from './account.ts';
import type { Reply, ServedAccount } from './api.ts';

/** Asks for a contract, and for pictures that are optional; what was handed in is the output. */
export const fileWorkflow = `
document: { dsl: '1.0.3', namespace: test, name: hand-in, version: '1.0.0' }
do:
  - handIn:
      ask:
        mode: file
        prompt: Hand in the signed contract.
        files:
          - { name: contract, title: Signed contract, accept: [.pdf], maxSize: 1 MB, maxCount: 1 }
          - { name: pictures, required: false, accept: [image/*], maxCount: 3 }
  - decide:
      ask: { mode: approval, prompt: Is it all there? }
`;

export const pdf = (text = 'a contract') => Buffer.from(`%PDF-1.7\n${text}\n%%EOF\n`);
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export function digestOf(bytes: Uint8Array): string {
  return `sha-256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Starts the workflow. @returns the task that waits for files */
export async function startFileTask(test: TestAccount): Promise<{ taskAsstId: string; processId: string }> {
  const processId = await startSource(test, fileWorkflow);
  const { taskAsstId } = await onlyTask(test);
  return { taskAsstId, processId };
}

export interface Upload {
  readonly requirement?: string;
  readonly name?: string;
  readonly digest?: string;
}

/** Sends bytes as another program would: one PUT. */
export function put(
  served: ServedAccount,
  token: string,
  taskAsstId: string,
  bytes: Uint8Array,
  { requirement = 'contract', name = 'contract.pdf', digest }: Upload = {},
): Promise<Reply & { readonly file: StoredFile }> {
  const query = new URLSearchParams({ requirement, name, ...(digest === undefined ? {} : { digest }) });
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        socketPath: served.paths.apiSocket,
        method: 'PUT',
        path: `/api/human-tasks/${taskAsstId}/files?${query}`,
        headers: { authorization: `Bearer ${token}`, 'content-length': bytes.length },
      },
      (incoming) => {
        const pieces: Buffer[] = [];
        incoming.on('data', (piece: Buffer) => pieces.push(piece));
        incoming.on('end', () => {
          const body: unknown = JSON.parse(Buffer.concat(pieces).toString());
          resolve({ status: incoming.statusCode ?? 0, body, file: body as StoredFile });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(bytes);
  });
}

/** Sends the beginning of an upload that is longer. @returns how to break it off */
export function beginPut({ paths }: ServedAccount, taskAsstId: string, beginning: Uint8Array): () => void {
  const outgoing = request({
    socketPath: paths.apiSocket,
    method: 'PUT',
    path: `/api/human-tasks/${taskAsstId}/files?requirement=contract&name=contract.pdf`,
    headers: {
      authorization: `Bearer ${readFileSync(paths.apiToken, 'utf8').trim()}`,
      'content-length': beginning.length + 1,
    },
  });
  outgoing.on('error', () => {
    // Breaking it off is one.
  });
  outgoing.write(beginning);
  return () => outgoing.destroy();
}

/** The body of a GET as it comes, and its headers. */
export function fetchBytes(
  { paths }: ServedAccount,
  path: string,
): Promise<{ bytes: Buffer; headers: IncomingHttpHeaders }> {
  const authorization = `Bearer ${readFileSync(paths.apiToken, 'utf8').trim()}`;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { socketPath: paths.apiSocket, path, headers: { authorization } },
      (incoming) => {
        const pieces: Buffer[] = [];
        incoming.on('data', (piece: Buffer) => pieces.push(piece));
        incoming.on('end', () => resolve({ bytes: Buffer.concat(pieces), headers: incoming.headers }));
      },
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
}
