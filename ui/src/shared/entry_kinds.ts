// What an entry of a lead's history is about, as far as its words depend on it.
import type { Entry } from "../bindings";

/** It took something back, or did it again. */
export function isUndo(entry: Entry): boolean {
  return entry.action === "undo" || entry.action === "undo.part";
}

/** It changed more than this lead, as an import does: taking it back takes the rest back too. */
export function concernsMore(entry: Entry): boolean {
  return entry.action.startsWith("leads.");
}

/** It brought the lead in: its sentence says more than twenty first values. */
export function isAddition(entry: Entry): boolean {
  return entry.action === "lead.add" || concernsMore(entry);
}
