import { Worker } from 'node:worker_threads';
import { session } from 'electron';
import type { SystemNetwork } from './system-fetch.ts';

/** Reading a keychain may take longer than a frame, so another thread does it. Node 20 knows of none but its own. */
const readCertificates = `
const { parentPort } = require('node:worker_threads');
const { getCACertificates } = require('node:tls');
parentPort.postMessage(getCACertificates === undefined ? [] : getCACertificates('system'));
`;

/** What Chromium knows of the system's proxy, PAC files included, and what Node knows of its certificates. */
export const electronNetwork: SystemNetwork = {
  resolveProxy: (url) => session.defaultSession.resolveProxy(url),
  certificates: () =>
    new Promise((resolve, reject) => {
      const worker = new Worker(readCertificates, { eval: true });
      worker.once('message', (certificates: readonly string[]) => {
        resolve(certificates);
        void worker.terminate();
      });
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('The certificates were not read to the end')));
    }),
};
