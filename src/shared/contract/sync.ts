import { z } from 'zod';
import { Timestamp } from '../clock.ts';
import { Permission } from '../permissions.ts';
import { procedure } from './base.ts';
import { HumanTask } from './human-tasks.ts';

/**
 * The version of everything under src/shared/contract. A client and a server talk to each other while each is at least what the
 * other asks for; see `compatible`.
 */
export const contractVersion = 1;
/** The oldest version of the other side that this one still understands. */
export const oldestContractVersion = 1;

/** Where the server's plain routes are; they stream text and so are not procedures. */
export const feedPaths = {
  /**
   * GET `?after=<cursor>&limit=<1–1000>&floor=<of the page before>` → `FeedPage`. All are optional. Who accepts `feedLinesType` gets the same as lines: a
   * `FeedPageHead`, then two for each entry: the entry without its task, and the task or `null`.
   */
  page: '/api/sync/changes',
  /** GET, `text/event-stream`, resumed by `Last-Event-ID` or `?after=`. Events: `change`, `caught-up`, `start-over`. */
  stream: '/api/sync/feed',
} as const;

/** JSON texts, each in a line of its own that a line break ends. */
export const feedLinesType = 'application/x-ndjson';

/** The device of a call, a UUID that was registered at sign-in. The call fails with DEVICE_REVOKED when it was revoked. */
export const deviceHeader = 'x-countersign-device';
/**
 * What proves that the caller has the key of that device: its signature (Ed25519, base64url) over `deviceProofText`. It goes with each
 * call of a device, and is as long of use as the token.
 */
export const deviceProofHeader = 'x-countersign-device-proof';
/**
 * The ID token of the sign-in, sent once where a device is registered: it says when the person signed in, which not every access
 * token does.
 */
export const idTokenHeader = 'x-countersign-id-token';

export function deviceProofText(deviceId: string, accessToken: string): string {
  return `countersign-device-proof-1\n${deviceId.toLowerCase()}\n${accessToken}`;
}

/** The contract version of the caller. */
export const contractHeader = 'x-countersign-contract';

export const Handshake = z.object({
  contractVersion: z.int(),
  oldestContractVersion: z.int(),
  serverVersion: z.string(),
  /** Where people sign in. */
  issuer: z.url(),
  /** The OIDC client id of the desktop app, and the audience its tokens must have. */
  clientId: z.string(),
  audience: z.string(),
  scopes: z.array(z.string()),
  serverName: z.string(),
  /** So many commands are taken in one request at `commandsPath`; a server that does not say takes none there. */
  commandsAtOnce: z.int().min(1).optional(),
});
export type Handshake = z.infer<typeof Handshake>;

/** What a client finds out before it signs in: `GET /api/sync/handshake`, for anybody. */
const handshake = procedure
  .route({
    method: 'GET',
    path: '/sync/handshake',
    summary: 'Which contract the server speaks, and where one signs in',
  })
  .output(Handshake);

/** How far each side is behind the other; null: they can talk to each other. */
export function incompatibility(
  server: Pick<Handshake, 'contractVersion' | 'oldestContractVersion'>,
): 'server-too-old' | 'server-too-new' | null {
  if (server.contractVersion < oldestContractVersion) return 'server-too-old';
  return server.oldestContractVersion > contractVersion ? 'server-too-new' : null;
}

/**
 * One assignment of the user as it is now, at the place of its last change: an assignment stands in the feed once, so who reads
 * from cursor 0 to the end has read everything. `gone`: it is no longer theirs to see, and `task` is null.
 */
export const FeedEntry = z.object({
  /** Ascends by user, without gaps that mean anything. It is the SSE event id. */
  cursor: z.int().min(1),
  taskAsstId: z.uuid(),
  taskId: z.uuid(),
  gone: z.boolean(),
  /** When the server recorded it. */
  changedTs: Timestamp,
  task: HumanTask.extend({ unread: z.boolean() }).nullable(),
});
export type FeedEntry = z.infer<typeof FeedEntry>;

export const FeedPage = z.object({
  entries: z.array(FeedEntry),
  /** Of the last entry, or `after` when there is none: where the next page begins. */
  cursor: z.int(),
  /** The cursor of the newest entry that there is: how far there is to go. */
  latest: z.int(),
  /** How many entries come after this page; exact. */
  remaining: z.int(),
  /** The client is too far behind: it forgets what it has and reads from 0. `entries` is empty then. */
  startOver: z.boolean(),
  /**
   * By what the feeds of a host are told apart from those of an earlier life of its database: cursors of another one mean nothing,
   * and who has read there starts over. Servers of before it do not say it.
   */
  epoch: z.uuid().optional(),
  /** Up to where what is gone has been forgotten. Whoever reads on from this page says it (`&floor=`), so that it is known for good. */
  floor: z.int().min(0).optional(),
});
export type FeedPage = z.infer<typeof FeedPage>;

/** A page that is told as lines, without its entries. `count`: how many of them follow. */
export const FeedPageHead = FeedPage.omit({ entries: true }).extend({ count: z.int().min(0) });
export type FeedPageHead = z.infer<typeof FeedPageHead>;

/** The data of the SSE events. `change`: a FeedEntry. `caught-up`: {cursor}; also sent every 15 s, so that silence is noticed. */
export const CaughtUp = z.object({ cursor: z.int(), epoch: FeedPage.shape.epoch });

export const Device = z.object({
  deviceId: z.uuid(),
  userId: z.string(),
  name: z.string(),
  registeredTs: Timestamp,
  lastSeenTs: Timestamp,
  revokedTs: Timestamp.nullable(),
  revokedBy: z.string().nullable(),
  /** Whether this call came from it. */
  current: z.boolean(),
});
export type Device = z.infer<typeof Device>;

/** An Ed25519 public key as a JWK. */
export const DeviceKey = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});
export type DeviceKey = z.infer<typeof DeviceKey>;

const listDevices = procedure
  .route({
    method: 'GET',
    path: '/devices',
    summary: 'The devices of the caller; of everyone for administrators',
  })
  .input(z.object({ userId: z.string().optional() }))
  .output(z.object({ devices: z.array(Device) }));

/**
 * Registering the same id with the same key again changes its name only; with another key it is refused. The call proves that it has
 * the key (`deviceProofHeader`).
 */
const registerDevice = procedure
  .route({ method: 'PUT', path: '/devices/{deviceId}', summary: 'Register the device that signs in' })
  .input(z.object({ deviceId: z.uuid(), name: z.string().trim().min(1).max(200), publicKey: DeviceKey }))
  .output(Device);

const revokeDevice = procedure
  .route({
    method: 'POST',
    path: '/devices/{deviceId}/revoke',
    summary: "Revoke one's own device, or anybody's for administrators: its tokens stop working at once",
  })
  .input(z.object({ deviceId: z.uuid() }))
  .output(Device);

/** Who the token says the caller is, as the server understands it. */
const whoAmI = procedure
  .route({
    method: 'GET',
    path: '/sync/me',
    summary: 'Who is signed in, in which host, with which permissions',
  })
  .output(
    z.object({
      hostId: z.uuid(),
      hostName: z.string(),
      userId: z.string(),
      userName: z.string(),
      permissions: z.array(Permission),
      scopes: z.array(z.string()),
    }),
  );

/** What only a team server answers, besides the contract of every account. */
export const sync = {
  handshake,
  me: whoAmI,
  devices: { list: listDevices, register: registerDevice, revoke: revokeDevice },
};
