import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { CombinedFiles } from '../../local/accounts/combined/combined-files.ts';
import type { Actor } from '../../shared/human-task/actor.ts';
import { CountersignError } from '../../shared/errors.ts';

/**
 * The bytes of files, which are too long for the contract's messages:
 * `PUT /api/human-tasks/{taskAsstId}/files?requirement=…&name=…[&digest=sha-256:…]` with the bytes as the body, answered by
 * 201 and the stored file; `GET /api/human-tasks/{taskAsstId}/files/{fileId}/content`.
 * @returns false for every other call
 * @throws CountersignError before anything was sent; what fails later ends the connection
 */
export async function transferFile(
  files: CombinedFiles,
  actor: () => Actor,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [, taskAsstId = '', fileId, content] = route.exec(url.pathname) ?? [];
  if (request.method === 'PUT' && taskAsstId !== '' && fileId === undefined) {
    await receive(files, actor(), taskAsstId, url.searchParams, request, response);
    return true;
  }
  if (request.method === 'GET' && fileId !== undefined && content !== undefined) {
    await send(files, actor(), { taskAsstId, fileId }, response);
    return true;
  }
  return false;
}

const id = '([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})';
const route = new RegExp(`^/api/human-tasks/${id}/files(?:/${id}/(content))?$`, 'i');
const digestShape = /^sha-256:[0-9a-f]{64}$/;

async function receive(
  files: CombinedFiles,
  actor: Actor,
  taskAsstId: string,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const length = request.headers['content-length'];
  const digest = query.get('digest') ?? undefined;
  if (digest !== undefined && !digestShape.test(digest))
    throw invalid('digest', 'Must be sha-256:<64 digits>.');
  const upload = {
    taskAsstId,
    requirement: query.get('requirement') ?? '',
    name: query.get('name') ?? '',
    size: length === undefined ? null : Number(length),
  };
  if (upload.name === '') throw invalid('name', 'Say what the file is called.');
  try {
    const file = await files.upload(actor, upload, request, digest);
    response.writeHead(201, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    });
    response.end(JSON.stringify(file));
  } catch (error) {
    if (request.destroyed && !request.complete) return void response.destroy();
    // Who is still sending reads the answer only when everything is sent; what comes is thrown away.
    request.resume();
    throw error;
  }
}

async function send(
  files: CombinedFiles,
  actor: Actor,
  question: { taskAsstId: string; fileId: string },
  response: ServerResponse,
): Promise<void> {
  const { file, bytes } = await files.read(actor, question);
  response.writeHead(200, {
    'content-type': file.type,
    'content-length': file.size,
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    'content-digest': `sha-256=:${Buffer.from(file.digest.slice('sha-256:'.length), 'hex').toString('base64')}:`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  // A reader that goes away early is no failure of ours; a stream that fails ends the connection short of its length.
  await pipeline(bytes, response).catch(() => response.destroy());
}

function invalid(name: string, message: string): CountersignError {
  return new CountersignError('INVALID_REQUEST', {
    details: { fields: [{ pointer: `/${name}`, message }] },
  });
}
