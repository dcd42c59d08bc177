import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { Timestamp } from '../clock.ts';
import { Answer, Response } from '../human-task/answer.ts';
import { ProblemDetails } from '../problem-details.ts';
import { AccountInfo } from './account.ts';
import { procedure } from './base.ts';
import { Role, User } from './people.ts';

/**
 * How an account stands to its server. `catching-up`: what changed meanwhile is on its way; `token-expired`: signing in again is
 * needed, everything that was synced can still be read and answered; `access-ended`: the server lets this user in no more, until an
 * administrator does; `signing-in`: the browser is open.
 */
export const ConnectionState = z.enum([
  'online',
  'catching-up',
  'offline',
  'signing-in',
  'token-expired',
  'device-revoked',
  'access-ended',
  'server-too-old',
  'server-too-new',
  'signed-out',
]);
export type ConnectionState = z.infer<typeof ConnectionState>;

/** Where tasks come from: `local` is this computer, always first. */
export const Account = z.object({
  accountId: z.string(),
  kind: z.enum(['local', 'countersign', 'light-portal']),
  name: z.string(),
  serverUrl: z.url().nullable(),
  userId: z.string(),
  userName: z.string(),
  state: ConnectionState,
  /** While it catches up: how many of the changes that there were at its start have come. */
  progress: z.object({ done: z.int(), total: z.int() }).nullable(),
  /** When the server was last heard to be up to date with; null: never, or local. */
  confirmedTs: Timestamp.nullable(),
  /** When it is tried again by itself; null: not, or it is connected. */
  nextTryTs: Timestamp.nullable(),
  /** Why it is not connected, or what of it cannot be shown, in words for the person; null: there is nothing to say. */
  problem: z.string().nullable(),
  /** Answers that are on this computer only. */
  queued: z.int(),
  /** Answers that came too late or were refused, and that nobody has dismissed yet. */
  attention: z.int(),
  /** `memory`: there is no keystore, so signing in again will be needed after the app is closed. */
  tokens: z.enum(['keystore', 'memory', 'none']),
});
export type Account = z.infer<typeof Account>;

/**
 * The way of a command to its server. `held`: it can still be taken back; `queued`: it waits for the server or for one before it;
 * `sending`: it may have arrived; `delivered`, `refused`, `conflict`, `withdrawn`: it has ended.
 */
export const OutboxState = z.enum([
  'held',
  'queued',
  'sending',
  'delivered',
  'refused',
  'conflict',
  'withdrawn',
]);
export type OutboxState = z.infer<typeof OutboxState>;

export const OutboxEntry = z.object({
  entryId: z.uuid(),
  accountId: z.string(),
  action: z.enum(['completeTask', 'claimHumanTask', 'releaseHumanTask', 'postMessage', 'uploadFile']),
  taskAsstId: z.uuid(),
  taskId: z.uuid(),
  title: z.string(),
  state: OutboxState,
  /** What was answered; null for every other action. */
  response: Response.nullable(),
  /** What was answered, in a few words. */
  label: z.string().nullable(),
  writtenTs: Timestamp,
  /** Until when it is held back so that it can be undone; null: it is not. */
  heldUntilTs: Timestamp.nullable(),
  attempts: z.int(),
  nextTryTs: Timestamp.nullable(),
  /** What went wrong the last time. */
  lastError: ProblemDetails.extend({ code: z.string() }).nullable(),
  endedTs: Timestamp.nullable(),
  /** Of a conflict: who decided what, and when. */
  decided: z
    .object({
      by: z.string(),
      byName: z.string(),
      at: Timestamp,
      answer: Answer.nullable(),
      label: z.string().nullable(),
    })
    .nullable(),
  dismissed: z.boolean(),
});
export type OutboxEntry = z.infer<typeof OutboxEntry>;

/** What a row and a page of a task of a server say about how true they are; null for tasks of this computer. */
export const TaskSync = z.object({
  accountId: z.string(),
  accountName: z.string(),
  /** When the server last confirmed it. */
  confirmedTs: Timestamp.nullable(),
  /** So many characters of each part of an answer the server keeps; null: all. */
  longestAnswer: z.int().nullable(),
  /** The latest entry of the outbox for it that has not been dismissed; null: none. */
  outbox: z.object({ entryId: z.uuid(), state: OutboxState }).nullable(),
});
export type TaskSync = z.infer<typeof TaskSync>;

/** How this app is known to a light-portal: at which of its providers, by which client id. */
export const PortalClient = z.object({
  providerId: z
    .string()
    .trim()
    .regex(/^[\w.~-]{1,126}$/, { error: 'Letters, digits and . _ ~ - only.' }),
  clientId: z.string().trim().min(1).max(255),
});
export type PortalClient = z.infer<typeof PortalClient>;

/** What the person has to enter on a page of the server before they are signed in. */
export const SignInCode = z.object({
  /** Who signs in again; null: it is a new account. */
  accountId: z.string().nullable(),
  userCode: z.string(),
  verificationUrl: z.url(),
  expiresTs: Timestamp,
});
export type SignInCode = z.infer<typeof SignInCode>;

const AccountsNow = z.object({ accounts: z.array(Account), signInCode: SignInCode.nullable() });
export type AccountsNow = z.infer<typeof AccountsNow>;

const listAccounts = procedure.output(AccountsNow);
/** Looks who answers at an address, without signing in. */
const probe = procedure.input(z.object({ serverUrl: z.url() })).output(
  z.object({
    kind: z.enum(['countersign', 'light-portal']),
    serverName: z.string(),
    issuer: z.string().nullable(),
    audience: z.string().nullable(),
    incompatibility: z.enum(['server-too-old', 'server-too-new']).nullable(),
  }),
);
/**
 * Opens the system's browser; answers when the person has signed in there, or fails after five minutes. At a light-portal, which
 * needs `portal`, nothing is opened: `signInCode` says what to enter where, until its time is over. SIGN_IN_SHARED where the sign-in
 * would be good for the server of another account too, unless `shared` says that the person wants that.
 */
const signIn = procedure
  .input(
    z.object({ serverUrl: z.url(), portal: PortalClient.optional(), shared: z.boolean().default(false) }),
  )
  .output(Account);
const signInAgain = procedure.input(z.object({ accountId: z.string() })).output(Account);
/** Opens the page where the code is entered in the system's browser. */
const openSignInPage = procedure.output(z.object({}));
const cancelSignIn = procedure.output(z.object({}));
/** Refused with QUEUED_ANSWERS while answers wait to be sent, unless `discardQueued` says that they may be lost. */
const signOut = procedure
  .input(z.object({ accountId: z.string(), discardQueued: z.boolean().default(false) }))
  .output(z.object({}));
/** Tries at once what would be tried later. */
const syncNow = procedure.input(z.object({ accountId: z.string() })).output(Account);
/** As whom one is signed in there, and what that user may do; as it was heard last while the server cannot be reached. */
const accountInfo = procedure.input(z.object({ accountId: z.string() })).output(AccountInfo);
/** Everyone whom the account could ask, as of the last minute. OFFLINE while its server cannot be reached. */
const accountPeople = procedure
  .input(z.object({ accountId: z.string() }))
  .output(z.object({ users: z.array(User), roles: z.array(Role) }));

/** As of `Device` of a server: one of the devices on which this user has signed in to it. */
export const AccountDevice = z.object({
  deviceId: z.uuid(),
  name: z.string(),
  registeredTs: Timestamp,
  lastSeenTs: Timestamp,
  revokedTs: Timestamp.nullable(),
  /** Whether it is this computer. */
  current: z.boolean(),
});
export type AccountDevice = z.infer<typeof AccountDevice>;

/** Those that may still call, this computer first, then the latest seen. OFFLINE; NOT_FOUND where a server keeps none. */
const accountDevices = procedure
  .input(z.object({ accountId: z.string() }))
  .output(z.object({ devices: z.array(AccountDevice) }));
/** From now on that device is signed out. This computer's goes by `signOut`: INVALID_REQUEST. */
const revokeAccountDevice = procedure
  .input(z.object({ accountId: z.string(), deviceId: z.uuid() }))
  .output(z.object({}));
const accountChanges = procedure.output(eventIterator(AccountsNow));

const entry = z.object({ entryId: z.uuid() });
/** The open ones first, oldest first; then those that ended, newest first, at most 200. */
const listOutbox = procedure
  .input(z.object({ accountId: z.string().optional() }))
  .output(z.object({ entries: z.array(OutboxEntry) }));
const retryEntry = procedure.input(entry).output(OutboxEntry);
/** While it has not been sent. */
const editEntry = procedure.input(entry.extend({ response: Response })).output(OutboxEntry);
const withdrawEntry = procedure.input(entry).output(OutboxEntry);
/** Takes the card of a conflict or a refusal away; the entry stays in the list. */
const dismissEntry = procedure.input(entry).output(OutboxEntry);
/** Posts the answer that came too late as a message in the task's discussion, by way of the outbox. */
const postAsComment = procedure.input(entry).output(OutboxEntry);

/** Only the window and the command line speak this part. */
export const accounts = {
  list: listAccounts,
  probe,
  signIn,
  signInAgain,
  openSignInPage,
  cancelSignIn,
  signOut,
  syncNow,
  info: accountInfo,
  people: accountPeople,
  devices: accountDevices,
  revokeDevice: revokeAccountDevice,
  changes: accountChanges,
};
export const outbox = {
  list: listOutbox,
  retry: retryEntry,
  edit: editEntry,
  withdraw: withdrawEntry,
  dismiss: dismissEntry,
  postAsComment,
};
