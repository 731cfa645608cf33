// Ctrl+Z for what one types. The window's engine on Linux has no such key in its fields; so it is the page's, everywhere.
import { undoesTyping } from "./focus";

/** Takes back typing where the keyboard is in a text field; with Shift, or by Ctrl+Y, it is typed again. */
export function undoTyping(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || !(event.ctrlKey || event.metaKey) || !undoesTyping(event.target)) return;
  const command = commandOf(event.key.toLowerCase(), event.shiftKey);
  if (!command) return;
  event.preventDefault();
  document.execCommand(command);
}

function commandOf(key: string, withShift: boolean): "undo" | "redo" | null {
  if (key === "z") return withShift ? "redo" : "undo";
  return key === "y" && !withShift ? "redo" : null;
}
