import type { Catalogue } from '../catalogue';
import { count, quoted, TASKS } from './words';

export const tasks: Catalogue['tasks'] = {
  searchLabel: 'البحث في المهام',
  clearSearch: 'مسح البحث',
  left: (n) => (n === 0 ? 'لا شيء مفتوح' : `المفتوحة: ${count(n, TASKS)}`),
  found: (n) => (n === 0 ? 'لم يُعثر على أي مهمة' : `النتائج: ${count(n, TASKS)}`),
  deleted: (title) => `تم حذف ${quoted(title)}`,
};
