// Which column of a file fills which field of a lead: the first guess, a person's choice, and what it would mean.
import type { ImportLook, ImportTarget } from "../bindings";
import { counted } from "../shared/format";

/** For each column of the file the field it fills, or null to leave it out. */
export type Mapping = Array<string | null>;

/** A file's first lines as they will be read: what the columns are called, and the rows below. */
export type Reading = { headings: string[]; rows: string[][] };

const NAMES = ["full_name", "first_name", "last_name"];
const WAYS = ["phone", "email", "street", "e_contact_phone"];

/** The guesses that can be followed; a field that two columns claim goes to the first of them. */
export function guessed(look: ImportLook, targets: readonly ImportTarget[]): Mapping {
  const free = new Set(targets.map(({ name }) => name));
  return look.columns.map(({ guess }) => (guess !== null && free.delete(guess) ? guess : null));
}

/** The mapping after a choice: a field has one column, so another that had it is left out. */
export function choose(mapping: Mapping, column: number, field: string | null): Mapping {
  return mapping.map((had, index) => (index === column ? field : had !== null && had === field ? null : had));
}

/** The first lines read with or without a line of headings, whatever the core took them for. */
export function reading(look: ImportLook, hasHeader: boolean): Reading {
  const lines = look.has_header ? [look.columns.map(({ header }) => header), ...look.first_rows] : look.first_rows;
  if (!hasHeader) return { headings: look.columns.map((_, index) => `Column ${index + 1}`), rows: lines };
  const headings = lines[0] ?? [];
  return {
    headings: look.columns.map((_, index) => headings[index]?.trim() || `Column ${index + 1}`),
    rows: lines.slice(1),
  };
}

/** What stands in the way of a useful import, as a sentence, or null. */
export function obstacle(mapping: Mapping): string | null {
  if (mapping.every((field) => field === null)) return "No column is chosen yet. Choose what at least one column means.";
  if (!mapping.some((field) => field !== null && NAMES.includes(field)))
    return "No column holds a name. A lead needs one, so every row would be refused.";
  if (!mapping.some((field) => field !== null && WAYS.includes(field)))
    return "No column holds a phone, an e-mail or an address. A lead needs one of them, so every row would be refused.";
  return null;
}

/** A larger file is not counted before it is read. */
const COUNTED_BYTES = 1_000_000;

/** How many rows there are to read, as '214 rows' or 'about 100,000 rows'. */
export function rowsToRead(look: ImportLook, hasHeader: boolean): string {
  const rows = Math.max(look.estimated_rows + Number(look.has_header) - Number(hasHeader), 0);
  return (look.bytes < COUNTED_BYTES ? "" : "about ") + counted(rows, "row");
}
