// Backup codes as a file to keep.

import { formatMoment } from '../../text/format';
import { text } from '../../text';

export function codesText(codes: string[], email: string, host: string, now: Date): string {
  const day = formatMoment(now);

  return [
    text().account.codesHead(email, host),
    text().account.codesMade(day),
    '',
    ...codes,
    '',
  ].join('\n');
}

export function download(name: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: 'text/plain' }));
  const link = document.createElement('a');

  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // the browser may still be reading it
}

// Prints what has the class "printed", and nothing else.
export function printMarked(): void {
  const { dataset } = document.documentElement;

  dataset.printing = '';
  addEventListener('afterprint', () => delete dataset.printing, { once: true });
  print();
}
