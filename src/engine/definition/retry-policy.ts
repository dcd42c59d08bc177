import { z } from 'zod';
import { Duration } from './duration.ts';
import { Expression } from './fields.ts';

const Backoff = z
  .strictObject({
    constant: z.strictObject({}).optional(),
    linear: z.strictObject({}).optional(),
    exponential: z.strictObject({}).optional(),
  })
  .refine((backoff) => Object.keys(backoff).length === 1, {
    error: 'Must have exactly one of constant, linear and exponential.',
  });

/**
 * When a try is made again. The pause is `delay` (constant), `delay` × n (linear) or `delay` × 2ⁿ (exponential), plus a random
 * time between `jitter.from` and `jitter.to`.
 */
export const RetryPolicy = z
  .strictObject({
    when: Expression.optional(),
    exceptWhen: Expression.optional(),
    delay: Duration.optional(),
    backoff: Backoff.optional(),
    limit: z
      .strictObject({
        attempt: z
          .strictObject({ count: z.int().nonnegative().optional(), duration: Duration.optional() })
          .optional(),
        duration: Duration.optional(),
      })
      .optional(),
    jitter: z.strictObject({ from: Duration, to: Duration }).optional(),
  })
  .meta({ id: 'retryPolicy' });
export type RetryPolicy = z.infer<typeof RetryPolicy>;

/** A policy, or the name of one in `use.retries`. */
export const RetryPolicyOrName = z.union([RetryPolicy, z.string()]);
export type RetryPolicyOrName = z.infer<typeof RetryPolicyOrName>;
