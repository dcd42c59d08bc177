import type { FastifyInstance } from 'fastify';
import { contractHeader, contractVersion, oldestContractVersion } from '../../shared/contract/sync.ts';
import { CountersignError } from '../../shared/errors.ts';

const handshakes = ['/api/sync/handshake', '/rpc/sync/handshake'];

/** Refuses clients that are older than what this server still understands; who does not say is taken at their word. */
export function checkContractVersion(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const given = request.headers[contractHeader];
    if (given === undefined || handshakes.includes(request.url.split('?', 1)[0] ?? '')) return done();
    const version = Number(given);
    if (Number.isInteger(version) && version >= oldestContractVersion) return done();
    done(
      new CountersignError('SERVER_INCOMPATIBLE', {
        message: `The client speaks version ${String(given)} of the contract, this server ${oldestContractVersion} to ${contractVersion}`,
        details: { next: 'Update the app.' },
      }),
    );
  });
}
