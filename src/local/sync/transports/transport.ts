import type { ContractRouterClient } from '@orpc/contract';
import type { accountContract } from '../../../shared/contract/contract.ts';
import type { StoredFile } from '../../../shared/contract/files.ts';
import type { FeedEntry, Handshake } from '../../../shared/contract/sync.ts';
import type { Message } from '../../../shared/contract/discussion.ts';
import type { Answer, Response } from '../../../shared/human-task/answer.ts';
import type { Source } from '../../../shared/human-task/status.ts';

// T1: a transport keeps nothing: what has to survive is in the replica, and comes back as an argument.
// T2: what does not work is a TransportError that says whether the server may have carried it out all the same.

/** What this machine knows of a server before it talks about tasks. */
export type ServerFacts = Pick<Handshake, 'contractVersion' | 'oldestContractVersion' | 'serverName'>;

/**
 * One entry of a feed. `unreadable`: its task is there and is not this version's to understand; `task` is null then. `text`: the
 * JSON text that `task` was read from, where there is one by itself.
 */
export type ToldEntry = FeedEntry & { readonly unreadable: boolean; readonly text?: string };

/** What numbers of a feed stand for. */
export interface FeedOrigin {
  /** In which life of the server's database; null: that was never said. */
  readonly epoch: string | null;
  /** Up to where the server had forgotten what is gone when it was asked last. */
  readonly floor: number;
}

/** Where in a feed. */
export interface FeedPosition extends FeedOrigin {
  readonly after: number;
}

/** What a server tells, in the order in which it is to be applied. */
export type FeedBatch =
  /**
   * `cursor`: up to where everything has been told, which may be before the last of these entries. `remaining` as of FeedPage;
   * null in a stream, where there is no telling.
   */
  | {
      readonly kind: 'entries';
      readonly entries: readonly ToldEntry[];
      readonly cursor: number;
      readonly remaining: number | null;
    }
  /** Everything up to here has been told, also when that was nothing. */
  | { readonly kind: 'caught-up'; readonly cursor: number }
  /** Of where everything is that is told from here on. */
  | ({ readonly kind: 'origin' } & FeedOrigin)
  /** Everything is told anew from 0, and what is not told then until `caught-up` is no longer there. */
  | { readonly kind: 'start-over' }
  /** All that there is, of a server that does not tell changes. */
  | {
      readonly kind: 'snapshot';
      readonly tasks: readonly NonNullable<FeedEntry['task']>[];
      /** The assignments of those that are there and that this version does not understand. */
      readonly unreadable: readonly string[];
    };

export type Command =
  | { readonly action: 'completeTask'; readonly response: Response }
  | { readonly action: 'claimHumanTask'; readonly minutes: number }
  | { readonly action: 'releaseHumanTask' }
  | { readonly action: 'postMessage'; readonly text: string }
  | { readonly action: 'uploadFile'; readonly upload: UploadCommand };

export interface UploadCommand {
  readonly requirement: string;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly digest: string;
  /** How far it had come; null: it has not begun. */
  readonly progress: UploadProgress | null;
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Kept so that the upload goes on from there after a restart. Null: it begins anew. */
  save(progress: UploadProgress | null): Promise<void>;
}

export interface UploadProgress {
  readonly uploadId: string;
  readonly chunkSize: number;
  /** In bytes. */
  readonly received: number;
}

export interface Envelope {
  readonly assignmentId: string;
  readonly taskId: string;
  readonly key: string;
  readonly source: Source;
  /** An attempt before this one may have arrived. */
  readonly uncertain: boolean;
  /** As whom the account is signed in. */
  readonly userId: string;
  readonly signal: AbortSignal;
}

/** What a server says that it has done. */
export type Acknowledged =
  | { readonly action: 'completeTask'; readonly completed: Completed | null }
  | { readonly action: 'claimHumanTask'; readonly claimed: Claimed | null }
  | { readonly action: 'releaseHumanTask' }
  | { readonly action: 'postMessage'; readonly message: Message | null }
  | { readonly action: 'uploadFile'; readonly file: StoredFile };

export interface Completed {
  readonly completedTs: string;
  readonly completedUser: string;
  readonly response: Answer;
}

export interface Claimed {
  readonly claimedBy: string;
  readonly claimedTs: string;
  readonly claimExpiresTs: string;
}

export interface Transport {
  readonly kind: 'countersign' | 'light-portal';
  /** @throws TransportError */
  handshake(signal: AbortSignal): Promise<ServerFacts>;
  /** What has changed since then, then what changes, until `signal` aborts. @throws TransportError */
  changes(from: FeedPosition, signal: AbortSignal): AsyncIterable<FeedBatch>;
  /** So many commands, each about another task, it takes at the same time; it may change with each handshake. */
  readonly sideBySide: number;
  /** @throws TransportError */
  send(command: Command, envelope: Envelope): Promise<Acknowledged>;
  /** Reads that are not answered from the replica; null: the server has none of them. */
  readonly client: ContractRouterClient<typeof accountContract> | null;
  /** The bytes of a file, its body not read yet; null: the server gives none out. @throws TransportError */
  readonly download:
    ((file: { readonly taskAsstId: string; readonly fileId: string }) => Promise<globalThis.Response>) | null;
  /** So many characters of each part of an answer the server keeps; null: all. */
  readonly longestAnswer: number | null;
}
