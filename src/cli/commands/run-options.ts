import type { CloudEvent } from '../../shared/cloud-event.ts';
import { Response } from '../../shared/human-task/answer.ts';
import type { Json } from '../../shared/json.ts';
import type { Environment } from '../environment.ts';
import { eventFrom } from '../event-from.ts';
import type { Flags } from '../flags.ts';
import { readInput, readText } from '../read-input.ts';
import { UsageError } from '../report-failure.ts';

export interface RunFlags extends Flags {
  input?: string;
  answer: string[];
  event: string[];
  secret: string[];
  rewrite: string[];
  with: string[];
  allow: string[];
  maxWait: number;
}

/** What a run was asked for, read and checked before anything starts. */
export interface RunOptions {
  readonly source: string;
  readonly input: Json;
  /** By task path; each is used once. */
  readonly answers: Map<string, Response>;
  /** To be delivered one after the other. */
  readonly events: CloudEvent[];
  readonly secrets: ReadonlyMap<string, Json>;
  readonly rewrites: readonly { from: string; to: string }[];
  /** The texts of other workflows that this one may run. */
  readonly others: readonly string[];
  readonly allowed: ReadonlySet<string>;
  /** In milliseconds, from the start. */
  readonly maxWaitMs: number;
}

/** @throws UsageError that says what was meant to stand there */
export function readRunOptions(environment: Environment, file: string, flags: RunFlags): RunOptions {
  return {
    source: readText(file),
    input: readInput(flags.input),
    answers: readAnswers(flags.answer),
    events: flags.event.flatMap((text) => readEvents(text, environment)),
    secrets: new Map(flags.secret.map(readSecret)),
    rewrites: flags.rewrite.map(readRewrite),
    others: flags.with.map(readText),
    allowed: new Set(flags.allow),
    maxWaitMs: flags.maxWait * 1000,
  };
}

/** `/do/1/decide={"value":"APPROVED"}` by task path. @throws UsageError */
export function readAnswers(texts: readonly string[]): Map<string, Response> {
  return new Map(
    texts.map((text) => {
      const [path, data] = readAtPath(text, '--answer', '{"value":"APPROVED"}');
      const answer = Response.safeParse(data);
      if (answer.success) return [path, answer.data];
      throw new UsageError(`--answer ${path}: is not an answer like {"value":"APPROVED","comment":"…"}`);
    }),
  );
}

/** `/do/1/call={"id":7}`: a task path and data. @throws UsageError */
export function readAtPath(text: string, option: string, example: string): [string, Json] {
  const at = text.indexOf('=');
  if (!text.startsWith('/') || at < 0) {
    throw new UsageError(`${option} ${text}: must look like /do/1/decide=${example}`);
  }
  const path = text.slice(0, at);
  return [path, readInput(text.slice(at + 1), `${option} ${path}`)];
}

/** One event, or a list of them. */
function readEvents(text: string, environment: Environment): CloudEvent[] {
  const data = readInput(text, '--event');
  return (Array.isArray(data) ? data : [data]).map((event) => eventFrom(event, environment));
}

/** `name=value`: a value that is JSON or a file is what it says, everything else is text. */
function readSecret(text: string): [string, Json] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`--secret ${text.slice(0, 20)}: must look like name=value`);
  const name = text.slice(0, at);
  const value = text.slice(at + 1);
  return [name, /^[@{[]/.test(value) ? readInput(value, `--secret ${name}`) : value];
}

/** `https://api.example.com=http://127.0.0.1:8080` */
function readRewrite(text: string): { from: string; to: string } {
  const [, from, to] = /^(.+?)=(https?:\/\/.+)$/.exec(text) ?? [];
  if (from !== undefined && to !== undefined && URL.canParse(to)) return { from, to };
  throw new UsageError(`--rewrite ${text}: must look like https://api.example.com=http://127.0.0.1:8080`);
}
