/** A run of the same letter in a pattern. */
export interface PatternField {
  readonly letter: string;
  readonly count: number;
  readonly isNumeric: boolean;
}

/** What was read of a timestamp. Units: `month` from 0; `offset` in minutes east of UTC; `millis` may be any number. */
export interface DateFields {
  year?: number;
  hasTwoDigitYear?: boolean;
  isBeforeChrist?: boolean;
  month?: number;
  day?: number;
  dayOfYear?: number;
  hour?: number;
  hourOfHalf?: number;
  isAfternoon?: boolean;
  minute?: number;
  second?: number;
  millis?: number;
  offset?: number;
}

/** Where reading stands. */
export interface Reading {
  readonly text: string;
  readonly at: number;
  readonly fields: DateFields;
  readonly isAbutting: boolean;
}

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const ZONES: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  Z: 0,
  EST: -300,
  EDT: -240,
  CST: -360,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
};
const DAY_MS = 86_400_000;

/** Writes one field of a date in UTC. */
export function formatField({ letter, count }: PatternField, date: Date): string {
  switch (letter) {
    case 'G':
      return date.getUTCFullYear() > 0 ? 'AD' : 'BC';
    case 'M':
    case 'L':
      return formatMonth(date.getUTCMonth(), count);
    case 'E':
      return nameOf(DAYS, date.getUTCDay(), count);
    case 'a':
      return date.getUTCHours() < 12 ? 'AM' : 'PM';
    case 'z':
      return count >= 4 ? 'Coordinated Universal Time' : 'UTC';
    case 'Z':
      return '+0000';
    case 'X':
      return 'Z';
    case 'y':
    case 'Y':
      return formatYear(letter === 'y' ? eraYear(date) : weekOfYear(date).year, count);
    default:
      return String(numberOf(letter, date)).padStart(count, '0');
  }
}

function numberOf(letter: string, date: Date): number {
  const hour = date.getUTCHours();
  const day = date.getUTCDate();
  switch (letter) {
    case 'w':
      return weekOfYear(date).week;
    case 'W':
      return Math.ceil((day + firstWeekday(date)) / 7);
    case 'D':
      return dayOfYear(date);
    case 'd':
      return day;
    case 'F':
      return Math.ceil(day / 7);
    case 'u':
      return date.getUTCDay() || 7;
    case 'H':
      return hour;
    case 'k':
      return hour || 24;
    case 'K':
      return hour % 12;
    case 'h':
      return hour % 12 || 12;
    case 'm':
      return date.getUTCMinutes();
    case 's':
      return date.getUTCSeconds();
    default:
      return date.getUTCMilliseconds();
  }
}

function formatMonth(month: number, count: number): string {
  return count >= 3 ? nameOf(MONTHS, month, count) : String(month + 1).padStart(count, '0');
}

function nameOf(names: readonly string[], index: number, count: number): string {
  const name = names[index] ?? '';
  return count >= 4 ? name : name.slice(0, 3);
}

function formatYear(year: number, count: number): string {
  return count === 2 ? String(year % 100).padStart(2, '0') : String(year).padStart(count, '0');
}

function eraYear(date: Date): number {
  const year = date.getUTCFullYear();
  return year > 0 ? year : 1 - year;
}

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - startOfYear(date.getUTCFullYear())) / DAY_MS) + 1;
}

function startOfYear(year: number): number {
  return new Date(0).setUTCFullYear(year, 0, 1);
}

function firstWeekday(date: Date): number {
  return (((date.getUTCDay() - (date.getUTCDate() - 1)) % 7) + 7) % 7;
}

/** Weeks begin on Sunday, and the first holds 1 January, as in Java's English calendar. */
function weekOfYear(date: Date): { year: number; week: number } {
  const year = date.getUTCFullYear();
  const nextStart = startOfYear(year + 1);
  const daysToNextWeek = new Date(nextStart).getUTCDay();
  if (date.getTime() >= nextStart - daysToNextWeek * DAY_MS) return { year: year + 1, week: 1 };
  const weekdayOfStart = new Date(startOfYear(year)).getUTCDay();
  return { year, week: Math.ceil((dayOfYear(date) + weekdayOfStart) / 7) };
}

/** Reads one field into `fields` and returns where it ends; undefined when the text is not one. */
export function readField(field: PatternField, reading: Reading): number | undefined {
  let start = reading.at;
  while (reading.text[start] === ' ' || reading.text[start] === '\t') start += 1;
  const rest = reading.text.slice(start);
  const length = field.isNumeric ? readNumber(field, rest, reading) : readText(field, rest, reading.fields);
  return length === undefined ? undefined : start + length;
}

function readNumber(field: PatternField, rest: string, { fields, isAbutting }: Reading): number | undefined {
  const digits = (isAbutting ? /^\d+/ : /^-?\d+/).exec(isAbutting ? rest.slice(0, field.count) : rest)?.[0];
  if (digits === undefined || (isAbutting && digits.length < field.count)) return undefined;
  setNumber(field, Number(digits), digits.length, fields);
  return digits.length;
}

function setNumber({ letter, count }: PatternField, value: number, digits: number, fields: DateFields): void {
  switch (letter) {
    case 'y':
    case 'Y':
      fields.year = value;
      fields.hasTwoDigitYear = count <= 2 && digits === 2;
      return;
    case 'M':
    case 'L':
      fields.month = value - 1;
      return;
    case 'd':
      fields.day = value;
      return;
    case 'D':
      fields.dayOfYear = value;
      return;
    case 'H':
      fields.hour = value;
      return;
    case 'k':
      fields.hour = value === 24 ? 0 : value;
      return;
    case 'K':
      fields.hourOfHalf = value;
      return;
    case 'h':
      fields.hourOfHalf = value === 12 ? 0 : value;
      return;
    case 'm':
      fields.minute = value;
      return;
    case 's':
      fields.second = value;
      return;
    case 'S':
      fields.millis = value;
  }
}

function readText({ letter }: PatternField, rest: string, fields: DateFields): number | undefined {
  switch (letter) {
    case 'M':
    case 'L': {
      const found = findName(MONTHS, rest);
      if (found) fields.month = found.index;
      return found?.length;
    }
    case 'E':
      return findName(DAYS, rest)?.length;
    case 'a': {
      const half = /^[ap]m/i.exec(rest)?.[0];
      if (half) fields.isAfternoon = half.toLowerCase() === 'pm';
      return half?.length;
    }
    case 'G': {
      const era = /^(ad|bc)/i.exec(rest)?.[0];
      if (era) fields.isBeforeChrist = era.toLowerCase() === 'bc';
      return era?.length;
    }
    default:
      return readZone(rest, fields);
  }
}

function findName(names: readonly string[], rest: string): { index: number; length: number } | undefined {
  const lower = rest.toLowerCase();
  for (const size of [undefined, 3]) {
    const index = names.findIndex((name) => lower.startsWith(name.toLowerCase().slice(0, size)));
    if (index >= 0) return { index, length: size ?? (names[index] ?? '').length };
  }
  return undefined;
}

function readZone(rest: string, fields: DateFields): number | undefined {
  const offset = /^(?:GMT|UTC)?([+-])(\d{1,2}):?(\d{2})?/i.exec(rest);
  if (offset) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
    fields.offset = offset[1] === '-' ? -minutes : minutes;
    return offset[0].length;
  }
  const name = /^[A-Z]+/i.exec(rest)?.[0] ?? '';
  const minutes = ZONES[name.toUpperCase()];
  if (minutes === undefined) return undefined;
  fields.offset = minutes;
  return name.length;
}

/** Puts fields together, those that were not read as of 1 January 1970, 00:00 UTC. */
export function toDate(fields: DateFields, now: number): Date {
  const halfDay = fields.isAfternoon ? 12 : 0;
  const hour = fields.hourOfHalf === undefined ? (fields.hour ?? 0) : fields.hourOfHalf + halfDay;
  const [month, day] =
    fields.dayOfYear === undefined ? [fields.month ?? 0, fields.day ?? 1] : [0, fields.dayOfYear];
  const date = new Date(0);
  date.setUTCFullYear(fullYear(fields, now), month, day);
  date.setUTCHours(hour, fields.minute ?? 0, fields.second ?? 0, fields.millis ?? 0);
  return new Date(date.getTime() - (fields.offset ?? 0) * 60_000);
}

/** Two digits mean the year from 80 years ago until 20 years from now. */
function fullYear({ year = 1970, hasTwoDigitYear, isBeforeChrist }: DateFields, now: number): number {
  if (isBeforeChrist) return 1 - year;
  if (!hasTwoDigitYear) return year;
  const oldest = new Date(now).getUTCFullYear() - 80;
  const candidate = Math.floor(oldest / 100) * 100 + year;
  return candidate < oldest ? candidate + 100 : candidate;
}
