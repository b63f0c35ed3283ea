export { DayOfHistory, getFailureReport, getFailuresOfDay, getFleetHistory } from './get';
