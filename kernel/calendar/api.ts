// Working days and hours, holidays and durations: the only way to a deadline.

export { calendar, deadline, raiseMissing } from './server/loading.ts'
export { addDurations, durationPattern, durationText, parseDuration, type Duration, type Unit } from './server/durations.ts'
export { isWorkday, buildCalendar, type Calendar, type CalendarData, type Kind, type WorkWindow } from './server/calendars.ts'
export {
  due,
  elapsed,
  clock,
  warnAt,
  addWorkdays,
  workdaysBetween,
  dateOf,
  type Clock,
  type ClockSpec,
  type Due,
  type Options,
  type Pause,
} from './server/deadlines.ts'
