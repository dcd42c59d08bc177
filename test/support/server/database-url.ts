/** Migrated once for a run; databases of tests are copies of it. */
export const templateDatabase = 'countersign_template';

export function urlOfDatabase(clusterUrl: string, name: string): string {
  const url = new URL(clusterUrl);
  url.pathname = `/${name}`;
  return url.href;
}
