import { defineConfig } from 'vitest/config';

const minute = 60_000;

export default defineConfig({
  test: {
    environment: 'node',
    // A test that is not there must not look like one that passed.
    passWithNoTests: false,
    allowOnly: false,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}', 'test/architecture/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.{ts,tsx}'],
          testTimeout: minute / 2,
          hookTimeout: minute / 2,
        },
      },
      {
        test: {
          name: 'conformance',
          include: ['test/conformance/**/*.test.ts'],
          testTimeout: minute / 2,
        },
      },
      {
        test: {
          name: 'server',
          include: ['test/server/**/*.test.ts'],
          globalSetup: ['test/support/server/global-setup.ts'],
          testTimeout: minute / 2,
          hookTimeout: minute,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          globalSetup: ['test/support/server/global-setup.ts'],
          testTimeout: 20 * minute,
          hookTimeout: minute,
        },
      },
    ],
  },
});
