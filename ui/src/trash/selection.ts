// Which things in the trash are chosen: one by one, from one to another, or all that are loaded.
import type { TrashItem, TrashRow } from "../bindings";

/** One thing by its kind and number: numbers of different kinds may be the same. */
export function keyOf({ kind, row }: TrashItem): string {
  return `${kind} ${row}`;
}

/** The chosen things by their keys, and where the next range begins. */
export type Selection = { keys: ReadonlySet<string>; anchor: string | null };

export const NOTHING: Selection = { keys: new Set(), anchor: null };

/** Chooses one thing, or not any more. */
export function toggled(selection: Selection, row: TrashItem, on: boolean): Selection {
  const keys = new Set(selection.keys);
  if (on) keys.add(keyOf(row));
  else keys.delete(keyOf(row));
  return { keys, anchor: keyOf(row) };
}

/** Everything from the last one that was touched to this one becomes as this one is; the range begins there still. */
export function ranged(selection: Selection, rows: ReadonlyArray<TrashRow>, row: TrashItem, on: boolean): Selection {
  const from = rows.findIndex((each) => keyOf(each) === selection.anchor);
  const to = rows.findIndex((each) => keyOf(each) === keyOf(row));
  if (from < 0 || to < 0) return toggled(selection, row, on);
  const keys = new Set(selection.keys);
  for (const each of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (on) keys.add(keyOf(each));
    else keys.delete(keyOf(each));
  }
  return { keys, anchor: selection.anchor };
}

/** All that are loaded. */
export function everything(rows: ReadonlyArray<TrashRow>): Selection {
  return { keys: new Set(rows.map(keyOf)), anchor: null };
}

/** The chosen rows that are still there, in the order of the list. */
export function chosenOf(selection: Selection, rows: ReadonlyArray<TrashRow>): TrashRow[] {
  return rows.filter((row) => selection.keys.has(keyOf(row)));
}

/** Why the chosen ones cannot be restored together, or null where they can: it is all of them or none. */
export function whyNotRestored(chosen: ReadonlyArray<TrashRow>): string | null {
  const fixed = chosen.filter((row) => !row.can_restore);
  const [first] = fixed;
  if (!first) return null;
  if (fixed.length === 1) return `${first.name}: ${first.why_not ?? "This cannot be restored."}`;
  return `${fixed.length} of these cannot be restored. The first is ${first.name}: ${first.why_not ?? "This cannot be restored."}`;
}

/** The numbers of the chosen leads, where all of the chosen are leads that may be erased; else null. */
export function erasable(chosen: ReadonlyArray<TrashRow>): number[] | null {
  const may = chosen.length > 0 && chosen.every((row) => row.kind === "lead" && row.can_erase);
  return may ? chosen.map((row) => row.row) : null;
}
