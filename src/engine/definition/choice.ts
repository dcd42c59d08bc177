import { z } from 'zod';

interface ChoiceDef extends z.core.$ZodUnionDef {
  choose: (value: unknown) => z.core.$ZodType | string;
}

/**
 * A union that is told which of its branches a value is meant as, so that its problems are about that one, and so that what is
 * nested in it is read once and not once for each branch.
 */
/* eslint-disable no-underscore-dangle -- what zod gives those who add a schema of their own */
const Choice: z.core.$constructor<z.ZodUnion, ChoiceDef> = z.core.$constructor('Choice', (choice, def) => {
  z.ZodUnion.init(choice, def);
  choice._zod.parse = (payload, context) => {
    const chosen = def.choose(payload.value);
    if (typeof chosen !== 'string') return chosen._zod.run(payload, context);
    payload.issues.push({ code: 'custom', message: chosen, input: payload.value, inst: choice });
    return payload;
  };
});
/* eslint-enable no-underscore-dangle */

/** @param choose gives the branch, or says in words why there is none */
export function choice<Branch extends z.ZodType>(
  branches: readonly [Branch, ...Branch[]],
  choose: (value: unknown) => Branch | string,
): z.ZodType<z.infer<Branch>> {
  return new Choice({ type: 'union', options: branches, choose }) as unknown as z.ZodType<z.infer<Branch>>;
}
