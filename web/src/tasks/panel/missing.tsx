// What the panel shows for an address whose task is gone, or was never there.

import { Button } from 'react-aria-components/Button';
import { useText } from '../../text';

export function Missing({ close }: { close(): void }) {
  const t = useText();

  return (
    <div className="panel-body">
      <div className="empty" role="alert">
        <p>{t.panel.missing}</p>
        <Button className="btn" autoFocus onPress={close}>
          {t.pickers.close}
        </Button>
      </div>
    </div>
  );
}
