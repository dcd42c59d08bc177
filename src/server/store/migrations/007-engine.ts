/** Frozen history: never edited once released. What the engine looks for by host. */
export const statements: readonly string[] = [`CREATE INDEX event_host ON event (host_id, position)`];
