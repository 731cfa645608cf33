// For tests: a host whose answers a test writes, in place of the window.
import { vi } from "vitest";
import type { Change, Failure, Progress } from "../bindings";

type Answer = (input: never, onProgress?: (progress: Progress) => void) => unknown;
type Asked = { name: string; input: unknown };

const answers = new Map<string, Answer>();
const listeners = new Set<(change: Change) => void>();

/** What was asked so far, in order. */
export const asked: Asked[] = [];

/** Answers a command from now on. */
export function answer(name: string, reply: Answer): void {
  answers.set(name, reply);
}

/** What the core rejects with. */
export function failure(code: Failure["code"], sentence: string, field: string | null = null): Failure {
  return { code, sentence, field };
}

/** Tells the page that the office changed. */
export function changed(...tables: string[]): void {
  for (const tell of [...listeners]) tell({ operation: 1, tables });
}

export function forget(): void {
  answers.clear();
  asked.length = 0;
}

/** A promise and the ways to settle it. */
export function later<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (reason: unknown) => void } {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** Lets everything that is ready happen. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

/** Stands in for `host.ts`: `vi.mock("./host", () => import("./fake_host"))`. */
export async function call(name: string, input: unknown, onProgress?: (progress: Progress) => void): Promise<unknown> {
  asked.push({ name, input });
  const reply = answers.get(name);
  if (!reply) throw failure("bad_call", `The test gives no answer to ${name}.`);
  return reply(input as never, onProgress);
}

export function onChanged(tell: (change: Change) => void): void {
  listeners.add(tell);
}

export const chooseFile = vi.fn(async (): Promise<string | null> => null);
export const chooseSave = vi.fn(async (): Promise<string | null> => null);
export const openWindow = vi.fn(async (): Promise<void> => undefined);
export const windowTitle = vi.fn(async (): Promise<void> => undefined);
export const reloadPage = vi.fn((): void => undefined);
