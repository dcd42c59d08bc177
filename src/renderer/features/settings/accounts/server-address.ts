import { strings } from '../../../strings.ts';

const words = strings.accounts;

export type ServerAddress =
  | { readonly kind: 'none' }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'invalid'; readonly message: string };

/** What somebody types or pastes as the address of a server: https where nothing is said, http only on this computer. */
export function serverAddress(text: string): ServerAddress {
  const typed = text.trim();
  if (typed === '') return { kind: 'none' };
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `${schemeFor(typed)}://${typed}`);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.username !== '') {
    return { kind: 'invalid', message: words.addressInvalid };
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    return { kind: 'invalid', message: words.addressInsecure };
  }
  return { kind: 'url', url: url.origin + url.pathname.replace(/\/+$/, '') };
}

function schemeFor(typed: string): 'http' | 'https' {
  const [host = ''] = typed.split(/[:/]/);
  return isLoopback(host) ? 'http' : 'https';
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
