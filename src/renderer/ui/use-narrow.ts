import { useMediaQuery } from '@mantine/hooks';

/** Whether there is room for one pane only (tokens.css has the same limit in its media queries). */
export function useNarrow(): boolean {
  return useMediaQuery('(max-width: 759px)', false, { getInitialValueInEffect: false });
}
