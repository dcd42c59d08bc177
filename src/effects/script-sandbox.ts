import variant from '@jitl/quickjs-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant, newVariant } from 'quickjs-emscripten-core';
import type { QuickJSContext, QuickJSHandle, QuickJSRuntime } from 'quickjs-emscripten-core';
import { scriptModules, scriptPrelude } from './script-prelude.ts';
import type { Script, ScriptBounds, ScriptOutcome, ScriptStop } from './script-protocol.ts';

// S1: every script has an interpreter of its own, memory included; when it ends, all of it is dropped and nothing reused.
// S2: only text and numbers cross the border, in both directions.
// S3: after a stop nothing more of the script runs, whatever it catches.

export interface SandboxEvents {
  /** The interpreter is loaded and the script begins. */
  started(): void;
  /** Asked all the time while the script runs. */
  mustEnd(): boolean;
}

/** Deep enough for any sensible recursion; beyond this the thread's own stack would not do. */
const stackBytes = 256 * 1024;
const pageBytes = 64 * 1024;
/** What the interpreter is built to start with. */
const firstPages = 256;
const jobsAtOnce = 1_000;
const fileName = 'script.js';
const moduleSyntax = /^\s*(import\s*[\w{*'"]|export\s)/m;

/**
 * Runs JavaScript (ES2023) in a fresh QuickJS. The code is the body of an async function: it may `await`, and `return` a value; with
 * `import` or `export` it is a module, whose default export is its value.
 */
export async function runInSandbox(
  script: Script,
  bounds: ScriptBounds,
  events: SandboxEvents,
): Promise<ScriptOutcome> {
  const interpreter = await newQuickJSWASMModuleFromVariant(
    newVariant(variant, { wasmMemory: memory(bounds) }),
  );
  const runtime = interpreter.newRuntime();
  runtime.setMaxStackSize(stackBytes);
  runtime.setModuleLoader(moduleSource, (_base, name) => name.replace(/^node:/, ''));
  events.started();
  const sandbox = new Sandbox(runtime, bounds, events);
  try {
    return sandbox.run(script);
  } catch (error) {
    return outcomeOfThrow(error, sandbox.stop, bounds);
  }
}

/** The interpreter's own limit counts too little when it is WebAssembly: it cannot see how large its blocks are. */
function memory({ memoryBytes }: ScriptBounds): WebAssembly.Memory {
  const maximum = Math.max(firstPages, Math.ceil(memoryBytes / pageBytes));
  return new WebAssembly.Memory({ initial: firstPages, maximum });
}

function outcomeOfThrow(error: unknown, stop: Stop | null, bounds: ScriptBounds): ScriptOutcome {
  if (stop !== null && stop.kind !== 'exit') return stopped(stop.kind, stop.message);
  if (error instanceof Stopped) return stopped(error.reason, error.message);
  // The interpreter itself gave up: V8's stack under it was not enough, or WebAssembly could get no more memory.
  const cause =
    error instanceof RangeError ? 'nests too deep' : `needs more than ${bounds.memoryBytes} bytes of memory`;
  return stopped('limit', `The script ${cause}`);
}

type Stop =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'interrupted' | 'limit'; readonly message: string };

class Stopped extends Error {
  override readonly name = 'Stopped';
  readonly reason: ScriptStop;

  constructor(reason: ScriptStop, message: string) {
    super(message);
    this.reason = reason;
  }
}

interface Prelude {
  readonly result: QuickJSHandle;
  readonly describe: QuickJSHandle;
  readonly exitCode: QuickJSHandle;
}

/** A promise of what the body returns, or a module's names or a promise of them. */
interface Begun {
  readonly promise: QuickJSHandle;
  readonly isModule: boolean;
}

interface Failure {
  readonly text: string;
  readonly title?: string;
  readonly line: number | null;
}

class Sandbox {
  stop: Stop | null = null;
  readonly #runtime: QuickJSRuntime;
  readonly #vm: QuickJSContext;
  readonly #bounds: ScriptBounds;
  readonly #written = { 1: new Output(), 2: new Output() };

  constructor(runtime: QuickJSRuntime, bounds: ScriptBounds, events: SandboxEvents) {
    this.#runtime = runtime;
    this.#vm = runtime.newContext();
    this.#bounds = bounds;
    runtime.setInterruptHandler(() => {
      if (events.mustEnd()) this.stop ??= { kind: 'interrupted', message: 'The script was ended' };
      return this.stop !== null;
    });
  }

  run(script: Script): ScriptOutcome {
    const prelude = this.#prepare(script);
    const result = this.#settle(this.#begin(script.code, prelude), prelude);
    if (this.stop !== null && this.stop.kind !== 'exit') return stopped(this.stop.kind, this.stop.message);
    if (this.stop !== null) return this.#ended(this.stop.code, undefined, null);
    if ('failure' in result) return this.#failed(result.failure);
    const returned = this.#call(prelude.result, result.value);
    if ('error' in returned) return this.#failed(this.#describe(returned.error, prelude));
    const value = returned.text;
    if (value !== undefined && value.length > this.#bounds.outputBytes) {
      return stopped('limit', `The script returns more than ${this.#bounds.outputBytes} bytes`);
    }
    const exitCode = this.#call(prelude.exitCode, this.#vm.undefined);
    return this.#ended('text' in exitCode ? Number(exitCode.text) & 0xff : 1, value, null);
  }

  #prepare({ variables, argv, environment, stdin }: Script): Prelude {
    const vm = this.#vm;
    const write = vm.newFunction('write', (stream, text) => {
      this.#write(vm.getNumber(stream) === 2 ? 2 : 1, vm.getString(text));
    });
    const exit = vm.newFunction('exit', (code) => {
      this.stop ??= { kind: 'exit', code: Math.trunc(vm.getNumber(code)) & 0xff };
      throw new Error('The script has ended');
    });
    const input = `{"variables":${variables},${JSON.stringify({ argv, environment, stdin }).slice(1)}`;
    const prelude = vm.unwrapResult(vm.evalCode(scriptPrelude, 'prelude.js', { type: 'global' }));
    const made = vm.unwrapResult(vm.callFunction(prelude, vm.undefined, write, exit, vm.newString(input)));
    return {
      result: vm.getProp(made, 'result'),
      describe: vm.getProp(made, 'describe'),
      exitCode: vm.getProp(made, 'exitCode'),
    };
  }

  /** What the script gives at once. @throws Stopped (syntax) */
  #begin(code: string, prelude: Prelude): Begun | { readonly failure: Failure } {
    const vm = this.#vm;
    // On the first line of the code, so that lines are those of the author.
    const body = vm.evalCode(`(async function () {${code}\n})`, fileName, { type: 'global' });
    if (body.error === undefined) {
      return { promise: vm.unwrapResult(vm.callFunction(body.value, vm.undefined)), isModule: false };
    }
    if (!moduleSyntax.test(code)) throw this.#syntaxError(body.error, prelude);
    const module = vm.evalCode(code, fileName, { type: 'module' });
    if (module.error === undefined) return { promise: module.value, isModule: true };
    const failure = this.#describe(module.error, prelude);
    if (failure.title?.startsWith('SyntaxError') === true) throw this.#syntaxError(module.error, prelude);
    return { failure };
  }

  /** Runs what the script has put off, until there is nothing left. @throws Stopped (stuck) */
  #settle(
    begun: Begun | { readonly failure: Failure },
    prelude: Prelude,
  ): { readonly value: QuickJSHandle } | { readonly failure: Failure } {
    if ('failure' in begun) return begun;
    const vm = this.#vm;
    for (;;) {
      const state = vm.getPromiseState(begun.promise);
      if (this.stop !== null) return { value: vm.undefined };
      if (state.type === 'rejected') return { failure: this.#describe(state.error, prelude) };
      const jobs = this.#runtime.executePendingJobs(jobsAtOnce);
      if (jobs.error !== undefined) return { failure: this.#describe(jobs.error, prelude) };
      if (jobs.value > 0) continue;
      if (state.type === 'pending') {
        throw new Stopped('stuck', 'The script waits for something that never comes');
      }
      return { value: begun.isModule ? vm.getProp(state.value, 'default') : state.value };
    }
  }

  #describe(error: QuickJSHandle, prelude: Prelude): Failure {
    if (this.stop !== null) return { text: '', line: null };
    const described = this.#call(prelude.describe, error);
    if ('text' in described && described.text !== undefined) return JSON.parse(described.text) as Failure;
    throw new Stopped('limit', this.#tooMuchMemory());
  }

  #failed(failure: Failure): ScriptOutcome {
    const what = failure.title ?? failure.text;
    // What is thrown when there is no memory even for an error is null.
    if (what === 'InternalError: out of memory' || what === 'Uncaught null') {
      return stopped('limit', this.#tooMuchMemory());
    }
    this.#write(2, `${failure.text}\n`);
    if (this.stop?.kind === 'limit') return stopped(this.stop.kind, this.stop.message);
    return this.#ended(1, undefined, withLine(what, failure.line));
  }

  #syntaxError(error: QuickJSHandle, prelude: Prelude): Stopped {
    const { title, text, line } = this.#describe(error, prelude);
    return new Stopped('syntax', `The script cannot be read: ${withLine(title ?? text, line)}`);
  }

  /** Calls a function of the prelude, which gives text or nothing. */
  #call(
    callee: QuickJSHandle,
    argument: QuickJSHandle,
  ): { readonly text: string | undefined } | { readonly error: QuickJSHandle } {
    const vm = this.#vm;
    const called = vm.callFunction(callee, vm.undefined, argument);
    if (called.error !== undefined) return { error: called.error };
    return { text: vm.typeof(called.value) === 'undefined' ? undefined : vm.getString(called.value) };
  }

  #tooMuchMemory(): string {
    return `The script needs more than ${this.#bounds.memoryBytes} bytes of memory`;
  }

  #write(stream: 1 | 2, text: string): void {
    if (this.stop !== null) return;
    const output = this.#written[stream];
    output.add(text);
    if (output.bytes <= this.#bounds.outputBytes) return;
    this.stop = { kind: 'limit', message: `The script prints more than ${this.#bounds.outputBytes} bytes` };
  }

  #ended(code: number, value: string | undefined, error: string | null): ScriptOutcome {
    const [stdout, stderr] = [this.#written[1].text(), this.#written[2].text()];
    return { kind: 'ended', code, stdout, stderr, value, error };
  }
}

class Output {
  bytes = 0;
  readonly #parts: string[] = [];

  add(text: string): void {
    this.bytes += Buffer.byteLength(text);
    this.#parts.push(text);
  }

  text(): string {
    return this.#parts.join('');
  }
}

function stopped(reason: ScriptStop, message: string): ScriptOutcome {
  return { kind: 'stopped', reason, message };
}

function withLine(text: string, line: number | null): string {
  return line === null ? text : `${text} (line ${line})`;
}

function moduleSource(name: string): string | { error: Error } {
  const source = Object.hasOwn(scriptModules, name) ? scriptModules[name] : undefined;
  return (
    source ?? { error: new Error(`There is no module ${name} in a script: only node:fs and node:process`) }
  );
}
