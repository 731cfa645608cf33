import { afterEach, expect, it, vi } from "vitest";
import type { Session } from "../bindings";
import { answer, asked, forget, settled } from "./fake_host";
import { office } from "./office.svelte";
import { somebodyIsHere } from "./presence";

vi.mock("./host", () => import("./fake_host"));

const touches = (): number => asked.filter(({ name }) => name === "touch").length;

afterEach(() => {
  forget();
  vi.useRealTimers();
});

it("tells the core that a person is here, while one is signed in, every twenty seconds at most", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 });
  answer("touch", () => null);
  somebodyIsHere();
  expect(touches()).toBe(0);
  const session = { account: 1, user_name: "dana", theme: "system", permissions: [] as string[] } as Session;
  answer("office_state", () => ({ phase: "ready", folder: "", name: "", people: [], session, problem: null, version: "", locked: null }));
  await office.load();
  somebodyIsHere();
  vi.setSystemTime(1_019_000);
  somebodyIsHere();
  expect(touches()).toBe(1);
  vi.setSystemTime(1_020_000);
  somebodyIsHere();
  expect(touches()).toBe(2);
  // A clock that was set back silences nobody.
  vi.setSystemTime(0);
  somebodyIsHere();
  await settled();
  expect(touches()).toBe(3);
});
