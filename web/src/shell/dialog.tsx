// The dialogs of signed-in pages.

export { Dialog as DialogFrame } from '../ui/dialog';
