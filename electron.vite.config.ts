import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import { pdfData } from './scripts/lib/pdf-data.mjs';

const here = import.meta.dirname;

// One bundle runs on the official runtime and on the registry fallback, so every build targets the older of the two.
const nodeFloor = 'node20.18';
const chromeFloor = 'chrome130';

/** Made of many small files each: bundled, they are read in one go, which is a noticeable part of a start. */
const bundled = [
  '@orpc/client',
  '@orpc/contract',
  '@orpc/openapi',
  '@orpc/server',
  '@orpc/zod',
  'luxon',
  'uuid',
  'yaml',
  'zod',
];

/** Stylesheets in the head keep the panes of index.html from being painted; at the end of the body they hold back scripts only. */
function stylesheetsLast(): Plugin {
  return {
    name: 'stylesheets-last',
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        const links = html.match(/\s*<link rel="stylesheet"[^>]*>/g) ?? [];
        const without = links.reduce((rest, link) => rest.replace(link, ''), html);
        return without.replace('</body>', `${links.join('')}\n  </body>`);
      },
    },
  };
}

export default defineConfig({
  main: {
    build: {
      target: nodeFloor,
      externalizeDeps: { exclude: bundled },
      rollupOptions: {
        input: {
          index: resolve(here, 'src/main/index.ts'),
          'jq-worker': resolve(here, 'src/engine/expression/jq-worker.ts'),
          'script-worker': resolve(here, 'src/effects/script-worker.ts'),
          cli: resolve(here, 'src/cli/index.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      target: nodeFloor,
      // A sandboxed preload script must be one CommonJS file.
      rollupOptions: {
        input: { index: resolve(here, 'src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
      externalizeDeps: false,
    },
  },
  renderer: {
    root: resolve(here, 'src/renderer'),
    // Only rjsf's own test helpers use it, and its main module names them; it compiles code, which the window's policy forbids.
    resolve: { alias: { '@rjsf/validator-ajv8': resolve(here, 'src/renderer/forms/no-compiler.ts') } },
    build: {
      target: chromeFloor,
      // electron-vite leaves it off; parsing half the text is a noticeable part of a start.
      minify: true,
      rollupOptions: { input: { index: resolve(here, 'src/renderer/index.html') } },
    },
    plugins: [react(), stylesheetsLast(), pdfData()],
  },
});
