import { useState } from 'react';
import type { Json } from '../../shared/json.ts';
import { strings } from '../strings.ts';
import classes from './json-tree.module.css';

interface JsonTreeProps {
  readonly value: Json;
  /** How many levels are open at first, as far as they are not too long to be looked through. */
  readonly open?: number;
}

/** Rows of one branch that are drawn at a time, and of one level that are open at first. */
const rowsAtATime = 100;

/**
 * Any JSON value as a tree that opens and closes; keys and values are shown as they are, unlabelled and unrounded. A branch is
 * drawn once it is opened, and a long one in steps: the value can be as large as a workflow's data.
 */
export function JsonTree({ value, open = 2 }: JsonTreeProps) {
  return (
    <div className={classes.tree} data-selectable>
      <Node name={null} value={value} open={open} />
    </div>
  );
}

interface NodeProps {
  readonly name: string | null;
  readonly value: Json;
  readonly open: number;
}

function Node({ name, value, open }: NodeProps) {
  if (countOf(value) > 0) return <Branch name={name} value={value} open={open} />;
  return (
    <div className={classes.leaf}>
      <Name name={name} />
      <span className={classes.value} data-kind={value === null ? 'null' : typeof value}>
        {JSON.stringify(value)}
      </span>
    </div>
  );
}

function Branch({ name, value, open }: NodeProps) {
  const [drawn, setDrawn] = useState(open > 0);
  return (
    <details
      className={classes.branch}
      open={open > 0}
      onToggle={(event) => setDrawn(drawn || event.currentTarget.open)}
    >
      <summary className={classes.summary}>
        <Name name={name} />
        <span className={classes.count}>
          {Array.isArray(value) ? '[ ]' : '{ }'} {strings.json.items(countOf(value))}
        </span>
      </summary>
      {drawn && <Children value={value} open={open - 1} />}
    </details>
  );
}

function Children({ value, open }: Pick<NodeProps, 'value' | 'open'>) {
  const [most, setMost] = useState(rowsAtATime);
  const entries: [string, Json][] = Object.entries(value ?? {});
  const isLong = entries.reduce((rows, [, child]) => rows + countOf(child), 0) > rowsAtATime;
  const left = entries.length - most;
  return (
    <div className={classes.children}>
      {entries.slice(0, most).map(([key, child]) => (
        <Node key={key} name={key} value={child} open={isLong ? 0 : open} />
      ))}
      {left > 0 && (
        <button type="button" className={classes.more} onClick={() => setMost(most + rowsAtATime)}>
          {strings.json.more(Math.min(left, rowsAtATime), left)}
        </button>
      )}
    </div>
  );
}

function Name({ name }: { readonly name: string | null }) {
  return name === null ? null : <span className={classes.name}>{name}</span>;
}

/** How many rows a value has inside; plain values have none. */
function countOf(value: Json): number {
  return value === null || typeof value !== 'object' ? 0 : Object.keys(value).length;
}
