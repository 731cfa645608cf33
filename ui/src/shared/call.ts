// Typed calls of the core's commands: an answer of the right shape, or a failure with its sentence.
import type { Code, Commands, Failure, Progress } from "../bindings";
import * as host from "./host";

/** A command that the core refused or could not do, with the sentence to show. */
export class Failed extends Error {
  override readonly name = "Failed";
  constructor(readonly failure: Failure) {
    super(failure.sentence);
  }
  get code(): Code {
    return this.failure.code;
  }
  /** The field of the form that the failure is about, if it is about one. */
  get field(): string | null {
    return this.failure.field;
  }
  get sentence(): string {
    return this.failure.sentence;
  }
}

function isFailure(answer: unknown): answer is Failure {
  return typeof answer === "object" && answer !== null && "code" in answer && "sentence" in answer;
}

/** Any caught value as a Failed, so that a screen always has a sentence to show. */
export function asFailed(caught: unknown): Failed {
  if (caught instanceof Failed) return caught;
  if (isFailure(caught)) return new Failed({ code: caught.code, field: caught.field ?? null, sentence: caught.sentence });
  return new Failed({
    code: "internal",
    field: null,
    sentence: "Porchlight could not do this. Try again; if it happens again, close the window and open it anew.",
  });
}

const signedOutListeners = new Set<() => void>();

/** Tells when the core says that nobody is signed in any more; the answer stops telling. */
export function onSignedOut(tell: () => void): () => void {
  signedOutListeners.add(tell);
  return () => signedOutListeners.delete(tell);
}

/** Runs a command. Throws Failed, and nothing else. */
export async function call<K extends keyof Commands>(
  name: K,
  input: Commands[K]["input"],
  onProgress?: (progress: Progress) => void,
): Promise<Commands[K]["output"]> {
  try {
    return (await host.call(name, input, onProgress)) as Commands[K]["output"];
  } catch (caught) {
    const failed = asFailed(caught);
    if (failed.code === "signed_out") for (const tell of signedOutListeners) tell();
    throw failed;
  }
}

/** The commands that run long: their input carries the number by which they can be cancelled. */
export type JobName = Exclude<
  { [K in keyof Commands]: Commands[K]["input"] extends { job: number } ? K : never }[keyof Commands],
  "job_cancel"
>;

export type Job<K extends JobName> = {
  result: Promise<Commands[K]["output"]>;
  /** Asks the core to stop; `result` then rejects with the code 'cancelled', with nothing written. */
  cancel: () => Promise<void>;
};

/** Numbers are drawn by chance, so that two windows of one office do not meet. */
function jobNumber(): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return (high % 2 ** 20) * 2 ** 32 + low;
}

/** Starts a job and lets the caller follow and cancel it. */
export function startJob<K extends JobName>(
  name: K,
  input: Omit<Commands[K]["input"], "job">,
  onProgress?: (progress: Progress) => void,
): Job<K> {
  const job = jobNumber();
  const result = call(name, { ...input, job } as Commands[K]["input"], onProgress);
  const cancel = async (): Promise<void> => {
    await call("job_cancel", { job });
  };
  return { result, cancel };
}
