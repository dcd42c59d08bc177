/** At least 0 and below 1. For jitter and the like, never for secrets. */
export const systemRandom = (): number => Math.random();
