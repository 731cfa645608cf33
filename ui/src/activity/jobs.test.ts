import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ActivityWritten, Progress, Verified } from "../bindings";
import { answer, asked, chooseSave, failure, forget, later, settled } from "../shared/fake_host";
import { notice, toast, toastFailure } from "../shared/toast";
import { checkingOf } from "./checking.svelte";
import { told, writingOf } from "./writing.svelte";

vi.mock("../shared/host", () => import("../shared/fake_host"));
vi.mock("../shared/toast", () => ({ toast: vi.fn(), notice: vi.fn(), toastFailure: vi.fn() }));

const inputs = (name: string): unknown[] => asked.filter((each) => each.name === name).map(({ input }) => input);
const sound: Verified = { sound: true, whole: true, entries: 812, first_bad: null, head: { sequence: 812, at: "2026-11-21T09:12:00.000Z", text: "812-9F3A-11C2-07BD-E55A" }, sentence: "All 812 entries are as they were written." };

let account = 0;
beforeEach(() => {
  forget();
  vi.clearAllMocks();
  account += 1;
});

describe("a check of the log", () => {
  it("tells how far it is, and what it found", async () => {
    const end = later<Verified>();
    let tell: (progress: Progress) => void = () => undefined;
    answer("log_verify", (_input, onProgress) => ((tell = onProgress ?? tell), end.promise));
    const checking = checkingOf(account);
    const run = checking.run(true);
    expect([checking.running, checking.whole]).toEqual([true, true]);
    tell({ done: 400, total: 812, sentence: "Checking the activity log." });
    expect(checking.progress?.done).toBe(400);
    void checking.run(false);
    end.resolve(sound);
    await run;
    expect([checking.running, checking.found]).toEqual([false, sound]);
    expect(inputs("log_verify")).toHaveLength(1);
    expect(inputs("log_verify")[0]).toMatchObject({ whole: true, job: expect.any(Number) });
  });

  it("is the same one when the page was left, and speaks up when nobody watches it", async () => {
    answer("log_verify", () => sound);
    await checkingOf(account).run(false);
    expect(checkingOf(account).found).toEqual(sound);
    expect(toast).toHaveBeenCalledWith(sound.sentence);
    const bad = { ...sound, sound: false, first_bad: 77, sentence: "Entry 77 is not as it was written." };
    answer("log_verify", () => bad);
    await checkingOf(account).run(false);
    expect(notice).toHaveBeenCalledWith(bad.sentence);
  });

  it("is silent where the panel shows it", async () => {
    answer("log_verify", () => ({ ...sound, sound: false }));
    const checking = checkingOf(account);
    checking.watched = true;
    await checking.run(false);
    expect([vi.mocked(toast).mock.calls.length, vi.mocked(notice).mock.calls.length]).toEqual([0, 0]);
    expect(checking.found?.sound).toBe(false);
  });

  it("can be stopped, and a stopped one is no failure", async () => {
    const end = later<Verified>();
    answer("log_verify", () => end.promise);
    answer("job_cancel", () => end.reject(failure("cancelled", "Stopped.")));
    const checking = checkingOf(account);
    const run = checking.run(true);
    await checking.stop();
    await run;
    expect([checking.running, checking.stopped, checking.stopping, checking.failure, checking.found]).toEqual([false, true, false, null, null]);
    expect(inputs("job_cancel")).toEqual([{ job: (inputs("log_verify")[0] as { job: number }).job }]);
    answer("log_verify", () => sound);
    await checking.run(true);
    expect([checking.stopped, checking.found]).toEqual([false, sound]);
  });

  it("says why it could not be made, and forgets it with the next", async () => {
    answer("log_verify", () => {
      throw failure("disk", "The disk did not answer. Try again.");
    });
    const checking = checkingOf(account);
    await checking.run(true);
    expect(checking.failure?.sentence).toBe("The disk did not answer. Try again.");
    answer("log_verify", () => sound);
    await checking.run(true);
    expect(checking.failure).toBeNull();
  });

  it("says why it could not be stopped, and goes on", async () => {
    const end = later<Verified>();
    answer("log_verify", () => end.promise);
    answer("job_cancel", () => {
      throw failure("missing", "This work has ended already.");
    });
    const checking = checkingOf(account);
    const run = checking.run(true);
    await checking.stop();
    expect([checking.running, checking.stopping, checking.failure?.code]).toEqual([true, false, "missing"]);
    end.resolve(sound);
    await run;
    expect(checking.found).toEqual(sound);
  });
});

describe("the log in a file", () => {
  const written: ActivityWritten = { path: "/lists/log.csv", entries: 3, head: "812-9F3A", sentence: "3 entries of the activity log exported to log.csv" };

  it("holds what the filter leaves, and tells the head in it", async () => {
    chooseSave.mockResolvedValue("/lists/log.csv");
    answer("activity_export", () => written);
    const writing = writingOf(account, "activity_export");
    await writing.start({ kinds: ["lead"] });
    expect(inputs("activity_export")[0]).toMatchObject({ path: "/lists/log.csv", filter: { kinds: ["lead"] }, job: expect.any(Number) });
    expect(chooseSave).toHaveBeenCalledWith({ title: "Export the activity log", suggested: expect.stringMatching(/^activity-\d{4}-\d\d-\d\d\.csv$/) });
    expect(toast).toHaveBeenCalledWith("3 entries of the activity log exported to log.csv. Its head: 812-9F3A");
    expect([writing.running, writing.choosing]).toEqual([false, false]);
    expect(told({ head: "812-9F3A", sentence: "Done, head 812-9F3A." })).toBe("Done, head 812-9F3A.");
  });

  it("is not written where no place was chosen", async () => {
    chooseSave.mockResolvedValue(null);
    await writingOf(account, "activity_print").start({});
    expect(asked).toEqual([]);
  });

  it("can be cancelled", async () => {
    chooseSave.mockResolvedValue("/lists/log.pdf");
    const end = later<ActivityWritten>();
    answer("activity_print", () => end.promise);
    answer("job_cancel", () => end.reject(failure("cancelled", "Stopped.")));
    const writing = writingOf(account, "activity_print");
    const run = writing.start({});
    await settled();
    expect(writingOf(account, "activity_print").running).toBe(true);
    await writing.cancel();
    await run;
    expect(toast).toHaveBeenCalledWith("The list was cancelled. No file was written.");
    expect(writing.running).toBe(false);
  });

  it("says what the core refused", async () => {
    chooseSave.mockResolvedValue("/lists/log.pdf");
    const refused = failure("invalid", "This list has more than 20,000 entries. Narrow the filter.");
    answer("activity_print", () => {
      throw refused;
    });
    const writing = writingOf(account, "activity_print");
    await writing.start({});
    expect(vi.mocked(toastFailure).mock.calls[0]?.[0]).toMatchObject({ sentence: refused.sentence });
    expect(writing.running).toBe(false);
  });
});
