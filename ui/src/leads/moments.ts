// The moments of a lead's past as a list and as a way to walk along: the present first, then every entry, newest first.
import type { Entry, FieldChange, ThenField } from "../bindings";
import { byDay } from "../shared/by_day";
import { day, exact, logged } from "../shared/format";

/** The present has no entry; a moment of the past is the lead right after one. */
export type Line = { kind: "now"; key: string } | { kind: "day"; key: string; heading: string } | { kind: "moment"; key: string; entry: Entry; at: number };

/** How far a page of the keyboard goes. */
const LEAP = 10;

/** The lines of the list: the present, then the days with their moments. `at` counts the moments, the present is 0. */
export function lines(entries: ReadonlyArray<Entry>, now: Date): Line[] {
  const found: Line[] = [{ kind: "now", key: "now" }];
  let at = 0;
  for (const { heading, of } of byDay(entries, now)) {
    found.push({ kind: "day", key: `day ${of[0]?.operation} ${heading}`, heading });
    for (const entry of of) {
      at += 1;
      found.push({ kind: "moment", key: `moment ${entry.operation}`, entry, at });
    }
  }
  return found;
}

/** Where a moment stands, from 0 for the present; one that is not there is the present. */
export function placeOf(operation: number | null, entries: ReadonlyArray<Entry>): number {
  return operation === null ? 0 : entries.findIndex((entry) => entry.operation === operation) + 1;
}

/** The moment at a place, null for the present. */
export function momentAt(place: number, entries: ReadonlyArray<Entry>): Entry | null {
  return entries[Math.min(Math.max(place, 0), entries.length) - 1] ?? null;
}

/** Time runs from left to right on the slider: the present is at its right end. It is its own opposite. */
export function sliderOf(place: number, count: number): number {
  return count - place;
}

/** The place that a key leads to in the list, or null when it means nothing there. */
export function placeAfterKey(key: string, place: number, count: number): number | null {
  const steps: Record<string, number> = { ArrowDown: place + 1, ArrowUp: place - 1, PageDown: place + LEAP, PageUp: place - LEAP, Home: 0, End: count };
  const to = steps[key];
  return to === undefined ? null : Math.min(Math.max(to, 0), count);
}

/** How a moment is called: by date and person. */
export function nameOf(entry: Entry | null): string {
  return entry ? `${exact(entry.at)}, ${entry.who}` : "Now";
}

/** The day of a moment, short, for the ends of the slider. */
export function shortDay(moment: string): string {
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return moment;
  return day([at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, "0")).join("-"));
}

/** What is shown of a lead as it was; of its differences also what the change itself did. */
export function fieldsShown(fields: ReadonlyArray<ThenField>, differencesOnly: boolean): ReadonlyArray<ThenField> {
  return differencesOnly ? fields.filter((field) => field.differs || field.changed_by_it) : fields;
}

/** What stood in a field before the entry changed it, or null. */
export function before(field: ThenField, changes: ReadonlyArray<FieldChange>): string | null {
  if (!field.changed_by_it) return null;
  const old = changes.find((change) => change.field === field.field)?.old ?? null;
  return old === null || old === field.then ? null : logged(old);
}
