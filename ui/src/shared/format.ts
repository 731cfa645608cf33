// Numbers, days and times as the person reads them; the locale is fixed because the system's may be none at all.

const locale = "en-US";
const numbers = new Intl.NumberFormat(locale);
const dayFormat = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const dayOfMoment = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const shortDay = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const shortDayYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });
const clock = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
const exactMoment = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short" });

const minute = 60_000;
const hour = 60 * minute;
const dayLength = 24 * hour;

/** 1248 as '1,248'. */
export function number(value: number): string {
  return numbers.format(value);
}

/** A count with its word: `counted(1, "lead")`, `counted(3, "try", "tries")`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** A date of the office ('1948-02-14') as 'Feb 14, 1948'; text that is no date stays as it is. */
export function day(date: string): string {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : NaN;
  return Number.isNaN(at) ? date : dayFormat.format(at);
}

/** A covered birth date of the core ('1951-••-••') in the order in which days are written here; a bare one as it is read. */
export function birthDate(dob: string): string {
  const covered = /^(\d{4})-•+-•+$/.exec(dob);
  return covered ? `••/••/${covered[1]}` : day(dob);
}

/** The day of a moment for a heading: 'Today', 'Yesterday', 'Friday, November 20, 2026'. */
export function dayHeading(moment: string, now: Date): string {
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return moment;
  const days = daysBetween(at, now);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return dayOfMoment.format(at);
}

/** The clock time of a moment: '9:12 AM'. */
export function time(moment: string): string {
  const at = new Date(moment);
  return Number.isNaN(at.getTime()) ? moment : clock.format(at);
}

/** A moment within a sentence: 'today at 2:05 PM', 'yesterday at 9:12 AM', 'on Nov 3 at 9:12 AM'. */
export function atMoment(moment: string, now: Date): string {
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return moment;
  const days = daysBetween(at, now);
  const date = at.getFullYear() === now.getFullYear() ? shortDay.format(at) : shortDayYear.format(at);
  return `${days === 0 ? "today" : days === 1 ? "yesterday" : `on ${date}`} at ${clock.format(at)}`;
}

/** A moment in full, for the hover: 'Friday, November 20, 2026 at 9:12 AM'. */
export function exact(moment: string): string {
  const at = new Date(moment);
  return Number.isNaN(at.getTime()) ? moment : exactMoment.format(at);
}

/** A value of the activity log: a moment or a day as people read it, anything else as it is. */
export function logged(value: string): string {
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value) ? exact(value) : birthDate(value);
}

/** How long ago, in few letters: 'now', '5 min ago', '2 h ago', '3 d ago', then the day. */
export function ago(moment: string, now: Date): string {
  const at = new Date(moment);
  const passed = now.getTime() - at.getTime();
  if (Number.isNaN(passed)) return moment;
  if (passed < -minute) return at.getFullYear() === now.getFullYear() ? shortDay.format(at) : shortDayYear.format(at);
  if (passed < minute) return "now";
  if (passed < hour) return `${Math.floor(passed / minute)} min ago`;
  if (passed < dayLength) return `${Math.floor(passed / hour)} h ago`;
  const days = daysBetween(at, now);
  if (days < 14) return `${days} d ago`;
  return at.getFullYear() === now.getFullYear() ? shortDay.format(at) : shortDayYear.format(at);
}

/** A size of a file: '812 bytes', '3.4 MB'. */
export function bytes(size: number): string {
  if (size < 1000) return counted(size, "byte");
  const units = ["kB", "MB", "GB", "TB"];
  let value = size / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value >= 100 ? Math.round(value) : Math.round(value * 10) / 10} ${units[unit]}`;
}

/** The letters of an avatar: first and last word. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = [words[0], words.length > 1 ? words[words.length - 1] : undefined];
  return letters.map((word) => (word ? (Array.from(word.replace(/^[^\p{L}\p{N}]+/u, ""))[0] ?? "") : "")).join("").toLocaleUpperCase(locale) || "?";
}

function daysBetween(earlier: Date, later: Date): number {
  const start = (at: Date): number => Date.UTC(at.getFullYear(), at.getMonth(), at.getDate());
  return Math.round((start(later) - start(earlier)) / dayLength);
}
