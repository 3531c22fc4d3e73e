// What the keys do in the palette.

import { isMac } from '../../shell/keys';
import { useText } from '../../text';

export function Foot() {
  const t = useText().palette;

  return (
    <div className="cmd-foot" aria-hidden="true">
      <span>
        <kbd className="kbd">↑</kbd>
        <kbd className="kbd">↓</kbd>
        {t.toMove}
      </span>
      <span>
        <kbd className="kbd">↵</kbd>
        {t.toOpen}
      </span>
      <span>
        <kbd className="kbd">{isMac() ? '⌘' : 'Ctrl'}</kbd>
        <kbd className="kbd">↵</kbd>
        {t.toComplete}
      </span>
    </div>
  );
}
