import { implement } from '@orpc/server';
import { mapErrors } from '../../../service/contract-error.ts';
import type { Log } from '../../../service/log.ts';
import { accounts as accountsContract, outbox as outboxContract } from '../../../shared/contract/accounts.ts';
import type { CallContext } from '../../caller.ts';
import type { Accounts } from '../accounts.ts';

const never = new AbortController().signal;

/** Each account by itself: who is signed in where, and how it stands. */
export function accountsRouter(accounts: Accounts, log: Log) {
  const os = implement(accountsContract)
    .$context<CallContext>()
    .use(({ next }) => mapErrors(log)({ next: async () => next() }));
  return os.router({
    list: os.list.handler(() => accounts.now()),
    probe: os.probe.handler(async ({ input, signal }) => {
      const found = await accounts.probe(input.serverUrl, signal ?? never);
      return found.kind === 'light-portal'
        ? {
            kind: found.kind,
            serverName: new URL(input.serverUrl).host,
            issuer: null,
            audience: null,
            incompatibility: null,
          }
        : {
            kind: found.kind,
            serverName: found.handshake.serverName,
            issuer: found.handshake.issuer,
            audience: found.handshake.audience,
            incompatibility: found.incompatibility,
          };
    }),
    signIn: os.signIn.handler(({ input, signal }) => accounts.signIn(input.serverUrl, input, signal)),
    signInAgain: os.signInAgain.handler(({ input, signal }) => accounts.signInAgain(input.accountId, signal)),
    openSignInPage: os.openSignInPage.handler(async () => {
      await accounts.openSignInPage();
      return {};
    }),
    cancelSignIn: os.cancelSignIn.handler(() => {
      accounts.cancelSignIn();
      return {};
    }),
    signOut: os.signOut.handler(async ({ input }) => {
      await accounts.signOut(input.accountId, input.discardQueued);
      return {};
    }),
    syncNow: os.syncNow.handler(({ input }) => accounts.syncNow(input.accountId)),
    info: os.info.handler(async ({ input, context }) =>
      accounts.client(input.accountId, context).account.info(),
    ),
    people: os.people.handler(({ input, context }) => accounts.people(input.accountId, context)),
    devices: os.devices.handler(async ({ input }) => ({ devices: await accounts.devices(input.accountId) })),
    revokeDevice: os.revokeDevice.handler(async ({ input }) => {
      await accounts.revokeDevice(input.accountId, input.deviceId);
      return {};
    }),
    changes: os.changes.handler(({ signal }) => accounts.feed.stream(signal)),
  });
}

/** What has been decided here and has to reach a server. */
export function outboxRouter(accounts: Accounts, log: Log) {
  const os = implement(outboxContract)
    .$context<CallContext>()
    .use(({ next }) => mapErrors(log)({ next: async () => next() }));
  return os.router({
    list: os.list.handler(({ input }) => ({ entries: accounts.outboxEntries(input.accountId) })),
    retry: os.retry.handler(({ input: { entryId } }) => accounts.inOutbox((outbox) => outbox.retry(entryId))),
    edit: os.edit.handler(({ input: { entryId, response } }) =>
      accounts.inOutbox((outbox) => outbox.edit(entryId, response)),
    ),
    withdraw: os.withdraw.handler(({ input: { entryId } }) =>
      accounts.inOutbox((outbox) => outbox.withdraw(entryId)),
    ),
    dismiss: os.dismiss.handler(({ input: { entryId } }) =>
      accounts.inOutbox((outbox) => outbox.dismiss(entryId)),
    ),
    postAsComment: os.postAsComment.handler(({ input: { entryId } }) =>
      accounts.inOutbox((outbox) => outbox.postAsComment(entryId)),
    ),
  });
}
