import classes from './icon-button.module.css';
import type { Icon } from './task-icons.tsx';

interface IconButtonProps {
  readonly icon: Icon;
  readonly label: string;
  readonly onClick: () => void;
  readonly keyShortcut?: string;
  readonly isDisabled?: boolean;
}

/** A button whose icon says enough; its name is its tooltip too. */
export function IconButton({ icon: Icon, label, onClick, keyShortcut, isDisabled = false }: IconButtonProps) {
  return (
    <button
      type="button"
      className={classes.button}
      aria-label={label}
      aria-keyshortcuts={keyShortcut}
      title={label}
      disabled={isDisabled}
      onClick={onClick}
    >
      <Icon size={17} stroke={1.6} aria-hidden />
    </button>
  );
}
