import { describe, expect, it } from 'vitest';
import {
  fileType,
  isAccepted,
  previewOf,
  sniffedBytes,
} from '../../../../src/shared/human-task/file-type.ts';

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe('what a file is', () => {
  it.each([
    ['contract.pdf', '%PDF-1.7', 'application/pdf'],
    ['photo.jpg', '\xff\xd8\xff\xe0', 'image/jpeg'],
    ['photo.pdf', '\x89PNG\r\n\x1a\n', 'image/png'],
    ['picture.webp', 'RIFF\x10\0\0\0WEBPVP8 ', 'image/webp'],
    ['sheet.xlsx', 'PK\x03\x04', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    ['sheet.pdf', 'PK\x03\x04', 'application/zip'],
    ['letter.doc', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'application/msword'],
    ['harmless.txt', 'MZ\x90\0', 'application/x-msdownload'],
    ['harmless.csv', '#!/bin/sh\n', 'application/x-sh'],
    ['table.csv', 'a;b\n1;2\n', 'text/csv'],
    ['page.HTML', '<script>', 'text/html'],
    ['drawing.svg', '<svg>', 'image/svg+xml'],
    ['no ending', 'Grüße'.replace('ü', '\xc3\xbc').replace('ß', '\xc3\x9f'), 'text/plain'],
    ['latin.txt', 'Gr\xfc\xdfe', 'application/octet-stream'],
    ['noise.txt', 'a\0b', 'application/octet-stream'],
  ])('%s that begins with %j is %s', (name, head, type) => {
    expect(fileType(name, bytes(head))).toBe(type);
  });

  it('is text also where the beginning ends in the midst of a character', () => {
    const long = new TextEncoder().encode(`x${'ä'.repeat(sniffedBytes)}`);
    expect(fileType('long.txt', long)).toBe('text/plain');
    expect(fileType('short.txt', long.subarray(0, 10))).toBe('application/octet-stream');
  });
});

describe('what is taken', () => {
  const pdf = { name: 'a.PDF', type: 'application/pdf' };

  it.each<[string[], { name: string; type: string }, boolean]>([
    [[], { name: 'anything', type: 'application/octet-stream' }, true],
    [['.pdf'], pdf, true],
    [['application/pdf'], pdf, true],
    [['image/*', '.pdf'], pdf, true],
    [['image/*'], pdf, false],
    [['.pdf'], { name: 'a.pdf', type: 'image/png' }, false],
    [['.pdf'], { name: 'a.png', type: 'application/pdf' }, false],
    [['image/*'], { name: 'a.exe', type: 'image/png' }, true],
    [['.dwg'], { name: 'plan.dwg', type: 'application/octet-stream' }, true],
    [['.csv'], { name: 'table.csv', type: 'application/x-msdownload' }, false],
  ])('of %j: %j: %s', (accept, file, taken) => {
    expect(isAccepted(accept, file)).toBe(taken);
  });
});

describe('what is shown', () => {
  it('are pictures that cannot hold code, what a PDF looks like, and text as text', () => {
    expect(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'].map(previewOf)).toEqual(
      Array(5).fill('image'),
    );
    expect(['text/plain', 'text/html', 'image/svg+xml', 'application/json'].map(previewOf)).toEqual(
      Array(4).fill('text'),
    );
    expect(previewOf('application/pdf')).toBe('pdf');
    expect(['application/zip', 'application/rtf', 'application/octet-stream'].map(previewOf)).toEqual(
      Array(3).fill('none'),
    );
  });
});
