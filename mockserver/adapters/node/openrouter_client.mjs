// Asks with OpenRouter's client, as its documents show; its own retries are as they are.
// https://github.com/OpenRouterTeam/typescript-sdk
import { OpenRouter } from "@openrouter/sdk";
import { READ_TIMEOUT, REQUEST, tell } from "./answer.mjs";

async function ask(answer) {
  const { OPENROUTER_BASE_URL: serverURL, OPENROUTER_API_KEY: apiKey } = process.env;
  const client = new OpenRouter({ serverURL, apiKey, timeoutMs: READ_TIMEOUT });
  const { stream_options, ...asked } = REQUEST;
  const chatRequest = { ...asked, streamOptions: { includeUsage: stream_options.include_usage } };
  for await (const chunk of await client.chat.send({ chatRequest })) answer.add(chunk);
}

await tell(ask, "@openrouter/sdk");
