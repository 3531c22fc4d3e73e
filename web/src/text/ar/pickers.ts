import type { Catalogue } from '../catalogue';
import { count, isolated, quoted } from './words';

const NTH: Record<number, string> = {
  1: 'الأول',
  2: 'الثاني',
  3: 'الثالث',
  4: 'الرابع',
  5: 'الخامس',
  [-1]: 'الأخير',
};

const nth = (n: number) => NTH[n] ?? String(n);

const days = (n: number) => count(n, ['كل يوم', 'كل يومين', 'كل # أيام', 'كل # يومًا', 'كل # يوم']);
const weeks = (n: number) =>
  count(n, ['كل أسبوع', 'كل أسبوعين', 'كل # أسابيع', 'كل # أسبوعًا', 'كل # أسبوع']);
const months = (n: number) =>
  count(n, ['كل شهر', 'كل شهرين', 'كل # أشهر', 'كل # شهرًا', 'كل # شهر']);
const years = (n: number) => count(n, ['كل سنة', 'كل سنتين', 'كل # سنوات', 'كل # سنة', 'كل # سنة']);

export const repeat: Catalogue['repeat'] = {
  title: 'التكرار',
  never: 'أبدًا',
  custom: 'قاعدة خاصة…',
  days,
  weeks,
  months,
  years,
  weekdays: 'كل يوم من الاثنين إلى الجمعة',
  weeksOn: (n, names) => `${weeks(n)} في ${names}`,
  monthsOn: (n, day) => `${months(n)} في اليوم ${day}`,
  monthsOnLast: (n) => `${months(n)} في آخر يوم`,
  monthsOnNth: (n, which, name) => `${months(n)} في يوم ${name} ${nth(which)}`,
  yearsOn: (n, date) => `${years(n)} في ${date}`,
  other: 'حسب قاعدة خاصة',
  until: (words, date) => `${words}، حتى ${date}`,
  times: (words, n) =>
    `${words}، ${count(n, ['مرة واحدة أخرى', 'مرتين', '# مرات', '# مرة', '# مرة'])}`,
  fromCompletion: (words) => `${words}، ابتداءً من الإنجاز`,
  every: 'كل',
  unit: 'الوحدة',
  units: (n) => ({
    DAILY: count(n, ['يوم', 'يومان', 'أيام', 'يومًا', 'يوم']),
    WEEKLY: count(n, ['أسبوع', 'أسبوعان', 'أسابيع', 'أسبوعًا', 'أسبوع']),
    MONTHLY: count(n, ['شهر', 'شهران', 'أشهر', 'شهرًا', 'شهر']),
    YEARLY: count(n, ['سنة', 'سنتان', 'سنوات', 'سنة', 'سنة']),
  }),
  onDays: 'في',
  onDay: 'في',
  dayOfMonth: (day) => `اليوم ${day}`,
  nthOfMonth: (which, name) => `يوم ${name} ${nth(which)}`,
  ends: 'ينتهي',
  endsNever: 'أبدًا',
  endsOn: 'في يوم',
  endsAfter: 'بعد عدد من المرات',
  endDay: 'آخر يوم',
  endCount: 'المرات',
  countFrom: 'يُحسب من',
  fromDue: 'تاريخ الاستحقاق',
  fromDone: 'يوم الإنجاز',
  set: 'تطبيق',
  back: 'رجوع',
};

export const pickers: Catalogue['pickers'] = {
  date: 'التاريخ',
  startDate: 'تاريخ البدء',
  typeDate: 'اكتب تاريخًا',
  typeDateExample: 'fri 5pm, in 2 weeks',
  notUnderstood: 'لا تاريخ في هذا بعد.',
  notReachable: 'لا تُفهم التواريخ المكتوبة إلا حين يجيب الخادم. اختر يومًا أدناه.',
  quick: {
    today: 'اليوم',
    tomorrow: 'غدًا',
    weekend: 'عطلة هذا الأسبوع',
    nextWeekend: 'عطلة الأسبوع القادم',
    nextWeek: 'الأسبوع القادم',
  },
  month: 'الشهر',
  previousMonth: 'الشهر السابق',
  nextMonth: 'الشهر التالي',
  time: 'الوقت',
  timeNone: 'بلا وقت',
  noTime: 'بلا وقت',
  timeZone: 'المنطقة الزمنية',
  ownZone: (zone) => `منطقتك (${isolated(zone)})`,
  zoneNote: (time, zone) => `${time} في ${isolated(zone)}`,
  noDate: 'بلا تاريخ',
  priority: 'الأولوية',
  priorities: { none: 'بلا أولوية', low: 'منخفضة', medium: 'متوسطة', high: 'عالية' },
  list: 'القائمة',
  inbox: 'الوارد',
  findList: 'ابحث عن قائمة أو أنشئها',
  createList: (name) => `إنشاء القائمة ${quoted(name)}`,
  inSection: (list, section) => `${isolated(list)}، ${isolated(section)}`,
  noList: 'لا قائمة بهذا الاسم.',
  tags: 'الوسوم',
  findTag: 'ابحث عن وسم أو أنشئه',
  createTag: (name) => `إنشاء ${isolated(`#${name}`)}`,
  noTags: 'لا وسوم بعد. اكتب واحدًا.',
  tooManyTags: 'يمكن أن يكون للمهمة 20 وسمًا.',
  findTask: 'ابحث عن مهمة',
  noTask: 'لا مهمة بهذا الاسم.',
  close: 'إغلاق',
};

export const reminders: Catalogue['reminders'] = {
  title: 'التذكيرات',
  none: 'لا شيء',
  before: {
    week: (n) => `قبل ${count(n, ['أسبوع', 'أسبوعين', '# أسابيع', '# أسبوعًا', '# أسبوع'])}`,
    day: (n) => `قبل ${count(n, ['يوم', 'يومين', '# أيام', '# يومًا', '# يوم'])}`,
    hour: (n) => `قبل ${count(n, ['ساعة', 'ساعتين', '# ساعات', '# ساعة', '# ساعة'])}`,
    minute: (n) => `قبل ${count(n, ['دقيقة', 'دقيقتين', '# دقائق', '# دقيقة', '# دقيقة'])}`,
  },
  onTime: 'عند الاستحقاق',
  atStart: 'في بداية اليوم',
  more: (first, others) =>
    `${first}، ${count(others, ['وواحد آخر', 'واثنان آخران', 'و# أخرى', 'و# آخر', 'و# آخر'])}`,
  remove: (words) => `إزالة ${quoted(words)}`,
  atTime: 'في وقت محدد',
  add: 'إضافة',
  needDate: 'التذكير قبل الاستحقاق يحتاج إلى تاريخ.',
  passed: 'مضى هذا الوقت.',
  full: 'يمكن أن يكون للمهمة 10 تذكيرات.',
  push: {
    ask: 'أتريد التذكيرات على هذا الجهاز أيضًا؟',
    on: 'تشغيل الإشعارات',
    working: 'جارٍ التشغيل…',
    done: 'تصل التذكيرات إلى هذا الجهاز.',
    refused: 'لا يسمح المتصفح بإشعارات هذا الموقع. يمكنك تغيير ذلك في إعداداته.',
    failed: 'تعذر تشغيل الإشعارات.',
    notOff: 'تعذر إيقاف الإشعارات.',
  },
};
