import { CountersignError } from '../../shared/errors.ts';

const loopbackHosts = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

export function isLoopback(url: URL): boolean {
  return loopbackHosts.test(url.hostname);
}

/** Whether tokens may travel there: https, or http that does not leave this computer. */
export function isSafe(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
}

/** The address of a server as it is kept: without what comes after its path, and without a slash at its end. @throws CountersignError INVALID_REQUEST */
export function serverAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !isSafe(url)) {
    throw refused('Needs an address that begins with https://; http only on this computer.');
  }
  if (url.username !== '' || url.password !== '') throw refused('An address with a password is not used.');
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function refused(message: string): CountersignError {
  return new CountersignError('INVALID_REQUEST', {
    message,
    details: { fields: [{ pointer: '/serverUrl', message }] },
  });
}
