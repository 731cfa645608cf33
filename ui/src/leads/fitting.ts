// Which columns a list of a given width has room for: the less important give way, none is cut.
import type { LeadColumn } from "../bindings";

/** From the first to give way to the last; a column that is not named here gives way before all of these. */
const GIVE_WAY = [
  "last_contact_date",
  "updated_at",
  "city",
  "last_contact_status",
  "created_at",
  "source",
  "staff_name",
  "phone",
  "stage",
];

/** How much narrower than wanted a column may be before another one gives way. */
const NARROWEST = 0.87;

/** Half a phone, stage or date says nothing: these stay whole. */
const WHOLE: Record<string, number> = { phone: 130, stage: 178, last_contact_date: 100, created_at: 100, updated_at: 100 };

/** The columns that fit, in their own order. The first column and the sorted one stay to the end. */
export function columnsThatFit(columns: readonly LeadColumn[], width: number, sorted: string): LeadColumn[] {
  const kept = [...columns];
  const needed = () => kept.reduce((sum, column) => sum + least(column), 0);
  while (kept.length > 1 && needed() > width) {
    const first = kept.slice(1).reduce((a, b) => (weight(b, sorted) < weight(a, sorted) ? b : a));
    kept.splice(kept.indexOf(first), 1);
  }
  return kept;
}

/** The columns as a CSS grid: each at least as wide as it must be, the room left over shared out by width. */
export function gridOf(columns: readonly LeadColumn[]): string {
  if (columns.length === 1) return "minmax(0, 1fr)";
  return columns.map((column) => `minmax(${least(column)}px, ${column.width}fr)`).join(" ");
}

function least(column: LeadColumn): number {
  return WHOLE[column.name] ?? Math.round(column.width * NARROWEST);
}

function weight(column: LeadColumn, sorted: string): number {
  return column.name === sorted ? GIVE_WAY.length : GIVE_WAY.indexOf(column.name);
}
