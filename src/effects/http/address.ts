import { fault } from '../faults.ts';
import { percentDecoded } from '../percent-encoding.ts';

/** An address to call, and the user and password that were written into it. */
export interface Address {
  readonly url: URL;
  readonly userinfo: { readonly username: string; readonly password: string } | undefined;
}

/** @throws WorkflowError (configuration) for anything but http and https; it never repeats the address, which may hold secrets */
export function parseAddress(text: string): Address {
  if (!URL.canParse(text)) {
    throw fault('configuration', 'The endpoint is no absolute URL');
  }
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw fault('configuration', `The endpoint is neither http nor https but ${url.protocol}`);
  }
  const { username, password } = url;
  url.username = '';
  url.password = '';
  url.hash = '';
  if (username === '' && password === '') return { url, userinfo: undefined };
  return {
    url,
    userinfo: { username: percentDecoded(username), password: percentDecoded(password) },
  };
}
