// Runs inline before the first paint: language and direction of the page. A page that is not to be
// in English is hidden until its catalogue is there (Root shows it; text.css does after a while).

import { LANGUAGE_KEY, LANGUAGES } from './language';

const KNOWN = JSON.stringify([...LANGUAGES, 'en-XA']);

export const languageBeforePaint =
  `(function(d){var k=${KNOWN},l;try{l=localStorage.getItem('${LANGUAGE_KEY}')}catch(e){}` +
  `if(k.indexOf(l)<0)l=(navigator.languages||[]).map(function(t){return t.split('-')[0].toLowerCase()})` +
  `.filter(function(t){return k.indexOf(t)>=0})[0]||'en';` +
  `d.lang=l;d.dir=l==='ar'?'rtl':'ltr';if(l!=='en')d.dataset.unspoken=''})(document.documentElement)`;
