import { expect, it } from 'vitest';
import { routesIn } from '../../../src/main/net/proxy-rules.ts';

const direct = { kind: 'direct' };
const proxy = (uri: string) => ({ kind: 'proxy', uri });

it.each([
  ['DIRECT', [direct]],
  ['PROXY proxy.example:8080', [proxy('http://proxy.example:8080')]],
  ['HTTPS proxy.example:443;DIRECT', [proxy('https://proxy.example:443'), direct]],
  ['proxy a:1 ; Direct ;', [proxy('http://a:1'), direct]],
  ['SOCKS5 proxy.example:1080; PROXY b:2', [proxy('http://b:2')]],
  ['PROXY [::1]:3128', [proxy('http://[::1]:3128')]],
  ['SOCKS proxy.example:1080', []],
  ['PROXY', []],
  ['', []],
])('%j names these ways', (rules, routes) => {
  expect(routesIn(rules)).toEqual(routes);
});
