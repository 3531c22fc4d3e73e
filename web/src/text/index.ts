export { languageBeforePaint } from './before-paint';
export type { Catalogue, Doors } from './catalogue';
export { LANGUAGE_NAMES, LANGUAGES, directionOf, localeOf, type Language } from './language';
export {
  chooseLanguage,
  chosenLanguage,
  doorText,
  followLanguage,
  preferLanguage,
  text,
  useDoorText,
  useText,
} from './text';
