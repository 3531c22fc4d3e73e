import { counter, quoter } from '../grammar';

const quoted = quoter('ar', '«', '»');
const plural = counter('ar');
const tasks = (n: number) =>
  plural(n, {
    zero: 'لا مهام',
    one: 'مهمة واحدة',
    two: 'مهمتين',
    few: '# مهام',
    many: '# مهمة',
    other: '# مهمة',
  });

export const quickAdd = {
  title: 'إضافة مهمة',
  field: 'مهمة جديدة',
  notes: 'ملاحظات',
  understood: 'ما فُهم من نصك',
  tip: 'اضغط مفتاح التراجع عند نهاية التمييز ليبقى نصًا',
  add: 'إضافة مهمة',
  cancel: 'إلغاء',
  date: 'التاريخ',
  priority: 'الأولوية',
  reminder: 'تذكير',
  repeat: 'تكرار',
  list: 'القائمة',
  inbox: 'الوارد',
  priorities: { none: 'بلا', low: 'منخفضة', medium: 'متوسطة', high: 'عالية' },
  removeTag: (tag: string) => `إزالة الوسم ${quoted(tag)}`,
  added: (title: string) => `أُضيفت ${quoted(title)}`,
  addedSeveral: (n: number) => `تمت إضافة ${tasks(n)}`,
  tooLong: (n: number) =>
    `اختصر النص بمقدار ${plural(n, { one: 'حرف واحد', two: 'حرفين', few: '# أحرف', many: '# حرفًا', other: '# حرف' })}.`,
  failed: (title: string) => `تعذّرت إضافة ${quoted(title)}. عاد النص إلى الحقل.`,
  retry: 'إعادة المحاولة',
  paste: {
    question: (n: number) => `هل تريد إضافة ${tasks(n)}؟`,
    add: (n: number) => `إضافة ${tasks(n)}`,
    more: (n: number) =>
      `و${plural(n, { one: 'سطر آخر', two: 'سطران آخران', few: '# أسطر أخرى', many: '# سطرًا آخر', other: '# سطر آخر' })}`,
    one: 'الإبقاء عليها مهمة واحدة',
  },
};
