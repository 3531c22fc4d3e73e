// The name of a list or a section, and the colour of a list.

import { useId, useState, type FormEvent } from 'react';
import { act } from '../../api';
import { useText } from '../../text';
import { COLOUR_NAMES, COLOURS, colourOf, type Colour } from '../colours';
import type { ListDialog } from './list-dialogs';
import { useGo } from '../place';

const NAME_MOST = 100;

interface Props {
  dialog: Exclude<ListDialog, { is: 'delete' }>;
  close(): void;
}

function Colours({ chosen, choose }: { chosen: Colour; choose(colour: Colour): void }) {
  const t = useText();

  return (
    <fieldset className="field">
      <legend className="field-label">{t.shell.colour}</legend>
      <div className="swatches">
        {COLOUR_NAMES.map((name) => (
          <label key={name} className={`swatch-choice dot-${name}`}>
            <input
              type="radio"
              name="colour"
              checked={name === chosen}
              onChange={() => choose(name)}
            />
            <i className="dot" />
            <span className="sr">{t.shell.colours[name]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function ListForm({ dialog, close }: Props) {
  const t = useText();
  const go = useGo();
  const id = useId();
  const before =
    dialog.is === 'edit' ? dialog.list.name : dialog.is === 'section' ? dialog.section?.name : '';
  const [name, setName] = useState(before ?? '');
  const [colour, setColour] = useState(
    colourOf(dialog.is === 'edit' ? dialog.list.color : COLOURS.blue),
  );
  const [missing, setMissing] = useState(false);
  const words =
    dialog.is === 'section'
      ? dialog.section
        ? t.shell.sectionDialogs.edit
        : t.shell.sectionDialogs.new
      : t.shell.listDialogs[dialog.is];

  function send(event: FormEvent) {
    const trimmed = name.trim();

    event.preventDefault();
    if (!trimmed) return setMissing(true);
    if (dialog.is === 'new') {
      const list = act.createList({ name: trimmed, color: COLOURS[colour] });

      go(`/list?id=${list.id}`);
    } else if (dialog.is === 'edit') {
      act.updateList(dialog.list.id, {
        ...(trimmed === dialog.list.name ? {} : { name: trimmed }),
        ...(colour === colourOf(dialog.list.color) ? {} : { color: COLOURS[colour] }),
      });
    } else if (dialog.section) {
      act.updateSection(dialog.list.id, dialog.section.id, { name: trimmed });
    } else act.createSection(dialog.list.id, { name: trimmed });
    close();
  }

  return (
    <form className="form" onSubmit={send} noValidate>
      <div className="field">
        <label className="field-label" htmlFor={id}>
          {t.shell.listName}
        </label>
        <input
          id={id}
          className="input"
          dir="auto"
          maxLength={NAME_MOST}
          value={name}
          autoComplete="off"
          aria-invalid={missing}
          aria-describedby={missing ? `${id}-error` : undefined}
          // biome-ignore lint/a11y/noAutofocus: a dialog with one field
          autoFocus
          onChange={(event) => {
            setName(event.target.value);
            setMissing(false);
          }}
        />
        {missing ? (
          <p className="field-error" id={`${id}-error`}>
            {t.shell.nameMissing}
          </p>
        ) : null}
      </div>
      {dialog.is === 'section' ? null : <Colours chosen={colour} choose={setColour} />}
      <div className="dialog-foot">
        <button type="button" className="btn" onClick={close}>
          {t.app.cancel}
        </button>
        <button type="submit" className="btn btn-primary">
          {words.go}
        </button>
      </div>
    </form>
  );
}
