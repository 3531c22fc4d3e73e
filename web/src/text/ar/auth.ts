import type { Catalogue } from '../catalogue';
import { CHARACTERS, count, isolated } from './words';

export const auth: Catalogue['auth'] = {
  signInTitle: 'تسجيل الدخول',
  signInLead: 'أهلًا بعودتك.',
  signUpTitle: 'إنشاء حسابك',
  signUpLead: 'يستغرق ذلك نحو نصف دقيقة.',
  name: 'الاسم',
  email: 'البريد الإلكتروني',
  password: 'كلمة المرور',
  remember: 'إبقائي مسجّل الدخول على هذا الجهاز',
  signIn: 'تسجيل الدخول',
  signingIn: 'جارٍ تسجيل الدخول…',
  signUp: 'إنشاء حساب',
  signingUp: 'جارٍ إنشاء حسابك…',
  or: 'أو المتابعة باستخدام',
  passkey: 'مفتاح مرور',
  passkeyWaiting: 'في انتظار مفتاح المرور…',
  toSignUp: ['لأول مرة هنا؟', 'إنشاء حساب'],
  toSignIn: ['لديك حساب؟', 'تسجيل الدخول'],
  passwordHint: (least) =>
    `${count(least, CHARACTERS)} على الأقل؛ بضع كلمات لا رابط بينها اختيار جيد.`,
  forgot: 'نسيت كلمة المرور؟',
  show: 'إظهار كلمة المرور',
  capsLock: 'مفتاح Caps Lock مفعّل',
  strength: ['تخمينها سهل جدًا', 'تخمينها سهل', 'يمكن أن تكون أفضل', 'جيدة', 'جيدة جدًا'],
  strengthLabel: (word) => (word ? `القوة: ${word}` : 'القوة: لم يُدخل شيء بعد'),
};

export const mailed: Catalogue['mailed'] = {
  title: 'تفقّد بريدك',
  verify: (email) => `أرسلنا رابطًا إلى ${isolated(email)}. افتحه لتأكيد أن العنوان لك.`,
  reset: (email) =>
    `إن كان للعنوان ${isolated(email)} حساب هنا، فهناك رابط في الطريق إليه. يعمل مرة واحدة، خلال الساعة القادمة.`,
  spam: ['لم يصل شيء؟ ابحث في مجلد البريد غير المرغوب فيه، أو', 'جرّب عنوانًا آخر', '.'],
  again: 'إرسال مرة أخرى',
  againIn: (time) => `إرسال مرة أخرى بعد ${time}`,
  sent: 'الرسالة في الطريق. قد يستغرق وصولها دقيقة.',
  sentTo: (email) => `أرسلنا رابطًا جديدًا إلى ${isolated(email)}.`,
  back: 'العودة إلى تسجيل الدخول',
};

export const forgot: Catalogue['forgot'] = {
  title: 'إعادة تعيين كلمة المرور',
  lead: 'أخبرنا ببريدك الإلكتروني، وسنرسل إليك رابطًا لاختيار كلمة مرور جديدة.',
  button: 'إرسال الرابط',
  pending: 'جارٍ الإرسال…',
};

export const reset: Catalogue['reset'] = {
  title: 'اختيار كلمة مرور جديدة',
  password: 'كلمة المرور الجديدة',
  button: 'حفظ وتسجيل الدخول',
  pending: 'جارٍ الحفظ…',
  deadTitle: 'لم يعد هذا الرابط صالحًا',
  dead: 'تعمل الروابط مرة واحدة وتنتهي صلاحيتها بعد ساعة.',
  another: 'إرسال رابط جديد',
  remembered: ['تذكّرتها؟', 'تسجيل الدخول'],
};

export const verified: Catalogue['verified'] = {
  title: 'تم تأكيد بريدك الإلكتروني',
  lead: 'يمكنك المتابعة الآن.',
  toTasks: 'إلى مهامك',
  toSignIn: 'تسجيل الدخول',
  deadTitle: 'لم يعد هذا الرابط صالحًا',
  dead: 'تعمل الروابط مرة واحدة وتنتهي صلاحيتها بعد ساعة. إن لم يُؤكَّد بريدك بعد، فاطلب رابطًا جديدًا.',
  button: 'إرسال رابط جديد',
};

export const second: Catalogue['second'] = {
  title: 'أدخل الرمز',
  leads: {
    totp: 'افتح تطبيق المصادقة وأدخل الرمز المكوّن من 6 أرقام لتطبيق Ostiary.',
    otp: 'أرسلنا إليك رسالة فيها رمز صالح لبضع دقائق.',
    backup: 'أدخل أحد الرموز الاحتياطية التي احتفظت بها عند إعداد تسجيل الدخول بخطوتين.',
  },
  mailFirst: 'نرسل رمزًا إلى بريدك الإلكتروني.',
  labels: {
    totp: 'الرمز من التطبيق',
    otp: 'الرمز من الرسالة',
    backup: 'رمز احتياطي',
  },
  trust: 'عدم السؤال مجددًا على هذا الجهاز',
  go: 'متابعة',
  going: 'جارٍ التحقق…',
  send: 'إرسال الرمز',
  sendAgain: 'إرسال رمز آخر',
  choose: {
    totp: 'استخدام تطبيق المصادقة',
    otp: 'إرسال رمز بالبريد بدلًا من ذلك',
    backup: 'استخدام رمز احتياطي',
  },
  leave: 'استخدام حساب آخر',
};

export const reasons: Catalogue['reasons'] = {
  ended: 'تم تسجيل خروجك. سجّل الدخول للمتابعة من حيث توقفت.',
  expired: 'تم تسجيل خروجك. سجّل الدخول للمتابعة من حيث توقفت.',
  'signed-out': 'تم تسجيل خروجك.',
  'signed-out-reminded': 'تم تسجيل خروجك من كل مكان. قد تصل تذكيرات إلى أجهزة أخرى بعد.',
  deleted: 'حُذف حسابك وكل ما فيه.',
  fresh: 'سجّل الدخول مرة أخرى للمتابعة: يتطلب هذا تسجيل دخول حديثًا.',
  created: 'حسابك جاهز. سجّل الدخول به.',
  reset: 'تغيّرت كلمة مرورك. سجّل الدخول بالجديدة.',
};

// Two-step sign-in, where the server demands it of a person from a day on.
export const enrol: Catalogue['enrol'] = {
  by: (day) => `أعِدّ تسجيل الدخول بخطوتين قبل ${day}`,
  text: 'بعد ذلك سيطلب منك هذا الخادم رمزًا.',
  setUp: 'إعداد…',
};
