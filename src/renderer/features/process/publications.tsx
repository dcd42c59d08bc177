import { Suspense } from 'react';
import type { Publication } from '../../../shared/contract/processes.ts';
import { isJsonObject } from '../../../shared/json-object.ts';
import type { Json, JsonObject } from '../../../shared/json.ts';
import { client } from '../../app/api.ts';
import { parts } from '../../app/parts.ts';
import { strings } from '../../strings.ts';
import { Section } from '../../ui/heading.tsx';
import { factText } from '../../ui/json-text.ts';
import { JsonTree } from '../../ui/json-tree.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import classes from './process.module.css';

const { Part: MarkdownText } = parts.markdown;

/** What the process has shown to people on its way: each with its title, and in which view. */
export function Publications({ publications }: { readonly publications: readonly Publication[] }) {
  if (publications.length === 0) return null;
  return (
    <Section title={strings.process.published}>
      {publications.map((publication) => (
        <article key={publication.taskId} className={classes.publication} aria-label={publication.title}>
          <header className={classes.publicationHead}>
            <h4 className={classes.publicationTitle}>{publication.title}</h4>
            <span className={classes.faint}>
              {strings.process.publishedAt(publication.view)} · <TimeText at={publication.publishedTs} />
            </span>
          </header>
          <Content publication={publication} />
        </article>
      ))}
    </Section>
  );
}

function Content({ publication }: { readonly publication: Publication }) {
  const { format, content } = publication;
  if (format === 'markdown' && typeof content === 'string') {
    return (
      <Suspense fallback={<p>{content}</p>}>
        <MarkdownText text={content} onLink={(url) => void client.desktop.openExternal({ url })} />
      </Suspense>
    );
  }
  const rows = format === 'table' ? rowsOf(content) : null;
  return rows === null ? <JsonTree value={content} /> : <Table rows={rows} />;
}

/** As many as one can take in; the rest is there as JSON. */
const mostRows = 100;
const mostColumns = 12;

/** The rows of a table, or null for what is none or too large to be drawn as one. */
function rowsOf(content: Json): JsonObject[] | null {
  if (!Array.isArray(content) || content.length === 0 || content.length > mostRows) return null;
  const rows = content.filter(isJsonObject);
  return rows.length === content.length && columnsOf(rows).length <= mostColumns ? rows : null;
}

function columnsOf(rows: readonly JsonObject[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

function Table({ rows }: { readonly rows: readonly JsonObject[] }) {
  const columns = columnsOf(rows);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a wide table is scrolled by keyboard too
    <div className={classes.tableScroll} tabIndex={0}>
      <table className={classes.table} data-selectable>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {columns.map((column) => {
                const fact = factText(row[column] ?? null);
                return (
                  <td key={column} data-kind={fact.kind}>
                    {fact.text}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
