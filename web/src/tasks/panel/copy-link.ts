// The address of a task, for another program. It opens the task wherever its list is shown.

import { idOf } from '../../api';
import { say } from '../../shell/toasts';
import { text } from '../../text';
import { ROOT } from '../../api/http/place';

const addressOf = (id: number): string => `${location.origin}${ROOT}/all?task=${idOf(id)}`;

export async function copyLink(id: number): Promise<void> {
  try {
    await navigator.clipboard.writeText(addressOf(id));
    say({ words: text().panel.linkCopied });
  } catch {
    say({ words: text().panel.linkNotCopied });
  }
}
