/**
 * What pdf.js reads beside its code, as part of the window: the character maps of East Asian texts, the fonts that a PDF may take
 * for granted, and decoders of scanned pages. They come from the app's own origin, below `pdf/`; nothing is fetched from outside.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

// Not from where this file is: the build's configuration is bundled before it is run.
const source = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));

/** Where each folder comes from, and which of its files are wanted: those with a licence, and no WebAssembly, which the page's policy forbids. */
const folders = {
  cmaps: { from: 'cmaps', wanted: /./ },
  fonts: { from: 'standard_fonts', wanted: /./ },
  decoders: { from: 'wasm', wanted: /_nowasm_fallback\.js$|^LICENSE_(PDFJS_)?(JBIG2|OPENJPEG)$/ },
};

/** @returns {Map<string, string>} the files by their address in the window, `pdf/fonts/…` */
export function pdfFiles() {
  const files = Object.entries(folders).flatMap(([folder, { from, wanted }]) =>
    readdirSync(join(source, from))
      .filter((name) => wanted.test(name))
      .map((name) => /** @type {[string, string]} */ ([`pdf/${folder}/${name}`, join(source, from, name)])),
  );
  return new Map(files);
}

/** @returns {import('vite').Plugin} */
export function pdfData() {
  return {
    name: 'pdf-data',
    generateBundle() {
      for (const [fileName, file] of pdfFiles()) {
        this.emitFile({ type: 'asset', fileName, source: readFileSync(file) });
      }
    },
    configureServer(server) {
      const files = pdfFiles();
      server.middlewares.use((request, response, next) => {
        const file = files.get((request.url ?? '').slice(1));
        if (file === undefined) return next();
        response.setHeader(
          'content-type',
          file.endsWith('.js') ? 'text/javascript' : 'application/octet-stream',
        );
        response.end(readFileSync(file));
      });
    },
  };
}
