import { describe, expect, it } from 'vitest';
import { serverAddress } from '../../../../src/local/accounts/server-url.ts';

describe('the address of a server', () => {
  it.each([
    ['https://team.example', 'https://team.example'],
    ['https://team.example/', 'https://team.example'],
    ['https://team.example/countersign//?a=1#b', 'https://team.example/countersign'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ])('%s is kept as %s', (text, kept) => {
    expect(serverAddress(text)).toBe(kept);
  });

  it.each([
    'http://team.example',
    'http://127.0.0.1.team.example',
    'http://localhost.team.example',
    'ftp://team.example',
    'file:///etc/passwd',
    'https://alice:secret@team.example',
    'team.example',
  ])('%s is refused', (text) => {
    expect(() => serverAddress(text)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });
});
