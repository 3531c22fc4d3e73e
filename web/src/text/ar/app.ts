import type { Catalogue } from '../catalogue';

export const app: Catalogue['app'] = {
  name: 'Ostiary',
  skip: 'الانتقال إلى المحتوى',
  tasks: 'المهام',
  account: 'الحساب',
  signIn: 'تسجيل الدخول',
  signUp: 'إنشاء حساب',
  signOut: 'تسجيل الخروج',
  theme: (now) => `الألوان: ${now}. تغيير`,
  loading: 'جارٍ التحميل',
  retry: 'إعادة المحاولة',
  close: 'إغلاق',
  cancel: 'إلغاء',
  save: 'حفظ',
  notifications: 'الرسائل',
  noScript: 'يحتاج Ostiary إلى JavaScript، وهي معطّلة في هذا المتصفح.',
};

export const title: Catalogue['title'] = (page, open = 0) =>
  `${open ? `(${open}) ` : ''}${page} · Ostiary`;

export const themes: Catalogue['themes'] = { system: 'مثل النظام', light: 'فاتحة', dark: 'داكنة' };

export const themeNames: Catalogue['themeNames'] = {
  system: 'النظام',
  light: 'فاتحة',
  dark: 'داكنة',
};

export const states: Catalogue['states'] = {
  offlineDoor: 'لا يوجد اتصال بالإنترنت. يمكنك المتابعة عند عودته.',
  offline: 'لا يوجد اتصال بالإنترنت. لا يمكن حفظ التغييرات حتى يعود الاتصال.',
  away: 'يتعذر الوصول إلى الخادم. تظهر هنا آخر نسخة جرى تحميلها.',
  sessionUnknown: 'يتعذر الوصول إلى Ostiary',
  sessionUnknownText: 'ستظهر الصفحة حالما يستجيب الخادم من جديد.',
  tasksUnknown: 'تعذر تحميل مهامك',
  weakTitle: 'يلزم تسجيل الدخول مرة أخرى',
  weakText:
    'تحتاج مهامك إلى تسجيل دخول أقوى أو أحدث. إذا تكررت هذه الرسالة، فيمكن إعداد تسجيل الدخول ' +
    'بخطوتين أو مفتاح مرور في صفحة الحساب.',
  forbiddenTitle: 'هذه المهام ليست لك',
  forbiddenText:
    'رفض الخادم الوصول إليها (403). إن بدا ذلك خطأً، فجرّب تسجيل الخروج ثم الدخول من جديد.',
};

export const notFound: Catalogue['notFound'] = {
  title: 'الصفحة غير موجودة',
  text: 'ربما نُقلت أو حُذفت.',
  home: 'الانتقال إلى اليوم',
};

export const crash: Catalogue['crash'] = {
  title: 'حدث خطأ في هذه الصفحة',
  text: 'لم يضع شيء من مهامك. تحميل الصفحة من جديد يحل المشكلة عادةً.',
  reload: 'إعادة التحميل',
};
