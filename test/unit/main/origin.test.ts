import { describe, expect, test } from 'vitest';
import {
  assetFor,
  contentSecurityPolicy,
  externalUrl,
  isAppUrl,
  isTrustedFrame,
} from '../../../src/main/app/origin.ts';

describe('who may talk to the main process', () => {
  test('the top frame of the app', () => {
    expect(isTrustedFrame({ url: 'app://countersign/index.html', parent: null })).toBe(true);
  });

  test.each([
    ['a frame inside the page', { url: 'app://countersign/index.html', parent: {} }],
    ['another host of the scheme', { url: 'app://evil/index.html', parent: null }],
    ['a host that only starts like it', { url: 'app://countersign.evil/index.html', parent: null }],
    ['a user name that looks like it', { url: 'app://countersign@evil/', parent: null }],
    ['a web page', { url: 'https://countersign/index.html', parent: null }],
    ['a file', { url: 'file:///app/countersign/index.html', parent: null }],
    ['an empty page', { url: 'about:blank', parent: null }],
    ['a frame that is not an address', { url: '', parent: null }],
    ['a frame that is gone', null],
  ])('not %s', (_what, frame) => {
    expect(isTrustedFrame(frame)).toBe(false);
  });

  test('a port or credentials make it another origin', () => {
    expect(isAppUrl('app://countersign:1/')).toBe(false);
    expect(isAppUrl('app://me@countersign/')).toBe(false);
  });
});

describe('what app:// serves', () => {
  const folder = '/opt/countersign/out/renderer';

  test('files of the page, with their type', () => {
    expect(assetFor(folder, 'app://countersign/')).toEqual({
      file: `${folder}/index.html`,
      contentType: 'text/html; charset=utf-8',
    });
    expect(assetFor(folder, 'app://countersign/assets/a%20b.js?v=1')?.file).toBe(`${folder}/assets/a b.js`);
  });

  test.each([
    'app://countersign/..%2fmain/index.js',
    'app://countersign/assets/..%2f..%2f..%2fpackage.json',
    'app://countersign/%2fetc/passwd.js/..%2f..%2f..%2f..%2fmain/index.js',
    'app://countersign/..%5cmain%5cindex.js',
    'app://countersign/index.html%00.js',
    'app://countersign/%E0%A4%A',
    'app://countersign/index.js.map',
    'app://countersign/secret',
    'app://other/index.html',
    'https://countersign/index.html',
  ])('nothing for %s', (address) => {
    expect(assetFor(folder, address)).toBeNull();
  });

  test('dots that the address itself resolves stay inside', () => {
    expect(assetFor(folder, 'app://countersign/../../index.html')?.file).toBe(`${folder}/index.html`);
    expect(assetFor(folder, 'app://countersign/%2e%2e/index.html')?.file).toBe(`${folder}/index.html`);
  });
});

describe('what the page may do', () => {
  test('its own scripts run, no others, and it connects to nobody but the origin of the files', () => {
    const policy = contentSecurityPolicy(null).split('; ');
    expect(policy).toContain(`script-src 'self'`);
    expect(policy).toContain(`connect-src 'self' app://files`);
    expect(policy).toContain(`object-src 'none'`);
    expect(policy).toContain(`base-uri 'none'`);
    expect(policy).toContain(`frame-ancestors 'none'`);
    expect(policy).toContain(`img-src 'self' data: app://files`);
    expect(policy).toContain(`frame-src 'none'`);
    expect(policy.join()).not.toMatch(/unsafe-eval|https?:|\*/);
  });

  test('a development build also takes the reloading of its server, and of no other', () => {
    expect(contentSecurityPolicy('localhost:5173')).toContain(
      `connect-src 'self' app://files ws://localhost:5173;`,
    );
  });
});

describe('what is handed to the browser', () => {
  test('https addresses', () => {
    expect(externalUrl('https://example.org/a?b=c')).toBe('https://example.org/a?b=c');
  });

  test.each([
    'http://example.org/',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'ms-settings:privacy',
    'https://user:word@example.org/',
    'https:///',
    `https://example.org/${'a'.repeat(3000)}`,
    'example.org',
  ])('not %s', (address) => {
    expect(externalUrl(address)).toBeNull();
  });
});
