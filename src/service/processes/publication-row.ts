import type { PublishEffect } from '../../engine/effect.ts';
import type { Instant } from '../../shared/clock.ts';
import type { Json } from '../../shared/json.ts';
import { integer, text, type Columns } from '../columns.ts';

/** What a process has shown to people on its way. */
export interface PublicationRow {
  readonly taskId: string;
  readonly view: string;
  readonly title: string;
  readonly format: PublishEffect['format'];
  readonly content: Json;
  readonly publishedAt: Instant;
}

export function toPublication(row: Columns): PublicationRow {
  return {
    taskId: text(row, 'task_id'),
    view: text(row, 'view'),
    title: text(row, 'title'),
    format: text(row, 'format') as PublishEffect['format'],
    content: JSON.parse(text(row, 'content_json')) as Json,
    publishedAt: integer(row, 'published_at'),
  };
}
