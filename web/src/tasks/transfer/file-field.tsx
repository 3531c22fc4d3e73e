// Takes a file, chosen or dropped.

import { useRef, useState, type DragEvent } from 'react';
import { useText } from '../../text';
import { ACCEPTED } from './formats';

export function FileField({ choose, again }: { choose(file: File): void; again: boolean }) {
  const t = useText().transfer;
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (event: DragEvent) => {
    event.preventDefault();
    setOver(event.type === 'dragover');
    const file = event.type === 'drop' ? event.dataTransfer.files[0] : undefined;

    if (file) choose(file);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button does the same
    <div
      className="import-drop"
      data-drop={over || undefined}
      onDragOver={take}
      onDragLeave={() => setOver(false)}
      onDrop={take}
    >
      <input
        ref={input}
        type="file"
        hidden
        accept={ACCEPTED}
        aria-label={t.file}
        onChange={(event) => {
          const file = event.target.files?.[0];

          event.target.value = ''; // the same file may be chosen again
          if (file) choose(file);
        }}
      />
      <button type="button" className="btn btn-outline" onClick={() => input.current?.click()}>
        {again ? t.another : t.choose}
      </button>
      <span className="desk-only">{t.drop}</span>
    </div>
  );
}
