// What every JavaScript adapter shares: what to ask, an answer put together, and how it is printed.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const { env } = process;
export const REQUEST = JSON.parse(env.MOCKSERVER_REQUEST);
export const READ_TIMEOUT = Math.ceil(Number(env.MOCKSERVER_READ_TIMEOUT) * 1000); // milliseconds

// Both spellings of a key: OpenRouter's client renames what it knows.
const pick = (from, snake) => from?.[snake] ?? from?.[snake.replace(/_(.)/g, (_, c) => c.toUpperCase())];

export class Answer {
  text = "";
  reasoning = "";
  refusal = "";
  calls = new Map();
  finish = new Map();
  usage = null;

  add(chunk) {
    if (chunk.error) throw new Error(`in the stream: ${JSON.stringify(chunk.error)}`);
    if (chunk.usage) this.usage = counts(chunk.usage);
    for (const choice of chunk.choices ?? []) {
      const index = choice.index ?? 0;
      this.finish.set(index, pick(choice, "finish_reason") ?? this.finish.get(index) ?? null);
      if (index === 0) this.addDelta(choice.delta ?? choice.message ?? {});
    }
  }

  addDelta(delta) {
    this.text += text(delta.content);
    this.reasoning += delta.reasoning ?? delta.reasoning_content ?? "";
    this.refusal += delta.refusal ?? "";
    for (const [at, call] of (pick(delta, "tool_calls") ?? []).entries()) {
      const { name, arguments: args, input } = call.function ?? call.custom ?? {};
      this.addCall(call.index ?? at, name, args ?? input);
    }
  }

  addCall(index, name, args) {
    if (!this.calls.has(index)) this.calls.set(index, { name: "", arguments: "" });
    const call = this.calls.get(index);
    call.name ||= name ?? "";
    call.arguments += typeof args === "object" && args !== null ? JSON.stringify(args) : args ?? "";
  }
}

// Some providers send a content as a list of parts.
const text = (content) =>
  Array.isArray(content) ? content.map((part) => text(part?.text)).join("") : content ?? "";

const counts = (usage) =>
  Object.fromEntries(
    ["prompt_tokens", "completion_tokens", "total_tokens"].map((name) => [name, pick(usage, name)]),
  );

// Asks, and prints what came of it; what the client never tells (`unknown`) is left out.
export async function tell(ask, name, ...unknown) {
  const answer = new Answer();
  let error = null;
  try {
    await ask(answer);
  } catch (failure) {
    error = failure?.message ? `${failure.constructor.name}: ${failure.message}` : `an error: ${failure}`;
  }
  const { text, reasoning, refusal, calls, finish, usage } = answer;
  const reasons = [...finish.keys()].sort((a, b) => a - b).map((index) => finish.get(index));
  const said = { text, reasoning, refusal, tool_calls: [...calls.values()], finish_reasons: reasons, usage };
  for (const key of unknown) delete said[key];
  const client = `${name} ${version(name)} (Node ${process.versions.node})`;
  // A stalled connection would keep the process alive.
  process.stdout.write(`${JSON.stringify({ ...said, error, client })}\n`, () => process.exit(0));
}

function version(name) {
  const folders = createRequire(join(process.cwd(), "adapter.mjs")).resolve.paths(name);
  for (const folder of folders) {
    try {
      return JSON.parse(readFileSync(join(folder, name, "package.json"), "utf8")).version;
    } catch {
      // it is in one of the other folders
    }
  }
  return "of unknown version";
}
