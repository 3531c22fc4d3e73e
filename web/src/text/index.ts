export { languageBeforePaint } from './before-paint';
export type { Catalogue } from './catalogue';
export { LANGUAGE_NAMES, LANGUAGES, directionOf, localeOf, type Language } from './language';
export {
  chooseLanguage,
  chosenLanguage,
  followLanguage,
  preferLanguage,
  text,
  useText,
} from './text';
