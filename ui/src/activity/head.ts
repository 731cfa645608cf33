// A head of the log and the log's state, in the words and groups in which people read them.
import type { LogState } from "../bindings";
import { counted } from "../shared/format";

/** '1284-9F3A-11C2' as the groups that are read out: the entry's number, then the signs. */
export function groups(head: string): string[] {
  return head.split("-").filter((group) => group !== "");
}

/** How much of the log no check has seen yet. */
export function unchecked({ checks, unchecked: count }: Pick<LogState, "checks" | "unchecked">): string {
  const entries = counted(count, "entry", "entries");
  const [last] = checks;
  if (!last) return `Never checked yet: ${entries}.`;
  if (!last.sound) return `The last check found the log changed. Not known to be sound: ${entries}.`;
  return count === 0 ? "Nothing came since the last sound check." : `Since the last sound check: ${entries}.`;
}
