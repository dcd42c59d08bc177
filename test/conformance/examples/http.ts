import { expect } from 'vitest';
import type { StubHandler } from '../stubs/stub-service.ts';
import { completes, milou, perdita, petstore, type ExampleRun, type Outcome } from './example-run.ts';
import { authenticationExamples } from './authentication.ts';

const swapi = 'https://swapi.dev';
const luke = { name: 'Luke Skywalker', homeworld: 'https://swapi.dev/api/planets/1/' };
const people = { count: 1, results: [luke] };

const swapiAnswers = { [swapi]: { 'GET /api/people/?search=Luke': { body: people } } };

const unavailable = { status: 503, body: { message: 'Later' } };

/** No pet has this number, and the store says so. */
const noPet: Outcome = { status: 'completed', output: { petId: 404 } };

/** The examples that call services. */
export const httpExamples: readonly ExampleRun[] = [
  ...authenticationExamples,
  {
    example: 'accumulate-room-readings',
    // What listen gives is a list, which has no `.data`: as it is written, the example cannot get past its first task.
    events: [
      {
        type: 'my.home.sensors.temperature',
        source: 'https://my.home.com/sensor',
        roomid: 'kitchen',
        data: 21,
      },
      { type: 'my.home.sensors.humidity', source: 'https://my.home.com/sensor', roomid: 'cellar', data: 80 },
      { type: 'my.home.sensors.humidity', source: 'https://my.home.com/sensor', roomid: 'kitchen', data: 40 },
    ],
    gives: {
      status: 'faulted',
      error: {
        type: 'https://serverlessworkflow.io/spec/1.0.0/errors/expression',
        instance: '/do/0/consumeReading',
      },
    },
  },
  {
    example: 'accumulate-room-readings',
    case: 'nothing is read within the hour',
    passes: 3600,
    gives: {
      status: 'faulted',
      error: { type: 'https://serverlessworkflow.io/spec/1.0.0/errors/timeout', status: 408 },
    },
  },
  { example: 'call-custom-function-inline', gives: completes(perdita) },
  { example: 'call-http-endpoint-interpolation', input: { petId: 1 }, gives: completes(milou) },
  { example: 'call-http-endpoint-interpolation-shorthand', input: { petId: 69 }, gives: completes(perdita) },
  {
    example: 'call-http-query-headers-expressions',
    input: { searchQuery: 'Luke' },
    services: swapiAnswers,
    gives: completes(people),
  },
  {
    example: 'call-http-query-headers-expressions',
    case: 'an input that does not fit its schema',
    input: {},
    gives: {
      status: 'faulted',
      error: { type: 'https://serverlessworkflow.io/spec/1.0.0/errors/validation', status: 400 },
    },
  },
  {
    example: 'call-http-query-parameters',
    input: { searchQuery: 'Luke' },
    services: swapiAnswers,
    gives: completes(people),
  },
  {
    example: 'call-http-redirect',
    input: { searchQuery: 'Luke' },
    services: swapiAnswers,
    gives: completes(people),
  },
  { example: 'call-openapi', gives: completes([milou, { id: 2, name: 'Pongo', status: 'available' }]) },
  {
    example: 'call-openapi-redirect',
    gives: completes([milou, { id: 2, name: 'Pongo', status: 'available' }]),
  },
  {
    example: 'call-mcp',
    gives: {
      status: 'faulted',
      error: { type: 'https://serverlessworkflow.io/spec/1.0.0/errors/authorization', status: 403 },
    },
  },
  {
    example: 'conditional-task',
    case: 'old enough',
    input: { customer: { age: 30 }, bet: 5 },
    services: { 'https://superbet-casinos.com': { 'POST /api/bet/on/football': { body: { placed: true } } } },
    gives: completes({ placed: true }),
    // In strict mode `.customer` is text.
    asked: {
      origin: 'https://superbet-casinos.com',
      method: 'POST',
      url: '/api/bet/on/football',
      body: { customer: '.customer', bet: '.bet' },
    },
  },
  {
    example: 'conditional-task',
    case: 'too young',
    input: { customer: { age: 17 } },
    gives: {
      status: 'faulted',
      error: { title: 'Access Forbidden', status: 400, instance: '/do/0/raiseErrorIfUnderage' },
    },
  },
  {
    example: 'do-multiple',
    input: { petId: 1 },
    // The second address is filled in from the pet, which has an `id` but no `petId`.
    handlers: {
      [petstore]: ({ method, url, body }) =>
        method === 'PUT' && url === '/v2/pet/' ? { body } : { body: milou },
    },
    gives: completes({ ...milou, status: 'sold' }),
  },
  { example: 'do-single', input: { petId: 1 }, gives: completes(milou) },
  {
    example: 'fork',
    input: { patient: { fullName: 'Ada' }, room: { number: 7 } },
    services: {
      'https://fake-hospital.com': {
        'PUT /api/v3/alert/nurses': { body: { by: 'nurse' } },
        'PUT /api/v3/alert/doctor': { body: { by: 'doctor' } },
      },
    },
    gives: completes(expect.objectContaining({ by: expect.stringMatching(/^(nurse|doctor)$/) as string })),
  },
  {
    example: 'listen-to-any-forever-foreach',
    // What is done for an event gets the event as its input.
    services: { 'https://fake-chat-api.com': { 'POST /room/7': { body: { posted: true } } } },
    events: [{ type: 'gossip', id: 'g-1', data: { roomId: 7, text: 'psst' } }],
    gives: { status: 'waiting', task: 'listenToGossips' },
    asked: {
      origin: 'https://fake-chat-api.com',
      method: 'POST',
      url: '/room/7',
      body: { event: { roomId: 7, text: 'psst' } },
    },
  },
  {
    example: 'listen-to-one',
    // The list that listen gives has no `carId`: the address has a gap.
    events: [{ type: 'com.virtual-wf-powered-race.events.race.started.v1', data: { carId: 3 } }],
    services: {
      'https://virtual-wf-powered-race.com': { 'POST /api/v4/cars//start': { body: { started: true } } },
    },
    gives: completes({ started: true }),
  },
  {
    example: 'mock-service-extension',
    services: { 'https://fake.com': { 'GET /sample': { body: { real: true } } } },
    gives: completes({ real: true }),
  },
  {
    example: 'schedule-cron',
    services: { 'https://example.com': { 'POST /api/v1/backup/start': { body: { started: true } } } },
    gives: completes({ started: true }),
  },
  {
    example: 'schedule-event-driven',
    services: {
      'https://hospital.example.com': { 'POST /api/v1/notify': { status: 202, body: { ok: true } } },
    },
    events: [
      {
        type: 'com.example.hospital.events.patients.heartbeat.low',
        data: {
          timestamp: 'now',
          patient: { id: 'p-1', name: 'Ada', room: { number: 7 }, vitals: { bpm: 35 } },
        },
      },
    ],
    gives: completes({ ok: true }),
    asked: {
      origin: 'https://hospital.example.com',
      method: 'POST',
      url: '/api/v1/notify',
      body: {
        patientId: 'p-1',
        patientName: 'Ada',
        roomNumber: 7,
        vitals: { heartRate: 35, timestamp: 'now' },
        message: "Alert: Patient's heartbeat is critically low. Immediate attention required.",
      },
    },
  },
  {
    example: 'star-wars-homeworld',
    input: { id: 1 },
    services: {
      [swapi]: { 'GET /api/people/1': { body: luke }, 'GET /api/planets/1/': { body: { name: 'Tatooine' } } },
    },
    gives: completes({ name: 'Tatooine' }),
  },
  ...['try-catch-retry-inline', 'try-catch-retry-reusable'].flatMap((example): ExampleRun[] => [
    {
      example,
      case: 'the third attempt is well',
      input: { petId: 1 },
      handlers: { [petstore]: wellAfter(2) },
      passes: 9,
      gives: completes(milou),
    },
    {
      example,
      case: 'no attempt is',
      input: { petId: 1 },
      handlers: { [petstore]: () => unavailable },
      passes: 93,
      gives: {
        status: 'faulted',
        error: { type: 'https://serverlessworkflow.io/spec/1.0.0/errors/communication', status: 503 },
      },
    },
  ]),
  { example: 'try-catch', input: { petId: 404 }, gives: noPet },
  {
    example: 'try-catch-then',
    case: 'there is no such pet',
    input: { petId: 404 },
    gives: completes({ error: '$error' }),
  },
  {
    example: 'try-catch-then',
    case: 'there is one',
    input: { petId: 1 },
    handlers: {
      [petstore]: ({ method, url, body }) =>
        method === 'PUT' && url === '/v2/pet/' ? { body } : { body: milou },
    },
    gives: completes({ ...milou, status: 'sold' }),
  },
];

function wellAfter(failures: number): StubHandler {
  let left = failures;
  return () => {
    left -= 1;
    return left >= 0 ? unavailable : { body: milou };
  };
}
