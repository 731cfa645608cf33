// The one place that knows the window around the page: everything that asks the program for something goes through here.
import { Channel, invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { getCurrentWindow } from "@tauri-apps/api/window";
import type { Change, Progress } from "../bindings";

/** What a file chooser is asked for: which files it offers first. */
export type FileKind = "table" | "any";
export type FileQuestion = { title: string; kind: FileKind };
export type SaveQuestion = { title: string; suggested: string };

/** Runs one command of the core; rejects with whatever the core answered as its failure. */
export function call(name: string, input: unknown, onProgress?: (progress: Progress) => void): Promise<unknown> {
  const progress = new Channel<Progress>();
  if (onProgress) progress.onmessage = onProgress;
  return invoke("call", { name, input, progress });
}

/** Tells of every change of the office, whoever made it, until the window closes. */
export function onChanged(tell: (change: Change) => void): void {
  void listen<Change>("changed", (event) => tell(event.payload));
}

/** Lets the person choose a file; null when they chose none. */
export function chooseFile(question: FileQuestion): Promise<string | null> {
  return invoke("choose_file", question);
}

/** Lets the person choose where to save; null when they chose nothing. */
export function chooseSave(question: SaveQuestion): Promise<string | null> {
  return invoke("choose_save", question);
}

/** Opens one more window on the same office. */
export function openWindow(): Promise<void> {
  return invoke("open_window");
}

/** Names the window in the desktop's own lists. */
export function windowTitle(text: string): Promise<void> {
  return getCurrentWindow().setTitle(text);
}

/** Loads the page anew: nothing of what it showed or knew stays but its address. */
export function reloadPage(): void {
  location.reload();
}
