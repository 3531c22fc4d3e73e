import { useEffect, useRef } from 'react';
import { Spec, State } from './spec';

const COLOURS = [
  'canvas surface raised sunken line line-control ink ink-2 ink-3',
  'accent accent-hover accent-soft accent-ink danger danger-soft overdue done done-soft priority',
  'list-slate list-blue list-teal list-green list-ochre list-clay list-rose list-violet glow',
]
  .join(' ')
  .split(' ');

function Swatch({ name }: { name: string }) {
  const place = useRef<HTMLElement>(null);

  useEffect(() => {
    place.current?.style.setProperty('background', `var(--color-${name})`);
  }, [name]);
  return <i ref={place} className="swatch" />;
}

export function Colours() {
  return (
    <Spec title="Colour">
      {COLOURS.map((name) => (
        <State key={name} is={name}>
          <Swatch name={name} />
        </State>
      ))}
    </Spec>
  );
}
