import type { Instant } from '../../shared/clock.ts';
import { integer, text, type Columns } from '../columns.ts';

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

export function toWorkflow(row: Columns): WorkflowRow {
  return { ...toWorkflowHead(row), source: text(row, 'source') };
}

export function toWorkflowHead(row: Columns): WorkflowHead {
  return {
    id: text(row, 'id'),
    namespace: text(row, 'namespace'),
    name: text(row, 'name'),
    version: text(row, 'version'),
    title: text(row, 'title'),
    summary: text(row, 'summary'),
    digest: text(row, 'digest'),
    addedAt: integer(row, 'added_at'),
  };
}
