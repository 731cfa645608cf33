// The activity log as the lines of a list: a heading for each day, and the entries under it.
import type { Entry } from "../bindings";
import { dayHeading } from "../shared/format";

export type Line = { kind: "day"; key: string; heading: string } | { kind: "entry"; key: string; entry: Entry };

/** Entries come newest first; each day is headed once. */
export function lines(entries: ReadonlyArray<Entry>, now: Date): Line[] {
  const result: Line[] = [];
  let before = "";
  for (const entry of entries) {
    const heading = dayHeading(entry.at, now);
    if (heading !== before) result.push({ kind: "day", key: `day ${heading}`, heading });
    before = heading;
    result.push({ kind: "entry", key: `entry ${entry.operation}`, entry });
  }
  return result;
}
