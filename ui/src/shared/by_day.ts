// Things that happened, under the days on which they did.
import { dayHeading } from "./format";

export type Day<Each> = { heading: string; of: ReadonlyArray<Each> };

/** Newest first stays newest first: each day is headed once, as the days come. */
export function byDay<Each extends { at: string }>(each: ReadonlyArray<Each>, now: Date): Day<Each>[] {
  const days: { heading: string; of: Each[] }[] = [];
  for (const one of each) {
    const heading = dayHeading(one.at, now);
    const last = days.at(-1);
    if (last?.heading === heading) last.of.push(one);
    else days.push({ heading, of: [one] });
  }
  return days;
}
