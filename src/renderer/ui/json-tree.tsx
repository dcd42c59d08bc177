import type { Json } from '../../shared/json.ts';
import { strings } from '../strings.ts';
import classes from './json-tree.module.css';

interface JsonTreeProps {
  readonly value: Json;
  /** How many levels are open at first. */
  readonly open?: number;
}

/** Any JSON value as a tree that opens and closes; keys and values are shown as they are, unlabelled and unrounded. */
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
  const children = entriesOf(value);
  if (children === null) {
    return (
      <div className={classes.leaf}>
        <Name name={name} />
        <span className={classes.value} data-kind={value === null ? 'null' : typeof value}>
          {JSON.stringify(value)}
        </span>
      </div>
    );
  }
  return (
    <details className={classes.branch} open={open > 0}>
      <summary className={classes.summary}>
        <Name name={name} />
        <span className={classes.count}>
          {Array.isArray(value) ? '[ ]' : '{ }'} {strings.json.items(children.length)}
        </span>
      </summary>
      <div className={classes.children}>
        {children.map(([key, child]) => (
          <Node key={key} name={key} value={child} open={open - 1} />
        ))}
      </div>
    </details>
  );
}

function Name({ name }: { readonly name: string | null }) {
  return name === null ? null : <span className={classes.name}>{name}</span>;
}

function entriesOf(value: Json): [string, Json][] | null {
  if (value === null || typeof value !== 'object') return null;
  const entries = Object.entries(value);
  return entries.length === 0 ? null : entries;
}
