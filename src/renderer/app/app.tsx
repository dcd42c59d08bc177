import { MantineProvider } from '@mantine/core';
import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { cssVariables, theme } from '../ui/theme.ts';
import { api, queryClient } from './api.ts';
import { applyAppearance, rememberedAppearance } from './appearance.ts';
import { Shell } from './shell.tsx';

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <Themed />
    </QueryClientProvider>
  );
}

function Themed() {
  const appearance = useQuery(api.desktop.settings.get.queryOptions()).data ?? rememberedAppearance();
  const { colorScheme, contrast } = appearance;
  useEffect(() => applyAppearance({ colorScheme, contrast }), [colorScheme, contrast]);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      // The attribute on the document is ours (appearance.ts): Mantine would write its own idea of it after the first paint.
      getRootElement={noRootElement}
      deduplicateCssVariables={false}
    >
      <Shell />
    </MantineProvider>
  );
}

function noRootElement(): undefined {
  return undefined;
}
