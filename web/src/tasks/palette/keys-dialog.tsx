// All keys, from their table.

import { Fragment } from 'react';
import { Dialog } from '../../ui/dialog';
import { isMac, KEYS, keycaps, type KeyGroup } from '../../shell/keys';
import { useText } from '../../text';
import { preferences } from '../../ui/lib/preferences';

const GROUPS: readonly KeyGroup[] = ['anywhere', 'go', 'rows', 'task'];

function Stroke({ stroke }: { stroke: string }) {
  const t = useText().keys;

  return (
    <span className="kbds">
      {keycaps(stroke, isMac()).map((caps, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the order is the meaning
        <Fragment key={i}>
          {i > 0 ? <span className="keys-then">{t.andThen}</span> : null}
          {caps.map((cap) => (
            <kbd key={cap} className="kbd">
              {cap}
            </kbd>
          ))}
        </Fragment>
      ))}
    </span>
  );
}

function Group({ group }: { group: KeyGroup }) {
  const t = useText().keys;

  return (
    <section className="keys-group">
      <h3 className="group-title">{t.groups[group]}</h3>
      <dl className="keys-list">
        {KEYS.filter((key) => key.group === group).map(({ id, strokes }) => (
          <div key={id}>
            <dt>{t.names[id]}</dt>
            <dd>
              {strokes.map((stroke, i) => (
                <Fragment key={stroke}>
                  {i > 0 ? <span className="keys-then">{t.or}</span> : null}
                  <Stroke stroke={stroke} />
                </Fragment>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export default function KeysDialog({ close }: { close(): void }) {
  const t = useText();

  return (
    <Dialog title={t.keys.title} wide close={close}>
      <div className="keys">
        {GROUPS.map((group) => (
          <Group key={group} group={group} />
        ))}
      </div>
      <p>{preferences.get().singleKeys ? t.keys.where : t.keys.off}</p>
      <div className="dialog-foot">
        {/* biome-ignore lint/a11y/noAutofocus: the only control of the dialog */}
        <button type="button" className="btn" autoFocus onClick={close}>
          {t.app.close}
        </button>
      </div>
    </Dialog>
  );
}
