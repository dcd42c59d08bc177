import classes from './icon-button.module.css';
import type { Icon } from './task-icons.tsx';

interface IconButtonProps {
  readonly icon: Icon;
  readonly label: string;
  readonly onClick: () => void;
  readonly keyShortcut?: string;
}

/** A button whose icon says enough; its name is its tooltip too. */
export function IconButton({ icon: Icon, label, onClick, keyShortcut }: IconButtonProps) {
  return (
    <button
      type="button"
      className={classes.button}
      aria-label={label}
      aria-keyshortcuts={keyShortcut}
      title={label}
      onClick={onClick}
    >
      <Icon size={17} stroke={1.6} aria-hidden />
    </button>
  );
}
