// A message in the corner of the page: lib/notify.ts takes it, components/toasts.tsx shows it.

export interface Notice {
  title: string;
  text?: string;
  tone?: 'default' | 'success' | 'danger';
  timeoutMs?: number;
  action?: { label: string; run(): void };
  closed?(): void; // however the message closed; run() comes before it
}

export interface Shown {
  close(): void;
}
