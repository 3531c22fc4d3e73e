// What chooses the properties of tasks. Each takes a value and tells what was chosen; `Pop` is what
// they stand in.

export { DatePicker } from './date/date-picker';
export { dateWords, foreignZone, zoneName } from './date/date-words';
export { ListPicker, type ListPlace } from './list-picker';
export { Pop } from './pop';
export { PriorityPicker } from './priority-picker';
export { RepeatPicker } from './repeat/repeat-picker';
export { ReminderPicker } from './reminder/reminder-picker';
export { remindersWords } from './reminder/reminder-words';
export { repeatWords } from './repeat/repeat-words';
export { StartPicker } from './date/start-picker';
export { TagPicker } from './tag-picker';
export { NO_DATE, withoutDate, type DateChange, type DateValue } from './value';
