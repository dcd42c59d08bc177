import type { Json } from '../../shared/json.ts';
import type { CheckScope, DataFlow, PathSegment } from '../tasks/task-type.ts';
import { taskTypeOf } from '../tasks/task-types.ts';
import { checkPolicy } from './check-references.ts';
import { checkSchemas, type PlacedSchema, type SchemaFaults } from './check-schemas.ts';
import { checkSecrets } from './check-secrets.ts';
import type { Definition } from './definition.ts';
import { functionCircles } from './function-circles.ts';
import type { DefinitionIssue } from './issues.ts';
import { namedTasks, type Task, type TaskList } from './task-list.ts';
import type { TimeoutOrName } from './timeout.ts';
import type { Use } from './use.ts';

type Path = readonly PathSegment[];

const directives: ReadonlySet<string> = new Set(['continue', 'exit', 'end']);

/**
 * What the schema cannot say of a definition: names that must be unique or must exist, fields that exclude each other.
 * @param faults null: the JSON Schemas in it are not looked at
 */
export function checkDefinition(definition: Definition, faults: SchemaFaults | null): DefinitionIssue[] {
  const check = new Check(definition.use ?? {}, definition.document.dsl);
  check.use();
  check.timeout(definition.timeout, ['timeout']);
  check.dataSchemas(definition, []);
  check.list(definition.do, ['do']);
  return [
    ...check.issues,
    ...checkSecrets(definition as unknown as Json, definition.use?.secrets ?? []),
    ...(faults === null ? [] : checkSchemas(check.schemas, faults)),
  ];
}

class Check {
  readonly issues: DefinitionIssue[] = [];
  readonly schemas: PlacedSchema[] = [];
  readonly #use: Use;
  readonly #dsl: string;

  constructor(use: Use, dsl: string) {
    this.#use = use;
    this.#dsl = dsl;
  }

  use(): void {
    const { authentications = {}, functions = {}, extensions = [] } = this.#use;
    for (const [name, policy] of Object.entries(authentications)) {
      checkPolicy(policy, ['use', 'authentications', name], {
        use: this.#use,
        problem: (path, message) => this.issues.push({ path, message }),
      });
    }
    for (const [name, task] of Object.entries(functions)) this.task(task, ['use', 'functions', name]);
    for (const [name, message] of functionCircles(functions)) {
      this.issues.push({ path: ['use', 'functions', name], message });
    }
    for (const [index, item] of extensions.entries()) {
      for (const [name, { before = [], after = [] }] of Object.entries(item)) {
        this.list(before, ['use', 'extensions', index, name, 'before']);
        this.list(after, ['use', 'extensions', index, name, 'after']);
      }
    }
  }

  timeout(timeout: TimeoutOrName | undefined, path: Path): void {
    if (typeof timeout !== 'string' || Object.hasOwn(this.#use.timeouts ?? {}, timeout)) return;
    this.issues.push({ path, message: `There is no timeout "${timeout}" under use.timeouts.` });
  }

  /** What the data of a task, or of the whole definition, has to be. */
  dataSchemas(of: Partial<Record<'input' | 'output' | 'export', DataFlow | undefined>>, path: Path): void {
    for (const part of ['input', 'output', 'export'] as const) {
      const document = of[part]?.schema?.document;
      if (document === undefined) continue;
      this.schemas.push({
        path: [...path, part, 'schema', 'document'],
        schema: document,
        hasExpressions: false,
      });
    }
  }

  list(list: TaskList, listPath: Path): void {
    const names = new Set<string>();
    const tasks = namedTasks(list).map(({ name, task }, index) => ({
      task,
      name,
      path: [...listPath, index, name],
    }));
    for (const { name, path } of tasks) {
      const message = nameProblem(name, names);
      if (message !== null) this.issues.push({ path, message });
      names.add(name);
    }
    for (const { task, path } of tasks) this.task(task, path, names);
  }

  /** @param names the tasks that its directives can lead to */
  task(task: Task, path: Path, names: ReadonlySet<string> = new Set()): void {
    const scope: CheckScope = {
      use: this.#use,
      dsl: this.#dsl,
      problem: (below, message) => this.issues.push({ path: [...path, ...below], message }),
      directive: (below, directive) => {
        if (directives.has(directive) || names.has(directive)) return;
        this.issues.push({ path: [...path, ...below], message: directiveProblem(directive, names) });
      },
      schema: (below, schema) =>
        this.schemas.push({ path: [...path, ...below], schema, hasExpressions: true }),
      dataSchemas: (below, of) => this.dataSchemas(of, [...path, ...below]),
      list: (below, inner) => this.list(inner, [...path, ...below]),
      task: (below, inner) => this.task(inner, [...path, ...below]),
    };
    if (task.then !== undefined) scope.directive(['then'], task.then);
    this.timeout(task.timeout, [...path, 'timeout']);
    this.dataSchemas(task, path);
    taskTypeOf(task).check?.(task, scope);
  }
}

function nameProblem(name: string, taken: ReadonlySet<string>): string | null {
  if (name.trim() === '') return 'A task needs a name.';
  if (directives.has(name))
    return `No task can be named "${name}": \`then: ${name}\` has a meaning of its own.`;
  return taken.has(name) ? `There is already a task named "${name}" in this list.` : null;
}

function directiveProblem(directive: string, names: ReadonlySet<string>): string {
  return names.size === 0
    ? `"${directive}" leads nowhere: this task stands in no list. Use continue, exit or end.`
    : `"${directive}" is not a task in this list. Use one of its tasks, continue, exit or end.`;
}
