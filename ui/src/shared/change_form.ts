// In which form a change of a field reads best.
import type { FieldChange } from "../bindings";

/** Two values side by side; the core's sentence; a text too long for a line; or the values where no sentence came. */
export type ChangeForm = "pair" | "sentence" | "long" | "values";

const shortest = 60;
const longest = 200;

export function changeForm({ old, new: fresh, sentence }: FieldChange): ChangeForm {
  const values = [old ?? "", fresh ?? ""];
  if (values.some((value) => value.length > longest || value.includes("\n"))) return "long";
  if (old && fresh && values.every((value) => value.length <= shortest)) return "pair";
  return sentence ? "sentence" : "values";
}
