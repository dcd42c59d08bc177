import { openTestAccount } from '../../support/account.ts';

/** Opens the account on the folder that is given, takes up what is due, reads the first page of the inbox, and says how long it took. */
const from = performance.now();
const test = openTestAccount(process.argv[2] ?? '');
await test.account.host.settled();
const openMs = performance.now() - from;
const { total } = await test.client.humanTasks.list({ limit: 50 });
const readyMs = performance.now();
globalThis.gc?.();
const { heapUsed } = process.memoryUsage();
process.stdout.write(`${JSON.stringify({ readyMs, openMs, heapUsed, total })}\n`);
await test[Symbol.asyncDispose]();
