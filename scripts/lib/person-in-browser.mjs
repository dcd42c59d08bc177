/** Somebody who signs in at the identity provider for development, where no real browser is wanted. */

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectNode } from './node.mjs';

const mostHops = 12;

/**
 * Does what a browser would: follows where it is sent, presses the button of the user, and ends where the app listens.
 *
 * @param {string} user
 * @param {string} start the address that the app opens
 * @returns {Promise<{ status: number, text: string }>} the page that is shown at the end
 */
export async function signInAs(user, start) {
  /** @type {Map<string, string>} the cookies of one browser */
  const jar = new Map();
  let response = await visit(jar, start);
  let address = start;
  for (let hops = 0; hops < mostHops; hops += 1) {
    const location = response.headers.get('location');
    if (location === null) {
      const { pathname } = new URL(address);
      if (!pathname.startsWith('/sign-in/')) return { status: response.status, text: await response.text() };
      response = await visit(jar, address, new URLSearchParams({ user }));
      continue;
    }
    address = new URL(location, address).href;
    response = await visit(jar, address);
  }
  throw new Error(`Too many redirects, the last to ${address}`);
}

/**
 * Makes a folder that, put first on PATH, stands in for the system's browser: whatever is opened signs this user in.
 *
 * @param {string} folder is made
 * @param {string} user
 * @returns {string} the folder
 */
export function browserOf(user, folder) {
  mkdirSync(folder, { recursive: true });
  const command = [projectNode(), fileURLToPath(new URL('sign-in-as.mjs', import.meta.url)), user];
  const program = join(folder, 'xdg-open');
  writeFileSync(program, `#!/bin/sh\nexec ${command.map((word) => `'${word}'`).join(' ')} "$1"\n`);
  chmodSync(program, 0o755);
  return folder;
}

/**
 * @param {Map<string, string>} jar
 * @param {string} address
 * @param {URLSearchParams} [form]
 */
async function visit(jar, address, form) {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await fetch(address, {
    redirect: 'manual',
    headers: cookie === '' ? {} : { cookie },
    ...(form === undefined ? {} : { method: 'POST', body: form }),
  });
  for (const line of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    jar.set(name, value);
  }
  return response;
}
