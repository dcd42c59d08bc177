/** Where a transport gets its access tokens from; one for each account, so that no two refresh at once. */
export interface TokenProvider {
  /**
   * A token that is good for now, refreshed if need be.
   * @throws CountersignError TOKEN_EXPIRED when only signing in again helps, SERVER_UNREACHABLE when it cannot be known
   */
  token(signal?: AbortSignal): Promise<string>;
  /** The server did not take this token: it is not to be given out again. */
  refused(token: string): void;
  /** What proves that the call comes from this device (`deviceProofHeader`); null: its key is not there. */
  prove(token: string, deviceId: string): string | null;
  /** Tells when somebody has signed in again. @returns stops listening */
  onRefreshed(listener: () => void): () => void;
}
