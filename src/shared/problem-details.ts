import { z } from 'zod';

/** RFC 9457 problem details as the workflow language has them; `instance` is the path of the task that failed. */
export const ProblemDetails = z.object({
  type: z.string(),
  status: z.number().int(),
  title: z.string().optional(),
  detail: z.string().optional(),
  instance: z.string().optional(),
});
export type ProblemDetails = z.infer<typeof ProblemDetails>;
