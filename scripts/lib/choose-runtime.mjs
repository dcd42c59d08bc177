/** Which runtime to get: rules without I/O. */

/**
 * @typedef {object} Facts
 * @property {string} [override] COUNTERSIGN_RUNTIME
 * @property {boolean} officialAtHand the pinned Electron is installed or in the download cache
 * @property {() => Promise<boolean>} officialReachable whether its release host answers; asked only when it matters
 * @property {boolean} fallbackSupported whether this platform has a fallback
 *
 * @typedef {{ kind: 'official', because: string, orFallback: boolean }
 *   | { kind: 'fallback', because: string }
 *   | { kind: 'custom', executable: string, because: string }
 *   | { kind: 'none', because: string }} Choice
 */

/**
 * @param {Facts} facts
 * @returns {Promise<Choice>}
 */
export async function chooseRuntime({ override, officialAtHand, officialReachable, fallbackSupported }) {
  if (override) return chosenByUser(override, fallbackSupported);
  if (officialAtHand) {
    return { kind: 'official', because: 'it is already on this machine', orFallback: fallbackSupported };
  }
  if (await officialReachable()) {
    return { kind: 'official', because: 'its release host answers', orFallback: fallbackSupported };
  }
  if (fallbackSupported) return { kind: 'fallback', because: "Electron's release host does not answer" };
  return {
    kind: 'none',
    because:
      "Electron's release host does not answer, and only Linux on x64 has a fallback in the npm registry",
  };
}

/**
 * Whether a choice made earlier still stands.
 *
 * @param {import('./runtime.mjs').Runtime | undefined} remembered
 * @param {{ override?: string | undefined, pinned: string, exists: boolean }} now exists: its executable is there
 * @returns {boolean}
 */
export function stillStands(remembered, { override, pinned, exists }) {
  if (!remembered || !exists || remembered.pinned !== pinned) return false;
  if (!override) return remembered.kind !== 'custom';
  if (override === 'official' || override === 'fallback') return remembered.kind === override;
  return remembered.kind === 'custom' && remembered.executable === override;
}

/**
 * @param {string} override
 * @param {boolean} fallbackSupported
 * @returns {Choice}
 */
function chosenByUser(override, fallbackSupported) {
  const because = 'COUNTERSIGN_RUNTIME says so';
  if (override === 'official') return { kind: 'official', because, orFallback: false };
  if (override !== 'fallback') return { kind: 'custom', executable: override, because };
  if (fallbackSupported) return { kind: 'fallback', because };
  return { kind: 'none', because: 'COUNTERSIGN_RUNTIME=fallback, but only Linux on x64 has a fallback' };
}
