import { beforeEach, describe, expect, it, vi } from "vitest";
import { asFailed, call, Failed, onSignedOut, startJob } from "./call";
import { answer, asked, failure, forget } from "./fake_host";

vi.mock("./host", () => import("./fake_host"));
beforeEach(forget);

describe("call", () => {
  it("gives the core's answer", async () => {
    answer("undo", () => ({ operation: 8, sentence: "Taken back." }));
    expect(await call("undo", { operation: 7 })).toEqual({ operation: 8, sentence: "Taken back." });
    expect(asked).toEqual([{ name: "undo", input: { operation: 7 } }]);
  });

  it("turns a refusal into a Failed with its code, field and sentence", async () => {
    answer("lead_add", () => Promise.reject(failure("invalid", "Type a name.", "first_name")));
    const failed = await call("lead_add", {}).catch((caught: unknown) => caught);
    expect(failed).toBeInstanceOf(Failed);
    expect(failed).toMatchObject({ code: "invalid", field: "first_name", sentence: "Type a name." });
  });

  it("has a sentence for what is no failure of the core", () => {
    const failed = asFailed(new TypeError("x is undefined"));
    expect(failed.code).toBe("internal");
    expect(failed.sentence).not.toContain("undefined");
  });

  it("tells when the session ended, and only then", async () => {
    const told = vi.fn();
    const stop = onSignedOut(told);
    answer("dashboard", () => Promise.reject(failure("refused", "Not yours.")));
    await call("dashboard", {}).catch(() => undefined);
    expect(told).not.toHaveBeenCalled();
    answer("dashboard", () => Promise.reject(failure("signed_out", "Sign in again.")));
    await call("dashboard", {}).catch(() => undefined);
    expect(told).toHaveBeenCalledOnce();
    stop();
    await call("dashboard", {}).catch(() => undefined);
    expect(told).toHaveBeenCalledOnce();
  });
});

describe("startJob", () => {
  it("reports progress and cancels by its own number", async () => {
    answer("leads_export", (_input, onProgress) => {
      onProgress?.({ done: 5, total: 10, sentence: "Writing" });
      return { path: "/leads.csv", rows: 10, sentence: "10 leads written." };
    });
    answer("job_cancel", () => null);
    const progress = vi.fn();
    const job = startJob("leads_export", { path: "/leads.csv", filter: {}, sort: { column: "name", descending: false } }, progress);
    expect((await job.result).rows).toBe(10);
    expect(progress).toHaveBeenCalledWith({ done: 5, total: 10, sentence: "Writing" });
    await job.cancel();
    const [started, cancelled] = asked as [{ input: { job: number } }, { name: string; input: { job: number } }];
    expect(Number.isSafeInteger(started.input.job)).toBe(true);
    expect(cancelled).toEqual({ name: "job_cancel", input: { job: started.input.job } });
  });
});
