/** The cookies that one browser keeps. */
type Jar = Map<string, string>;

/**
 * A person who signs in at the identity provider for development, as a browser would: follows where it is sent, presses the button
 * of `user`, and ends where the app listens. @returns what is written on the page there
 */
export async function signInAs(user: string, start: string): Promise<{ status: number; text: string }> {
  const jar: Jar = new Map();
  let response = await visit(jar, start);
  let address = start;
  for (let hops = 0; hops < 12; hops += 1) {
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

async function visit(jar: Jar, address: string, form?: URLSearchParams): Promise<Response> {
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
