// Who is signed in to which office: the one answer that decides what the window shows at all.
import type { OfficeState, Session } from "../bindings";
import { asFailed, call, onSignedOut, type Failed } from "./call";
import { refreshAll } from "./live.svelte";

let state = $state.raw<OfficeState | null>(null);
let failure = $state.raw<Failed | null>(null);
/** Somebody was signed in when the core ended the session: the screen behind keeps its unsaved text. */
let interrupted = $state.raw<Session | null>(null);
/** Where a window leaves a mark for the others when it began or ended the session that they all share. */
const mark = "session";
/** A new recovery code is on the screen: nothing may take it away before it was written down. */
let showsCode = false;

export const office = {
  get state(): OfficeState | null {
    return state;
  },
  get failure(): Failed | null {
    return failure;
  },
  get session(): Session | null {
    return state?.session ?? null;
  },
  get interrupted(): Session | null {
    return interrupted;
  },
  /** Whose screen this is: who is signed in now, or was until the core ended the session. */
  get person(): Session | null {
    return state?.session ?? interrupted;
  },
  /** Whether the person whose screen this is may do this; the core decides again when it is done. */
  can(permission: string): boolean {
    return office.person?.permissions.includes(permission) ?? false;
  },
  async load(): Promise<void> {
    try {
      state = await call("office_state", {});
      failure = null;
    } catch (caught) {
      failure = asFailed(caught);
    }
  },
  /** Looks again whether somebody signed in from another window. */
  async catchUp(): Promise<void> {
    if (state?.phase === "sign_in") await lookAgain();
  },
  /** Keeps the page as it is until `begin`: the new recovery code stands on it. */
  keepShowingCode(): void {
    showsCode = true;
  },
  /** Takes up a session that the core has just begun. */
  async begin(session: Session): Promise<void> {
    const before = interrupted;
    interrupted = null;
    showsCode = false;
    if (state) state = { ...state, phase: "ready", session, name: session.office };
    if (before?.account === session.account) refreshAll();
    await office.load();
    tellWindows();
  },
  /** Ends the session by the person's own wish: nothing stays behind. */
  async signOut(): Promise<void> {
    try {
      await call("sign_out", {});
    } finally {
      interrupted = null;
      await office.load();
      tellWindows();
    }
  },
};

/** Takes up what the core says by now; whoever was signed in here and is no more finds their screen kept. */
async function lookAgain(): Promise<void> {
  if (showsCode) return;
  // Kept before the core is asked: a screen without its person would be gone, even for a moment.
  interrupted = office.person;
  await office.load();
  if (state?.session && state.session.account === interrupted?.account) refreshAll();
  if (state?.session) interrupted = null;
}

function tellWindows(): void {
  localStorage.setItem(mark, crypto.randomUUID());
}

addEventListener("storage", (event) => {
  if (event.key === mark) void lookAgain();
});

onSignedOut(() => {
  if (!state?.session || state.phase !== "ready") return;
  interrupted = state.session;
  state = { ...state, phase: "sign_in", session: null };
  // The people who can sign in are told only at the sign-in.
  void lookAgain();
});
