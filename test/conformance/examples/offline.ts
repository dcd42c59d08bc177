import { expect } from 'vitest';
import { completes, type ExampleRun } from './example-run.ts';

const temperature = 'com.fake-hospital.vitals.measurements.temperature';
const bpm = 'com.fake-hospital.vitals.measurements.bpm';
const trigger = { type: 'io.serverlessworkflow.samples.events.trigger.v1', data: { n: 1 } };

const notImplemented = {
  type: 'https://serverlessworkflow.io/errors/not-implemented',
  status: 500,
  title: 'Not Implemented',
  instance: '/do/0/notImplemented',
};

/** The examples that need nothing but the engine, events and this computer. */
export const offlineExamples: readonly ExampleRun[] = [
  {
    example: 'emit',
    gives: completes(
      expect.objectContaining({
        source: 'https://petstore.com',
        type: 'com.petstore.order.placed.v1',
        data: {
          client: { firstName: 'Cruella', lastName: 'de Vil' },
          items: [{ breed: 'dalmatian', quantity: 101 }],
        },
      }),
    ),
  },
  {
    example: 'for',
    case: 'nobody is there to examine the pets',
    input: { pets: [{ id: 1 }, { id: 2 }] },
    gives: completes({ pets: [{ id: 1 }, { id: 2 }] }),
  },
  {
    example: 'for',
    // What listen gives is a list, which has no `.pets`: as it is written, the example cannot get through an iteration.
    case: 'the first pet was examined',
    input: { pets: [{ id: 1 }, { id: 2 }], vet: 'Dr. Jones' },
    events: [{ type: 'com.fake.petclinic.pets.checkup.completed.v2', data: { id: 1 } }],
    gives: {
      status: 'faulted',
      error: {
        type: 'https://serverlessworkflow.io/spec/1.0.0/errors/expression',
        instance: '/do/0/checkup/do/0/waitForCheckup',
      },
    },
  },
  {
    example: 'listen-to-all',
    events: [
      { type: bpm, data: { bpm: 130 } },
      { type: temperature, data: { temperature: 37 } },
      { type: temperature, data: { temperature: 39 } },
    ],
    gives: completes([{ bpm: 130 }, { temperature: 39 }]),
  },
  {
    example: 'listen-to-all read-envelope',
    events: [
      { type: temperature, data: { temperature: 39 } },
      { type: bpm, data: { bpm: 50 } },
    ],
    gives: completes([
      expect.objectContaining({ type: temperature, data: { temperature: 39 }, specversion: '1.0' }),
      expect.objectContaining({ type: bpm, data: { bpm: 50 }, specversion: '1.0' }),
    ]),
  },
  { example: 'listen-to-any', events: [{ type: 'any.thing', data: 'x' }], gives: completes(['x']) },
  {
    example: 'listen-to-any-filter',
    events: [
      { type: bpm, data: { bpm: 80 } },
      { type: bpm, data: { bpm: 130 } },
    ],
    gives: completes([{ bpm: 130 }]),
  },
  {
    example: 'listen-to-any-until-condition',
    events: [1, 2, 3, 4].map((data) => ({ type: 'reading', data })),
    gives: completes([1, 2, 3, 4]),
  },
  {
    example: 'listen-to-any-until-consumed',
    events: [
      { type: temperature, data: { temperature: 39 } },
      { type: bpm, data: { bpm: 80 } },
      { type: bpm, data: { bpm: 40 } },
      { type: 'com.fake-hospital.patient.checked-out' },
    ],
    gives: completes([{ temperature: 39 }, { bpm: 40 }]),
  },
  {
    example: 'raise-inline',
    gives: {
      status: 'faulted',
      error: {
        ...notImplemented,
        detail: expect.stringMatching(
          /^The workflow 'raise-not-implemented:.+' is a work in progress/,
        ) as string,
      },
    },
  },
  { example: 'raise-reusable', gives: { status: 'faulted', error: notImplemented } },
  {
    example: 'run-script-with-stdin-and-arguments',
    gives: completes(expect.stringMatching(/^stdin > +Hello Workflow\s+arg > +hello\s+env > +bar\s*$/)),
  },
  {
    example: 'run-shell-stdin-and-arguments',
    shellAllowed: true,
    gives: completes(expect.stringMatching(/^STDIN was: Hello World\nARGS are Foo Bar\s*$/)),
  },
  {
    example: 'run-shell-stdin-and-arguments',
    case: 'commands are not allowed',
    gives: {
      status: 'faulted',
      error: { type: 'https://serverlessworkflow.io/spec/1.0.0/errors/authorization', status: 403 },
    },
  },
  {
    example: 'run-subflow',
    // In strict mode `.user` is text.
    input: { user: { name: 'Ada' } },
    with: {
      name: 'register-customer',
      version: '0.1.0',
      body: "do: [ { register: { set: { registered: '${ .customer }' } } } ]",
    },
    gives: completes({ registered: '.user' }),
  },
  {
    example: 'set',
    events: [trigger],
    gives: completes({ startEvent: expect.objectContaining(trigger) as object }),
  },
  { example: 'set-expression', events: [trigger], gives: completes(expect.objectContaining(trigger)) },
  {
    example: 'switch-then-string',
    case: 'an electronic order',
    input: { orderType: 'electronic' },
    gives: completes({ validate: true, status: 'fulfilled' }),
  },
  {
    example: 'switch-then-string',
    case: 'an unknown order',
    input: { orderType: 'spiritual' },
    gives: completes({ log: 'warn', message: "something's wrong" }),
  },
  { example: 'wait-duration-inline', input: { kept: 1 }, passes: 30, gives: completes({ kept: 1 }) },
  {
    example: 'wait-duration-inline',
    case: 'too early',
    passes: 29,
    gives: { status: 'waiting', task: 'wait30Seconds' },
  },
  { example: 'wait-duration-iso8601', input: { kept: 1 }, passes: 30, gives: completes({ kept: 1 }) },
];
