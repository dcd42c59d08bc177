import type { Instant } from '../../shared/clock.ts';

export interface WorkflowRow {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly summary: string;
  /** sha256 of the source, hexadecimal. */
  readonly digest: string;
  readonly source: string;
  readonly addedAt: Instant;
}

/** A workflow without its text, which no list shows. */
export type WorkflowHead = Omit<WorkflowRow, 'source'>;
