import { z } from 'zod';
import { Duration } from './duration.ts';

export const Timeout = z.strictObject({ after: Duration });
export type Timeout = z.infer<typeof Timeout>;

/** A timeout, or the name of one in `use.timeouts`. */
export const TimeoutOrName = z.union([Timeout, z.string()]).meta({ id: 'timeout' });
export type TimeoutOrName = z.infer<typeof TimeoutOrName>;
