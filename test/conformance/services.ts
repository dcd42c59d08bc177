import { httpbin } from './stubs/httpbin.ts';
import { petstore } from './stubs/petstore.ts';
import {
  startStub,
  type StubAnswer,
  type StubHandler,
  type StubRequest,
  type StubService,
} from './stubs/stub-service.ts';

export interface Services extends AsyncDisposable {
  /**
   * The next answer of a service to a method and a path (with its query, if it is to matter). Answers are given in the order
   * in which they were arranged; the last one is given from then on.
   */
  answers(origin: string, method: string, path: string, answer: StubAnswer): void;
  /** A service with a behaviour of its own. */
  serve(origin: string, handler: StubHandler): void;
  /** A server that is running already. */
  redirect(origin: string, url: string): void;
  /** What a service was asked. */
  requests(origin: string): readonly StubRequest[];
  /** How many requests are open that are never answered. */
  hanging(): number;
  /** Starts all of them. @returns where calls to each are to be sent instead */
  rewrites(): Promise<{ from: string; to: string }[]>;
}

/** The services of the internet that scenarios call, by origin, each on a loopback port of its own. */
export function createServices(): Services {
  const handlers = new Map<string, StubHandler>([
    ['https://petstore.swagger.io', petstore],
    ['https://httpbin.org', httpbin],
  ]);
  const scripts = new Map<string, Map<string, StubAnswer[]>>();
  const running = new Map<string, StubService>();
  const elsewhere = new Map<string, string>();

  const script = (origin: string) => {
    const known = scripts.get(origin);
    if (known !== undefined) return known;
    const fresh = new Map<string, StubAnswer[]>();
    scripts.set(origin, fresh);
    handlers.set(origin, (request) => nextAnswer(fresh, request));
    return fresh;
  };

  return {
    answers(origin, method, path, answer) {
      const key = `${method.toUpperCase()} ${path}`;
      const answers = script(origin);
      answers.set(key, [...(answers.get(key) ?? []), answer]);
    },
    serve: (origin, handler) => void handlers.set(origin, handler),
    redirect: (origin, url) => void elsewhere.set(origin, url),
    requests: (origin) => running.get(origin)?.requests ?? [],
    hanging: () => [...running.values()].reduce((sum, service) => sum + service.hanging(), 0),
    async rewrites() {
      for (const [origin, handler] of handlers) {
        if (!running.has(origin)) running.set(origin, await startStub(handler));
      }
      const stubs = [...running].map(([from, { url }]) => ({ from, to: url }));
      return [...stubs, ...[...elsewhere].map(([from, to]) => ({ from, to }))];
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...running.values()].map((service) => service[Symbol.asyncDispose]()));
    },
  };
}

function nextAnswer(script: Map<string, StubAnswer[]>, { method, url }: StubRequest): StubAnswer | undefined {
  const answers = script.get(`${method} ${url}`) ?? script.get(`${method} ${url.split('?')[0] ?? ''}`);
  return answers !== undefined && answers.length > 1 ? answers.shift() : answers?.[0];
}
