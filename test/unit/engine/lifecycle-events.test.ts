import { describe, expect, it } from 'vitest';
import type { CloudEvent } from '../../../src/engine/cloud-event.ts';
import { advance } from '../../../src/engine/interpreter.ts';
import {
  lifecycleEvents,
  mentionsLifecycle,
  suspensionEvents,
  type LifecycleSubject,
} from '../../../src/engine/lifecycle-events.ts';
import type { ProcessState } from '../../../src/engine/process-state.ts';
import { aDefinition, aHost, aProcess, answered, recorded, type TestHost } from '../../support/engine.ts';
import { arrives } from '../../support/events.ts';

const id = '0198a5d4-2f00-7000-8000-000000000001';
const source = 'urn:example:engine';

/** Walks a process once and tells what an observer of it would hear. */
async function walked(
  yaml: string,
  state: ProcessState,
  host: TestHost,
): Promise<{ state: ProcessState; events: CloudEvent[] }> {
  const definition = aDefinition(yaml);
  const result = await advance(definition, state, host);
  const events = lifecycleEvents(subjectOf(state), state, result, { now: host.clock.now(), source });
  return { state: recorded(state, result), events };
}

function subjectOf({ startedAt }: ProcessState): LifecycleSubject {
  return { id, startedAt, document: { namespace: 'test', name: 'example', version: '1.0.0' } };
}

/** `task.started /do/0/a`, `workflow.completed`. */
function inShort({ type, data }: CloudEvent): string {
  const verb = type.replace(/^io\.serverlessworkflow\.(.*)\.v1$/, '$1');
  const task = (data as { task?: string }).task;
  return task === undefined ? verb : `${verb} ${task}`;
}

const at = '2026-05-22T14:30:00.000Z';

describe('lifecycle events', () => {
  it('tell of a process and its tasks, each as the language says', async () => {
    const { events } = await walked('do: [{ a: { set: { x: 1 } } }]', aProcess(), aHost());
    const name = `example-${id}.test`;
    const envelope = {
      specversion: '1.0',
      source,
      subject: id,
      time: at,
      datacontenttype: 'application/json',
    };
    expect(events).toEqual([
      {
        ...envelope,
        id: `${id}#started`,
        type: 'io.serverlessworkflow.workflow.started.v1',
        data: { name, definition: { namespace: 'test', name: 'example', version: '1.0.0' }, startedAt: at },
      },
      {
        ...envelope,
        id: `${id}/do/0/a#created`,
        type: 'io.serverlessworkflow.task.created.v1',
        data: { workflow: name, task: '/do/0/a', createdAt: at },
      },
      {
        ...envelope,
        id: `${id}/do/0/a#started`,
        type: 'io.serverlessworkflow.task.started.v1',
        data: { workflow: name, task: '/do/0/a', startedAt: at },
      },
      {
        ...envelope,
        id: `${id}/do/0/a#completed`,
        type: 'io.serverlessworkflow.task.completed.v1',
        data: { workflow: name, task: '/do/0/a', completedAt: at, output: { x: 1 } },
      },
      {
        ...envelope,
        id: `${id}#completed`,
        type: 'io.serverlessworkflow.workflow.completed.v1',
        data: { name, completedAt: at, output: { x: 1 } },
      },
    ]);
  });

  it('say each thing once, however often the process is walked', async () => {
    const yaml = 'do: [{ ask: { ask: { prompt: x } } }, { a: { set: { x: 1 } } }]';
    const host = aHost();
    const first = await walked(yaml, aProcess(), host);
    expect(first.events.map(inShort)).toEqual([
      'workflow.started',
      'task.created /do/0/ask',
      'task.started /do/0/ask',
    ]);
    const idle = await walked(yaml, first.state, host);
    expect(idle.events).toEqual([]);
    const last = await walked(yaml, answered(idle.state, '/do/0/ask', { value: 'y' }), host);
    expect(last.events.map(inShort)).toEqual([
      'task.completed /do/0/ask',
      'task.created /do/1/a',
      'task.started /do/1/a',
      'task.completed /do/1/a',
      'workflow.completed',
    ]);
  });

  it('carry the error of what failed', async () => {
    const { events } = await walked(
      'do: [{ a: { raise: { error: { type: urn:bad, status: 500 } } } }]',
      aProcess(),
      aHost(),
    );
    const error = { type: 'urn:bad', status: 500, instance: '/do/0/a' };
    expect(events.map(inShort).slice(-2)).toEqual(['task.faulted /do/0/a', 'workflow.faulted']);
    expect(events.at(-2)?.data).toMatchObject({ faultedAt: at, error });
    expect(events.at(-1)?.data).toMatchObject({ faultedAt: at, error });
  });

  it('tell what was cancelled', async () => {
    const yaml = 'do: [{ hold: { wait: PT1H } }]';
    const host = aHost();
    const { state } = await walked(yaml, aProcess(), host);
    const { events } = await walked(yaml, { ...state, cancelling: true }, host);
    expect(events.map(inShort)).toEqual(['task.cancelled /do/0/hold', 'workflow.cancelled']);
  });

  it('do not say that a process started that was cancelled before it could', async () => {
    const { events } = await walked(
      'do: [{ a: { set: { x: 1 } } }]',
      { ...aProcess(), cancelling: true },
      aHost(),
    );
    expect(events.map(inShort)).toEqual(['workflow.cancelled']);
  });

  it('do not say that a task started that was skipped', async () => {
    const { events } = await walked(
      'do: [{ a: { if: .no, set: { x: 1 } } }]',
      aProcess({ no: false }),
      aHost(),
    );
    expect(events.map(inShort)).toEqual(['workflow.started', 'task.created /do/0/a', 'workflow.completed']);
  });

  it('tell of each new attempt once it begins', async () => {
    const yaml = `
      do:
        - ship:
            try: [{ book: { raise: { error: { type: urn:busy, status: 503 } } } }]
            catch: { retry: { delay: PT1M, limit: { attempt: { count: 1 } } } }
    `;
    const host = aHost();
    const first = await walked(yaml, aProcess(), host);
    expect(first.events.map(inShort)).not.toContain('task.retried /do/0/ship');
    host.clock.advance(60_000);
    const second = await walked(yaml, first.state, host);
    expect(second.events.map(inShort)).toEqual([
      'task.retried /do/0/ship',
      'task.faulted /do/0/ship',
      'task.created /do/0/ship/try#2/0/book',
      'task.started /do/0/ship/try#2/0/book',
      'task.faulted /do/0/ship/try#2/0/book',
      'workflow.faulted',
    ]);
  });

  it('tell when a process begins to wait for events and which keys they had', async () => {
    const yaml = `
      do:
        - hear:
            listen: { to: { one: { with: { type: paid }, correlate: { order: { from: .data.order } } } } }
    `;
    const host = aHost();
    const first = await walked(yaml, aProcess(), host);
    expect(first.events.map(inShort)).toContain('workflow.correlation-started');
    arrives(host, 'paid', { order: 'A-1' });
    const { events } = await walked(yaml, first.state, host);
    expect(events.map(inShort)).toEqual([
      'workflow.correlation-completed',
      'task.completed /do/0/hear',
      'workflow.completed',
    ]);
    expect(events[0]?.data).toMatchObject({ completedAt: at, correlationKeys: { order: 'A-1' } });
  });

  it('tell of a process that is halted and goes on, and of its tasks', async () => {
    const { state } = await walked('do: [{ hold: { wait: PT1H } }]', aProcess(), aHost());
    const now = Date.UTC(2026, 4, 22, 15, 0);
    const live = [...state.tasks.live()];
    const halted = suspensionEvents('suspended', subjectOf(state), live, { now, source });
    expect(halted.map(inShort)).toEqual(['workflow.suspended', 'task.suspended /do/0/hold']);
    expect(halted[1]?.data).toMatchObject({ suspendedAt: '2026-05-22T15:00:00.000Z' });
    const again = suspensionEvents('resumed', subjectOf(state), live, { now: now + 1, source });
    expect(again.map(inShort)).toEqual(['workflow.resumed', 'task.resumed /do/0/hold']);
  });
});

describe('whether anybody wants lifecycle events', () => {
  it.each([
    [null, true],
    [[], false],
    [['com.example.a'], false],
    [['com.example.a', 'io.serverlessworkflow.task.completed.v1'], true],
  ])('of those who listen to %j: %s', (types, wanted) => {
    expect(mentionsLifecycle(types)).toBe(wanted);
  });
});
