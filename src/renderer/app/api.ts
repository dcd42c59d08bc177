import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { QueryClient } from '@tanstack/react-query';
import { connect } from '../client.ts';

/** The one connection of this window. Opened when this module loads, so that the port is under way before React is. */
export const connection = connect(window);

export const client = connection.client;

/** Query options, keys and mutations for every procedure of the contract. */
export const api = createTanstackQueryUtils(client);

/** What was read stays until the app says that it changed (live-changes.ts); nothing is read again on a hunch. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Infinity,
      gcTime: 5 * 60_000,
      retry: false,
      refetchOnWindowFocus: false,
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});
