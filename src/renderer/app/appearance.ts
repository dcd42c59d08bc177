import type { Settings } from '../../shared/contract/desktop.ts';

export type Appearance = Pick<Settings, 'colorScheme' | 'contrast'>;

const rememberedAs = 'countersign.appearance';
const systemAppearance: Appearance = { colorScheme: 'system', contrast: 'system' };

/** The appearance of the last time, so that the first paint is right before the settings have been read. */
export function rememberedAppearance(): Appearance {
  const [colorScheme, contrast] = (localStorage.getItem(rememberedAs) ?? '').split(' ');
  return {
    colorScheme:
      colorScheme === 'light' || colorScheme === 'dark' ? colorScheme : systemAppearance.colorScheme,
    contrast: contrast === 'normal' || contrast === 'high' ? contrast : systemAppearance.contrast,
  };
}

/** Puts the appearance on the document (tokens.css reads the attributes) and follows the system where it says so. */
export function applyAppearance(appearance: Appearance): () => void {
  localStorage.setItem(rememberedAs, `${appearance.colorScheme} ${appearance.contrast}`);
  const queries = [
    matchMedia('(prefers-color-scheme: dark)'),
    matchMedia('(prefers-contrast: more)'),
  ] as const;
  const apply = () => {
    const [dark, more] = queries;
    const { colorScheme, contrast } = appearance;
    const root = document.documentElement;
    root.dataset['mantineColorScheme'] =
      colorScheme === 'system' ? (dark.matches ? 'dark' : 'light') : colorScheme;
    root.dataset['contrast'] = contrast === 'system' ? (more.matches ? 'high' : 'normal') : contrast;
  };
  apply();
  for (const query of queries) query.addEventListener('change', apply);
  return () => queries.forEach((query) => query.removeEventListener('change', apply));
}
