import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const here = import.meta.dirname;

// One bundle runs on the official runtime and on the registry fallback, so every build targets the older of the two.
const nodeFloor = 'node20.18';
const chromeFloor = 'chrome130';

export default defineConfig({
  main: {
    build: {
      target: nodeFloor,
      rollupOptions: {
        input: {
          index: resolve(here, 'src/main/index.ts'),
          'jq-worker': resolve(here, 'src/engine/expression/jq-worker.ts'),
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
    build: {
      target: chromeFloor,
      // electron-vite leaves it off; parsing half the text is a noticeable part of a start.
      minify: true,
      rollupOptions: { input: { index: resolve(here, 'src/renderer/index.html') } },
    },
    plugins: [react()],
  },
});
