import { z } from 'zod';
import { CloudEvent } from '../cloud-event.ts';
import { procedure } from './base.ts';

const publishEvent = procedure
  .route({
    method: 'POST',
    path: '/events',
    summary: 'Publish a CloudEvent to the processes that listen and the workflows that it starts',
  })
  .input(z.object({ event: CloudEvent }))
  .output(
    z.object({
      /** True: an event of the same source and id was received before, so that nothing was done. */
      duplicate: z.boolean(),
    }),
  );

export const events = { publish: publishEvent };
