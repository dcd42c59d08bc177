/** Tells whoever reads the feed of a user that there is more of it, on this node and on every other. */
export interface FeedHub {
  /**
   * Called by `recordFeed` inside a transaction with the users whose feed it has written, so that the commit itself tells every
   * node (NOTIFY is part of the transaction).
   */
  readonly channel: string;
  /** @returns stops listening */
  listen(hostId: string, userId: string, more: () => void): () => void;
  /** How many streams are open on this node. */
  readonly streams: number;
  start(): Promise<void>;
  close(): Promise<void>;
}
