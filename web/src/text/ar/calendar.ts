import { counter, quoter } from '../grammar';

const quoted = quoter('ar', '«', '»');
const plural = counter('ar');
const tasks = (n: number) =>
  plural(n, {
    one: 'مهمة واحدة',
    two: 'مهمتان',
    few: '# مهام',
    many: '# مهمة',
    other: '# مهمة',
  });

export const calendar = {
  today: 'اليوم',
  previous: 'الشهر السابق',
  next: 'الشهر التالي',
  layout: 'العرض',
  week: 'أسبوع',
  month: 'شهر',
  help: 'تنقلك الأسهم من يوم إلى يوم. ومع Alt تنقل الأسهم المهمة المحددة.',
  day: (day: string, n: number) => (n === 0 ? day : `${day}، ${tasks(n)}`),
  more: (n: number) =>
    plural(n, {
      one: 'واحدة أخرى',
      two: 'اثنتان أخريان',
      few: '# أخرى',
      many: '# أخرى',
      other: '# أخرى',
    }),
  done: 'مكتملة',
  none: 'لا شيء مستحق في هذا اليوم',
  add: 'إضافة مهمة',
  close: 'إغلاق',
  moved: (title: string, day: string) => `نُقلت ${quoted(title)} إلى ${day}`,
};
