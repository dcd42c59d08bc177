import { openTestAccount } from '../../support/account.ts';

/** Opens the account on the folder that is given, takes up what is due, reads the inbox, and says what that took. */
const from = performance.now();
const test = openTestAccount(process.argv[2] ?? '');
await test.account.host.settled();
const { total } = await test.client.humanTasks.list({ limit: 50 });
const openMs = performance.now() - from;
globalThis.gc?.();
const { heapUsed } = process.memoryUsage();
process.stdout.write(`${JSON.stringify({ readyMs: performance.now(), openMs, heapUsed, total })}\n`);
await test[Symbol.asyncDispose]();
