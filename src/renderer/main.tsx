import '@fontsource-variable/inter/wght.css';
import './ui/mantine.css';
import './ui/tokens.css';
import './ui/base.css';
import { createRoot } from 'react-dom/client';
import { followAccounts } from './app/accounts.ts';
import { api, client, queryClient } from './app/api.ts';
import { App } from './app/app.tsx';
import { applyAppearance, rememberedAppearance } from './app/appearance.ts';
import { followChanges, followNavigations } from './app/live-changes.ts';
import { tellOthersActions } from './app/others-actions.ts';
import { inboxPlace } from './app/navigation.ts';
import { preloadParts } from './app/parts.ts';
import { goTo } from './app/use-place.ts';
import { listenForShortcuts } from './app/use-shortcuts.ts';

// Before React draws anything, so that no wrong colour is ever on the screen; the settings themselves follow.
applyAppearance(rememberedAppearance())();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(<App />);

listenForShortcuts(window);
preloadParts();
void followChanges(client, api, queryClient, tellOthersActions);
void followAccounts(client, api, queryClient);
void followNavigations(client, (to) =>
  goTo(to.to === 'task' ? { ...inboxPlace, taskAsstId: to.taskAsstId } : inboxPlace),
);
