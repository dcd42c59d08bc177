import { lazyPart } from '../ui/lazy-part.tsx';

/** Forms, and the library that draws them, are not in the first bundle; they follow when the window has nothing better to do. */
export const formPart = lazyPart(async () => (await import('./schema-form.tsx')).SchemaForm);
