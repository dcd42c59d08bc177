import { isAbsolute, relative, resolve, sep } from 'node:path';
import { previewOrigin } from '../../shared/file-preview.ts';

export const appScheme = 'app';
export const appHost = 'countersign';
export const appOrigin = `${appScheme}://${appHost}`;
export const appPage = `${appOrigin}/index.html`;

/** Only these files belong to the page; anything else that lies in the folder is not served. */
const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.pfb': 'application/octet-stream',
  '.bcmap': 'application/octet-stream',
};

/** Whether this address is the app's own origin: the one place that may talk to the main process. */
export function isAppUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (
    url.protocol === `${appScheme}:` && url.host === appHost && url.username === '' && url.password === ''
  );
}

/** Whether this address is in the origin of the pictures of files, which may talk to nobody. */
export function isPreviewUrl(text: string): boolean {
  return text.startsWith(`${previewOrigin}/`);
}

/** A frame as Electron shows it, narrowed to what the decision needs. */
export interface Frame {
  readonly url: string;
  readonly parent: object | null;
}

/** Messages count only from the top frame of the app's own page; a frame that is gone is null. */
export function isTrustedFrame(frame: Frame | null | undefined): boolean {
  return frame !== null && frame !== undefined && frame.parent === null && isAppUrl(frame.url);
}

/** What may be handed to the person's browser: https, a real host, no credentials. Null is a refusal. */
export function externalUrl(text: string): string | null {
  if (text.length > 2048 || !URL.canParse(text)) return null;
  const url = new URL(text);
  const isPlain =
    url.protocol === 'https:' && url.hostname !== '' && url.username === '' && url.password === '';
  return isPlain ? url.href : null;
}

export interface Asset {
  readonly file: string;
  readonly contentType: string;
}

/** The file behind an address of the app's page, or null: another origin, an escape from the folder, an unknown type. */
export function assetFor(folder: string, address: string): Asset | null {
  if (!isAppUrl(address)) return null;
  const path = decoded(new URL(address).pathname);
  if (path === null || path.includes('\0') || path.includes('\\')) return null;
  const file = resolve(folder, `.${path === '/' ? '/index.html' : path}`);
  const inside = relative(folder, file);
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) return null;
  const contentType = contentTypes[file.slice(file.lastIndexOf('.'))];
  return contentType === undefined ? null : { file, contentType };
}

/**
 * The page may run its own scripts and read its own files and those that the account shows. Inline styles are the one relaxation: Mantine writes its theme's
 * variables into a style element; a style cannot run code, and there is no remote address it could load from.
 * `developmentServer` (host:port) is Vite's, whose page has an inline script and a socket for reloading.
 */
export function contentSecurityPolicy(developmentServer: string | null): string {
  const script = developmentServer === null ? `'self'` : `'self' 'unsafe-inline'`;
  const connect = developmentServer === null ? '' : ` ws://${developmentServer}`;
  return [
    `default-src 'self'`,
    `script-src ${script}`,
    `style-src 'self' 'unsafe-inline'`,
    `img-src 'self' data: ${previewOrigin}`,
    `font-src 'self'`,
    `connect-src 'self' ${previewOrigin}${connect}`,
    `object-src 'none'`,
    `frame-src 'none'`,
    `worker-src 'self'`,
    `form-action 'none'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}

function decoded(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}
