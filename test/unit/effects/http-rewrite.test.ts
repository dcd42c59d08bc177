import { describe, expect, test } from 'vitest';
import { rewriteUrl } from '../../../src/effects/url-rewrite.ts';

const rewritten = (url: string, ...rewrites: [string, string][]) =>
  rewriteUrl(
    new URL(url),
    rewrites.map(([from, to]) => ({ from, to })),
  ).href;

describe('rewriting addresses', () => {
  test.each([
    [
      'https://a.example/v1/x?y=1',
      'https://a.example',
      'http://127.0.0.1:80/s',
      'http://127.0.0.1/s/v1/x?y=1',
    ],
    ['https://a.example/v1/x', 'https://a.example/', 'http://127.0.0.1:8080/', 'http://127.0.0.1:8080/v1/x'],
    ['https://a.example/v1/x', 'https://a.example/v1', 'http://b.example/v2', 'http://b.example/v2/x'],
    ['https://a.example/?q', 'https://A.example:443', 'http://b.example', 'http://b.example/?q'],
    ['https://a.example/v1?q=1', 'https://a.example/v1', 'http://b.example/v2', 'http://b.example/v2?q=1'],
  ])('%s from %s to %s', (url, from, to, expected) => {
    expect(rewritten(url, [from, to])).toBe(expected);
  });

  test.each([
    ['https://a.example.com/', 'https://a.example'],
    ['https://a.example/v10', 'https://a.example/v1'],
    ['https://a.example:8443/', 'https://a.example'],
    ['http://a.example/', 'https://a.example'],
  ])('%s does not begin with %s', (url, from) => {
    expect(rewritten(url, [from, 'http://b.example'])).toBe(url);
  });

  test('the first that fits decides, once', () => {
    const rules: [string, string][] = [
      ['https://a.example', 'https://b.example'],
      ['https://b.example', 'https://c.example'],
      ['https://a.example/x', 'https://d.example'],
    ];
    expect(rewritten('https://a.example/x', ...rules)).toBe('https://b.example/x');
  });
});
