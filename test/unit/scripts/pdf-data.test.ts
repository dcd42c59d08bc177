import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pdfFiles } from '../../../scripts/lib/pdf-data.mjs';
import { root } from '../../../scripts/lib/paths.mjs';
import { assetFor } from '../../../src/main/app/origin.ts';

describe('what PDFs are drawn with', () => {
  const files = pdfFiles();

  test.each([
    'pdf/cmaps/UniJIS-UCS2-H.bcmap',
    'pdf/fonts/FoxitSerif.pfb',
    'pdf/fonts/LiberationSans-Regular.ttf',
    'pdf/decoders/jbig2_nowasm_fallback.js',
    'pdf/decoders/openjpeg_nowasm_fallback.js',
  ])('%s is part of the window, and served to it', (address) => {
    expect(existsSync(files.get(address) ?? '')).toBe(true);
    expect(assetFor('/out', `app://countersign/${address}`)?.file).toBe(`/out/${address}`);
  });

  test('no compiled code is, and licences are, but not to be asked for', () => {
    expect([...files.keys()].filter((address) => /\.wasm$|quickjs/.test(address))).toEqual([]);
    expect(files.has('pdf/fonts/LICENSE_LIBERATION')).toBe(true);
    expect(assetFor('/out', 'app://countersign/pdf/fonts/LICENSE_LIBERATION')).toBeNull();
  });

  test('the native canvas that pdf.js wants for Node is an empty package', () => {
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { name?: string }>;
    };
    const canvases = Object.entries(packages).filter(([path]) => path.includes('@napi-rs/canvas'));
    expect(canvases.map(([path, { name }]) => [path, name])).toEqual([
      ['node_modules/@napi-rs/canvas', 'dry-uninstall'],
    ]);
  });
});
