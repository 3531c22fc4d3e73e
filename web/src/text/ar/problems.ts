import type { Catalogue } from '../catalogue';
import { CHARACTERS, count, isolated } from './words';

export const fields: Catalogue['fields'] = {
  nameMissing: 'أدخل اسمك.',
  emailMissing: 'أدخل بريدك الإلكتروني.',
  emailInvalid: 'أدخل عنوانًا مثل name@example.com.',
  passwordMissing: 'أدخل كلمة المرور.',
  newPasswordMissing: 'اختر كلمة مرور.',
  passwordShort: (least) => `استخدم ${count(least, CHARACTERS)} على الأقل.`,
  passwordLong: (most) => `استخدم ${count(most, CHARACTERS)} على الأكثر.`,
  passwordKnown: 'كلمة المرور هذه سهلة التخمين أو معروفة من تسريبات. اختر غيرها.',
  passwordWrong: 'هذه ليست كلمة مرورك الحالية.',
  codeMissing: 'أدخل الرمز.',
  codeWrong: 'هذا الرمز خاطئ أو قديم. جرّب التالي.',
  codeExpired: 'هذا الرمز قديم. اطلب إرسال رمز آخر.',
  backupCodeWrong: 'هذا ليس من رموزك الاحتياطية، أو سبق استخدامه.',
  passkeyNameMissing: 'أدخل اسمًا.',
  passkeyNameLong: 'استخدم 100 حرف على الأكثر.',
  emailTaken: 'يوجد حساب بهذا البريد من قبل. هل تريد تسجيل الدخول؟',
};

export const problems: Catalogue['problems'] = {
  credentials: 'البريد الإلكتروني أو كلمة المرور غير صحيح.',
  unreachable: 'يتعذر الوصول إلى الخادم.',
  server: 'في الخادم مشكلة.',
  forbidden: 'هذا الإجراء غير مسموح لك.',
  origin: 'يتوقع هذا الخادم أن يُفتح من عنوان آخر.',
  originAt: (address) => `يتوقع هذا الخادم أن يُفتح من ${isolated(address)}.`,
  openThere: 'فتحه هناك',
  gone: 'لم يعد موجودًا.',
  ended: 'انتهت جلستك.',
  weak: 'يتطلب هذا تسجيل دخول أقوى أو أحدث. سجّل الدخول مرة أخرى.',
  full: 'بلغ عدد المهام 10,000. احذف بعضها أولًا.',
  unexpected: 'حدث خطأ ما.',
  tooMany: (seconds) =>
    `محاولات كثيرة جدًا. حاول مجددًا بعد ${count(seconds, ['ثانية واحدة', 'ثانيتين', '# ثوانٍ', '# ثانية', '# ثانية'])}.`,
  signUpClosed: 'تُنشأ الحسابات الجديدة هنا بدعوة.',
  verifiedAlready: 'بريدك مؤكَّد من قبل.',
  unverified: 'أكّد بريدك الإلكتروني أولًا: افتح الرابط الذي أرسلناه إليك.',
  busy: 'الخادم مشغول. حاول مجددًا بعد قليل.',
  codesUsed: 'رموز خاطئة كثيرة. ابدأ من جديد.',
  stepOver: 'استغرق هذا وقتًا طويلًا. سجّل الدخول مرة أخرى.',
  locked: (minutes) =>
    `رموز خاطئة كثيرة. حاول مجددًا بعد ${count(minutes, ['دقيقة واحدة', 'دقيقتين', '# دقائق', '# دقيقة', '# دقيقة'])}.`,
  mailCodesOff: 'الرموز بالبريد غير متاحة هنا.',
  secondFactorOff: 'يحتاج حسابك إلى عامل ثانٍ لا يستطيع هذا الخادم طلبه. تواصل مع من يديره.',
  stale: 'يتطلب هذا تسجيل دخول خلال اليوم الأخير. سجّل الدخول مرة أخرى.',
  passkeyUnknown: 'مفتاح المرور هذا لا يصلح للدخول هنا. استخدم غيره أو كلمة مرورك.',
  passkeyRefused: 'تعذر حفظ مفتاح المرور.',
  passkeyTaken: 'لدى هذا الجهاز مفتاح مرور لحسابك من قبل.',
  passkeysHere: 'لا تعمل مفاتيح المرور على هذا العنوان.',
  passkeysMany: 'بلغ عدد مفاتيح المرور 100. أزل بعضها أولًا.',
};
