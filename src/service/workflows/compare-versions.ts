/** Orders semantic versions (semver.org, item 11): numbers by value, a pre-release before its release. */
export function compareVersions(a: string, b: string): number {
  const left = split(a);
  const right = split(b);
  for (const index of [0, 1, 2]) {
    const difference = (left.core[index] ?? 0) - (right.core[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (left.pre.length === 0 || right.pre.length === 0) return right.pre.length - left.pre.length;
  return comparePreReleases(left.pre, right.pre);
}

function comparePreReleases(left: readonly string[], right: readonly string[]): number {
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const [a = '', b = ''] = [left[index], right[index]];
    const [aIsNumber, bIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
    if (aIsNumber && bIsNumber && Number(a) !== Number(b)) return Number(a) - Number(b);
    if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
    if (a !== b) return a < b ? -1 : 1;
  }
  return left.length - right.length;
}

function split(version: string): { core: number[]; pre: string[] } {
  const [withoutBuild = ''] = version.split('+');
  const [core = '', ...pre] = withoutBuild.split('-');
  return { core: core.split('.').map(Number), pre: pre.length === 0 ? [] : pre.join('-').split('.') };
}
