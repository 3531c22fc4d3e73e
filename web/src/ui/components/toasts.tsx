// Shows the messages of lib/notify.ts, which loads it after the page.

import { Toast, ToastQueue } from '@heroui/react/toast';
import { createRoot } from 'react-dom/client';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { messages } from '../lib/messages';
import type { Notice, Shown } from '../lib/notice';

interface Content {
  title: string;
  description?: string;
  variant?: 'default' | 'success' | 'danger';
  indicator: null;
  actionProps?: { children: string; size: 'sm'; variant: 'secondary'; onPress(): void };
}

// No exit animation: during it a message is hidden from screen readers, but still takes the focus.
const queue = new ToastQueue({ maxVisibleToasts: 3, exitDuration: 0 });
const USUAL_MS = 6000;
let mounted = false;

// A root of its own, because messages outlive the page that caused them.
function mount(): void {
  const place = document.createElement('div');

  mounted = true;
  document.body.append(place);
  createRoot(place).render(
    <I18nProvider locale={messages.language}>
      <Toast.Provider
        aria-label={messages.app.notifications}
        placement="bottom"
        queue={queue}
        width={420}
      />
    </I18nProvider>,
  );
}

export function show({
  title,
  text,
  tone = 'default',
  timeoutMs = USUAL_MS,
  action,
  closed,
}: Notice): Shown {
  if (!mounted) mount();
  const content: Content = {
    title,
    indicator: null,
    variant: tone,
    ...(text ? { description: text } : {}),
    ...(action
      ? {
          actionProps: {
            children: action.label,
            size: 'sm',
            variant: 'secondary',
            onPress() {
              action.run();
              queue.close(key);
            },
          },
        }
      : {}),
  };
  const key = queue.add(content, { timeout: timeoutMs, ...(closed ? { onClose: closed } : {}) });

  return { close: () => queue.close(key) };
}

export function clear(): void {
  queue.clear();
}
