// Has JavaScript clients ask what lines of JSON on stdin say, all at once, and says on stdout what each heard.
// A question is {id, client, base_url, model, params, patience, retries}; see asking.py for the answers.
import { createInterface } from "node:readline";

const messages = [{ role: "user", content: "Hello" }];

async function openai({ base_url, model, params, patience, retries }, heard) {
  const { default: OpenAI } = await import("openai");
  const client = new OpenAI({ apiKey: "x", baseURL: base_url, maxRetries: retries, logLevel: "off" });
  const { stream = true, ...more } = params;
  const answer = await client.chat.completions.create({ model, messages, stream, ...more });
  for await (const chunk of stream ? impatient(answer, patience) : [answer]) hear(heard, chunk);
}

const openrouter = (specifier, wrap) => async ({ base_url, model, params, patience }, heard) => {
  const { OpenRouter } = await import(specifier);
  const client = new OpenRouter({ apiKey: "x", serverURL: base_url, retryConfig: { strategy: "none" } });
  const { stream = true, ...more } = camel(params);
  const answer = await client.chat.send({ [wrap]: { model, messages, stream, ...more } });
  for await (const chunk of stream ? impatient(answer, patience) : [answer]) hear(heard, chunk);
};

const CLIENTS = {
  "openai/js": openai,
  "openrouter/js 0.9": openrouter("openrouter-0.9", "chatGenerationParams"),
  "openrouter/js": openrouter("@openrouter/sdk", "chatRequest"),
};

// Both spellings of a key: OpenRouter's client renames what it knows, and drops what it does not.
const pick = (from, snake) => from?.[snake] ?? from?.[snake.replace(/_(.)/g, (_, c) => c.toUpperCase())];

function hear(heard, chunk) {
  heard.chunks += 1;
  if (chunk.error) heard.failure = { code: chunk.error.code, message: chunk.error.message };
  if (chunk.usage) {
    const counts = ["prompt_tokens", "completion_tokens", "total_tokens"];
    heard.usage = counts.map((name) => pick(chunk.usage, name));
    heard.cost = chunk.usage.cost ?? null;
  }
  for (const choice of chunk.choices) {
    const said = (heard.choices[choice.index] ??= nothing());
    const delta = choice.delta ?? choice.message;
    said.text += delta.content ?? "";
    said.reasoning += delta.reasoning ?? delta.reasoning_content ?? "";
    said.refusal += delta.refusal ?? "";
    said.finish = pick(choice, "finish_reason") ?? said.finish;
    for (const one of choice.logprobs?.content ?? []) said.tokens.push([one.token, one.logprob]);
    for (const [position, call] of (pick(delta, "tool_calls") ?? []).entries()) {
      const known = (said.calls[call.index ?? position] ??= ["", ""]);
      known[0] ||= call.function?.name ?? "";
      known[1] += call.function?.arguments ?? "";
    }
  }
}

const nothing = () => ({ text: "", reasoning: "", refusal: "", calls: {}, finish: null, tokens: [] });

function camel(value) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  const name = (key) => key.replace(/_(.)/g, (_, c) => c.toUpperCase());
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [name(key), camel(one)]));
}

// No client here has a timeout for reads, so that a program must bring its own.
async function* impatient(stream, patience) {
  const reads = stream[Symbol.asyncIterator]();
  while (true) {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error("nothing came for too long")), patience * 1000);
    });
    const { done, value } = await Promise.race([reads.next(), late]).finally(() => clearTimeout(timer));
    if (done) return;
    yield value;
  }
}

async function answer(question) {
  const heard = { id: question.id, choices: {}, usage: null, cost: null, chunks: 0 };
  Object.assign(heard, { failure: null, error: null, status: null });
  try {
    await CLIENTS[question.client](question, heard);
  } catch (error) {
    heard.error = `${error.constructor.name}: ${error.message}`;
    heard.status = error.statusCode ?? error.status ?? null;
  }
  process.stdout.write(`${JSON.stringify(heard)}\n`);
}

const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => answer(JSON.parse(line)));
lines.on("close", () => process.exit(0)); // a stalled stream would keep the process alive
