// The monthly review in words: how a month stands, which one comes first, and what a month adds up to.
import type { PersonLooks, ReviewMonth } from "../bindings";
import { counted } from "../shared/format";

export type Standing = { label: string; tone: "plain" | "good" | "warn" };

/** How a month stands with the review. */
export function standing({ over, signed }: Pick<ReviewMonth, "over" | "signed">): Standing {
  if (!signed) return over ? { label: "To review", tone: "warn" } : { label: "Not over yet", tone: "plain" };
  if (signed.since > 0) return { label: `${counted(signed.since, "look")} since`, tone: over ? "warn" : "plain" };
  return over ? { label: "Signed off", tone: "good" } : { label: "Reviewed so far", tone: "good" };
}

/** The month that is shown where the address names none: the newest one that waits, or the newest of all. */
export function first(months: ReadonlyArray<ReviewMonth>): string | null {
  const waits = months.find(({ over, signed }) => over && !signed);
  return (waits ?? months[0])?.month ?? null;
}

/** What everybody did together. */
export function together(people: ReadonlyArray<PersonLooks>): Omit<PersonLooks, "account" | "name"> {
  const sum = (figure: "reveals" | "exports" | "prints" | "backups" | "leads"): number => people.reduce((all, each) => all + each[figure], 0);
  return { reveals: sum("reveals"), exports: sum("exports"), prints: sum("prints"), backups: sum("backups"), leads: sum("leads") };
}

/** '2026-10' as the number under which the note of its review is kept. */
export function keptAs(month: string): number {
  return Number(month.replace("-", ""));
}
