// Asks for a stream of each model at once and prints what the client made of it, as one line of JSON each.
// Usage: node ask.mjs openai|openrouter BASE_URL MODEL...
import OpenAI from "openai";
import { OpenRouter } from "@openrouter/sdk";

const PATIENCE = 1_000; // milliseconds that a stalled stream is waited for

async function openai(base, model, said) {
  const client = new OpenAI({ apiKey: "x", baseURL: base });
  const messages = [{ role: "user", content: "Hello" }];
  const stream = await client.chat.completions.create({ model, messages, stream: true });
  for await (const chunk of impatient(stream, model)) {
    said.tokens = chunk.usage?.total_tokens ?? said.tokens;
    for (const choice of chunk.choices) {
      said.text += choice.delta.content ?? "";
      said.finish = choice.finish_reason ?? said.finish;
      for (const call of choice.delta.tool_calls ?? []) add(said, call.index, call.function);
    }
  }
}

async function openrouter(base, model, said) {
  const client = new OpenRouter({ apiKey: "x", serverURL: base, retryConfig: { strategy: "none" } });
  const messages = [{ role: "user", content: "Hello" }];
  const stream = await client.chat.send({ chatRequest: { model, messages, stream: true } });
  for await (const chunk of impatient(stream, model)) {
    if (chunk.error) said.error = chunk.error.message;
    said.tokens = chunk.usage?.totalTokens ?? said.tokens;
    for (const choice of chunk.choices) {
      said.text += choice.delta.content ?? "";
      said.finish = choice.finishReason ?? said.finish;
      for (const call of choice.delta.toolCalls ?? []) add(said, call.index, call.function);
    }
  }
}

function add(said, index, fragment) {
  said.calls[index] = (said.calls[index] ?? "") + (fragment?.arguments ?? "");
}

// Neither client has a timeout for reads, so that a program must bring its own.
async function* impatient(stream, model) {
  const reads = stream[Symbol.asyncIterator]();
  while (true) {
    let timer;
    const late = new Promise((_, reject) => {
      const patience = model === "stalled" ? PATIENCE : 20_000;
      timer = setTimeout(() => reject(new Error("nothing came for too long")), patience);
    });
    const { done, value } = await Promise.race([reads.next(), late]).finally(() =>
      clearTimeout(timer),
    );
    if (done) return;
    yield value;
  }
}

const [client, base, ...models] = process.argv.slice(2);
const ask = { openai, openrouter }[client];
const answers = models.map(async (model) => {
  const said = { model, text: "", calls: {}, finish: null, tokens: null, error: null };
  try {
    await ask(base, model, said);
  } catch (error) {
    said.error = `${error.constructor.name}: ${error.message}`;
  }
  console.log(JSON.stringify(said));
});
await Promise.all(answers);
process.exit(0); // a stalled stream would keep the process alive
