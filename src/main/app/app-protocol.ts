import { readFile } from 'node:fs/promises';
import { net, protocol } from 'electron';
import { appScheme, assetFor, contentSecurityPolicy, isAppUrl, isPreviewUrl } from './origin.ts';

/** Has to happen before Electron is ready. Standard and secure: the page gets a real origin, unlike with `file://`. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: appScheme,
      // The page reads a PDF from the origin of the files; whatever does not say so itself stays unreadable across origins.
      privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true, codeCache: true },
    },
  ]);
}

/**
 * Serves the built page from `folder`, or in development passes Vite's through under the very same origin; the
 * pictures of files come from an origin of their own.
 */
export function serveApp(
  folder: string,
  developmentServer: URL | null,
  servePreview: (request: Request) => Promise<Response>,
): void {
  protocol.handle(appScheme, (request) => {
    if (isPreviewUrl(request.url)) return servePreview(request);
    return developmentServer === null
      ? serveFile(folder, request)
      : passThrough(developmentServer, new URL(request.url), request);
  });
}

async function serveFile(folder: string, request: Request): Promise<Response> {
  const asset = request.method === 'GET' ? assetFor(folder, request.url) : null;
  if (asset === null) return notFound();
  try {
    return new Response(new Uint8Array(await readFile(asset.file)), {
      headers: headers(asset.contentType, null),
    });
  } catch {
    return notFound();
  }
}

async function passThrough(server: URL, url: URL, request: Request): Promise<Response> {
  if (!isAppUrl(request.url)) return notFound();
  const response = await net.fetch(new URL(`${url.pathname}${url.search}`, server).href);
  const contentType = response.headers.get('content-type') ?? 'text/plain';
  return new Response(response.body, { status: response.status, headers: headers(contentType, server.host) });
}

function headers(contentType: string, developmentServer: string | null): Record<string, string> {
  return {
    'content-type': contentType,
    'content-security-policy': contentSecurityPolicy(developmentServer),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };
}

function notFound(): Response {
  return new Response('Not found', { status: 404, headers: headers('text/plain', null) });
}
