// Saves all tasks as a file. The request carries the token, so that a plain link would not do.

import { asProblem, exportFile } from '../../api';
import { say } from '../../shell/toasts';
import { text } from '../../text';
import type { ExportFormat } from './formats';

const LATER_MS = 60_000; // the browser reads the address after the click

export async function download(format: ExportFormat): Promise<void> {
  try {
    const file = await exportFile(format);
    const link = document.createElement('a');
    const url = URL.createObjectURL(file);

    link.href = url;
    link.download = `ostiary-${new Date().toISOString().slice(0, 10)}.${format}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), LATER_MS);
    say({ words: text().transfer.exported });
  } catch (problem) {
    say({
      words: asProblem(problem).message,
      action: { label: text().quickAdd.retry, run: () => void download(format) },
    });
  }
}
