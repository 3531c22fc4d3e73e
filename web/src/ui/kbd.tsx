// Key hints, which are not shown on touch.

export function Kbd({ children }: { children: string }) {
  return <kbd className="kbd">{children}</kbd>;
}

export function Kbds({ keys, keep = false }: { keys: readonly string[]; keep?: boolean }) {
  if (!keys.length) return null;
  return (
    <span className={keep ? 'kbds kbd-keep' : 'kbds'}>
      {keys.map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
    </span>
  );
}
