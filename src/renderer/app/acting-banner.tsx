import { Button } from '@mantine/core';
import { IconMask } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { strings } from '../strings.ts';
import { api } from './api.ts';
import { actAs } from './act-as.ts';
import classes from './acting-banner.module.css';

const words = strings.developer;

/** Said across the window while an administrator acts as another user: nobody may forget it for a moment. */
export function ActingBanner() {
  const info = useQuery(api.account.info.queryOptions()).data;
  if (info === undefined || info.userId === info.signedInUserId) return null;
  return (
    <section aria-label={words.banner(info.userName)} className={classes.banner}>
      <IconMask size={16} stroke={1.75} aria-hidden />
      <strong>{words.banner(info.userName)}</strong>
      <span className={classes.text}>{words.bannerText(info.userName)}</span>
      <Button variant="default" size="compact-sm" className={classes.stop} onClick={() => void actAs(null)}>
        {words.stop}
      </Button>
    </section>
  );
}
