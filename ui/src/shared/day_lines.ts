// What happened as the lines of a list: a heading for each day, and under it what happened on it.
import { dayHeading } from "./format";

/** Something that an entry of the log tells. */
type Told = { operation: number; at: string };

export type DayLine<Row> = { kind: "day"; key: string; heading: string } | { kind: "row"; key: string; row: Row };

/** The rows come newest first; each day is headed once. */
export function dayLines<Row extends Told>(rows: ReadonlyArray<Row>, now: Date): DayLine<Row>[] {
  const result: DayLine<Row>[] = [];
  let before = "";
  for (const row of rows) {
    const heading = dayHeading(row.at, now);
    // A clock that was set back may head a day twice: the entry under it tells the two apart.
    if (heading !== before) result.push({ kind: "day", key: `day of ${row.operation}`, heading });
    before = heading;
    result.push({ kind: "row", key: `row ${row.operation}`, row });
  }
  return result;
}
