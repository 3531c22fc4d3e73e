import type { Catalogue } from '../catalogue';
import { count, quoted, TASKS } from './words';

export const tasks: Catalogue['tasks'] = {
  title: 'المهام',
  add: 'إضافة مهمة',
  addLabel: 'مهمة جديدة',
  addButton: 'إضافة',
  search: 'بحث',
  searchLabel: 'البحث في المهام',
  clearSearch: 'مسح البحث',
  filters: 'عرض',
  filter: { all: 'الكل', open: 'المفتوحة', done: 'المكتملة' },
  list: 'المهام',
  edit: (title) => `تعديل ${quoted(title)}`,
  delete: (title) => `حذف ${quoted(title)}`,
  overdue: 'متأخرة',
  priority: { none: 'بلا', low: 'منخفضة', medium: 'متوسطة', high: 'عالية' },
  priorityText: (word) => `أولوية ${word}`,
  help: 'اختصارات لوحة المفاتيح',
  left: (n) => (n === 0 ? 'لا شيء مفتوح' : `المفتوحة: ${count(n, TASKS)}`),
  found: (n) => (n === 0 ? 'لم يُعثر على أي مهمة' : `النتائج: ${count(n, TASKS)}`),
  empty: {
    never: ['لا شيء هنا بعد', 'اكتب أول ما تريد إنجازه واضغط Enter.'],
    done: ['اكتمل كل شيء', 'أُنجزت كل المهام. استمتع بالهدوء، أو أضف المهمة التالية.'],
    noneDone: ['لم يكتمل شيء بعد', 'تُحفظ هنا المهام التي تكملها.'],
    search: ['لا توجد مهمة مطابقة', 'جرّب كلمات أقل أو غيرها، أو ابحث ضمن «الكل».'],
  },
  announce: {
    added: (title) => `تمت إضافة ${quoted(title)}`,
    done: (title) => `مكتملة: ${quoted(title)}`,
    open: (title) => `مفتوحة من جديد: ${quoted(title)}`,
    restored: (title) => `تمت استعادة ${quoted(title)}`,
  },
  deleted: (title) => `تم حذف ${quoted(title)}`,
  undo: 'تراجع',
  notAdded: (title) => `تعذرت إضافة ${quoted(title)}`,
  notChanged: (title) => `تعذر تغيير ${quoted(title)}`,
  notDeleted: (title) => `تعذر حذف ${quoted(title)}`,
};

export const edit: Catalogue['edit'] = {
  title: 'تعديل المهمة',
  name: 'العنوان',
  notes: 'الملاحظات',
  due: 'تاريخ الاستحقاق',
  priority: 'الأولوية',
  tags: 'الوسوم',
  tagsHint: 'افصل بينها بفواصل.',
  done: 'مكتملة',
  delete: 'حذف',
};

export const help: Catalogue['help'] = {
  title: 'اختصارات لوحة المفاتيح',
  rows: [
    [['N'], 'إضافة مهمة'],
    [['J', 'K'], 'المهمة التالية، السابقة'],
    [['X', 'Space'], 'إكمال المهمة أو إعادة فتحها'],
    [['E', 'Enter'], 'تعديل'],
    [['#', 'Delete'], 'حذف'],
    [['Ctrl', 'Z'], 'التراجع عن آخر حذف'],
    [['/'], 'بحث'],
    [['?'], 'هذه القائمة'],
    [['Esc'], 'مغادرة حقل، إغلاق نافذة'],
  ],
  off: 'اختصارات المفتاح الواحد معطّلة. تعمل البقية ما دام التركيز على مهمة.',
  where: 'يمكن تعطيل اختصارات المفتاح الواحد في صفحة الحساب.',
};
