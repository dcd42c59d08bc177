import type { StubHandler } from './stub-service.ts';

/** The basic authentication page of httpbin.org: lets in who has the name and the password that stand in the path. */
export const httpbin: StubHandler = ({ url, headers }) => {
  const [, name, password] = /^\/basic-auth\/([^/]+)\/([^/]+)$/.exec(url) ?? [];
  if (name === undefined || password === undefined) return undefined;
  const wanted = `Basic ${Buffer.from(`${decodeURIComponent(name)}:${decodeURIComponent(password)}`).toString('base64')}`;
  if (headers.authorization === wanted) return { body: { authenticated: true, user: name } };
  return { status: 401, headers: { 'www-authenticate': 'Basic realm="Fake Realm"' }, body: '' };
};
