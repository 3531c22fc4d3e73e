import { counter } from '../grammar';

interface Sums {
  made: number;
  present: number;
  skipped: number;
  lists: number;
}

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
const lists = (n: number) =>
  plural(n, {
    one: 'قائمة جديدة واحدة',
    two: 'قائمتين جديدتين',
    few: '# قوائم جديدة',
    many: '# قائمة جديدة',
    other: '# قائمة جديدة',
  });

export const transfer = {
  title: 'الاستيراد والتصدير',
  import: 'الاستيراد',
  importText: 'سترى ما ينتج عن الملف قبل إضافة أي شيء. ولا يُضاف شيء مرتين.',
  file: 'الملف المراد استيراده',
  choose: 'اختيار ملف…',
  another: 'اختيار ملف آخر…',
  drop: 'أو أفلته هنا',
  format: 'البرنامج الذي كتبه',
  chooseFormat: 'اختر برنامجًا',
  formats: {
    json: 'Ostiary (JSON)',
    csv: 'Ostiary (CSV)',
    todoist: 'Todoist',
    vikunja: 'Vikunja',
    taskwarrior: 'Taskwarrior',
    todotxt: 'todo.txt',
    ics: 'تقويم (iCalendar)',
    trello: 'Trello',
  },
  reading: 'تجري قراءة الملف…',
  line: (n: number) => `السطر ${n}`,
  linesOf: 'ما ينتج عن كل سطر',
  outcomes: { made: 'جديدة', present: 'موجودة', skipped: 'متروكة' },
  sum: ({ made, present, skipped, lists: some }: Sums) =>
    [
      `ستُضاف ${tasks(made)}${some ? ` مع ${lists(some)}` : ''}.`,
      present ? `الموجود مسبقًا: ${present}.` : '',
      skipped ? `المتروك: ${skipped}.` : '',
    ]
      .filter(Boolean)
      .join(' '),
  rest: (n: number) =>
    `و${plural(n, { one: 'سطر آخر', two: 'سطران آخران', few: '# أسطر أخرى', many: '# سطرًا آخر', other: '# سطر آخر' })}`,
  go: (n: number) => (n === 0 ? 'لا شيء لإضافته' : `إضافة ${tasks(n)}`),
  importing: (n: number) => `تجري إضافة ${tasks(n)}…`,
  done: ({ made, present, skipped }: Sums) =>
    `تمت إضافة ${tasks(made)}.${present + skipped ? ` الموجود مسبقًا أو المتروك: ${present + skipped}.` : ''}`,
  undo: 'تراجع',
  undone: (n: number) => `نُقل إلى المهملات: ${tasks(n)}.`,
  export: 'التصدير',
  exportText: 'كل مهامك وقوائمك في ملف يمكن استيراده من جديد.',
  exports: { json: 'JSON، كل شيء', csv: 'CSV، جدول', ics: 'iCalendar' },
  exported: 'حُفظت مهامك في ملف',
  faults: {
    large: 'الملف أكبر من اللازم. الحد الأقصى 8 ميغابايت.',
    empty: 'الملف فارغ.',
  },
};
