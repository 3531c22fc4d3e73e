// The palette: tasks, places and commands in one field.

import { Search } from 'lucide-react';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { announce } from '../../shell/announce';
import { useText } from '../../text';
import { Foot } from './foot';
import { Result } from './result';
import { useChoice } from './use-choice';
import { type Results, useFind } from './use-results';

const idOf = (group: string, index: number) => `cmd-${group}-${index}`;

const flatOf = (groups: readonly Results[]) =>
  groups.flatMap(({ group, found }) => found.map((one, i) => ({ one, id: idOf(group, i) })));

function Commands({ close }: { close(): void }) {
  const t = useText();
  const [query, setQuery] = useState('');
  const asked = useDeferredValue(query);
  const find = useFind();
  const groups = useMemo(() => find(asked), [find, asked]);
  const flat = flatOf(groups);
  const list = useRef<HTMLDivElement>(null);

  function run(index: number, complete: boolean): void {
    // Somebody who types fast means the first result of what is in the field.
    const item = (asked === query ? flat[index] : flatOf(find(query))[0])?.one.item;

    if (!item) return;
    if (complete && !item.complete) return;
    close();
    // After the palette is gone and has given the focus back, or what opens would lose it again.
    requestAnimationFrame(() => (complete ? item.complete?.() : item.run()));
  }

  const { chosen, choose, onKeyDown } = useChoice(asked, { count: flat.length, onRun: run });
  const active = flat[chosen]?.id;

  useEffect(() => {
    if (active) list.current?.querySelector(`#${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  useEffect(() => {
    if (asked) announce(t.palette.results(flat.length));
  }, [asked, flat.length, t]);

  let at = 0;

  return (
    <>
      <div className="cmd-field">
        <Search className="icon" aria-hidden="true" />
        <input
          role="combobox"
          aria-expanded={flat.length > 0}
          aria-controls="cmds"
          aria-autocomplete="list"
          {...(active ? { 'aria-activedescendant': active } : {})}
          aria-label={t.palette.label}
          placeholder={t.palette.placeholder}
          dir="auto"
          autoComplete="off"
          spellCheck={false}
          // biome-ignore lint/a11y/noAutofocus: it was opened to type
          autoFocus
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <span className="kbd desk-only" aria-hidden="true">
          Esc
        </span>
        <button type="button" className="btn btn-quiet btn-sm phone-only" onClick={close}>
          {t.app.cancel}
        </button>
      </div>
      <div className="cmd-list" id="cmds" role="listbox" aria-label={t.palette.list} ref={list}>
        {groups.map(({ group, found }) => (
          <div key={group} role="group" aria-labelledby={`cmd-${group}`}>
            <div className="cmd-head" id={`cmd-${group}`}>
              {t.palette.groups[group]}
            </div>
            <div role="presentation">
              {found.map((one, i) => {
                const index = at++;

                return (
                  <Result
                    key={one.item.id}
                    found={one}
                    id={idOf(group, i)}
                    chosen={index === chosen}
                    onPoint={() => choose(index)}
                    onRun={() => run(index, false)}
                  />
                );
              })}
            </div>
          </div>
        ))}
      </div>
      <Foot />
    </>
  );
}

export default function Palette({ close }: { close(): void }) {
  const t = useText().palette;

  return (
    <ModalOverlay
      className="scrim"
      isOpen
      isDismissable
      onOpenChange={(open) => {
        if (!open) close();
      }}
    >
      <Modal className="modal cmd">
        <Dialog className="cmd-dialog" aria-label={t.title}>
          <Commands close={close} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
