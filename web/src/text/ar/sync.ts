import type { Catalogue } from '../catalogue';
import { count, quoted } from './words';

const CHANGES = ['تغيير واحد', 'تغييران', '# تغييرات', '# تغييرًا', '# تغيير'] as const;
const TEXTS = ['نص واحد', 'نصان', '# نصوص', '# نصًا', '# نص'] as const;

export const sync: Catalogue['sync'] = {
  undone: (title) => (title ? `تم التراجع: ${quoted(title)}` : 'تم التراجع'),
  overTitle: 'سجّل الدخول من جديد',
  overText: 'انتهت جلستك. لم يضع شيء: سجّل الدخول وتابع.',
  leaveTitle: 'أتريد تسجيل الخروج وهناك تغييرات لم تُرسل؟',
  leaveChanges: (n) => `لم يصل إلى الخادم بعد: ${count(n, CHANGES)}.`,
  leaveDrafts: (n) => `كُتب ولم يُحفظ: ${count(n, TEXTS)}.`,
  leaveText:
    'احتفظ بها على هذا الجهاز إلى أن تسجّل الدخول هنا من جديد، أو احذفها. من يستخدم هذا الجهاز قد يقرأ ما يبقى عليه.',
  leaveStay: 'البقاء مسجّلًا',
  leaveKeep: 'احتفاظ وتسجيل الخروج',
  leaveDiscard: 'حذف وتسجيل الخروج',
  newVersion: 'إصدار جديد جاهز.',
  reload: 'إعادة التحميل',
};
