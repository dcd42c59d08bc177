import classes from './kbd.module.css';

/** Key caps as they are printed on buttons and in the help; hidden from screen readers, which have `aria-keyshortcuts`. */
export function Kbd({ caps }: { readonly caps: readonly string[] }) {
  return (
    <span className={classes.keys} aria-hidden>
      {caps.map((cap, index) => (
        <kbd key={index} className={classes.key}>
          {cap}
        </kbd>
      ))}
    </span>
  );
}
